import type { LoneChallengedScope, ValuePlace } from './finding.ts';
import { grantedScopeAt, isClearedBefore, requestedScopeAt } from './prior-scope.ts';
import { elementsOfSet, type ScopeSite } from './scope-site.ts';
import { sameSlot, slotOf, type Slot } from './slots.ts';
import { leavesOf } from './step-up-branch.ts';
import { isWrittenElsewhere } from './stored-scope.ts';
import { rangeOf, type Tree } from './tree.ts';
import { awaitableAt, holdsList, mustBeDefined } from './value-form.ts';

/** What is known of a place that takes the challenged scope alone. */
export function loneChallengedScope(tree: Tree, site: ScopeSite): LoneChallengedScope {
  return {
    range: rangeOf(site.value),
    place: placeOf(site),
    holds: isOfSet(tree, site) ? 'elements' : holdsList(tree, site) ? 'list' : 'string',
    mustBeDefined: mustBeDefined(tree, site),
    requested: requestedScopeAt(tree, site),
    isRequestedBefore: isWrittenElsewhere(tree, site),
    granted: grantedScopeAt(tree, site),
    isGrantCleared: isClearedBefore(tree, site.value),
    canAwait: awaitableAt(tree, site.value),
  };
}

/** Whether the value is what a `Set` is made of. */
function isOfSet(tree: Tree, { value }: ScopeSite): boolean {
  const made = tree.parentOf(value);
  return made?.type === 'NewExpression' && elementsOfSet(made) === value;
}

function placeOf({ as, key }: ScopeSite): ValuePlace {
  return as === 'expression' ? { as } : { as, key };
}

/** Whether a site passes on what a store above it keeps: mending the store mends it too. */
export function passesStoredScope(tree: Tree, site: ScopeSite, stored: readonly Slot[]): boolean {
  if (site.taker.type === 'AssignmentExpression') return false;
  return leavesOf(site.value).some((leaf) => {
    const slot = slotOf(tree, leaf);
    return stored.some((each) => sameSlot(each, slot));
  });
}

/** Each value once, in source order; of several sites with one value, the first. */
export function inSourceOrder<S extends { readonly site: ScopeSite }>(found: readonly S[]): readonly S[] {
  const sorted = found.toSorted((a, b) => rangeOf(a.site.value)[0] - rangeOf(b.site.value)[0]);
  const seen = new Set<ScopeSite['value']>();
  return sorted.filter(({ site: { value } }) => !seen.has(value) && !!seen.add(value));
}
