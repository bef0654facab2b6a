import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from '../../cli/main.ts';
import { managers } from './managers.ts';

const cache = fileURLToPath(new URL('../../node_modules/.cache/patch-managers/', import.meta.url));

/** A step that did not do what it should. */
export class StepError extends Error {
  override readonly name = 'StepError';
}

/** Installs a package manager, once; gives the folder of its programs. */
function programsOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined;
  const folder = join(cache, name.replaceAll('/', '+'));
  if (!existsSync(join(folder, 'node_modules/.bin'))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{ "private": true }');
    const args = ['install', '--prefer-offline', '--no-audit', '--no-fund', name];
    execFileSync('npm', args, { cwd: folder, stdio: 'pipe' });
  }
  return join(folder, 'node_modules/.bin');
}

/** Runs commands as a person would type them, with the manager in question first in the PATH. */
function shell(programs: string | undefined): (command: string, cwd: string) => string {
  const env = {
    ...process.env,
    PATH: [programs, process.env['PATH']].filter(Boolean).join(delimiter),
    COREPACK_ENABLE_STRICT: '0',
    YARN_ENABLE_TELEMETRY: '0',
    YARN_ENABLE_IMMUTABLE_INSTALLS: '0', // in CI it is on, but for the one command that asks for it
    CI: '',
    NODE_OPTIONS: '',
  };
  return (command, cwd) => {
    const { status, stdout, stderr } = spawnSync(command, { cwd, env, shell: true, encoding: 'utf8' });
    if (status !== 0) throw new StepError(`${command}: exit ${status}\n${stdout}\n${stderr}`);
    return stdout;
  };
}

/** Runs `mcp-scope-codemod patch` in this process. */
export async function patch(cwd: string, ...args: string[]): Promise<{ code: number; stdout: string }> {
  let [stdout, stderr] = ['', ''];
  const code = await main(['patch', ...args], {
    cwd,
    env: {},
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
  });
  if (stderr !== '') throw new StepError(stderr);
  return { code, stdout };
}

/** The commands that the summary asks for next. */
function nextCommands(summary: string): readonly string[] {
  const [, block = ''] = /\nNext:\n((?: {2}.*\n)+)/.exec(summary) ?? [];
  return block
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

const exportsError = `
const { InsufficientScopeError } = require('@modelcontextprotocol/sdk/client/streamableHttp.js');
import('@modelcontextprotocol/sdk/client/streamableHttp.js').then((esm) =>
  console.log(typeof InsufficientScopeError, typeof esm.InsufficientScopeError));
`;

/** Looks for the migrated transport, and the runtime that it imports. */
function lookAt(project: string): void {
  for (const format of ['esm', 'cjs']) {
    const client = join(project, 'node_modules/@modelcontextprotocol/sdk/dist', format, 'client');
    const isMigrated = readFileSync(join(client, 'streamableHttp.js'), 'utf8').includes('unionScopes(');
    if (!isMigrated || !existsSync(join(client, 'mcp-scope-runtime.js')))
      throw new StepError(`the clone has the published SDK (${format})`);
  }
}

/** A project as it comes out of version control. */
function clone(project: string): string {
  const copy = join(dirname(project), 'clone');
  cpSync(project, copy, {
    recursive: true,
    filter: (path) => !/^(?:node_modules|\.pnp\..*|install-state\.gz|cache)$/.test(basename(path)),
  });
  return copy;
}

/** The published SDK in a tarball that depends on nothing, for a quick installation. */
function packWithoutDependencies(folder: string): string {
  const source = join(folder, 'sdk');
  cpSync(fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/sdk', import.meta.url)), source, {
    recursive: true,
    filter: (path) => basename(path) !== 'node_modules' || !path.includes(`sdk${sep}node_modules`),
  });
  const path = join(source, 'package.json');
  const { name, version, type, exports } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  writeFileSync(path, JSON.stringify({ name, version, type, exports }));
  execFileSync('npm', ['pack', '--pack-destination', folder], { cwd: source, stdio: 'pipe' });
  return `modelcontextprotocol-sdk-${String(version)}.tgz`;
}

export interface TrialOptions {
  /** Whether the SDK comes from a tarball without its dependencies; then it is not loaded, only looked at. */
  readonly isBare?: boolean;
}

export interface Trial {
  /** What `patch` printed. */
  readonly summary: string;
  /** What `patch --check` printed in the clone, which gave exit code 0. */
  readonly check: string;
}

/**
 * Installs the published SDK with a package manager, patches it, runs the next command as printed, and installs a fresh
 * clone of the project with the lock file frozen. The SDK has to be the migrated one there, ESM and CJS.
 * @throws {StepError}
 */
export async function tryManager(name: string, { isBare = false }: TrialOptions = {}): Promise<Trial> {
  const { package: needed, install, frozen, node, files = {} } = managers[name]!;
  const run = shell(programsOf(needed));
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'patch-manager-')));
  try {
    const project = join(folder, 'project');
    mkdirSync(project);
    const range = isBare ? `file:../${packWithoutDependencies(folder)}` : '^1.32.2';
    const dependencies = { '@modelcontextprotocol/sdk': range };
    const manifest = { name: 'app', version: '1.0.0', private: true, dependencies };
    writeFileSync(join(project, 'package.json'), JSON.stringify(manifest, null, '\t'));
    for (const [file, text] of Object.entries(files)) writeFileSync(join(project, file), text);
    run(install, project);
    const { code, stdout: summary } = await patch(project);
    if (code !== 0) throw new StepError(`patch: exit ${code}\n${summary}`);
    const next = nextCommands(summary);
    if (next.length === 0) throw new StepError(`patch says no next command\n${summary}`);
    for (const command of next) run(command, project);
    const fresh = clone(project);
    run(frozen, fresh);
    if (isBare) lookAt(fresh);
    else {
      writeFileSync(join(fresh, 'try.cjs'), exportsError);
      const types = run(`${node} try.cjs`, fresh).trim();
      if (types !== 'function function') throw new StepError(`the clone has the published SDK: ${types}`);
    }
    const check = await patch(fresh, '--check');
    if (check.code !== 0) throw new StepError(`patch --check: exit ${check.code}\n${check.stdout}`);
    if (!readFileSync(join(project, 'package.json'), 'utf8').startsWith('{\n\t"name": "app",\n\t"version"'))
      throw new StepError('package.json was formatted anew');
    return { summary, check: check.stdout };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
