import type { AddedEntry } from '../analysis/option-route.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { TextEdit } from './text-edit.ts';
import { indentAt, newlineOf } from './text-style.ts';

/** How an option is written where it is declared as a type, and what is said of it there. */
export interface OptionText {
  readonly name: string;
  readonly type: string;
  /** The lines of its documentation. */
  readonly doc: readonly string[];
}

/** The edit that puts one more entry behind the last, on a line of its own where the entries have theirs. */
export function addEntry(entry: AddedEntry, option: OptionText, { ast, text }: SourceUnit): TextEdit {
  const isTyped = ast.body.length > 0 && entry.is === 'parameter' && /:/.test(text.slice(...entry.behind));
  const written = entryText(entry, option, isTyped);
  return entry.is === 'member' ? addMember(entry, option, written, text) : addItem(entry, written, text);
}

function entryText({ is, value }: AddedEntry, { name, type }: OptionText, isTyped: boolean): string {
  switch (is) {
    case 'name':
      return name;
    case 'property':
      return value === name ? name : `${name}: ${value}`;
    case 'argument':
      return value ?? name;
    case 'parameter':
      return isTyped ? `${name}?: ${type}` : name;
    case 'member':
      return `${name}?: ${type}`;
  }
}

function addItem({ behind, opens }: AddedEntry, written: string, text: string): TextEdit {
  const [start, end] = behind;
  if (!hasOwnLine(text, opens, start)) return { range: [end, end], text: `, ${written}` };
  const newline = newlineOf(text) + indentAt(text, start);
  // A comment behind the last entry belongs to it.
  return /^\s*,?[ \t]*(?:\r?\n|$)/.test(text.slice(end, end + 200))
    ? { range: [end, end], text: `,${newline}${written}` }
    : { range: [start, start], text: `${written},${newline}` };
}

function hasOwnLine(text: string, opens: number, start: number): boolean {
  return text.slice(opens, start).includes('\n');
}

function addMember(entry: AddedEntry, option: OptionText, written: string, text: string): TextEdit {
  const [start] = entry.behind;
  const end = separatedEnd(text, entry.behind);
  const separator = /[;,]$/.exec(text.slice(start, end))?.[0] ?? '';
  if (!hasOwnLine(text, entry.opens, start)) {
    const before = /^.{0,2}\}/s.test(text.slice(end)) ? separatorOf(text, entry) : separator;
    return { range: [end, end], text: `${separator ? '' : before} ${written}${separator}` };
  }
  const indent = indentAt(text, start);
  const newline = newlineOf(text);
  const lineEnd = endOfLineBehind(text, end);
  const gap = isSpaced(text, entry) ? newline : '';
  const doc = entry.isPublic ? documented(option.doc, indent, newline) : '';
  return {
    range: [lineEnd, lineEnd],
    text: `${gap}${newline}${doc}${indent}${written}${separator}`,
  };
}

/** The end of a member with the separator behind it, which some parsers count as part of it. */
function separatedEnd(text: string, [, end]: readonly [number, number]): number {
  if (/[;,]$/.test(text.slice(0, end).slice(-1))) return end;
  return /[;,]/.test(text[end] ?? '') ? end + 1 : end;
}

/** What separates the members that stand before the last. */
function separatorOf(text: string, { opens }: AddedEntry): string {
  return /[;,]/.exec(text.slice(opens - 1, opens + 1))?.[0] ?? ';';
}

function endOfLineBehind(text: string, offset: number): number {
  const rest = /^[^\r\n]*/.exec(text.slice(offset, offset + 4096))![0];
  return /^[ \t]*(?:\/\/.*|\/\*.*\*\/[ \t]*)?$/.test(rest) ? offset + rest.length : offset;
}

/** Whether an empty line stands before the last entry or its documentation. */
function isSpaced(text: string, { opens, behind: [start] }: AddedEntry): boolean {
  return /\n[ \t]*\r?\n/.test(text.slice(opens, start));
}

function documented(lines: readonly string[], indent: string, newline: string): string {
  return [`/**`, ...lines.map((line) => ` * ${line}`), ` */`].map((line) => indent + line + newline).join('');
}
