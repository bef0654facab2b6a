import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import prettier from 'prettier';
import { run, type RunResult } from '../../cli/run.ts';

export type ModuleFormat = 'esm' | 'cjs';

/** A copy of a published SDK, as a fork of its compiled code would be. */
export interface PublishedFork {
  /** What holds `client` and all that it imports. */
  readonly folder: string;
  /** What is migrated. */
  readonly client: string;
}

/**
 * Copies a build of an installed SDK to `to/dist/<format>`, with its declarations. The dependencies that npm put into the
 * package are linked; the others have to be in a `node_modules` above `to`.
 */
export function copyPublished(sdk: string, format: ModuleFormat, to: string): PublishedFork {
  const folder = join(to, 'dist', format);
  mkdirSync(to, { recursive: true });
  cpSync(join(sdk, 'dist', format), folder, { recursive: true });
  const nested = join(sdk, 'node_modules');
  if (existsSync(nested)) symlinkSync(nested, join(to, 'node_modules'));
  return { folder, client: join(folder, 'client') };
}

/** Every file below a folder with its text, by its path there. */
export function textsOf(folder: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    texts.set(relative(folder, path), readFileSync(path, 'utf8'));
  }
  return texts;
}

/** The paths whose text is new or another one. */
export function changedPaths(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const all = new Set([...before.keys(), ...after.keys()]);
  return [...all].filter((path) => before.get(path) !== after.get(path)).sort();
}

/** What one run of the command line did to a `client` folder. */
export interface Migration {
  readonly changed: readonly string[];
  /** What it left to a person, and what went wrong, in one line each. */
  readonly left: readonly string[];
}

/** @throws If it could not run, or if a file failed. */
export async function migrate({ folder, client }: PublishedFork): Promise<Migration> {
  const before = textsOf(folder);
  const result: RunResult = await run({ paths: [client], cwd: folder });
  if (result.status === 'unusable') throw new Error(result.message);
  const [failed] = result.errors;
  if (failed) throw new Error(`${failed.file}: ${failed.message}`);
  return {
    changed: changedPaths(before, textsOf(folder)),
    left: result.findings
      .filter(({ outcome }) => outcome !== 'rewritten')
      .map(({ kind, file, line, reason }) => `${kind}${reason ? ` (${reason})` : ''} at ${file}:${line}`),
  };
}

/** Formats files of a fork as Prettier does by default. */
export async function reformat({ folder }: PublishedFork, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const filepath = join(folder, path);
    writeFileSync(filepath, await prettier.format(readFileSync(filepath, 'utf8'), { filepath }));
  }
}

/**
 * Runs the command line again: on what it has written, and on that as Prettier formats it.
 * @returns What it still did, in one line; `undefined` if nothing.
 */
export async function whyNotDone(
  fork: PublishedFork,
  changed: readonly string[],
): Promise<string | undefined> {
  const again = await migrate(fork);
  if (again.changed.length > 0) return `a second run changes ${again.changed.join(', ')}`;
  await reformat(fork, changed);
  const reformatted = await migrate(fork);
  if (reformatted.changed.length > 0) return `a run after Prettier changes ${reformatted.changed.join(', ')}`;
  return undefined;
}
