import { UsageError } from '../usage-error.ts';
import { bunForm } from './bun-form.ts';
import { patchPackageForm } from './patch-package-form.ts';
import { pnpmForm } from './pnpm-form.ts';
import type { PackageManagerName } from './package-manager.ts';
import type { PatchForm } from './patch-form.ts';

const forms: Partial<Record<PackageManagerName, PatchForm>> = {
  npm: patchPackageForm,
  yarn: patchPackageForm,
  pnpm: pnpmForm,
  bun: bunForm,
};

/** The form of patches that a package manager applies. */
export function patchFormOf(name: PackageManagerName): PatchForm {
  const form = forms[name];
  if (!form) throw new UsageError(`patches for ${name} are not written yet`);
  return form;
}
