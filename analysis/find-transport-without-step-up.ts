import type { TransportWithoutStepUp } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';

/** TODO: what it finds, and which section asks for it. Finds nothing yet: what cannot be proved is no finding. */
export function findTransportWithoutStepUp(_unit: SourceUnit): Iterable<TransportWithoutStepUp> {
  return [];
}
