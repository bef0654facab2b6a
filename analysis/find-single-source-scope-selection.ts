import type { SingleSourceScopeSelection } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';

/** TODO: what it finds, and which section asks for it. Finds nothing yet: what cannot be proved is no finding. */
export function findSingleSourceScopeSelection(_unit: SourceUnit): Iterable<SingleSourceScopeSelection> {
  return [];
}
