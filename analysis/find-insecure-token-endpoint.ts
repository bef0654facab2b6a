import type { Node } from './ast.ts';
import type { InsecureTokenEndpoint } from './finding.ts';
import { descendantsOf } from './functions.ts';
import { httpPosts } from './http-post.ts';
import { httpsChecksOf } from './https-check.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { propertyName, staticString } from './names.ts';
import { isOAuthServer } from './oauth-server.ts';
import type { SourceUnit } from './source-unit.ts';
import { isTokenPost } from './token-post.ts';
import { ancestorsOf, isFunction, rangeOf, treeOf, type Tree } from './tree.ts';
import { urlOriginsOf, type UrlOrigin } from './url-origin.ts';

/**
 * Finds token requests that may go over plain http: to a literal `http` URL of another host, or to a URL from metadata or
 * configuration that nothing makes sure to be https. A loopback host is exempt (RFC 6749 §3.2; MCP 2026-07-28,
 * Communication Security).
 */
export function* findInsecureTokenEndpoint(unit: SourceUnit): Generator<InsecureTokenEndpoint> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree) || isOAuthServer(unit)) return;
  for (const post of httpPosts(tree)) {
    const origins = urlOriginsOf(tree, post.url);
    if (!isTokenPost(tree, post, origins) || !origins.some((each) => mayBeInsecure(tree, each))) continue;
    if (isForeignService(tree, post.call) || handsOnGrants(tree, post.call)) continue;
    yield { kind: 'insecure-token-endpoint', range: rangeOf(post.url) };
  }
}

function mayBeInsecure(tree: Tree, origin: UrlOrigin): boolean {
  if (origin.scheme === 'http' && origin.host) return origin.host === 'remote';
  const isOpen = origin.scheme === 'http' || origin.scheme === 'given';
  return isOpen && !httpsChecksOf(tree).covers(origin);
}

/** Whether code is a server's that hands the requests of its clients on: it reads the `grant_type` that they sent. */
function handsOnGrants(tree: Tree, call: Node): boolean {
  const functions = [...ancestorsOf(tree, call)].filter(isFunction);
  const whole = functions.at(-1);
  return !!whole && [...descendantsOf(tree, whole)].some((node) => readsGrantType(tree, node));
}

function readsGrantType(tree: Tree, node: Node): boolean {
  if (node.type === 'Property')
    return tree.parentOf(node)?.type === 'ObjectPattern' && propertyName(tree, node) === 'grant_type';
  if (node.type === 'CallExpression')
    return (
      node.callee.type === 'MemberExpression' &&
      propertyName(tree, node.callee) === 'get' &&
      staticString(tree, node.arguments[0]) === 'grant_type'
    );
  if (node.type !== 'MemberExpression' || propertyName(tree, node) !== 'grant_type') return false;
  const parent = tree.parentOf(node);
  return parent?.type !== 'AssignmentExpression' || parent.left !== node;
}
