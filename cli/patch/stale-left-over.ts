import type { RegisteredPatch } from './patch-form.ts';
import type { PatchOutcome } from './patch-outcome.ts';
import { fileOf } from './registered-file.ts';

/** What is to be said of a patch of ours for a version that is not installed. */
export function staleLeftOver(
  patch: RegisteredPatch,
  name: string,
  copies: number,
  root: string,
): PatchOutcome {
  const version = patch.version ?? '';
  const why = copies === 0 ? `${name} is not installed any more` : `${version} is not installed any more`;
  const state = copies === 0 ? 'needless' : 'stale';
  return { name, version, copies: [], file: fileOf(patch, root), state, why };
}
