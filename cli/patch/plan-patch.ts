import { readFileSync } from 'node:fs';
import { buildPatch } from './build-patch.ts';
import { packageStates } from './package-states.ts';
import type { RegisteredPatch, Target, WantedPatch } from './patch-form.ts';
import { factsOf } from './patch-outcome.ts';
import type { PatchOutcome } from './patch-outcome.ts';
import type { PlanContext } from './plan-context.ts';
import { fileOf, isThere } from './registered-file.ts';

/** What becomes of one target. */
export interface PlannedPatch {
  readonly outcome: PatchOutcome;
  readonly wanted?: WantedPatch;
  /** Patches of ours that the installed version does without. */
  readonly obsolete: readonly RegisteredPatch[];
}

function isSame(existing: readonly RegisteredPatch[], { version }: Target, text: string): boolean {
  const [patch, ...more] = existing;
  if (!patch || more.length > 0 || (patch.version ?? version) !== version) return false;
  return readFileSync(patch.path, 'utf8') === text;
}

/** Makes the patch of one target, and proves it. Writes nothing. */
export async function planPatch(given: Target, context: PlanContext): Promise<PlannedPatch> {
  const { root, temporary, migrate, onProgress } = context;
  const target = { ...given, existing: given.existing.filter(isThere) };
  const { name, version, existing } = target;
  onProgress(`migrating a copy of ${name} ${version}`);
  const states = await packageStates(target, temporary, root);
  const { text, run, filesChanged } = await buildPatch(target, states, temporary, migrate);
  const facts = {
    ...factsOf(target, fileOf(existing[0], root)),
    run,
    filesChanged,
    isInstalled: states.isInstalled,
  };
  if (text === '' ? states.holdsHandMade : isSame(existing, target, text))
    return { outcome: { ...facts, state: 'kept' }, obsolete: [] };
  if (text !== '') return { outcome: { ...facts, state: 'write' }, wanted: { target, text }, obsolete: [] };
  const state = existing.length > 0 ? 'needless' : 'not-needed';
  return { outcome: { ...facts, state }, obsolete: existing };
}
