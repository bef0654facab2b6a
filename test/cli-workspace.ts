import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { main } from '../cli/main.ts';
import { importTransforms, type Core } from '../cli/core.ts';
import { fakeCore, fakeTransforms } from './cli-fake-core.ts';

/** A line that the fake core rewrites, and one that it leaves to a person. */
export const overwrite = 'scope = challenged; // 403 insufficient_scope\n';
export const united = 'scope = unionScopes(scope, challenged); // 403 insufficient_scope\n';
export const byHand = 'retry(); // 403 insufficient_scope\n';

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Workspace {
  readonly folder: string;
  path(file: string): string;
  write(file: string, content: string | Uint8Array): void;
  read(file: string): string;
  /** Every file but git's own, with its text. */
  all(): Record<string, string>;
  git(...args: string[]): string;
  /** Runs the command line in this process with the fake core. Times are shown as 0.0 s. */
  cli(...args: string[]): Promise<Outcome>;
  /** The same from a folder in it. */
  cliIn(folder: string, ...args: string[]): Promise<Outcome>;
}

/** A folder for one test, with these files. Removed afterwards. */
export function workspace(files: Record<string, string | Uint8Array> = {}, core: Core = fakeCore): Workspace {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'cli-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const path = (file: string): string => join(folder, file);
  const write = (file: string, content: string | Uint8Array): void => {
    mkdirSync(dirname(path(file)), { recursive: true });
    writeFileSync(path(file), content);
  };
  for (const [file, content] of Object.entries(files)) write(file, content);
  return {
    folder,
    path,
    write,
    read: (file) => readFileSync(path(file), 'utf8'),
    all: () => allFiles(folder),
    git: (...args) =>
      execFileSync('git', [...identity, ...args], { cwd: folder, encoding: 'utf8', stdio: 'pipe' }),
    cli: (...args) => cli(folder, args, core),
    cliIn: (inner, ...args) => cli(path(inner), args, core),
  };
}

const identity = [
  '-c',
  'user.name=t',
  '-c',
  'user.email=t@t',
  '-c',
  'commit.gpgsign=false',
  '-c',
  'core.autocrlf=false',
];

/** The same, in a git work tree where all of the files that are not ignored are committed. */
export function repository(files: Record<string, string | Uint8Array>, core: Core = fakeCore): Workspace {
  const made = workspace(files, core);
  made.git('init', '-q');
  made.git('add', '.');
  made.git('commit', '-q', '--allow-empty', '-m', 'first');
  return made;
}

function allFiles(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !file.includes('/.git/'))
    .sort();
  return Object.fromEntries(
    entries.map((file) => [file.slice(folder.length + 1), readFileSync(file, 'utf8')]),
  );
}

async function cli(cwd: string, args: string[], core: Core): Promise<Outcome> {
  const written = { stdout: '', stderr: '' };
  const code = await main(args, {
    cwd,
    env: {},
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
    loadCore: async () => core,
    loadTransforms: async () => (core === fakeCore ? fakeTransforms : importTransforms()),
  });
  const timeless = (text: string): string =>
    text.replace(/\d+\.\d s$/gm, '0.0 s').replace(/"milliseconds": \d+/, '"milliseconds": 0');
  return { code, stdout: timeless(written.stdout), stderr: timeless(written.stderr) };
}
