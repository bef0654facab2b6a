import type { SourceUnit } from './source-unit.ts';

/** A refresh branch whose function cannot be told to authorize anew. */
export interface RefreshBranch {
  readonly is: 'refresh-branch';
}

/** TODO */
export function* refreshBranches(
  _unit: SourceUnit,
): Generator<{ range: readonly [number, number]; at: RefreshBranch }> {}
