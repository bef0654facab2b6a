import type { Node } from './ast.ts';
import type { ScopeNarrowedBy401 } from './finding.ts';
import { followsAuthorization } from './follows-authorization.ts';
import { calledFunction } from './functions.ts';
import { isKnownMissing } from './known-present.ts';
import { inSourceOrder, loneChallengedScope, passesStoredScope } from './lone-challenged-scope.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { declaredName } from './names.ts';
import { originOf, UNITED } from './origin.ts';
import { branchesOf, passSites } from './passed-scope.ts';
import { UNAUTHORIZED } from './reaction.ts';
import { siteOfArgument, type ScopeSite } from './scope-site.ts';
import { sameSlot, slotOf } from './slots.ts';
import type { SourceUnit } from './source-unit.ts';
import { leavesOf, startsAtOtherIssuer, takesChallengeAlone } from './step-up-branch.ts';
import { isRequestedScope, storeSites } from './stored-scope.ts';
import { rangeOf, treeOf, type Tree } from './tree.ts';

/**
 * Finds where a 401 requests or stores the challenged scope alone although it can come after an authorization: the token
 * has expired, and what the client had gained by step-up is not asked for again. MCP 2026-07-28, Step-Up Authorization
 * Flow (SEP-2350): the client requests the union of its previously requested scopes and the challenged ones.
 *
 * Where nothing shows that a token can have been sent before, the 401 is the first one, and has nothing to lose.
 */
export function* findScopeNarrowedBy401(unit: SourceUnit): Generator<ScopeNarrowedBy401> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree)) return;

  const stores = [...storeSites(tree, UNAUTHORIZED)].flatMap((site) => branchesOf(tree, site));
  const passes = [...passSites(tree, stores, UNAUTHORIZED), ...ownAuthSites(tree)];
  const stored = stores.filter(
    (site) => takesChallengeAlone(tree, site, UNAUTHORIZED) && isRequestedScope(tree, site, passes),
  );
  const slots = stored.flatMap(({ target }) => slotOf(tree, target) ?? []);
  const found: { site: ScopeSite }[] = [];
  for (const site of [...stored, ...passes]) {
    if (passesStoredScope(tree, site, slots) || isForeignService(tree, site.value)) continue;
    if (startsAtOtherIssuer(tree, site.value) || keepsFormerValue(tree, site)) continue;
    if (!takesChallengeAlone(tree, site, UNAUTHORIZED) || !followsAuthorization(tree, site.value)) continue;
    found.push({ site });
  }
  for (const { site } of inSourceOrder(found)) {
    yield {
      kind: 'scope-narrowed-by-401',
      ...loneChallengedScope(tree, site),
      besideUnion: unionBeside(tree, site.value),
    };
  }
}

/** What the `auth` of an SDK is given by the code around it in its own file, `handleOAuthUnauthorized` for one. */
function* ownAuthSites(tree: Tree): Generator<ScopeSite> {
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' || declaredName(tree, node.callee) !== 'auth') continue;
    const fn = calledFunction(tree, node);
    if (fn && UNAUTHORIZED.isNear(tree, node))
      yield* siteOfArgument(tree, node, { fn, index: 1, key: 'scope' });
  }
}

/** Whether a store only fills what was empty: `if (!this._scope) this._scope = scope`, `this._scope ?? scope`. */
function keepsFormerValue(tree: Tree, { taker, value }: ScopeSite): boolean {
  if (taker.type !== 'AssignmentExpression') return false;
  const target = slotOf(tree, taker.left);
  const [first] = leavesOf(value);
  return (
    isKnownMissing(tree, taker.left, taker) ||
    (leavesOf(value).length > 1 && !!first && sameSlot(slotOf(tree, first), target))
  );
}

/** The other side of the condition that a value is one side of, if that is a union. */
function unionBeside(tree: Tree, value: Node): ScopeNarrowedBy401['besideUnion'] {
  const condition = tree.parentOf(value);
  if (condition?.type !== 'ConditionalExpression') return undefined;
  const other = condition.consequent === value ? condition.alternate : condition.consequent;
  return originOf(tree, other) & UNITED
    ? { condition: rangeOf(condition), union: rangeOf(other) }
    : undefined;
}
