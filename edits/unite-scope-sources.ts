import type { ChallengedSource, PriorScope, SingleSourceScopeSelection } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';
import { asOperand, elementsOf, grantedText } from './scope-union.ts';

/**
 * `if (challenge.scope) return challenge.scope;` → `return unionScopes(this.requestedScope, challenge.scope);`. Where
 * nothing was requested before, the union is the challenge, so the first authorization keeps its priority; where
 * something was, the union stands before the metadata and the defaults, which add nothing to it. Lists of scope tokens
 * become lists without duplicates.
 */
export function uniteScopeSources(
  finding: SingleSourceScopeSelection,
  { text }: SourceUnit,
  names: Names,
): Remedy {
  const { priors, granted, canAwait } = finding;
  const held = grantedText(finding);
  if (priors.length === 0 && held === undefined)
    return manual(granted && !canAwait ? 'granted-scope-not-awaitable' : 'prior-scope-out-of-reach');
  if (held === undefined && !priors.some(({ isKept }) => isKept)) return manual('selected-scope-not-kept');

  const known: readonly PriorScope[] =
    held === undefined
      ? priors
      : [{ text: held, holds: 'string', isOptional: true, tells: 'all', isKept: true }, ...priors];
  const edits = finding.sources.map((source) => {
    const challenged = text.slice(...source.range);
    const union =
      source.holds === 'string'
        ? stringUnion(names.local('unionScopes'), known, challenged, source)
        : listUnion(known, challenged, source);
    return { range: source.range, text: source.key === undefined ? union : `${source.key}: ${union}` };
  });
  const isCalled = finding.sources.some(({ holds }) => holds === 'string');
  return { kind: 'rewrite', edits, needs: isCalled ? ['unionScopes'] : [] };
}

function stringUnion(
  unionScopes: string,
  priors: readonly PriorScope[],
  challenged: string,
  { mustBeDefined }: ChallengedSource,
): string {
  const prior = priors.map((each) => (each.holds === 'list' ? elementsOfPrior(each) : each.text));
  const union = `${unionScopes}(${[...prior, challenged].join(', ')})`;
  return mustBeDefined ? `${union} ?? ${asOperand(challenged)}` : union;
}

function listUnion(
  priors: readonly PriorScope[],
  challenged: string,
  { holds, isOperand, isOptional }: ChallengedSource,
): string {
  // A call without `?.` gives a list, such as `.split(' ')`.
  const isThere = isOperand || !isOptional || /^[^?]*\)$/.test(challenged);
  const added = isThere ? `...${challenged}` : elementsOf(challenged);
  const elements = `[${[...priors.map(elementsOfPrior), added].join(', ')}]`;
  if (holds === 'list-of-set') return elements;
  // A list is there even if it is empty, so the next source would never count.
  return isOperand ? `(${asOperand(challenged)} && [...new Set(${elements})])` : `[...new Set(${elements})]`;
}

function elementsOfPrior({ text, holds, isOptional }: PriorScope): string {
  if (holds === 'list') return isOptional ? `...(${text} ?? [])` : `...${text}`;
  return isOptional ? `...(${text}?.split(' ') ?? [])` : `...${text}.split(' ').filter(Boolean)`;
}
