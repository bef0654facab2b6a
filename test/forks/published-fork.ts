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
import { run } from '../../cli/run.ts';
import { defaultTransforms, onlyReports, type TransformName } from '../../transforms/transform.ts';

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
function changedPaths(
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

/**
 * @param inTurn Transforms to be run each by itself, one after the other; all of them at once, if left out.
 * @throws If it could not run, or if a file failed.
 */
export async function migrate(
  fork: PublishedFork,
  inTurn: readonly TransformName[] = [],
): Promise<Migration> {
  const before = textsOf(fork.folder);
  const left = new Set<string>();
  for (const transforms of inTurn.length > 0 ? inTurn.map((each) => [each]) : [undefined])
    for (const each of await migrateOnce(fork, transforms)) left.add(each);
  return { changed: changedPaths(before, textsOf(fork.folder)), left: [...left] };
}

/** @returns What is left to a person. */
async function migrateOnce(
  { folder, client }: PublishedFork,
  transforms: readonly TransformName[] | undefined,
): Promise<readonly string[]> {
  const result = await run({ paths: [client], cwd: folder, ...(transforms ? { transforms } : {}) });
  if (result.status === 'unusable') throw new Error(result.message);
  const [failed] = result.errors;
  if (failed) throw new Error(`${failed.file}: ${failed.message}`);
  return result.findings
    .filter(({ outcome }) => outcome !== 'rewritten' && outcome !== 'reported')
    .map(({ kind, file, line, reason }) => `${kind}${reason ? ` (${reason})` : ''} at ${file}:${line}`);
}

/** What a run applies by itself. */
const rewriting = defaultTransforms.filter((name) => !onlyReports(name));

/** Orders in which the transforms can be run one by one: as they are listed, the other way round, and shuffled. */
export function ordersOfTransforms(shuffles: number): readonly (readonly TransformName[])[] {
  let seed = 1;
  const random = () => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31);
  const shuffled = () =>
    rewriting
      .map((name) => ({ name, at: random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ name }) => name);
  return [rewriting, rewriting.toReversed(), ...Array.from({ length: shuffles }, shuffled)];
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
