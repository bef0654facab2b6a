import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { git, workTreeOf } from './git.ts';

/**
 * The files that differ from where the work tree left a branch: committed since, staged, edited or not yet tracked.
 * @param ref a commit, branch or tag; what counts is where `HEAD` and it have last been one.
 * @returns real paths, deleted files not among them; or why there is no telling.
 */
export function changedSince(ref: string, cwd: string): ReadonlySet<string> | string {
  const top = workTreeOf(realpathSync(cwd));
  if (!top) return `--since ${ref}: there is no git work tree here`;
  const ask = (...args: string[]): string | undefined => {
    const asked = git(args, top);
    return asked.ok ? asked.output : undefined;
  };
  const commit = ask('rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`)?.trim();
  if (!commit) return `--since ${ref || "''"}: git knows no such commit`;
  const base = ask('merge-base', commit, 'HEAD')?.trim() ?? commit;
  const unlike = ['diff', '--name-only', '--no-renames', '--no-ext-diff', '--no-relative', '--diff-filter=d'];
  const changed = ask(...unlike, '-z', base, '--');
  const untracked = ask('ls-files', '-o', '--exclude-standard', '-z');
  if (changed === undefined || untracked === undefined)
    return `--since ${ref}: git cannot tell what has changed`;
  return new Set(`${changed}${untracked}`.split('\0').flatMap((path) => (path ? [join(top, path)] : [])));
}
