import type { Node, NodeOf } from './ast.ts';
import { patternText } from './challenge-reader.ts';
import { callSitesOf } from './functions.ts';
import { headerTexts, type HeaderText } from './header-text.ts';
import { constantInit, propertyName, staticString } from './names.ts';
import { isChallenge, originOf } from './origin.ts';
import { HOLE, patternParts } from './pattern-parts.ts';
import { isToldOnly } from './told-only.ts';
import { enclosingFunction, isFunction, unwrap, type Tree } from './tree.ts';

/** What is looked for in the header. */
export type Sought =
  /** A parameter of a Bearer challenge (RFC 6750 §3, RFC 9728 §5.1), or a value of it. */
  | 'parameter'
  /** The scheme, where the text starts or is cut in two: behind another challenge it is not seen. */
  | 'scheme'
  /** Anything: the text is cut up, or read by a pattern that names nothing. */
  | 'anything'
  /** What other schemes have, or a word that no challenge gives a meaning to. */
  | 'other';

/** A call that reads something out of the text of a header as if it were no list of challenges with quoted values. */
export interface HeaderReading {
  readonly call: NodeOf<'CallExpression'>;
  /** The text that it is applied to. */
  readonly header: Node;
  readonly text: HeaderText;
  readonly sought: Sought;
}

/** Every such call of a file, in source order, without those by which a tokenizer goes through the text. */
export function headerReadings(tree: Tree): readonly HeaderReading[] {
  const { at, scanned } = headerTexts(tree);
  const readings: HeaderReading[] = [];
  for (const call of tree.nodes) {
    if (call.type !== 'CallExpression') continue;
    const search = searchOf(tree, call);
    if (!search) continue;
    const { header, pattern } = search;
    const sought = soughtBy(tree, call, pattern);
    const text = at.get(header) ?? (sought === 'parameter' ? carriedText(tree, header) : undefined);
    if (!text || sought === undefined || scanned.has(text.root) || isToldOnly(tree, call)) continue;
    readings.push({ call, header, text, sought });
  }
  return readings;
}

/** The text of a header that came a longer way: on an error, in a field of a challenge. */
function carriedText(tree: Tree, header: Node): HeaderText | undefined {
  return isChallenge(originOf(tree, header)) ? { root: header, isCertain: true } : undefined;
}

interface Search {
  readonly header: Node;
  /** A regular expression, or the text that is looked for. */
  readonly pattern: Node | undefined;
}

/** The text that a call searches or cuts up, and for what. */
function searchOf(tree: Tree, call: NodeOf<'CallExpression'>): Search | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const [first, second] = call.arguments;
  if (first?.type === 'SpreadElement') return undefined;
  switch (propertyName(tree, callee)) {
    case 'match':
    case 'matchAll':
    case 'search':
    case 'includes':
    case 'indexOf':
    case 'lastIndexOf':
    case 'startsWith':
    case 'endsWith':
    case 'split':
      return { header: callee.object, pattern: first };
    case 'exec':
    case 'test':
      return first && !isSticky(tree, callee.object) ? { header: first, pattern: callee.object } : undefined;
    // With a function it goes through the matches; with a text it makes another header.
    case 'replace':
    case 'replaceAll':
      return isFunction(second) ? { header: callee.object, pattern: first } : undefined;
    default:
      return undefined;
  }
}

/** A pattern that matches where the last match ended: a token of a tokenizer. */
function isSticky(tree: Tree, pattern: Node): boolean {
  const node = unwrap(pattern);
  const value = unwrap((node.type === 'Identifier' ? constantInit(tree, node) : undefined) ?? node);
  return value.type === 'Literal' && 'regex' in value && value.regex.flags.includes('y');
}

const PARAMETER =
  /insufficient_scope|invalid_token|invalid_request|resource_?metadata|\b(?:scopes?|error(?:_description|_uri)?|authorization_uri)\b/i;
const OTHER_SCHEME =
  /\b(?:basic|digest|negotiate|ntlm|kerberos|dpop|hawk|hoba|mutual|scram|aws4|nonce|use_dpop_nonce|realm|qop|opaque|algorithm|algs|service|stale)\b/i;

function soughtBy(tree: Tree, call: NodeOf<'CallExpression'>, pattern: Node | undefined): Sought | undefined {
  const callee = unwrap(call.callee);
  const name = callee.type === 'MemberExpression' ? propertyName(tree, callee) : undefined;
  const text = pattern && (patternText(tree, pattern) ?? patternParts(tree, pattern).text);
  if (text === undefined) return 'anything';
  if (/use_dpop_nonce/.test(text)) return 'other';
  if (PARAMETER.test(text)) return 'parameter';
  if (OTHER_SCHEME.test(text)) return 'other';
  if (/bearer/i.test(text)) {
    const isAnchored = name === 'startsWith' || name === 'split' || /^\^|\\s|\(/.test(text);
    return isAnchored ? 'scheme' : 'other';
  }
  if (text.includes(HOLE)) return namedByCalls(tree, call);
  if (name === 'split') return /^(?: |\\s[+*]?)$/.test(text) ? 'scheme' : 'anything';
  // Without `=` it tells no parameter from its value.
  return text.includes('=') ? 'anything' : 'other';
}

/** What a helper looks for whose callers name it: `readParam(header, 'scope')`. */
function namedByCalls(tree: Tree, call: Node): Sought {
  const fn = enclosingFunction(tree, call);
  const given = fn ? callSitesOf(tree, fn).flatMap((each) => each.arguments as readonly Node[]) : [];
  const names = given.flatMap((each) => staticString(tree, each) ?? []);
  if (names.some((each) => PARAMETER.test(each))) return 'parameter';
  return names.length > 0 ? 'other' : 'anything';
}
