import type { UncappedStepUp } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';
export function* findUncappedStepUp(_unit: SourceUnit): Generator<UncappedStepUp> {}
