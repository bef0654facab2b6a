import type { UnhandledInsufficientScope } from '../analysis/finding.ts';
import type { StreamStepUpPlan } from '../analysis/event-source-step-up.ts';
import type { MissingPart, StatementPlace, StepUpBranchPlan } from '../analysis/step-up-answer.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { admitStepUp } from './admit-step-up.ts';
import { atSuccess } from './counted-attempts.ts';
import type { Names } from './names.ts';
import { manual, type ManualReason, type Remedy } from './remedy.ts';
import { indented, stepUpLines, type StepUpLines } from './step-up-lines.ts';
import type { TextEdit } from './text-edit.ts';
import { endOfLine, endOfStatement, indentAt, newlineOf, startWithComments } from './text-style.ts';

/**
 * Answers a 403 `insufficient_scope` beside the 401, with a whole step-up: throw mode, retry cap, union of scopes, bypass
 * of the refresh, and the request once more (MCP 2026-07-28, Step-Up Authorization Flow, SEP-2350).
 */
export function handleInsufficientScope(
  { answer }: UnhandledInsufficientScope,
  unit: SourceUnit,
  names: Names,
): Remedy {
  switch (answer.is) {
    case 'branch':
      return addBranch(answer, unit, names);
    case 'stream':
      return stepUpOnError(answer, unit, names);
    case 'admitted':
      return admitStepUp(answer, unit, names);
    case 'missing':
      return manual(reasons[answer.part]);
  }
}

const reasons: { readonly [K in MissingPart['part']]: ManualReason } = {
  authorization: 'authorization-out-of-reach',
  request: 'request-out-of-reach',
  await: 'granted-scope-not-awaitable',
};

function addBranch(plan: StepUpBranchPlan, source: SourceUnit, names: Names): Remedy {
  const { parts, place, request, success } = plan;
  const lines = stepUpLines(parts, source, names, { used: request.names, release: plan.release });
  const { unit, end, clear, needs, rest } = lines;
  const again = [...lines.authorize, request.text + end];
  const clearedIfOk = [`if (${parts.response}.ok) {`, unit + clear, '}'];
  const cleared =
    success.is === 'tested'
      ? success.places.map((each) => atPlace(each, clearedIfOk, source))
      : [atSuccess(success, clear, source)];
  return {
    kind: 'rewrite',
    ...rest,
    edits: [...rest.edits, atPlace(place, branch(lines, parts.response, again), source), ...cleared],
    needs,
  };
}

/** The branch for a 403: as flat as throw mode, which needs no provider, lets it be. */
function branch(lines: StepUpLines, response: string, again: readonly string[]): readonly string[] {
  const { isInsufficientScope, isThrowMode, read, throwsAtOnce, provider, mayLackProvider, unit } = lines;
  const present = mayLackProvider ? ` && ${provider}` : '';
  if (isThrowMode === undefined) {
    return [
      `if (${response}.status === 403${present}) {`,
      unit + read,
      `${unit}if (${isInsufficientScope}) {`,
      ...indented(again, unit + unit),
      `${unit}}`,
      '}',
    ];
  }
  return [
    `if (${response}.status === 403) {`,
    unit + read,
    `${unit}if (${isInsufficientScope} && ${isThrowMode}) {`,
    unit + unit + throwsAtOnce,
    `${unit}}`,
    `${unit}if (${isInsufficientScope}${present}) {`,
    ...indented(again, unit + unit),
    `${unit}}`,
    '}',
  ];
}

/**
 * What the `fetch` of an event source throws would make it connect again and again, and its handler of errors sees no
 * challenge. So the one notes what is to be done about it, and the other does it.
 */
function stepUpOnError(plan: StreamStepUpPlan, source: SourceUnit, names: Names): Remedy {
  const { parts, declared, seen, failed, event, request, resolve, reject, report } = plan;
  const lines = stepUpLines(parts, source, names, { used: [], release: undefined });
  const { isInsufficientScope, isThrowMode, provider, mayLackProvider, unit, end, needs, rest } = lines;
  const stepUp = names.fresh('stepUp');
  const missing = mayLackProvider ? [`!${provider}`] : [];
  const atOnce = [
    ...(isThrowMode === undefined ? [] : [isThrowMode]),
    ...(isThrowMode === undefined ? [] : missing),
  ];
  const answered = mayLackProvider
    ? isThrowMode === undefined
      ? ` && ${provider}`
      : ` && (${provider} || ${isThrowMode})`
    : '';
  const noted = [
    `if (${parts.response}.status === 403) {`,
    unit + lines.read,
    `${unit}if (${isInsufficientScope}${answered}) {`,
    ...indented(
      [
        `${stepUp} = async () => {`,
        ...(atOnce.length === 0
          ? []
          : indented([`if (${atOnce.join(' || ')}) {`, unit + lines.throwsAtOnce, '}'], unit)),
        ...indented(lines.authorize, unit),
        `}${end}`,
      ],
      unit + unit,
    ),
    `${unit}}`,
    '}',
  ];
  const failing = [
    `if (${event}.code === 403 && ${stepUp}) {`,
    `${unit}${stepUp}().then(`,
    `${unit}${unit}() => ${request}.then(${resolve}, ${reject}),`,
    `${unit}${unit}(${plan.error}) => {`,
    ...indented(report.length > 0 ? report : [`${reject}(${plan.error})${end}`], unit + unit + unit),
    `${unit}${unit}}`,
    `${unit})${end}`,
    `${unit}return${end}`,
    '}',
  ];
  const type = plan.hasTypes ? ': (() => Promise<void>) | undefined' : '';
  const ok = [`if (${parts.response}.ok) {`, unit + lines.clear, '}'];
  return {
    kind: 'rewrite',
    ...rest,
    edits: [
      ...rest.edits,
      atPlace({ side: 'before', statement: declared }, [`let ${stepUp}${type}${end}`], source),
      atPlace({ ...seen, side: 'before' }, ok, source),
      atPlace(seen, noted, source),
      atPlace(failed, failing, source),
    ],
    needs,
  };
}

/** Statements behind or before another one, as deep as that, with an empty line between where it has one. */
function atPlace(
  { side, statement }: StatementPlace,
  lines: readonly string[],
  { text }: SourceUnit,
): TextEdit {
  const [start] = statement;
  const line = newlineOf(text) + indentAt(text, start);
  const block = lines.join(line);
  if (side === 'before') {
    const at = startWithComments(text, start);
    return { range: [at, at], text: block + line };
  }
  const end = endOfStatement(text, statement);
  const at = endOfLine(text, end) ?? end;
  const isSpaced = /^[ \t]*\r?\n[ \t]*\r?\n/.test(text.slice(at, at + 200));
  return { range: [at, at], text: (isSpaced ? newlineOf(text) : '') + line + block };
}
