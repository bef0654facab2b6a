import type { Range } from '../analysis/source-unit.ts';

/** Replace `range` of the original text by `text`. An empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}
