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
