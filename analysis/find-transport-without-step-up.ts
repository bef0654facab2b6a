import type { TransportWithoutStepUp } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';
import { stepUpFetchFor } from './step-up-fetch.ts';
import { transportConstructions, type TransportConstruction } from './transport-construction.ts';
import { rangeOf, treeOf } from './tree.ts';

/**
 * Finds transports of SDK v1 that authorize by the SDK alone. Every published v1 requests the challenged scope alone, and
 * refreshes where a refresh cannot widen (MCP 2026-07-28, Step-Up Authorization Flow, SEP-2350; RFC 6749 §6).
 */
export function* findTransportWithoutStepUp(unit: SourceUnit): Generator<TransportWithoutStepUp> {
  const tree = treeOf(unit);
  for (const construction of transportConstructions(tree)) {
    const wrap = stepUpFetchFor(tree, construction);
    // Last, as it may cost a look at the SDK.
    if (wrap && !isSteppingUp(unit, construction))
      yield { kind: 'transport-without-step-up', range: rangeOf(construction.callee), wrap };
  }
}

function isSteppingUp({ project }: SourceUnit, { module, name }: TransportConstruction): boolean {
  return project?.transport(module, name)?.stepsUp ?? false;
}
