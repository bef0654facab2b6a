import type { Node } from './ast.ts';
import { ancestorsOf, isFunction, textOf, type Tree } from './tree.ts';

const MCP =
  /mcp|modelcontextprotocol|resource_?metadata|protected-resource|WWWAuthenticateParams|OAuthClientProvider|redirectToAuthorization|jsonrpc/i;
const STEP_UP = /insufficient_scope/;
/** Services whose 403s name scopes too, but mean them by rules of their own. */
const FOREIGN =
  /googleapis|accounts\.google|reddit\.com|graph\.microsoft|api\.github\.com|slack\.com|docker|ghcr\.io|registry|repository:|manifests\b|distribution-spec/i;

/**
 * Whether a file can hold code of an MCP client. Scope accumulation is MCP's rule (SEP-2350): a container registry
 * answers 403 with a `scope` too, which must be asked for alone.
 */
export function isMcpClient({ unit: { text } }: Tree): boolean {
  return MCP.test(text) || (STEP_UP.test(text) && !FOREIGN.test(text));
}

/** Whether the outermost function around a place talks to one of the services whose scopes are not accumulated. */
export function isForeignService(tree: Tree, node: Node): boolean {
  let outermost: Node | undefined;
  for (const ancestor of ancestorsOf(tree, node)) {
    if (isFunction(ancestor) || ancestor.type === 'ClassDeclaration' || ancestor.type === 'ClassExpression') {
      outermost = ancestor;
    }
  }
  return !!outermost && FOREIGN.test(textOf(tree, outermost));
}
