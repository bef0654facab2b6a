import { readFileSync, statSync } from 'node:fs';
import { describeSystemError } from './describe-system-error.ts';
import type { FileChange, FileError } from './report.ts';
import { writeAtomically } from './write-atomically.ts';

export interface WriteOutcome {
  readonly written: readonly FileChange[];
  readonly errors: readonly FileError[];
}

/** Why a file must not be written now; `undefined` if it may. */
function obstacle({ path, before }: FileChange): string | undefined {
  if (before === undefined) {
    return statSync(path, { throwIfNoEntry: false })
      ? 'was not written: a file of that name appeared during the run'
      : undefined;
  }
  if ((statSync(path).mode & 0o222) === 0) return 'was not written: it is read-only';
  return readFileSync(path, 'utf8') === before ? undefined : 'was not written: it changed during the run';
}

async function write(change: FileChange): Promise<string | undefined> {
  try {
    const reason = obstacle(change);
    if (reason) return reason;
    await writeAtomically(change.path, change.after);
    return undefined;
  } catch (error) {
    return `was not written: ${describeSystemError(error)}`;
  }
}

/**
 * Writes each change whole or not at all, in the order given. What fails does not stop the others, except those that
 * rely on it: a file is left as it was if what it would import or call for could not be written.
 */
export async function writeChanges(
  changes: readonly FileChange[],
  reliesOn: (path: string) => readonly string[],
): Promise<WriteOutcome> {
  const written: FileChange[] = [];
  const errors: FileError[] = [];
  const failed = new Map<string, FileChange>();
  for (const change of changes) {
    const missing = reliesOn(change.path).find((path) => failed.has(path));
    const needed = missing === undefined ? undefined : failed.get(missing)!;
    const message = needed
      ? `was not written: ${needed.runtime ? 'the runtime file that it needs' : `${needed.file}, which it needs,`} was not`
      : await write(change);
    if (message === undefined) written.push(change);
    else {
      errors.push({ file: change.file, message });
      failed.set(change.path, change);
    }
  }
  return { written, errors };
}
