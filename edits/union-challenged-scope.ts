import type { ChallengedScopeOnly } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';

/**
 * `scope` → `unionScopes((await provider.tokens())?.scope, this._scope, scope)`: granted, requested and challenged, in
 * that order (MCP 2026-07-28, Step-Up Authorization Flow; the order of typescript-sdk PR 2265). A list of scope tokens
 * becomes a list without duplicates. Where a 401 comes the same way, it keeps its value.
 */
export function unionChallengedScope(
  finding: ChallengedScopeOnly,
  { text }: SourceUnit,
  names: Names,
): Remedy {
  const value = text.slice(...finding.range);
  const { place, branch, requested, canAwait } = finding;
  const granted = grantedText(finding);
  const cannotWait = finding.granted?.from === 'provider' && !canAwait;
  if (cannotWait && !(requested !== undefined && finding.isRequestedBefore))
    return manual('granted-scope-not-awaitable');
  const isUnknownAtFirst = finding.isGrantCleared && !finding.isRequestedBefore;
  if (granted === undefined && (requested === undefined || isUnknownAtFirst))
    return manual('prior-scope-out-of-reach');
  if (branch.answers === 'step-up-or-unauthorized' && branch.isStepUp === undefined) {
    return manual('branches-not-told-apart');
  }
  const isName = /^[\w$.]+$/.test(value);
  if ((place.as === 'challenge' || place.as === 'spread') && !isName)
    return manual('challenge-without-a-name');

  const challenged = place.as === 'challenge' || place.as === 'spread' ? `${value}.${place.key}` : value;
  const prior = { granted, requested: requested === challenged ? undefined : requested };
  const union =
    finding.holds === 'list'
      ? listUnion(prior, challenged)
      : stringUnion(names.local('unionScopes'), prior, challenged, finding.mustBeDefined);
  const scope =
    branch.answers === 'step-up-or-unauthorized'
      ? `${branch.isStepUp} ? ${union} : ${asBranch(challenged)}`
      : union;

  return {
    kind: 'rewrite',
    edits: [placed(finding, value, scope)],
    needs: finding.holds === 'list' ? [] : ['unionScopes'],
  };
}

/** `undefined` where there is no token to read, or where reading it would have to wait and cannot. */
function grantedText({ granted, canAwait }: ChallengedScopeOnly): string | undefined {
  if (granted?.from === 'tokens') return `${granted.expression}?.scope`;
  return granted && canAwait ? `(await ${granted.call})?.scope` : undefined;
}

interface Prior {
  readonly granted: string | undefined;
  readonly requested: string | undefined;
}

function stringUnion(
  unionScopes: string,
  { granted, requested }: Prior,
  challenged: string,
  isRequired: boolean,
): string {
  const sources = [granted, requested, challenged].filter((each) => each !== undefined);
  const union = `${unionScopes}(${sources.join(', ')})`;
  return isRequired ? `${union} ?? ${asOperand(challenged)}` : union;
}

/** A value as the last branch of a condition; another condition there is easier read in parentheses. */
function asBranch(value: string): string {
  return / \? /.test(value) ? `(${value})` : value;
}

/** A value in parentheses, unless it is a name, a property or a call: `??` mixes with no other operator. */
function asOperand(value: string): string {
  return /^[\w$.!?]+(?:\([^()]*\)|\[[^[\]]*\])?$/.test(value) ? value : `(${value})`;
}

function listUnion({ granted, requested }: Prior, challenged: string): string {
  const parts = [
    ...(granted === undefined ? [] : [`...(${granted}?.split(' ') ?? [])`]),
    ...(requested === undefined ? [] : [`...(${requested} ?? [])`]),
    elementsOf(challenged),
  ];
  return `[...new Set([${parts.join(', ')}])]`;
}

function elementsOf(list: string): string {
  if (/^\[[^\][]*\]$/.test(list)) return list.slice(1, -1).trim();
  if (/(?:\|\||\?\?|:) \[\]$/.test(list)) return `...(${list})`;
  return /^[^?]*\.split\([^()]*\)$/.test(list) ? `...${list}` : `...(${asOperand(list)} ?? [])`;
}

function placed({ place, range }: ChallengedScopeOnly, value: string, scope: string) {
  switch (place.as) {
    case 'expression':
      return { range, text: scope };
    case 'shorthand':
      return { range, text: `${place.key}: ${scope}` };
    case 'spread':
      return { range: [range[1], range[1]] as const, text: `, ${place.key}: ${scope}` };
    case 'challenge':
      return { range, text: `{ ...${value}, ${place.key}: ${scope} }` };
  }
}
