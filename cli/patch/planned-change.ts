import { existsSync, readFileSync } from 'node:fs';
import { displayPath } from '../discover.ts';
import type { FileChange } from '../report.ts';

/** What a file holds, byte order mark and all; `undefined` if there is none. */
export function textBefore(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** A file's new text as a change of what it holds now. */
export function changeOf(path: string, after: string, cwd: string): FileChange {
  return { file: displayPath(path, cwd), path, before: textBefore(path), after };
}
