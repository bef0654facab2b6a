import type { ts } from 'ts-morph';
import type { AddedOption } from '../analysis/source-unit.ts';
import { optionNames, optionText } from '../edits/option-texts.ts';
import type { TextEdit } from '../edits/text-edit.ts';
import { endOfLine, indentAt, newlineOf } from '../edits/text-style.ts';
import type { MemberList } from './option-type.ts';

type OptionName = AddedOption['name'];

/** The documentation in front of a node, as it is written. */
function docOf(member: ts.Node, text: string): string | undefined {
  return /\/\*\*(?:[^*]|\*(?!\/))*\*\/\s*$/.exec(text.slice(member.pos, member.getStart()))?.[0].trim();
}

function documented(name: OptionName, members: readonly ts.Node[], text: string, line: string): string {
  const docs = members.map((member) => docOf(member, text)).filter((doc) => doc !== undefined);
  if (docs.length * 2 < members.length) return '';
  const lines = optionText(name, text).doc;
  const isOneLine = lines.length === 1 && docs.filter((doc) => !doc.includes('\n')).length * 2 >= docs.length;
  const written = isOneLine ? [`/** ${lines[0]} */`] : ['/**', ...lines.map((each) => ` * ${each}`), ' */'];
  return written.map((each) => line + each).join('');
}

/** Adds options behind the last member of a list, in the style of the others. */
export function memberEdit(list: MemberList, wanted: ReadonlySet<OptionName>): TextEdit {
  const text = list.getSourceFile().text;
  const members = list.members as readonly ts.TypeElement[];
  const added = optionNames.filter((name) => wanted.has(name));
  const last = members.at(-1);
  const shared = (pattern: RegExp): boolean =>
    members.length > 0 && members.every((member) => pattern.test(member.getText()));
  const prefix = shared(/^readonly\b/) ? 'readonly ' : '';
  const suffix = shared(/^[^?]*$|\| undefined[;,]?$/) && shared(/\?:/) ? ' | undefined' : '';
  const signature = (name: OptionName): string =>
    `${prefix}${name}?: ${optionText(name, text).type}${suffix}`;
  if (!last) {
    const at = list.end - 1;
    return { range: [at, at], text: ` ${added.map(signature).join('; ')} ` };
  }
  const end = /[;,]$/.exec(last.getText())?.[0] ?? '';
  const start = last.getStart();
  const opens = members.length > 1 ? members.at(-2)!.end : text.indexOf('{', list.getStart());
  if (!text.slice(opens, start).includes('\n')) {
    const separator = members.length > 1 ? (/[;,]$/.exec(members.at(-2)!.getText())?.[0] ?? ';') : end || ';';
    const joined = added.map((name) => ` ${signature(name)}`).join(separator);
    return { range: [last.end, last.end], text: `${end ? '' : separator}${joined}${end}` };
  }
  const newline = newlineOf(text);
  const line = newline + indentAt(text, start);
  const gap = /\n[ \t]*\r?\n/.test(text.slice(opens, start)) ? newline : '';
  const at = endOfLine(text, last.end) ?? last.end;
  const lines = added.map(
    (name) => `${gap}${documented(name, members, text, line)}${line}${signature(name)}${end}`,
  );
  return { range: [at, at], text: lines.join('') };
}
