import type { SourceUnit } from './source-unit.ts';

/** A step-up's authorization that may take the refresh branch of what it calls. */
export interface WideningAuthorization {
  readonly is: 'authorization';
}

/** TODO */
export function* wideningAuthorizations(
  _unit: SourceUnit,
): Generator<{ range: readonly [number, number]; at: WideningAuthorization }> {}
