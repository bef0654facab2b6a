import type { Node } from './ast.ts';
import type { UnresolvedClientMetadata } from './finding.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { isOAuthServer } from './oauth-server.ts';
import { unresolvedProviders } from './provider-metadata.ts';
import { unresolvedRegistrations } from './registered-metadata.ts';
import type { SourceUnit } from './source-unit.ts';
import { isTestFile } from './test-file.ts';
import { rangeOf, treeOf } from './tree.ts';

/**
 * Finds client metadata that is registered (RFC 7591) without `application_type`, where the redirect URIs may be those of a
 * native client (MCP 2026-07-28, Application Type and Redirect URI Constraints, SEP-837), or without `grant_types`
 * (SEP-2207): in code that registers, and in providers for SDK v1, which registers what they say.
 */
export function* findUnresolvedClientMetadata(unit: SourceUnit): Generator<UnresolvedClientMetadata> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree) || isOAuthServer(unit) || isTestFile(tree)) return;
  const places = new Set<Node>([...unresolvedRegistrations(tree), ...unresolvedProviders(tree)]);
  for (const place of places) {
    if (isForeignService(tree, place)) continue;
    yield { kind: 'unresolved-client-metadata', range: rangeOf(place) };
  }
}
