import type { Node, NodeOf } from './ast.ts';
import { propertyName } from './names.ts';
import { isNothing } from './token-request.ts';
import { unwrap, type Tree } from './tree.ts';
import { urlOriginsOf } from './url-origin.ts';
import { sourcesOf, type ValueSource } from './value-sources.ts';

/**
 * The places where client metadata that a client registers (RFC 7591 §2) leaves out what MCP asks for. What is filled in
 * by code of another file, or spread from what may hold it, is none.
 * @param sources where the metadata comes from, each an alternative.
 */
export function* unresolvedMetadata(tree: Tree, sources: readonly ValueSource[]): Generator<Node> {
  for (const source of sources) {
    const node = unwrap(source.node);
    if (source.path.length > 0 || node.type !== 'ObjectExpression') {
      if (isOfProvider(source)) yield source.place;
      continue;
    }
    const { values, ofProviders, isOpen } = partsOf(tree, node);
    if (isOpen) continue;
    const redirects = values.get('redirect_uris');
    if (ofProviders.length === 0 && redirects && isUnresolved(tree, values, redirects)) yield redirects;
    if (!values.has('application_type')) yield* ofProviders;
  }
}

/** `provider.clientMetadata`, as an application wrote it. */
function isOfProvider({ path }: ValueSource): boolean {
  return path.at(-1) === 'clientMetadata';
}

interface Parts {
  readonly values: Map<string, NodeOf<'Property'>>;
  /** Where the metadata of providers is spread. */
  readonly ofProviders: Node[];
  /** Whether it is spread from what cannot be told. */
  isOpen: boolean;
}

function partsOf(tree: Tree, literal: NodeOf<'ObjectExpression'>): Parts {
  const parts: Parts = { values: new Map(), ofProviders: [], isOpen: false };
  addParts(tree, literal, parts);
  return parts;
}

function addParts(tree: Tree, literal: NodeOf<'ObjectExpression'>, parts: Parts, depth = 0): void {
  for (const property of literal.properties) {
    if (property.type === 'Property') {
      const name = propertyName(tree, property);
      if (name === undefined) parts.isOpen = true;
      else parts.values.set(name, property);
      continue;
    }
    const sources = sourcesOf(tree, property.argument);
    const ofProviders = sources.filter(isOfProvider);
    parts.ofProviders.push(...ofProviders.map(({ place }) => place));
    // A parameter that a call here gives the metadata of a provider: what other files may give does not matter.
    if (ofProviders.length > 0) continue;
    for (const { node: source, path } of sources) {
      const node = unwrap(source);
      if (path.length === 0 && (node.type === 'Literal' || isNothing(node))) continue;
      if (path.length === 0 && node.type === 'ObjectExpression' && depth < 4)
        addParts(tree, node, parts, depth + 1);
      else parts.isOpen = true;
    }
  }
}

function isUnresolved(tree: Tree, values: Parts['values'], redirects: NodeOf<'Property'>): boolean {
  const lists = sourcesOf(tree, redirects.value).map(({ node }) => unwrap(node));
  // Without a redirect URI there is nobody to ask, and nothing that depends on the type.
  if (lists.every((each) => each.type === 'ArrayExpression' && each.elements.length === 0)) return false;
  return (
    !values.has('grant_types') ||
    (!values.has('application_type') && !lists.every((each) => isOfWeb(tree, each)))
  );
}

/** Whether redirect URIs are those of a web client, which is what a client without `application_type` counts as. */
function isOfWeb(tree: Tree, list: Node): boolean {
  if (list.type !== 'ArrayExpression') return false;
  const origins = urlOriginsOf(tree, list);
  return (
    origins.length > 0 && origins.every(({ scheme, host }) => /^https?$/.test(scheme) && host === 'remote')
  );
}
