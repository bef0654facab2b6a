import { newlineOf } from '../../edits/text-style.ts';

/** A scalar as YAML takes it for a string, whatever it holds. */
function quoted(text: string): string {
  return /^[a-zA-Z][\w./-]*$/.test(text) && !/^(?:true|false|null|yes|no|on|off)$/i.test(text)
    ? text
    : `'${text.replaceAll("'", "''")}'`;
}

function replaced(text: string, start: number, end: number, by: string): string {
  return text.slice(0, start) + by + text.slice(end);
}

/** The start of the line that an offset stands in. */
function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1;
}

/** The offset behind the line that an offset stands in. */
function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end + 1;
}

function appended(text: string, lines: readonly string[]): string {
  const newline = newlineOf(text);
  const gap = text === '' ? '' : text.endsWith('\n') ? newline : newline + newline;
  return `${text}${gap}${lines.join(newline)}${newline}`;
}

/**
 * YAML text with an entry of a top-level map set, or taken away where it is `undefined`. No other line changes:
 * comments, quotes and indentation stay.
 */
export async function editYaml(
  text: string,
  mapKey: string,
  key: string,
  value: string | undefined,
): Promise<string> {
  const { isMap, isScalar, parse, parseDocument } = await import('yaml');
  const root = parseDocument(text).contents;
  const entryOf = (map: unknown, name: string) =>
    isMap(map) ? map.items.find((item) => isScalar(item.key) && item.key.value === name) : undefined;
  const outer = entryOf(root, mapKey);
  const map = outer?.value;
  const newline = newlineOf(text);
  const line = `${quoted(key)}: ${value === undefined ? '' : quoted(value)}`;
  const edit = (): string => {
    if (!outer) return value === undefined ? text : appended(text, [`${mapKey}:`, `  ${line}`]);
    const [outerStart] = (outer.key as { range: [number, number, number] }).range;
    if (!isMap(map) || map.items.length === 0) {
      // `patchedDependencies:` or `patchedDependencies: {}`
      const [, end] =
        map && 'range' in (map as object) ? (map as { range: [number, number, number] }).range : [0, 0];
      const stop = Math.max(end, outerStart + text.slice(outerStart).indexOf(':') + 1);
      if (value === undefined) return text;
      return replaced(text, outerStart, stop, `${mapKey}:${newline}  ${line}`);
    }
    const found = entryOf(map, key);
    const last = map.items.at(-1)!;
    const [start] = ((found ?? last).key as { range: [number, number, number] }).range;
    const foundValue = found?.value as { range?: [number, number, number] } | null | undefined;
    if (value === undefined) {
      if (!found) return text;
      if (map.items.length === 1)
        return replaced(text, lineStart(text, outerStart), lineEnd(text, start), '');
      if (!map.flow)
        return replaced(text, lineStart(text, start), lineEnd(text, foundValue?.range?.[1] ?? start), '');
      const at = map.items.indexOf(found);
      const next = map.items[at + 1];
      if (next) return replaced(text, start, (next.key as { range: [number] }).range[0], '');
      const before = map.items[at - 1]!.value as { range: [number, number] };
      return replaced(text, before.range[1], foundValue?.range?.[1] ?? start, '');
    }
    if (found && foundValue?.range)
      return replaced(text, foundValue.range[0], foundValue.range[1], quoted(value));
    const lastEnd = (last.value as { range?: [number, number, number] } | null)?.range?.[1] ?? start;
    if (map.flow) return replaced(text, lastEnd, lastEnd, `, ${line}`);
    const indent = text.slice(lineStart(text, start), start);
    const end = lineEnd(text, lastEnd);
    const open = text.slice(0, end).endsWith('\n') ? '' : newline;
    return replaced(text, end, end, `${open}${indent}${line}${open === '' ? newline : ''}`);
  };
  const after = edit();
  const held = ((parse(after) ?? {}) as Record<string, Record<string, unknown> | undefined>)[mapKey]?.[key];
  if (held !== value) throw new Error(`${mapKey} could not be edited in YAML`);
  return after;
}
