import type { TransformInfo } from './core.ts';
import { nearest } from './nearest.ts';
import type { Arguments } from './parse-arguments.ts';
import type { RunOptions } from './run.ts';
import { UsageError } from './usage-error.ts';

/**
 * The transforms that `--only`, `--skip` and `--include-401` leave; none means all that are not opt-in. What is opt-in and
 * was not asked for is reported, if it is such a transform and `--only` asks for no others.
 * @throws {UsageError} for a name that is none, or if nothing is left.
 */
export async function chosenTransforms(
  { only, skip, include401 }: Pick<Arguments, 'only' | 'skip' | 'include401'>,
  load: () => Promise<readonly TransformInfo[]>,
): Promise<Pick<RunOptions, 'transforms' | 'reported'>> {
  if (only.length === 0 && skip.length === 0 && !include401) return {};
  const known = await load();
  const all = known.map(({ name }) => name);
  for (const name of [...only, ...skip]) {
    if (all.some((each) => each === name)) continue;
    const meant = nearest(name, all);
    const hint = meant ? `did you mean ${meant}?` : 'see --list';
    throw new UsageError(`unknown transform ${name || "''"} (${hint})`);
  }
  const isChosen = ({ name, optIn }: TransformInfo) =>
    only.includes(name) || (optIn ? include401 : only.length === 0);
  const left = known.filter(({ name }) => !skip.includes(name));
  const transforms = left.filter(isChosen).map(({ name }) => name);
  if (transforms.length === 0) throw new UsageError('--only and --skip leave no transform to run');
  const isReported = (each: TransformInfo) => each.optIn === 'reported' && !isChosen(each);
  return { transforms, reported: only.length > 0 ? [] : left.filter(isReported).map(({ name }) => name) };
}
