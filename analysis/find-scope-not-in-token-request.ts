import type { Node } from './ast.ts';
import type { ScopeNotInTokenRequest } from './finding.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { isOAuthServer } from './oauth-server.ts';
import { unrequestedScopes } from './requested-scope-way.ts';
import type { SourceUnit } from './source-unit.ts';
import { scopesOfTokenRequests } from './token-request-scope.ts';
import { rangeOf, treeOf } from './tree.ts';

/**
 * Finds token requests without a user (RFC 6749 §4.4, RFC 7523 §2.1) that are made with the configured scope, although
 * the code that makes them is given a scope to request: such a client cannot step up, since there is no authorization
 * request that could carry the union (MCP 2026-07-28, Step-Up Authorization Flow, SEP-2350).
 */
export function* findScopeNotInTokenRequest(unit: SourceUnit): Generator<ScopeNotInTokenRequest> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree) || isOAuthServer(unit)) return;
  const seen = new Set<Node>();
  for (const value of scopesOfTokenRequests(tree)) {
    if (isForeignService(tree, value)) continue;
    for (const { place, way } of unrequestedScopes(tree, value)) {
      if (seen.has(place)) continue;
      seen.add(place);
      yield { kind: 'scope-not-in-token-request', range: rangeOf(place), way };
    }
  }
}
