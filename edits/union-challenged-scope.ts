import type { ChallengedScopeOnly } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';
import { isNamelessChallenge, lackOfPriorScope, replaceScope, scopeUnion } from './scope-union.ts';

/**
 * `scope` → `unionScopes((await provider.tokens())?.scope, this._scope, scope)`: granted, requested and challenged, in
 * that order (MCP 2026-07-28, Step-Up Authorization Flow; the order of typescript-sdk PR 2265). A list of scope tokens
 * becomes a list without duplicates. Where a 401 comes the same way, it keeps its value.
 */
export function unionChallengedScope(finding: ChallengedScopeOnly, unit: SourceUnit, names: Names): Remedy {
  const { branch } = finding;
  const lack = lackOfPriorScope(finding);
  if (lack) return manual(lack);
  if (branch.answers === 'step-up-or-unauthorized' && branch.isStepUp === undefined)
    return manual('branches-not-told-apart');
  if (isNamelessChallenge(finding, unit)) return manual('challenge-without-a-name');

  const { challenged, union: united, needs } = scopeUnion(finding, unit, names);
  const isValue = finding.place.as === 'expression' || finding.place.as === 'shorthand';
  const isStepUpOnly = branch.answers === 'step-up';
  const isKeptHere = !finding.isKept && isValue && isStepUpOnly && finding.holds === 'string';
  const union = isKeptHere && finding.requested !== undefined ? `${finding.requested} = ${united}` : united;
  const scope =
    branch.answers === 'step-up-or-unauthorized'
      ? `${branch.isStepUp} ? ${union} : ${asBranch(challenged)}`
      : union;
  return { kind: 'rewrite', edits: [replaceScope(finding, unit, scope)], needs };
}

/** A value as the last branch of a condition; another condition there is easier read in parentheses. */
function asBranch(value: string): string {
  return / \? /.test(value) ? `(${value})` : value;
}
