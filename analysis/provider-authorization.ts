import type { Node, NodeOf } from './ast.ts';
import { asksForAuthorization } from './authorization-call.ts';
import { constantInit, declaredName, propertyName } from './names.ts';
import { providerBehindView } from './provider-behind-view.ts';
import { textOf, unwrap, type Tree } from './tree.ts';

/** A call that authorizes with an OAuth client provider, as the SDK's `auth(provider, { serverUrl, … })` does. */
export interface ProviderAuthorization {
  readonly call: NodeOf<'CallExpression'>;
  readonly provider: Node;
  /** The options, where they can be read. */
  readonly options: NodeOf<'ObjectExpression'> | undefined;
}

const known = new WeakMap<Tree, readonly ProviderAuthorization[]>();

/** Every such call of the file, in source order. */
export function providerAuthorizations(tree: Tree): readonly ProviderAuthorization[] {
  let found = known.get(tree);
  if (!found) {
    found = tree.nodes.flatMap((node) =>
      node.type === 'CallExpression' ? (authorizationBy(tree, node) ?? []) : [],
    );
    known.set(tree, found);
  }
  return found;
}

function authorizationBy(tree: Tree, call: NodeOf<'CallExpression'>): ProviderAuthorization | undefined {
  const [first, given] = call.arguments;
  if (!first || !given || first.type === 'SpreadElement' || given.type === 'SpreadElement') return undefined;
  const provider = providerBehindView(tree, first);
  const name = declaredName(tree, call.callee) ?? '';
  if (!asksForAuthorization(name)) return undefined;
  const options = literalOf(tree, given);
  const isAboutProvider = /provider$/i.test(textOf(tree, unwrap(provider)));
  const namesServer = !!options && hasKey(tree, options, 'serverUrl');
  if (!namesServer && !(isAboutProvider && (options || name === 'auth'))) return undefined;
  return { call, provider, options };
}

/** An object that is written where it is given, or as the value of a constant. */
function literalOf(tree: Tree, given: Node): NodeOf<'ObjectExpression'> | undefined {
  const node = unwrap(given);
  if (node.type === 'ObjectExpression') return node;
  const init = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
  const literal = init && unwrap(init);
  return literal?.type === 'ObjectExpression' ? literal : undefined;
}

function hasKey(tree: Tree, literal: NodeOf<'ObjectExpression'>, key: string): boolean {
  return literal.properties.some((each) => each.type === 'Property' && propertyName(tree, each) === key);
}

/**
 * `provider.onUnauthorized({ response, … })`: the official SDK v2 hands a 401 to its provider, and an OAuth client
 * provider authorizes there.
 */
export function asksProviderOn401(tree: Tree, call: NodeOf<'CallExpression'>): boolean {
  const callee = unwrap(call.callee);
  return (
    callee.type === 'MemberExpression' &&
    propertyName(tree, callee) === 'onUnauthorized' &&
    /provider$/i.test(textOf(tree, unwrap(callee.object)))
  );
}
