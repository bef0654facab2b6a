import type { AdmittedStepUpPlan } from '../analysis/admitted-step-up.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { bypassRefresh } from './bypass-refresh.ts';
import type { Names } from './names.ts';
import type { Remedy } from './remedy.ts';
import { quoteOf } from './text-style.ts';
import { unionChallengedScope } from './union-challenged-scope.ts';

/**
 * Lets a 403 `insufficient_scope` through the gate of a handler for 401s, and gives it the union of scopes and the bypass
 * of the refresh (MCP 2026-07-28, Step-Up Authorization Flow, SEP-2350). Whoever calls the handler sends once more.
 */
export function admitStepUp(plan: AdmittedStepUpPlan, unit: SourceUnit, names: Names): Remedy {
  const parts = [
    ...plan.scopes.map((each) => unionChallengedScope(each, unit, names)),
    ...plan.refreshes.map((each) => bypassRefresh(each, unit, names)),
  ];
  const admitted = gateFor(plan, unit, names);
  const edits = [...admitted.edits];
  const needs = [...admitted.needs];
  for (const part of parts) {
    if (part.kind !== 'rewrite') return part;
    edits.push(...part.edits);
    needs.push(...part.needs);
  }
  return { kind: 'rewrite', edits, needs };
}

/** `status !== 401` → `status !== 401 && !(status === 403 && error === 'insufficient_scope')` */
function gateFor(
  { comparison, isEqual, isWhole, status, response, error, reading }: AdmittedStepUpPlan,
  { text }: SourceUnit,
  names: Names,
): Pick<Extract<Remedy, { kind: 'rewrite' }>, 'edits' | 'needs'> {
  const quote = quoteOf(text);
  const read = error ?? `${reading.call ?? `${names.local('readChallenge')}(${response})`}.${reading.error}`;
  const stepUp = `(${status} === 403 && ${read} === ${quote}insufficient_scope${quote})`;
  const added = isEqual ? ` || ${stepUp}` : ` && !${stepUp}`;
  const [start, end] = comparison;
  return {
    edits: [
      ...(isWhole ? [] : [{ range: [start, start] as const, text: '(' }]),
      { range: [end, end], text: added + (isWhole ? '' : ')') },
    ],
    needs: error === undefined && reading.call === undefined ? ['readChallenge'] : [],
  };
}
