import type { TransformInfo } from './core.ts';
import { nearest } from './nearest.ts';
import type { Arguments } from './parse-arguments.ts';
import type { RunOptions } from './run.ts';
import { UsageError } from './usage-error.ts';

/**
 * The transforms that `--only`, `--skip`, `--include-401` and `--include-parsers` leave; none means all that are not opt-in.
 * What is opt-in and was not asked for is reported, if it is such a transform and `--only` asks for no others.
 * @throws {UsageError} for a name that is none, or if nothing is left.
 */
export async function chosenTransforms(
  {
    only,
    skip,
    include401,
    includeParsers,
  }: Pick<Arguments, 'only' | 'skip' | 'include401' | 'includeParsers'>,
  load: () => Promise<readonly TransformInfo[]>,
): Promise<Pick<RunOptions, 'transforms' | 'reported'>> {
  const included: readonly string[] = [
    ...(include401 ? ['accumulate-on-401'] : []),
    ...(includeParsers ? ['parse-challenge'] : []),
  ];
  if (only.length === 0 && skip.length === 0 && included.length === 0) return {};
  const known = await load();
  const all = known.map(({ name }) => name);
  for (const name of [...only, ...skip]) {
    if (all.some((each) => each === name)) continue;
    const meant = nearest(name, all);
    const hint = meant ? `did you mean ${meant}?` : 'see --list';
    throw new UsageError(`unknown transform ${name || "''"} (${hint})`);
  }
  const isChosen = ({ name, optIn }: TransformInfo) =>
    only.includes(name) || (optIn ? included.includes(name) : only.length === 0);
  const left = known.filter(({ name }) => !skip.includes(name));
  const transforms = left.filter(isChosen).map(({ name }) => name);
  if (transforms.length === 0) throw new UsageError('--only and --skip leave no transform to run');
  const isReported = (each: TransformInfo) => each.optIn === 'reported' && !isChosen(each);
  return { transforms, reported: only.length > 0 ? [] : left.filter(isReported).map(({ name }) => name) };
}
