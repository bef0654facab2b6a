import { realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { git, workTreeOf } from './git.ts';

export type GuardVerdict =
  | { readonly kind: 'clean' }
  /** These, absolute as given, have changes that no commit holds. */
  | { readonly kind: 'dirty'; readonly paths: readonly string[] }
  /** There is a work tree, but git would not tell. */
  | { readonly kind: 'unknown'; readonly message: string };

/** So many paths fit on any command line. */
const chunkSize = 200;

function chunks(paths: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(paths.length / chunkSize);
  return Array.from({ length: count }, (_, at) => paths.slice(at * chunkSize, (at + 1) * chunkSize));
}

/** Real paths with uncommitted changes, of those given, which lie in the work tree `top`. Or what git said instead. */
function changedIn(top: string, realPaths: readonly string[]): Set<string> | string {
  const changed = new Set<string>();
  for (const paths of chunks(realPaths)) {
    const asked = ['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no', '--', ...paths];
    const status = git(['--literal-pathspecs', ...asked], top);
    if (!status.ok) {
      if (status.status === undefined || /not a git repository/i.test(status.message)) return changed;
      return status.message;
    }
    for (const entry of status.output.split('\0')) if (entry) changed.add(join(top, entry.slice(3)));
  }
  return changed;
}

/**
 * Looks for uncommitted changes, staged or not, in files that are about to be rewritten, and in no others. A file that
 * git does not track has no committed state to return to, with or without us, so it does not count. Without git or a
 * work tree there is nothing to guard.
 */
export function dirtyGuard(paths: readonly string[]): GuardVerdict {
  const byTree = new Map<string, Map<string, string>>();
  for (const path of paths) {
    const real = realpathSync(path);
    const top = workTreeOf(dirname(real));
    if (!top) continue;
    if (!byTree.has(top)) byTree.set(top, new Map());
    byTree.get(top)!.set(real, path);
  }
  const dirty: string[] = [];
  for (const [top, files] of byTree) {
    const changed = changedIn(top, [...files.keys()]);
    if (typeof changed === 'string') return { kind: 'unknown', message: changed };
    for (const [real, path] of files) if (changed.has(real)) dirty.push(path);
  }
  return dirty.length > 0 ? { kind: 'dirty', paths: dirty.sort() } : { kind: 'clean' };
}
