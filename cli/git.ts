import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

export type GitOutcome =
  | { readonly ok: true; readonly output: string }
  | { readonly ok: false; readonly status: number | undefined; readonly message: string };

/** Set by hooks and wrappers of git; they would point every call at one repository, whatever its `cwd`. */
const inherited =
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY|CEILING_DIRECTORIES)$/;

function environment(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !inherited.test(name));
  return { ...Object.fromEntries(own), LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0' };
}

export interface GitOptions {
  readonly input?: string;
  /** A folder that no repository is looked for above. */
  readonly ceiling?: string;
}

/**
 * Asks git something. It takes no locks, and starts no file system monitor, since a repository's own configuration
 * could name any program for that.
 */
export function git(args: readonly string[], cwd: string, { input, ceiling }: GitOptions = {}): GitOutcome {
  const all = ['-c', 'core.fsmonitor=false', ...args];
  const { status, stdout, stderr, error } = spawnSync('git', all, {
    cwd,
    input,
    env: { ...environment(), ...(ceiling && { GIT_CEILING_DIRECTORIES: ceiling }) },
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    windowsHide: true,
  });
  if (error) return { ok: false, status: undefined, message: error.message };
  if (status === 0) return { ok: true, output: stdout };
  return { ok: false, status: status ?? undefined, message: stderr.split('\n', 1)[0] ?? '' };
}

/** The top folder of the git work tree that `folder` lies in, found without starting git; `undefined` if there is none. */
export function workTreeOf(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, '.git'))) return at;
    if (at === dirname(at)) return undefined;
  }
}
