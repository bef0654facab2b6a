import type { HandRolledStepUp } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';

/** TODO: what it finds, and which section asks for it. Finds nothing yet: what cannot be proved is no finding. */
export function findHandRolledStepUp(_unit: SourceUnit): Iterable<HandRolledStepUp> {
  return [];
}
