import { existsSync, readFileSync } from 'node:fs';
import { displayPath } from '../discover.ts';
import type { FileChange } from '../report.ts';

/** A file's new text as a change of what it holds now. */
export function changeOf(path: string, after: string, cwd: string): FileChange {
  const before = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  return { file: displayPath(path, cwd), path, before, after };
}
