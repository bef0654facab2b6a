import { unresolvedMetadata } from './client-metadata.ts';
import type { Node } from './ast.ts';
import { httpPosts, type HttpPost } from './http-post.ts';
import { declaredName, propertyName } from './names.ts';
import { sdkImport } from './sdk-import.ts';
import { unwrap, type Tree } from './tree.ts';
import { urlOriginsOf } from './url-origin.ts';
import { sourcesOf } from './value-sources.ts';

/** Where the code of a file registers a client (RFC 7591 §3.1) with metadata that was not resolved. */
export function* unresolvedRegistrations(tree: Tree): Generator<Node> {
  for (const post of httpPosts(tree)) {
    const metadata = jsonIn(tree, post);
    if (!metadata || isAtLocalServer(tree, post)) continue;
    yield* unresolvedMetadata(tree, sourcesOf(tree, metadata));
  }
  for (const node of tree.nodes) {
    const metadata = handedToSdk(tree, node);
    if (metadata) yield* unresolvedMetadata(tree, sourcesOf(tree, metadata));
  }
}

function jsonIn(tree: Tree, { body }: HttpPost): Node | undefined {
  const sources = sourcesOf(tree, body);
  const [only] = sources;
  const node = only && sources.length === 1 && only.path.length === 0 ? unwrap(only.node) : undefined;
  if (node?.type !== 'CallExpression') return body;
  if (declaredName(tree, node.callee) !== 'stringify') return undefined;
  const [value] = node.arguments;
  return value?.type === 'SpreadElement' ? undefined : value;
}

/** A client that registers at a server on this machine, by a URL in its code, tries that server. */
function isAtLocalServer(tree: Tree, { url }: HttpPost): boolean {
  const origins = urlOriginsOf(tree, url);
  return (
    origins.length > 0 && origins.every(({ scheme, host }) => host === 'loopback' || scheme === 'relative')
  );
}

/** The metadata of `registerClient(url, { clientMetadata })`, which sends what it is given, in v2 as well. */
function handedToSdk(tree: Tree, node: Node): Node | undefined {
  if (node.type !== 'CallExpression' || sdkImport(tree, node.callee)?.name !== 'registerClient')
    return undefined;
  const options = node.arguments[1] && unwrap(node.arguments[1]);
  if (options?.type !== 'ObjectExpression') return undefined;
  for (const property of options.properties)
    if (property.type === 'Property' && propertyName(tree, property) === 'clientMetadata')
      return property.value;
  return undefined;
}
