import type { Range, SourceUnit } from './source-unit.ts';

/** A comment, as ESLint's parsers, oxlint and oxc give it alike. */
export interface Comment {
  /** `Line`, `Block`, and with some parsers `Shebang`. */
  readonly type: string;
  /** What stands between its signs. */
  readonly value: string;
  readonly range?: Range | undefined;
  readonly start: number;
  readonly end: number;
}

/** The comments of a unit, in source order. A parser that gives none has none. */
export function commentsOf({ ast }: SourceUnit): readonly Comment[] {
  return ast.comments ?? [];
}

export function rangeOfComment({ range, start, end }: Comment): Range {
  return range ?? [start, end];
}
