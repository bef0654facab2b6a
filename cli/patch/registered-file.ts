import { existsSync } from 'node:fs';
import { displayPath } from '../discover.ts';
import type { RegisteredPatch } from './patch-form.ts';

/** Whether the file that a project names is there. */
export function isThere({ path }: RegisteredPatch): boolean {
  return existsSync(path);
}

/** The file as reports show it. */
export function fileOf(patch: RegisteredPatch | undefined, root: string): string | undefined {
  return patch && displayPath(patch.path, root);
}
