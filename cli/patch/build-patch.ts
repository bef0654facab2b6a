import type { DoneRun } from '../run.ts';
import { applyPatch } from './apply-patch.ts';
import { gitPatch } from './git-patch.ts';
import { isMended } from './migrate-package.ts';
import type { Migrate } from './migrate-package.ts';
import { areSameFiles, changedFiles, copyPackage } from './package-files.ts';
import { folderFor } from './package-states.ts';
import type { PackageStates } from './package-states.ts';
import type { Target } from './patch-form.ts';
import { patchHeader } from './patch-header.ts';

export interface BuiltPatch {
  /** Empty where the package needs none. */
  readonly text: string;
  /** Of the migration: what it mended, and what a person has to. */
  readonly run: DoneRun;
  readonly filesChanged: number;
}

/** A broken promise of ours: nothing is written. */
class UnprovedPatchError extends Error {
  override readonly name = 'UnprovedPatchError';
}

/** Applies the patch to a fresh copy, and compares. */
async function prove(
  text: string,
  target: Target,
  states: PackageStates,
  temporary: string,
  migrate: Migrate,
) {
  const fresh = folderFor(temporary, 'fresh', target.name);
  copyPackage(states.pristine, fresh);
  const strip = target.prefix.split('/').length;
  const what = `the patch for ${target.name} ${target.version}`;
  const refusal = await applyPatch(text, fresh, { strip });
  if (refusal !== undefined) throw new UnprovedPatchError(`${what} does not apply: ${refusal}`);
  if (!areSameFiles(fresh, folderFor(temporary, 'migrated', target.name)))
    throw new UnprovedPatchError(`${what} does not give what the migration gave`);
  const again = await migrate(fresh, { dryRun: true });
  if (!isMended(again) || again.changes.length > 0)
    throw new UnprovedPatchError(`${what} leaves something that a rewrite could mend`);
}

/**
 * Migrates a copy of a package and makes a patch of what changed against the package as it is published, then applies
 * it once to a fresh copy: it has to apply, to give the same bytes, and to leave nothing that a rewrite could mend.
 */
export async function buildPatch(
  target: Target,
  states: PackageStates,
  temporary: string,
  migrate: Migrate,
): Promise<BuiltPatch> {
  const migrated = folderFor(temporary, 'migrated', target.name);
  copyPackage(states.start, migrated);
  const run = await migrate(migrated, { dryRun: false });
  const changes = changedFiles(states.pristine, migrated);
  if (run.changes.length === 0) return { text: '', run, filesChanged: 0 };
  const header = patchHeader(states.holdsHandMade ? 'both' : 'ours');
  const text = header + (await gitPatch(changes, target.prefix));
  await prove(text, target, states, temporary, migrate);
  return { text, run, filesChanged: changes.length };
}
