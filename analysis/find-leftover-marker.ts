import type { LeftoverMarker } from './finding.ts';
import { markersIn } from './marker.ts';
import type { SourceUnit } from './source-unit.ts';

/** Finds the comments that `--markers` wrote, whether what they stand for is still there or not. */
export function* findLeftoverMarker(unit: SourceUnit): Generator<LeftoverMarker> {
  for (const marker of markersIn(unit)) yield { kind: 'leftover-marker', ...marker };
}
