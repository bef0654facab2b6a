/** The newline of a text: that of its first line. */
export function newlineOf(text: string): '\n' | '\r\n' {
  const end = text.indexOf('\n');
  return end > 0 && text[end - 1] === '\r' ? '\r\n' : '\n';
}

/** The quote that a text uses more. */
export function quoteOf(text: string): '"' | "'" {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/"/g) > count(/'/g) ? '"' : "'";
}

/** The white space before the first character of the line that an offset stands in. */
export function indentAt(text: string, offset: number): string {
  const line = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^\s*/.exec(line)![0];
}

/** One step of indentation, as most lines of a text have it. */
export function indentUnitOf(text: string): string {
  if (/^\t/m.test(text)) return '\t';
  let indented = 0;
  let byFour = 0;
  // Lines of a block comment stand one deeper than the comment.
  for (const [, spaces] of text.matchAll(/^( +)[^\s*]/gm)) {
    indented++;
    if (spaces!.length % 4 === 0) byFour++;
  }
  return ' '.repeat(byFour >= indented * 0.8 ? 4 : 2);
}

/** How a text ends its statements. */
export function semicolonOf(text: string): ';' | '' {
  const count = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return count(/[\w)\]'"];\r?$/gm) >= count(/[\w)\]'"]\r?$/gm) / 4 ? ';' : '';
}

/** The end of a statement without a semicolon that stands on a later line, where it starts what follows: `;[…]`. */
export function endOfStatement(text: string, [start, end]: readonly [number, number]): number {
  return end - (/\s*\n\s*;$/.exec(text.slice(start, end))?.[0].length ?? 0);
}

/** What ends a statement before the text at an offset, which must not join it: `(…)`, `[…]`. */
export function semicolonBefore(text: string, offset: number): ';' | '' {
  return /[[(`+\-/]/.test(text[offset] ?? '') ? ';' : semicolonOf(text);
}

/** The end of the line behind an offset, if only white space or a comment stands between. */
export function endOfLine(text: string, offset: number): number | undefined {
  const rest = /^[ \t;]*(?:\/\/[^\r\n]*|\/\*[^\r\n]*\*\/[ \t]*)?(?=\r?\n|$)/.exec(
    text.slice(offset, offset + 4096),
  );
  return rest ? offset + rest[0].length : undefined;
}

/** Where a statement starts with the comments on the lines right above it, which belong to it. */
export function startWithComments(text: string, start: number): number {
  const indent = indentAt(text, start);
  const lines = text.slice(0, start).split('\n').slice(0, -1);
  if (
    text
      .slice(0, start)
      .slice(-indent.length - 1)
      .trim() !== ''
  )
    return start;
  let first = start;
  for (const line of lines.toReversed()) {
    const above = line.replace(/\r$/, '');
    if (!above.startsWith(indent) || !/^(?:\/\/|\/\*[^*].*\*\/$)/.test(above.slice(indent.length))) break;
    first -= line.length + 1;
  }
  return first;
}
