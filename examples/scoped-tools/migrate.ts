import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** What our own command line did to a folder. */
export interface Migration {
  /** The words of the command line, both streams. */
  readonly output: string;
}

const CLI = fileURLToPath(new URL('../../dist/bin/mcp-scope-codemod.js', import.meta.url));

/**
 * Rewrites files or folders in place with the built command line of this repository, as a user would.
 * @throws If it is not built, or if it exits otherwise than 0 (nothing left to do) or 1 (done, and something is left
 * for a person).
 */
export function migrate(...paths: readonly string[]): Migration {
  if (!existsSync(CLI)) throw new Error(`${CLI} is missing: run "npm run build" first`);
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [CLI, ...paths], {
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  });
  const output = stdout + stderr;
  if (error || (status !== 0 && status !== 1)) {
    throw new Error(`mcp-scope-codemod ended with ${status ?? 'no'} exit code:\n${output}`, { cause: error });
  }
  return { output };
}
