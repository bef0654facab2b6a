import type { Node } from './ast.ts';
import { constantInit, staticString } from './names.ts';
import { unwrap, type Tree } from './tree.ts';

/** What a regular expression looks for in a scope string. */
export type ScopePattern =
  /** A text, or the value of an expression, wherever it stands; `\b` does not make a difference. */
  | { readonly asks: 'text'; readonly text: string }
  | { readonly asks: 'value'; readonly value: Node }
  /** A text at the start or the end. */
  | { readonly asks: 'place'; readonly text: string }
  /** One of several texts, or a text in any case of letters. */
  | { readonly asks: 'choice'; readonly text: string };

/** `undefined` where it is not known, looks for whole tokens already, or is not about tokens. */
export function scopePatternOf(tree: Tree, pattern: Node): ScopePattern | undefined {
  const node = unwrap(pattern);
  if (node.type === 'Identifier') {
    const init = constantInit(tree, node);
    return init && init !== node ? scopePatternOf(tree, init) : undefined;
  }
  if (node.type === 'Literal' && 'regex' in node) return readSource(node.regex.pattern, node.regex.flags);
  const isMade =
    (node.type === 'NewExpression' || node.type === 'CallExpression') &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'RegExp' &&
    !tree.variableOf(node.callee)?.defs.length;
  if (!isMade) {
    const text = staticString(tree, node);
    return text === undefined ? undefined : readSource(text, '');
  }
  const [source, given] = node.arguments;
  const flags = given ? staticString(tree, given) : '';
  if (!source || source.type === 'SpreadElement' || flags === undefined) return undefined;
  const text = staticString(tree, source);
  return text === undefined ? readDynamic(source, flags) : readSource(text, flags);
}

/** `new RegExp(scope)`, `` new RegExp(`\\b${scope}\\b`) `` */
function readDynamic(source: Node, flags: string): ScopePattern | undefined {
  const node = unwrap(source);
  if (flags.includes('i')) return undefined;
  if (node.type !== 'TemplateLiteral')
    return /^(?:Identifier|MemberExpression)$/.test(node.type) ? { asks: 'value', value: node } : undefined;
  const [value, ...others] = node.expressions;
  const around = node.quasis.map(({ value: { cooked } }) => cooked ?? '?');
  if (!value || others.length > 0) return undefined;
  return around.every((each) => each === '' || each === '\\b') ? { asks: 'value', value } : undefined;
}

const STARTS =
  /^(?:\((?:\?:)?(?:\^\|(?:\\s| )|(?:\\s| )\|\^)\)|\(\?<!\\S\)|\(\?<=\^\|(?:\\s| )\)|\(\?<!\[\^ \]\))/;
const ENDS = /(?:\((?:\?:|\?=)?(?:\$\|(?:\\s| )|(?:\\s| )\|\$)\)|\(\?!\\S\)|\(\?!\[\^ \]\))$/;

function readSource(pattern: string, flags: string): ScopePattern | undefined {
  const start = STARTS.test(pattern) ? 'token' : pattern.startsWith('^') ? 'string' : 'open';
  const end = ENDS.test(pattern) ? 'token' : /(?<!\\)\$$/.test(pattern) ? 'string' : 'open';
  if (start === end && start !== 'open') return undefined;
  const core = bare(pattern);
  const only = literalText(core);
  const text = only ?? choicesIn(core);
  if (text === undefined) return undefined;
  if (start === 'string' || end === 'string') return { asks: 'place', text };
  return { asks: only === undefined || flags.includes('i') ? 'choice' : 'text', text };
}

/** A pattern without what stands for the bounds of a token, of a word or of the string. */
function bare(pattern: string): string {
  return pattern
    .replace(STARTS, '')
    .replace(ENDS, '')
    .replace(/^\^/, '')
    .replace(/(?<!\\)\$$/, '')
    .replace(/^\\b/, '')
    .replace(/\\b$/, '');
}

/** The only text that a pattern matches, if there is but one. */
function literalText(pattern: string): string | undefined {
  const isLiteral = /^(?:[^\\^$.*+?()[\]{}|]|\\[^a-zA-Z0-9])+$/.test(pattern);
  return isLiteral ? pattern.replace(/\\(.)/g, '$1') : undefined;
}

/** The first text that `files:(read|write)` or `(?:a|b)` matches. */
function choicesIn(pattern: string): string | undefined {
  if (!pattern.includes('|') || !/^(?:[^\\^$.*+?()[\]{}|]|\\[^a-zA-Z0-9]|\((?:\?:)?|\)|\|)+$/.test(pattern))
    return undefined;
  const first = pattern
    .replace(/\((?:\?:)?([^()|]*)\|[^()]*\)/g, '$1')
    .replace(/\|.*$/, '')
    .replace(/[()]/g, '');
  return literalText(first);
}
