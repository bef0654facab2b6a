import { scopeUseOf } from './authorization-call.ts';
import type { ChallengedScopeOnly } from './finding.ts';
import { isShownByProject } from './handed-handlers.ts';
import { keptSites } from './kept-scope.ts';
import { inSourceOrder, loneChallengedScope, passesStoredScope } from './lone-challenged-scope.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { passSites } from './passed-scope.ts';
import { declaredName } from './names.ts';
import { sitesThatKnow, type LoneSite } from './prior-at-callers.ts';
import type { ScopeSite } from './scope-site.ts';
import { slotOf } from './slots.ts';
import type { SourceUnit } from './source-unit.ts';
import { laterStepUp, startsAtOtherIssuer, stepUpBranchOf } from './step-up-branch.ts';
import { isRequestedScope, readersOf, storeSites } from './stored-scope.ts';
import { enclosingFunction, treeOf, type Tree } from './tree.ts';
import { keepsRequest } from './kept-request.ts';
import { unionsWithoutGrant } from './union-without-grant.ts';

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
  const kept = [...keptSites(tree)];
  const found: LoneSite[] = [];
  for (const site of [...stored, ...kept, ...passes, ...later]) {
    if (passesStoredScope(tree, site, slots) || isForeignService(tree, site.value)) continue;
    if (startsAtOtherIssuer(tree, site.value) || isNotification(tree, site, passes)) continue;
    const branch = stepUpBranchOf(tree, site) ?? laterStepUp(tree, site);
    if (branch) found.push(...sitesThatKnow(tree, { site, branch }));
  }
  for (const { site, branch } of inSourceOrder(found))
    yield {
      kind: 'challenged-scope-only',
      ...loneChallengedScope(tree, site),
      branch,
      isKept: keepsRequest(tree, site),
      ...(isShownByProject(tree, site.taker) && { evidence: 'project' }),
    };
  yield* unionsWithoutGrant(tree, stores);
}

/** `onStepUp({ scope })` beside an authorization that is waited for: it tells a host what is about to happen. */
function isNotification(tree: Tree, { taker }: ScopeSite, passes: readonly ScopeSite[]): boolean {
  if (taker.type !== 'CallExpression' || tree.parentOf(taker)?.type !== 'ExpressionStatement') return false;
  if (!/^on[A-Z]/.test(declaredName(tree, taker.callee) ?? '')) return false;
  return passes.some(
    ({ taker: other }) =>
      other.type === 'CallExpression' &&
      tree.parentOf(other)?.type === 'AwaitExpression' &&
      enclosingFunction(tree, other) === enclosingFunction(tree, taker) &&
      scopeUseOf(tree, other) === 'authorize',
  );
}
