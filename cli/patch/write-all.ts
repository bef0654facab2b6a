import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { FileChange } from '../report.ts';
import { writeAtomically } from '../write-atomically.ts';
import { writeChanges } from '../write-changes.ts';

/**
 * Writes all of the changes or, if one of them fails, puts back what was written before it. Files to be removed go
 * last, when all the rest is there.
 * @returns what failed, in words for a person.
 */
export async function writeAll(
  changes: readonly FileChange[],
  removed: readonly string[],
): Promise<readonly string[]> {
  for (const { path } of changes) mkdirSync(dirname(path), { recursive: true });
  const all = changes.map(({ path }) => path);
  const { written, errors } = await writeChanges(changes, (path) => all.slice(0, all.indexOf(path)));
  if (errors.length > 0) {
    for (const { path, before } of written.toReversed())
      if (before === undefined) rmSync(path);
      else await writeAtomically(path, before);
    return errors.map(({ file, message }) => `${file} ${message}`);
  }
  for (const path of removed) rmSync(path, { force: true });
  return [];
}
