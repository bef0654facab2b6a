import type { LoneChallengedScope } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Names } from './names.ts';
import type { ManualReason, RuntimeName } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

/** What may stand in place of a challenged scope that stands alone. */
export interface ScopeUnion {
  readonly challenged: string;
  readonly union: string;
  readonly needs: readonly RuntimeName[];
}

/** Why no union can be written: nothing in reach tells what was requested or granted before. */
export function lackOfPriorScope(finding: LoneChallengedScope): ManualReason | undefined {
  const { requested, granted, canAwait } = finding;
  const cannotWait = granted?.from === 'provider' && !canAwait;
  if (cannotWait && !(requested !== undefined && finding.isRequestedBefore))
    return 'granted-scope-not-awaitable';
  const isUnknownAtFirst = finding.isGrantCleared && !finding.isRequestedBefore;
  return grantedText(finding) === undefined && (requested === undefined || isUnknownAtFirst)
    ? 'prior-scope-out-of-reach'
    : undefined;
}

/** Whether the challenge is passed on whole and has no name by which the rest of it could be kept. */
export function isNamelessChallenge({ place, range }: LoneChallengedScope, { text }: SourceUnit): boolean {
  return (place.as === 'challenge' || place.as === 'spread') && !/^[\w$.]+$/.test(text.slice(...range));
}

/** The union of granted, requested and challenged scope, in that order, as source text. */
export function scopeUnion(finding: LoneChallengedScope, { text }: SourceUnit, names: Names): ScopeUnion {
  const value = text.slice(...finding.range);
  const { place, requested } = finding;
  const challenged = place.as === 'challenge' || place.as === 'spread' ? `${value}.${place.key}` : value;
  const prior = {
    granted: grantedText(finding),
    requested: requested === challenged ? undefined : requested,
  };
  if (finding.holds !== 'string') {
    const list = listOfAll(prior, challenged);
    // A `Set` has each element once as it is.
    return { challenged, union: finding.holds === 'elements' ? list : `[...new Set(${list})]`, needs: [] };
  }
  const union = stringUnion(names.local('unionScopes'), prior, challenged, finding.mustBeDefined);
  return { challenged, union, needs: ['unionScopes'] };
}

/** The edit that puts another scope where the challenged one stands. */
export function replaceScope(
  { place, range }: LoneChallengedScope,
  { text }: SourceUnit,
  scope: string,
): TextEdit {
  switch (place.as) {
    case 'expression':
      return { range, text: scope };
    case 'shorthand':
      return { range, text: `${place.key}: ${scope}` };
    case 'spread':
      return { range: [range[1], range[1]], text: `, ${place.key}: ${scope}` };
    case 'challenge':
      return { range, text: `{ ...${text.slice(...range)}, ${place.key}: ${scope} }` };
  }
}

/** `undefined` where there is no token to read, or where reading it would have to wait and cannot. */
export function grantedText({
  granted,
  canAwait,
}: Pick<LoneChallengedScope, 'granted' | 'canAwait'>): string | undefined {
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
  // `scope ?? this.scope` falls back to what is united with it anyhow.
  const [, alone, fallback] = /^([\w$.]+) (?:\?\?|\|\|) (.+)$/s.exec(challenged) ?? [];
  const added = fallback !== undefined && fallback === requested ? alone : challenged;
  const sources = [granted, requested, added].filter((each) => each !== undefined);
  const union = `${unionScopes}(${sources.join(', ')})`;
  return isRequired ? `${union} ?? ${asOperand(challenged)}` : union;
}

/** A value in parentheses, unless it is a name, a property or a call: `??` mixes with no other operator. */
export function asOperand(value: string): string {
  return /^[\w$.!?]+(?:\([^()]*\)|\[[^[\]]*\])?$/.test(value) ? value : `(${value})`;
}

function listOfAll({ granted, requested }: Prior, challenged: string): string {
  const parts = [
    ...(granted === undefined ? [] : [`...(${granted}?.split(' ') ?? [])`]),
    ...(requested === undefined ? [] : [`...(${requested} ?? [])`]),
    elementsOf(challenged),
  ];
  return `[${parts.join(', ')}]`;
}

/** The scope tokens of a list, as elements of another one. */
export function elementsOf(list: string): string {
  if (/^\[[^\][]*\]$/.test(list)) return list.slice(1, -1).trim();
  if (/(?:\|\||\?\?|:) \[\]$/.test(list)) return `...(${list})`;
  return /^[^?]*\.split\([^()]*\)$/.test(list) ? `...${list}` : `...(${asOperand(list)} ?? [])`;
}
