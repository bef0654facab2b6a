import type { UnrecognisedInsufficientScope } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { importOf } from './import-runtime.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * Lets a handler do for an `InsufficientScopeError` what it does for the 403 that a step-up ended with before, and
 * nothing else: `… && error.code === 403` → `(… && error.code === 403) || error instanceof InsufficientScopeError`.
 */
export function recogniseInsufficientScope(
  finding: UnrecognisedInsufficientScope,
  unit: SourceUnit,
  names: Names,
): Remedy {
  if (finding.isReadFurther) return manual('error-read-further');
  const imported = finding.module === undefined ? undefined : importOf(unit, finding.module, errorName);
  const isIt = `${finding.error} instanceof ${imported?.local ?? names.local(errorName)}`;
  return {
    kind: 'rewrite',
    edits: [
      ...(imported?.edits ?? []),
      ...finding.tests.flatMap((test) => joined(test, isIt)),
      ...finding.values.flatMap(({ range, status, isOperand }) =>
        around(range, `${isOperand ? '(' : ''}${isIt} ? ${status} : `, isOperand ? ')' : ''),
      ),
    ],
    needs: imported ? [] : [errorName],
  };
}

const errorName = 'InsufficientScopeError';

function joined(
  { range, whenGivenUp, isLoose, isOperand, isLast }: UnrecognisedInsufficientScope['tests'][number],
  isIt: string,
): readonly TextEdit[] {
  const [outer, outerEnd] = isOperand ? ['(', ')'] : ['', ''];
  const [inner, innerEnd] = isLoose ? ['(', ')'] : ['', ''];
  const [operator, other] = whenGivenUp ? ['||', isIt] : ['&&', `!(${isIt})`];
  return isLast
    ? around(range, `${outer}${other} ${operator} ${inner}`, innerEnd + outerEnd)
    : around(range, outer + inner, `${innerEnd} ${operator} ${other}${outerEnd}`);
}

function around(
  [start, end]: readonly [number, number],
  before: string,
  behind: string,
): readonly TextEdit[] {
  return [
    { range: [start, start] as const, text: before },
    { range: [end, end] as const, text: behind },
  ].filter(({ text }) => text !== '');
}
