import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The official conformance suite, installed. */
export interface Suite {
  /** A Node that it runs on: 22 or later. */
  readonly node: string;
  /** Its command line. */
  readonly entry: string;
}

/** A check as the suite saves it. */
export interface Check {
  readonly id: string;
  readonly status: string;
  readonly details?: { readonly requestedScope?: string; readonly authorizationAttempts?: number };
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));
/** What the conformance runs write. Git ignores it; deleting it is always safe. */
export const CACHE = join(REPOSITORY, '.conformance');

/**
 * Installs the suite and a Node 22 from the npm registry, as `suite/package-lock.json` pins them, and no install script
 * runs. They go to a folder of {@link CACHE} that is named for the lock file, so a second call finds them there.
 */
export async function installSuite(): Promise<Suite> {
  const source = fileURLToPath(new URL('./suite/', import.meta.url));
  const lock = await readFile(join(source, 'package-lock.json'));
  const folder = join(CACHE, `suite-${createHash('sha256').update(lock).digest('hex').slice(0, 12)}`);
  if (!existsSync(folder)) {
    await mkdir(CACHE, { recursive: true });
    // Installed aside and renamed, so that no other run finds half of it.
    const half = await mkdtemp(join(CACHE, 'installing-'));
    try {
      await cp(source, half, { recursive: true });
      const { code, output } = await run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], half);
      if (code !== 0) throw new Error(`the conformance suite could not be installed:\n${output}`);
      await rename(half, folder).catch((error: unknown) => {
        if (!existsSync(folder)) throw error; // else another run was faster
      });
    } finally {
      await rm(half, { recursive: true, force: true });
    }
  }
  const modules = join(folder, 'node_modules');
  const nodePackage = (await readdir(modules)).find(
    (name) => name.startsWith('node-') && existsSync(join(modules, name, 'bin/node')),
  );
  if (!nodePackage && Number.parseInt(process.versions.node, 10) < 22) {
    throw new Error(
      `the conformance suite needs Node 22, and suite/package.json has none for ${process.platform}`,
    );
  }
  return {
    node: nodePackage ? join(modules, nodePackage, 'bin/node') : process.execPath,
    entry: join(modules, '@modelcontextprotocol/conformance/dist/index.js'),
  };
}

/**
 * Runs one client scenario against a TypeScript client of this repository.
 * @param client The client's file and its arguments; the suite adds the server's URL.
 * @returns The checks that the suite saved, all of them good in its eyes. At 2025-11-25 a step-up without the union is
 * good, too, so what was requested has to be read from the checks.
 * @throws If the suite is not content or the client ended badly, with all that the suite said.
 */
export async function runScenario(
  suite: Suite,
  scenario: string,
  client: readonly string[],
): Promise<readonly Check[]> {
  const { checks, code, output } = await scenarioRun(suite, scenario, client);
  if (code !== 0) throw new Error(`the conformance suite ended with ${code}:\n${output}`);
  return checks;
}

/** The same for a client that may be wrong: the checks that the suite saved, whether it is content or not. */
export async function runWrongClient(
  suite: Suite,
  scenario: string,
  client: readonly string[],
): Promise<readonly Check[]> {
  return (await scenarioRun(suite, scenario, client)).checks;
}

/** @throws If the suite saved no checks, with all that it said. */
async function scenarioRun(suite: Suite, scenario: string, client: readonly string[]) {
  const results = await mkdtemp(join(CACHE, 'results-'));
  try {
    // The suite hands the command to a shell, and runs its client with our Node, not its own.
    const command = [process.execPath, '--import', 'tsx', ...client].map(quoted).join(' ');
    const { code, output } = await run(
      suite.node,
      [suite.entry, 'client', '--command', command, '--scenario', scenario].concat(
        '--spec-version',
        '2025-11-25',
        '--output-dir',
        results,
      ),
      REPOSITORY,
    );
    const files = await readdir(results, { recursive: true });
    const saved = files.find((file) => file.endsWith('checks.json'));
    if (!saved) throw new Error(`the conformance suite ended with ${code}:\n${output}`);
    const checks = JSON.parse(await readFile(join(results, saved), 'utf8')) as readonly Check[];
    return { checks, code, output };
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

export async function run(command: string, args: readonly string[], cwd: string) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += String(data)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, output };
}
