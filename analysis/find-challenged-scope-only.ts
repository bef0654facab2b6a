import { passSites } from './passed-scope.ts';
import type { Node } from './ast.ts';
import type { Branch, ChallengedScopeOnly, ValuePlace } from './finding.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { grantedScopeAt, isClearedBefore, requestedScopeAt } from './prior-scope.ts';
import type { ScopeSite } from './scope-site.ts';
import { sameSlot, slotOf, type Slot } from './slots.ts';
import type { SourceUnit } from './source-unit.ts';
import { stepUpBranchOf, laterStepUp, leavesOf, startsAtOtherIssuer } from './step-up-branch.ts';
import { storeSites, isRequestedScope, isWrittenElsewhere, readersOf } from './stored-scope.ts';
import { rangeOf, treeOf, type Tree } from './tree.ts';
import { awaitableAt, holdsList, mustBeDefined } from './value-form.ts';

/**
 * Finds where a step-up requests or stores the challenged scope alone. MCP 2026-07-28, Step-Up Authorization Flow
 * (SEP-2350): the client requests the union of its previously requested scopes and the challenged ones. A challenge
 * names what one operation needs (RFC 6750 §3.1), so asking for it alone loses all other scopes.
 *
 * A finding needs three proofs: the value is the challenged scope alone, it leaves for a store or an authorization,
 * and only a step-up (or a step-up and a 401) leads there.
 */
export function* findChallengedScopeOnly(unit: SourceUnit): Generator<ChallengedScopeOnly> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree)) return;

  const stores = [...storeSites(tree)];
  const passes = [...passSites(tree, stores)];
  const challenged = stores.filter((site) => stepUpBranchOf(tree, site));
  const stored = challenged.filter((site) => isRequestedScope(tree, site, passes));
  const later = challenged.filter((site) => !stored.includes(site)).flatMap((site) => readersOf(tree, site));
  const slots = stored.flatMap(({ target }) => slotOf(tree, target) ?? []);
  const found: [ScopeSite, Branch][] = [];
  for (const site of [...stored, ...passes, ...later]) {
    if (passesStoredScope(tree, site, slots) || isForeignService(tree, site.value)) continue;
    if (startsAtOtherIssuer(tree, site.value)) continue;
    const branch = stepUpBranchOf(tree, site) ?? laterStepUp(tree, site);
    if (branch) found.push([site, branch]);
  }

  const seen = new Set<Node>();
  for (const [site, branch] of found.sort(([a], [b]) => rangeOf(a.value)[0] - rangeOf(b.value)[0])) {
    if (seen.has(site.value)) continue;
    seen.add(site.value);
    yield describe(tree, site, branch);
  }
}

function describe(tree: Tree, site: ScopeSite, branch: Branch): ChallengedScopeOnly {
  const canAwait = awaitableAt(tree, site.value);
  return {
    kind: 'challenged-scope-only',
    range: rangeOf(site.value),
    place: placeOf(site),
    holds: holdsList(tree, site) ? 'list' : 'string',
    mustBeDefined: mustBeDefined(tree, site),
    requested: requestedScopeAt(tree, site),
    isRequestedBefore: isWrittenElsewhere(tree, site),
    granted: grantedScopeAt(tree, site),
    isGrantCleared: isClearedBefore(tree, site.value),
    canAwait,
    branch,
  };
}

function placeOf({ as, key }: ScopeSite): ValuePlace {
  return as === 'expression' ? { as } : { as, key };
}

/** Whether a site passes on what a store above it keeps: mending the store mends it too. */
function passesStoredScope(tree: Tree, site: ScopeSite, stored: readonly Slot[]): boolean {
  if (site.taker.type === 'AssignmentExpression') return false;
  return leavesOf(site.value).some((leaf) => {
    const slot = slotOf(tree, leaf);
    return stored.some((each) => sameSlot(each, slot));
  });
}
