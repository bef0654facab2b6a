import { bunForm } from './bun-form.ts';
import { patchPackageForm } from './patch-package-form.ts';
import type { PackageManagerName } from './package-manager.ts';
import type { PatchForm } from './patch-form.ts';
import { pnpmForm } from './pnpm-form.ts';
import { yarnBerryForm } from './yarn-berry-form.ts';

const forms: Readonly<Record<PackageManagerName, PatchForm>> = {
  npm: patchPackageForm,
  yarn: patchPackageForm,
  'yarn-berry': yarnBerryForm,
  pnpm: pnpmForm,
  bun: bunForm,
};

/** The form of patches that a package manager applies. */
export function patchFormOf(name: PackageManagerName): PatchForm {
  return forms[name];
}
