import type { TransportWithoutStepUp } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';
import { stepUpFetchFor } from './step-up-fetch.ts';
import { transportConstructions } from './transport-construction.ts';
import { rangeOf, treeOf } from './tree.ts';

/**
 * Finds transports of SDK v1 that authorize by the SDK alone. Every published v1 requests the challenged scope alone, and
 * refreshes where a refresh cannot widen (MCP 2026-07-28, Step-Up Authorization Flow, SEP-2350; RFC 6749 §6).
 */
export function* findTransportWithoutStepUp(unit: SourceUnit): Generator<TransportWithoutStepUp> {
  const tree = treeOf(unit);
  for (const construction of transportConstructions(tree)) {
    const wrap = stepUpFetchFor(tree, construction);
    if (wrap) yield { kind: 'transport-without-step-up', range: rangeOf(construction.callee), wrap };
  }
}
