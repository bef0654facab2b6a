import { chosenTransforms } from '../chosen-transforms.ts';
import type { TransformInfo } from '../core.ts';
import type { RunOptions } from '../run.ts';
import type { PatchArguments } from './patch-arguments.ts';

/**
 * Rewrites for code that uses the SDK. The SDK's own examples are such, and would step up twice: the transports that
 * these would wrap step up by themselves once the patch is applied.
 */
const forUsersOfTheSdk: readonly string[] = ['wrap-transport', 'use-sdk-step-up'];

/** The transforms that a package is migrated by: those asked for, or all that are for the SDK itself. */
export async function transformsForPackages(
  args: PatchArguments,
  load: () => Promise<readonly TransformInfo[]>,
): Promise<RunOptions['transforms']> {
  const { transforms } = await chosenTransforms(args, load);
  if (args.only.length > 0) return transforms;
  const all = transforms ?? (await load()).filter(({ optIn }) => !optIn).map(({ name }) => name);
  return all.filter((name) => !forUsersOfTheSdk.includes(name));
}
