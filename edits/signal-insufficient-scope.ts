import type { UnsignalledInsufficientScope, UnsignalledStepUp } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { newInsufficientScopeError } from './insufficient-scope-error.ts';
import type { Names } from './names.ts';
import { recogniseInsufficientScope } from './recognise-insufficient-scope.ts';
import { manual, type Remedy } from './remedy.ts';
import { stepUpOption } from './step-up-option.ts';
import { indentAt, indentUnitOf, newlineOf, quoteOf, semicolonOf, startWithComments } from './text-style.ts';
import type { TextEdit } from './text-edit.ts';

/** Lets a host be told, or lets what handles its errors understand. */
export function signalInsufficientScope(
  finding: UnsignalledInsufficientScope,
  unit: SourceUnit,
  names: Names,
): Remedy {
  return finding.at === 'transport'
    ? offerThrowMode(finding, unit, names)
    : recogniseInsufficientScope(finding, unit, names);
}

/**
 * Gives a transport the option `onInsufficientScope`, and the error with which it gives a step-up up the
 * `InsufficientScopeError` as its `cause`; class, `code` and message stay, since callers test them.
 */
function offerThrowMode(finding: UnsignalledStepUp, unit: SourceUnit, names: Names): Remedy {
  if (!finding.start) return manual(finding.isMerged ? 'branches-not-told-apart' : 'challenge-out-of-reach');
  const option = stepUpOption(finding.options, 'onInsufficientScope', unit, names);
  if (!option) return manual('options-out-of-reach');
  const { text } = unit;
  const start = startWithComments(text, finding.start[0]);
  const line = newlineOf(text) + indentAt(text, finding.start[0]);
  const quote = quoteOf(text);
  const thrown = newInsufficientScopeError(finding, 'step-up-disabled', text, names);
  const lines = [
    `if (${finding.gate ? `${finding.gate.isStepUp} && ` : ''}${option.read} === ${quote}throw${quote}) {`,
    `${indentUnitOf(text)}throw ${thrown}${semicolonOf(text)}`,
    '}',
  ];
  const outer = (at: number) => newlineOf(text) + indentAt(text, at);
  const inner = (at: number) => outer(at) + indentUnitOf(text);
  const cause = newInsufficientScopeError(finding, 'retry-cap-reached', text, names);
  const edits: TextEdit[] = [
    ...option.edits,
    { range: [start, start], text: lines.map((each) => each + line).join('') },
    ...withoutProvider(finding.gate?.outer),
    ...finding.givenUp.flatMap(([from, to]): TextEdit[] => [
      { range: [from, from], text: 'Object.assign(' },
      { range: [to, to], text: `, {${inner(from)}cause: ${cause}${outer(from)}})` },
    ]),
  ];
  return {
    kind: 'rewrite',
    edits,
    needs: ['InsufficientScopeError', ...option.needs],
    addedOptions: option.addedOptions,
    ...(finding.exportsErrors ? { reexports: ['InsufficientScopeError'] } : {}),
  };
}

/** Lets a host without a provider come to the throw, and only one with a provider to what is behind it. */
function withoutProvider(outer: NonNullable<UnsignalledStepUp['gate']>['outer']): readonly TextEdit[] {
  if (!outer) return [];
  const end = outer.inner[1];
  return [
    { range: outer.test, text: '' },
    { range: [end, end], text: ` && ${outer.provider}` },
  ];
}
