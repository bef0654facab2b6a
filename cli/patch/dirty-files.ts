import { dirtyGuard } from '../dirty-guard.ts';
import { displayPath } from '../discover.ts';
import { UsageError } from '../usage-error.ts';

/** @throws {UsageError} if a file that would change has uncommitted changes, or that cannot be known. */
export function refuseDirtyFiles(paths: readonly string[], root: string): void {
  const verdict = dirtyGuard(paths);
  if (verdict.kind === 'clean') return;
  if (verdict.kind === 'unknown')
    throw new UsageError(
      `git cannot tell whether files have uncommitted changes (${verdict.message}); --force writes all the same`,
    );
  const files = verdict.paths.map((path) => displayPath(path, root)).join(', ');
  throw new UsageError(
    `nothing was written: ${files} would change, with uncommitted changes in it (commit or stash them, or use --force)`,
  );
}
