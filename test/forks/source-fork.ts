import { execFile } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { promisify } from 'node:util';
import { run, type RunOptions } from '../../cli/run.ts';
import type { RunFinding } from '../../cli/report.ts';

/** A package with a TypeScript client under `src/client`, own tests under `test/client` and its dependencies installed. */
export interface SourceFork {
  readonly folder: string;
  /** What is migrated: its `src` where its index is there, `src/client` where every module is an entry. */
  readonly sources: string;
}

/** The names of its own tests, by whether they passed. */
export interface TestRun {
  readonly passed: ReadonlySet<string>;
  readonly failed: ReadonlySet<string>;
}

/** What one run of the command line left behind. */
export interface MigrationRun {
  readonly findings: readonly RunFinding[];
  /** Relative to the folder. */
  readonly changed: readonly string[];
  readonly problem: string | undefined;
}

interface Exit {
  readonly code: number;
  readonly output: string;
}

const PACKAGES = ['.', 'packages/client'];
const execute = promisify(execFile);

/**
 * Copies a checkout, but for what was installed into it: that is linked to. Sources and tests can be rewritten then.
 * @throws If there is no client in the checkout, or nothing is installed.
 */
export function copyCheckout(checkout: string, to: string): SourceFork {
  const from = resolve(checkout);
  const home = PACKAGES.find((folder) => existsSync(join(from, folder, 'src/client/streamableHttp.ts')));
  if (home === undefined) throw new Error(`${from} has no src/client/streamableHttp.ts`);
  if (!existsSync(join(from, home, 'node_modules'))) throw new Error(`nothing is installed in ${from}`);
  rmSync(to, { recursive: true, force: true });
  const installed: string[] = [];
  cpSync(from, to, {
    recursive: true,
    filter: (path) => {
      if (basename(path) === 'node_modules') installed.push(relative(from, path));
      return !['node_modules', '.git', 'dist'].includes(basename(path));
    },
  });
  for (const path of installed) symlinkSync(join(from, path), join(to, path));
  const folder = join(to, home);
  return { folder, sources: join(folder, existsSync(join(folder, 'src/index.ts')) ? 'src' : 'src/client') };
}

/** The type errors that its own `npm run typecheck` names, without places. */
export async function ownTypeErrors({ folder }: SourceFork): Promise<readonly string[]> {
  const { output, code } = await command(folder, 'npm', ['run', '--silent', 'typecheck']);
  const errors = [...output.matchAll(/^(\S+?)(?:\(\d+,\d+\)|:\d+:\d+)(?: -|:) (error TS\d+: .*)$/gm)];
  if (code !== 0 && errors.length === 0) throw new Error(`typecheck: ${lastLines(output)}`);
  return errors.map(([, file, message]) => `${file}: ${message}`).sort();
}

/** Runs its own client tests. */
export async function ownTests({ folder }: SourceFork): Promise<TestRun> {
  const report = join(folder, '.own-tests.json');
  const { output } = await command(folder, 'npx', [
    'vitest',
    'run',
    'test/client',
    '--silent',
    '--retry=2',
    '--reporter=json',
    `--outputFile=${report}`,
  ]);
  if (!existsSync(report)) throw new Error(`vitest: ${lastLines(output)}`);
  const { testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
    testResults: { name: string; assertionResults: { fullName: string; status: string }[] }[];
  };
  rmSync(report);
  const all = testResults.flatMap(({ name, assertionResults }) =>
    // Some bear the same name.
    assertionResults.map(({ fullName, status }, i) => ({
      name: `${basename(name)} #${i}: ${fullName}`,
      status,
    })),
  );
  const named = (wanted: string): ReadonlySet<string> =>
    new Set(all.filter(({ status }) => status === wanted).map(({ name }) => name));
  return { passed: named('passed'), failed: named('failed') };
}

/** One run of our command line on a folder. */
export async function migrate(folder: string, options: RunOptions = {}): Promise<MigrationRun> {
  const before = textsOf(folder);
  const result = await run({ ...options, paths: [folder], cwd: folder, force: true });
  const after = textsOf(folder);
  const changed = [...after.keys()].filter((file) => before.get(file) !== after.get(file));
  if (result.status !== 'done') {
    const problem = result.status === 'unusable' ? result.message : `refused: ${result.dirty.join(', ')}`;
    return { findings: [], changed, problem };
  }
  const { findings, errors } = result;
  const problem = errors.map(({ file, message }) => `${file}: ${message}`).join('\n') || undefined;
  return { findings, changed, problem };
}

/** Formats the sources as their own repository does, and says which files that changed. */
export async function reformat({ folder, sources }: SourceFork): Promise<readonly string[]> {
  const before = textsOf(sources);
  const { code, output } = await command(folder, 'npx', ['prettier', '--write', relative(folder, sources)]);
  if (code !== 0) throw new Error(`prettier: ${lastLines(output)}`);
  return [...textsOf(sources)].filter(([file, text]) => before.get(file) !== text).map(([file]) => file);
}

/** Rewrites every file below a folder. */
export async function writeFormatted(
  folder: string,
  format: (text: string, file: string) => string | Promise<string>,
): Promise<void> {
  for (const [file, text] of textsOf(folder)) writeFileSync(join(folder, file), await format(text, file));
}

/** Builds it as it is published, and gives the folders that hold a client. */
export async function build({ folder }: SourceFork): Promise<readonly string[]> {
  const { code, output } = await command(folder, 'npm', ['run', '--silent', 'build']);
  if (code !== 0) throw new Error(`build: ${lastLines(output)}`);
  const dist = join(folder, 'dist');
  const both = ['esm', 'cjs'].map((name) => join(dist, name)).filter(existsSync);
  return both.length > 0 ? both : [dist];
}

/** Every file below a folder with its text, by its path there. */
function textsOf(folder: string): ReadonlyMap<string, string> {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
    /\.[cm]?[jt]sx?$/.test(file),
  );
  return new Map(
    files.sort().map((file) => [file.split(sep).join('/'), readFileSync(join(folder, file), 'utf8')]),
  );
}

async function command(cwd: string, file: string, args: readonly string[]): Promise<Exit> {
  const env = { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', VITEST: undefined, NODE_ENV: undefined };
  try {
    const { stdout, stderr } = await execute(file, args, { cwd, env, maxBuffer: 1 << 27 });
    return { code: 0, output: stdout + stderr };
  } catch (error) {
    const { code, stdout = '', stderr = '' } = error as { code?: unknown; stdout?: string; stderr?: string };
    if (typeof code !== 'number') throw error;
    return { code, output: stdout + stderr };
  }
}

function lastLines(output: string): string {
  return output.trim().split('\n').slice(-12).join('\n');
}
