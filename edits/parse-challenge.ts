import type { HandRolledChallengeParser, ParsedInstead } from '../analysis/finding.ts';
import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import type { Names } from './names.ts';
import { report, type Remedy, type RuntimeName } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';
import { quoteOf, startWithComments } from './text-style.ts';

/** Source text, and what it calls. */
interface Parsed {
  readonly text: string;
  readonly needs: readonly RuntimeName[];
}

/**
 * `/scope="([^"]+)"/.exec(header)?.[1]` → `selectChallenge(parseChallenges(header))?.scope`, and the same for an error or a
 * scheme that is asked for. What cannot be told from the code is reported, as advice.
 */
export function parseChallenge(
  { instead }: HandRolledChallengeParser,
  unit: SourceUnit,
  names: Names,
): Remedy {
  if (!instead) return report;
  const needs = new Set<RuntimeName>();
  const edits: TextEdit[] = [];
  for (const each of instead) {
    if (each.by === 'nothing') continue;
    const parsed = parsedText(each, unit, names);
    for (const name of parsed.needs) needs.add(name);
    edits.push({ range: each.range, text: parsed.text });
  }
  const gone = instead.filter(({ by }) => by === 'nothing').map(({ range }) => range);
  edits.push(...joined(unit.text, gone).map((each) => withoutLines(unit.text, each)));
  return { kind: 'rewrite', edits, needs: [...needs].sort() };
}

function parsedText(
  each: Exclude<ParsedInstead, { by: 'nothing' }>,
  { text }: SourceUnit,
  names: Names,
): Parsed {
  switch (each.by) {
    case 'parameter': {
      if (typeof each.name === 'string') return partText(each.header, each.name, names);
      const { text: challenge, needs } = challengeText(each.header, names);
      return { text: `${challenge}?.[${each.name.variable}]`, needs };
    }
    case 'error': {
      const { text: error, needs } = partText(each.header, 'error', names);
      const quote = quoteOf(text);
      return { text: compared(error, each, quote + each.error + quote), needs };
    }
    case 'scheme': {
      const { text: challenge, needs } = challengeText(each.header, names);
      return { text: compared(challenge, { ...each, isNegated: !each.isNegated }, 'undefined'), needs };
    }
    case 'type': {
      const quote = quoteOf(text);
      return { text: each.names.map((name) => quote + name + quote).join(' | '), needs: [] };
    }
    case 'text':
      return { text: each.text, needs: [] };
  }
}

function compared(
  value: string,
  { isNegated, isOperand }: { readonly isNegated: boolean; readonly isOperand: boolean },
  with_: string,
): string {
  const test = `${value} ${isNegated ? '!==' : '==='} ${with_}`;
  return isOperand ? `(${test})` : test;
}

const FROM_RESPONSE = /^([\w$.]+)\.headers\.get\((['"`])www-authenticate\2\)$/i;

/** A parameter; of a response that is at hand by `readChallenge`, which has it under the same name. */
function partText(header: string, name: string, names: Names): Parsed {
  const [, response] = FROM_RESPONSE.exec(header) ?? [];
  if (response !== undefined && (name === 'scope' || name === 'error'))
    return { text: `${names.local('readChallenge')}(${response}).${name}`, needs: ['readChallenge'] };
  const { text, needs } = challengeText(header, names);
  return { text: `${text}?.${name}`, needs };
}

function challengeText(header: string, names: Names): Parsed {
  const text = `${names.local('selectChallenge')}(${names.local('parseChallenges')}(${header}))`;
  return { text, needs: ['parseChallenges', 'selectChallenge'] };
}

/** Ranges with nothing but white space between them as one. */
function joined(text: string, ranges: readonly Range[]): readonly Range[] {
  const all: Range[] = [];
  for (const range of ranges.toSorted((a, b) => a[0] - b[0])) {
    const last = all.at(-1);
    if (last && text.slice(last[1], range[0]).trim() === '') all[all.length - 1] = [last[0], range[1]];
    else all.push(range);
  }
  return all;
}

/** Statements with their lines, if they have lines of their own, and the comments above that belong to them. */
function withoutLines(text: string, [start, end]: Range): TextEdit {
  const commented = startWithComments(text, start);
  const documented = /[ \t]*\/\*\*(?:[^*]|\*(?!\/))*\*\/[ \t]*\r?\n[ \t]*$/.exec(text.slice(0, commented));
  const first = documented ? documented.index : commented;
  const lineStart = text.lastIndexOf('\n', first - 1) + 1;
  const line = /^[ \t]*\r?\n/.exec(text.slice(end));
  if (!line || text.slice(lineStart, first).trim() !== '') return { range: [start, end], text: '' };
  const after = end + line[0].length;
  const isBetweenEmptyLines = /(?:^|\n)\r?\n$/.test(text.slice(0, lineStart));
  const empty = isBetweenEmptyLines ? /^\r?\n/.exec(text.slice(after)) : null;
  return { range: [lineStart, after + (empty?.[0].length ?? 0)], text: '' };
}
