import { UsageError } from '../usage-error.ts';
import type { AskedPackage } from './asked-package.ts';
import { installedCopies } from './installed-copies.ts';
import type { InstalledCopy } from './installed-copies.ts';
import { patchFormOf } from './patch-form-of.ts';
import type { PatchForm, RegisteredPatch, Target } from './patch-form.ts';
import { originOfFile } from './patch-header.ts';
import { isPlugAndPlay, pnpCopies } from './pnp-copies.ts';
import type { Project } from './project.ts';
import { whyNotInstalled } from './why-not-installed.ts';

/** What there is of a package and its patches in a project. */
export interface PatchWork {
  readonly project: Project;
  readonly form: PatchForm;
  readonly name: string;
  readonly copies: readonly InstalledCopy[];
  readonly targets: readonly Target[];
  /** Patches that we wrote, for versions that are not installed any more. */
  readonly leftOvers: readonly RegisteredPatch[];
}

/**
 * Looks for the copies of a package and for the patches that a project has for it. Copies in archives are extracted to
 * the temporary folder.
 * @throws {UsageError} if there is neither, or a copy that cannot be patched.
 */
export async function patchWork(
  project: Project,
  { name, folder }: AskedPackage,
  temporary: string,
): Promise<PatchWork> {
  const form = patchFormOf(project.manager.name);
  const installation = isPlugAndPlay(project.root)
    ? { copies: pnpCopies(project.root, name, temporary), linkedSources: [], hasModules: true }
    : installedCopies(project, name);
  const { copies } = installation;
  const patches = await form.registered(project, name);
  if (copies.length === 0 && patches.length === 0)
    throw new UsageError(whyNotInstalled(project, name, installation));
  const chosen = folder === undefined ? copies : copies.filter((copy) => copy.folder === folder);
  const targets = await form.targets(project, chosen);
  const used = new Set(targets.flatMap(({ existing }) => existing.map(({ path }) => path)));
  const isLeftOver = (each: RegisteredPatch): boolean =>
    folder === undefined && !used.has(each.path) && originOfFile(each) === 'ours';
  return { project, form, name, copies, targets, leftOvers: patches.filter(isLeftOver) };
}
