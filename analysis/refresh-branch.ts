import type { AddedOption, SourceUnit } from './source-unit.ts';

/** A refresh branch whose function cannot be told to authorize anew. */
export interface RefreshBranch {
  readonly is: 'refresh-branch';
  readonly option: OptionRoute | undefined;
}

/** The way of an option from the functions that a file exports to the place that reads it. */
export interface OptionRoute {
  /** The names of the exported functions that will take it. */
  readonly exports: readonly string[];
  /** Options whose types stand in other files. */
  readonly elsewhere: readonly AddedOption[];
}

/** TODO */
export function* refreshBranches(
  _unit: SourceUnit,
): Generator<{ range: readonly [number, number]; at: RefreshBranch }> {}
