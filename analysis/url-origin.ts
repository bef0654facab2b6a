import type { Node, NodeOf } from './ast.ts';
import { isLoopbackHost } from './loopback-host.ts';
import { declaredName, staticString, wordsOf } from './names.ts';
import { unwrap, type Tree } from './tree.ts';
import { sourcesOf, type Passage, type ValueSource } from './value-sources.ts';

/** What a file tells of a URL, along one of the ways that it may come. */
export interface UrlOrigin {
  /**
   * `given`: by who calls, by configuration, or by metadata of a server, so it may be anything. `unknown`: code of another
   * file makes it. `relative`: to the page that asks.
   */
  readonly scheme: 'https' | 'http' | 'other' | 'relative' | 'given' | 'unknown';
  readonly host: 'loopback' | 'remote' | undefined;
  readonly way: readonly Passage[];
  /** The property that it is read from last: `token_endpoint`. */
  readonly name: string | undefined;
}

/** Where a URL may lead, through `new URL(…)`, templates, and what else keeps its beginning. */
export function urlOriginsOf(
  tree: Tree,
  url: Node,
  way: readonly Passage[] = [],
  depth = 0,
): readonly UrlOrigin[] {
  if (depth > 8) return [];
  return sourcesOf(tree, url).flatMap((source) => originsBehind(tree, withWay(source, way), depth));
}

function withWay(source: ValueSource, way: readonly Passage[]): ValueSource {
  return { ...source, way: [...way, ...source.way] };
}

function originsBehind(tree: Tree, source: ValueSource, depth: number): readonly UrlOrigin[] {
  const node = unwrap(source.node);
  const inner = (each: Node) => urlOriginsOf(tree, each, source.way, depth + 1);
  const told = (scheme: UrlOrigin['scheme'], host?: UrlOrigin['host']): readonly UrlOrigin[] => [
    { scheme, host, way: source.way, name: source.path.filter((each) => !KEEPS_URL.test(each)).at(-1) },
  ];
  if (source.path.every((each) => KEEPS_URL.test(each))) {
    switch (node.type) {
      case 'Literal':
        return typeof node.value === 'string' ? told(...originOf(node.value, true)) : [];
      case 'TemplateLiteral':
        return originsOfTemplate(tree, node, inner, told);
      case 'BinaryExpression':
        return node.operator === '+' ? inner(node.left) : told('unknown');
      case 'NewExpression':
        return originsOfUrl(tree, node, inner) ?? told('unknown');
      case 'ArrayExpression':
        return node.elements.flatMap((each) => (each && each.type !== 'SpreadElement' ? inner(each) : []));
      case 'CallExpression':
        return originsOfCall(tree, node, inner) ?? told('unknown');
    }
  }
  return told(isFromElsewhere(tree, source) ? 'unknown' : 'given');
}

/** Members of a URL or a string that begin as it does. */
const KEEPS_URL = /^(?:href|origin|\d+)$/;

/** A value of another module says nothing, unless it is metadata, which another server wrote. */
function isFromElsewhere(tree: Tree, { node, path }: ValueSource): boolean {
  const value = unwrap(node);
  if (/^token_?endpoint$/i.test(path.at(-1) ?? '')) return false;
  if (value.type === 'Identifier') {
    const definition = tree.variableOf(value)?.defs[0];
    return definition ? definition.type === 'ImportBinding' : path.length === 0;
  }
  return value.type !== 'MemberExpression' && path.length === 0;
}

type Told = (scheme: UrlOrigin['scheme'], host?: UrlOrigin['host']) => readonly UrlOrigin[];
type Inner = (node: Node) => readonly UrlOrigin[];

function originsOfTemplate(
  tree: Tree,
  { quasis, expressions }: NodeOf<'TemplateLiteral'>,
  inner: Inner,
  told: Told,
): readonly UrlOrigin[] {
  const start = quasis[0]?.value.cooked ?? '';
  const [first] = expressions;
  if (start === '' && first) {
    const scheme = quasis[1]?.value.cooked?.startsWith('://') ? staticString(tree, first) : undefined;
    return scheme === undefined ? inner(first) : told(...originOf(`${scheme}://`, false));
  }
  const [scheme, host] = originOf(start, expressions.length === 0);
  if (host || !first || !/^https?:\/\/$/i.test(start)) return told(scheme, host);
  const name = staticString(tree, first);
  return name === undefined ? told(scheme) : told(...originOf(`${start}${name}/`, true));
}

/** @param isWhole whether nothing comes behind the text. */
function originOf(text: string, isWhole: boolean): readonly [UrlOrigin['scheme'], UrlOrigin['host']] {
  const [, scheme, rest] = /^([a-z][\w+.-]*):(.*)$/is.exec(text.trim()) ?? [];
  if (scheme === undefined) return ['relative', undefined];
  if (!/^https?$/i.test(scheme)) return ['other', undefined];
  const [, host, end] = /^\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^/?#:]*)([/?#:]?)/.exec(rest!) ?? [];
  const isKnown = !!host && (isWhole || end !== '');
  return [
    scheme.toLowerCase() as 'http' | 'https',
    isKnown ? (isLoopbackHost(host) ? 'loopback' : 'remote') : undefined,
  ];
}

/** `new URL(url, base)`: the base counts where the URL is relative to it. */
function originsOfUrl(
  tree: Tree,
  node: NodeOf<'NewExpression'>,
  inner: Inner,
): readonly UrlOrigin[] | undefined {
  const [url, base] = node.arguments;
  if (declaredName(tree, node.callee) !== 'URL' || !url || url.type === 'SpreadElement') return undefined;
  return inner(url).flatMap((each) =>
    each.scheme === 'relative' && base && base.type !== 'SpreadElement' ? inner(base) : [each],
  );
}

function originsOfCall(
  tree: Tree,
  node: NodeOf<'CallExpression'>,
  inner: Inner,
): readonly UrlOrigin[] | undefined {
  const callee = unwrap(node.callee);
  const name = declaredName(tree, callee) ?? '';
  const [first] = node.arguments;
  const argument = first?.type === 'SpreadElement' ? undefined : first;
  if (name === 'String' && argument) return inner(argument);
  if (callee.type !== 'MemberExpression') return undefined;
  if (/^(?:toString|trim|trimEnd|concat|toLowerCase|at|slice)$/.test(name)) return inner(callee.object);
  if (!/^replace(?:All)?$/.test(name)) return undefined;
  // `url.replace(/^http:/, 'https:')`
  const isUpgrade = staticString(tree, node.arguments[1])?.startsWith('https');
  return isUpgrade ? [{ scheme: 'https', host: undefined, way: [], name: undefined }] : inner(callee.object);
}

/** Whether the last name that a URL goes by is that of a token endpoint. */
export function isTokenEndpointName(name: string | undefined): boolean {
  return name !== undefined && /^token(?:endpoint|url|uri)$/.test(wordsOf(name).slice(-2).join(''));
}
