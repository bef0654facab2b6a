import { commentsOf, rangeOfComment } from './comments.ts';
import type { Range, SourceUnit } from './source-unit.ts';

/** With which every marker starts. */
export const markerWord = 'mcp-scope-todo';

/** A comment that stands for a finding which a person has to mend: `// mcp-scope-todo(uncapped-step-up): …`. */
export interface Marker {
  /** The comment. */
  readonly range: Range;
  readonly is: 'line' | 'block';
  /** As written: a kind of finding, which this version need not know. */
  readonly marks: string;
  /** As written: the reason why no machine mends it; `undefined` if somebody took it away. */
  readonly reason: string | undefined;
}

/** What a marker says. */
export interface MarkerWords {
  readonly marks: string;
  readonly reason: string;
  /** What is to be done, in a sentence. */
  readonly advice: string;
  /** Where to read how. */
  readonly docs: string;
}

/** The text of a marker, in one line, without the signs of a comment. `markersIn` knows it again. */
export function markerText({ marks, reason, advice, docs }: MarkerWords): string {
  // A quote would count for the style of a file that has few of them.
  return `${markerWord}(${marks}): ${reason}, ${advice.replaceAll('"', '`')} ${docs}`;
}

const written = new RegExp(`^\\s*${markerWord}\\(([\\w-]+)\\)(?::[ \\t]*([a-z][a-z0-9-]*)(?=,|\\s*$))?`);

/** The markers of a unit, in source order. A comment that only holds one, such as an example, is none. */
export function* markersIn(unit: SourceUnit): Generator<Marker> {
  if (!unit.text.includes(markerWord)) return;
  for (const comment of commentsOf(unit)) {
    const [, marks, reason] = written.exec(comment.value) ?? [];
    if (marks === undefined || !/^(?:Line|Block)$/.test(comment.type)) continue;
    yield { range: rangeOfComment(comment), is: comment.type === 'Line' ? 'line' : 'block', marks, reason };
  }
}
