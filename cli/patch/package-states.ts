import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { applyPatch } from './apply-patch.ts';
import { copyPackage } from './package-files.ts';
import type { RegisteredPatch, Target } from './patch-form.ts';
import { originOf } from './patch-header.ts';

/** The patches that are there fit the installed copy neither way. */
export class PatchMisfitError extends UsageError {}

/** Copies of one package that differ by what was patched. */
export interface PackageStates {
  /** As it is published. */
  readonly pristine: string;
  /** What is to be migrated: with the edits made by hand, but without ours where they can be told apart. */
  readonly start: string;
  /** As it is installed. */
  readonly installed: string;
  /** With the patches that are there, whether they are installed or not. */
  readonly patched: string;
  readonly holdsHandMade: boolean;
  /** Patches that are there, but neither fit the installed copy nor hold what anybody made by hand. */
  readonly unfit: readonly RegisteredPatch[];
  /** Whether the installed copy is what the patches that are there make of it. */
  readonly isInstalled: boolean;
}

/** Where a copy of a package goes, so that it is known for an installed one. */
export function folderFor(temporary: string, what: string, name: string): string {
  return join(temporary, what, 'node_modules', name);
}

async function applyAll(
  patches: readonly RegisteredPatch[],
  folder: string,
  reverse: boolean,
): Promise<boolean> {
  for (const { path, strip } of reverse ? patches.toReversed() : patches)
    if ((await applyPatch(readFileSync(path, 'utf8'), folder, { strip, reverse })) !== undefined)
      return false;
  return true;
}

/**
 * Makes out of an installed copy, and the patches that there are for it, the package as it is published: the base of
 * every patch. The patches are proved to be what was applied: taking them back works, or putting them on does.
 * @throws {PatchMisfitError} if they fit neither way.
 */
export async function packageStates(
  { name, version, copies, existing }: Target,
  temporary: string,
  root: string,
): Promise<PackageStates> {
  const at = (what: string): string => folderFor(temporary, what, name);
  const installed = at('installed');
  copyPackage(copies[0]!.folder, installed);
  const origins = existing.map(({ path }) => originOf(readFileSync(path, 'utf8')));
  const holdsHandMade = origins.some((origin) => origin !== 'ours');
  const none = { installed, unfit: [], holdsHandMade };
  if (existing.length === 0)
    return { ...none, pristine: installed, start: installed, patched: installed, isInstalled: true };
  const [without, withAll] = [at('without'), at('with')];
  copyPackage(installed, without);
  if (await applyAll(existing, without, true)) {
    const start = holdsHandMade ? installed : without;
    return { ...none, pristine: without, start, patched: installed, isInstalled: true };
  }
  copyPackage(installed, withAll);
  if (await applyAll(existing, withAll, false)) {
    const start = holdsHandMade ? withAll : installed;
    return { ...none, pristine: installed, start, patched: withAll, isInstalled: false };
  }
  const files = existing.map(({ path }) => relative(root, path)).join(' and ');
  if (!holdsHandMade && existing.every((each) => each.version !== undefined && each.version !== version))
    return {
      ...none,
      pristine: installed,
      start: installed,
      patched: installed,
      unfit: existing,
      isInstalled: false,
    };
  throw new PatchMisfitError(
    `${files} does not fit ${copies[0]!.path} (${name} ${version}), neither as what was applied to it nor as what could ` +
      'be: reinstall that package and run this again; or if the patch is for another version, port it or delete it',
  );
}
