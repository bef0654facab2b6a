import type { RefreshOnWidening } from './finding.ts';
import { isMcpClient } from './mcp-client.ts';
import { refreshBranches } from './refresh-branch.ts';
import type { SourceUnit } from './source-unit.ts';
import { treeOf } from './tree.ts';
import { wideningAuthorizations } from './widening-authorization.ts';

/**
 * Finds refreshes that are tried although the union of scopes exceeds the grant: the refresh branch of an `auth` that
 * cannot be told otherwise, and step-ups that do not tell it. A refresh grant cannot widen scope (RFC 6749 §6), so a
 * new authorization request must be made (MCP 2026-07-28, Step-Up Authorization Flow, SEP-2350).
 */
export function* findRefreshOnWidening(unit: SourceUnit): Generator<RefreshOnWidening> {
  if (!isMcpClient(treeOf(unit))) return;
  for (const { range, at } of refreshBranches(unit)) yield { kind: 'refresh-on-widening', range, at };
  for (const { range, at, evidence } of wideningAuthorizations(unit))
    yield { kind: 'refresh-on-widening', range, at, ...(evidence && { evidence }) };
}
