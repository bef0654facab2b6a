import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import type { Linter } from 'eslint';

export type ParserName = 'espree' | 'typescript' | 'babel' | 'vue+espree' | 'vue+typescript' | 'vue+babel';

/** What one process lints. */
export interface LintRequest {
  /** The name that a version of ESLint is installed by. */
  readonly eslint: 'eslint' | 'eslint-9' | 'eslint-9.15';
  /** The build of the plugin that is loaded. */
  readonly plugin: 'esm' | 'cjs';
  /** Where suggested edits import from. */
  readonly runtime: string;
  readonly jobs: readonly { readonly parser: ParserName; readonly files: readonly string[] }[];
}

export interface Reports {
  /** Of ESLint. */
  readonly version: string;
  readonly reports: {
    readonly [parser: string]: { readonly [file: string]: readonly Linter.LintMessage[] };
  };
}

const script = new URL('lint.mjs', import.meta.url).pathname;

/** Lints files below `folder` in a process of its own. */
export async function runEslint(request: LintRequest, folder: string): Promise<Reports> {
  const child = spawn(process.execPath, [script], { cwd: folder, env: { ...process.env, NODE_OPTIONS: '' } });
  child.stdin.end(JSON.stringify(request));
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  if (status !== 0) throw new Error(`${request.eslint} ended with ${status}\n${stderr}`);
  return JSON.parse(stdout) as Reports;
}
