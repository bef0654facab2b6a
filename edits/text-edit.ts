import type { Range } from '../analysis/source-unit.ts';

/** Replace `range` of the original text by `text`. An empty range inserts. */
export interface TextEdit {
  readonly range: Range;
  readonly text: string;
}

/** Two edits claim the same characters. Never written: the file would be corrupt. */
export class EditConflictError extends Error {
  override readonly name = 'EditConflictError';
}

/**
 * Applies edits to the text that they were made for, all at once. Edits that insert at the same place go in the order
 * given; equal edits count once.
 * @throws {EditConflictError} if two of them overlap.
 */
export function applyEdits(text: string, edits: readonly TextEdit[]): string {
  const ordered = distinct(edits).sort((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
  let result = '';
  let done = 0;
  for (const { range, text: replacement } of ordered) {
    if (range[0] < done) throw new EditConflictError(`Two edits overlap at offset ${range[0]}.`);
    result += text.slice(done, range[0]) + replacement;
    done = range[1];
  }
  return result + text.slice(done);
}

function distinct(edits: readonly TextEdit[]): TextEdit[] {
  const seen = new Set<string>();
  return edits.filter(({ range, text }) => {
    const key = JSON.stringify([range, text]);
    return !seen.has(key) && !!seen.add(key);
  });
}
