import type { Node } from './ast.ts';
import { descendantsOf, functionOf, methodOf } from './functions.ts';
import { constantInit, declaredName, propertyName } from './names.ts';
import { sdkImport } from './sdk-import.ts';
import { accessesTo, assignmentTo, sameSlot, slotOf } from './slots.ts';
import { statusOf } from './step-up-literal.ts';
import { enclosingClass, unwrap, type Tree } from './tree.ts';

/**
 * - `steps-up`: it is `withStepUp` already, or code of this file that answers a 401 or 403, which other findings are about;
 * - `authorizes`: the SDK's `withOAuth`, which answers a 401 by itself.
 */
export type AuthorizingFetch = 'steps-up' | 'authorizes';

const MAX_DEPTH = 5;

/**
 * Whether a `fetch` that is given to a transport authorizes by itself, as far as this file tells.
 * @param provider what the transport authorizes with: a `fetch` for when there is none does not count.
 */
export function authorizingFetch(
  tree: Tree,
  given: Node,
  provider: Node | undefined,
  depth = 0,
): AuthorizingFetch | undefined {
  const node = unwrap(given);
  if (depth > MAX_DEPTH) return undefined;
  const inner = (each: Node) => authorizingFetch(tree, each, provider, depth + 1);
  const fn = functionOf(tree, node);
  if (fn) return readsRefusals(tree, fn) ? 'steps-up' : undefined;
  switch (node.type) {
    case 'Identifier': {
      const init = constantInit(tree, node);
      return init && inner(init);
    }
    case 'MemberExpression':
      return firstOf(valuesOfField(tree, node), inner);
    case 'LogicalExpression':
      return firstOf([node.left, node.right], inner);
    case 'ConditionalExpression':
      return isSame(tree, node.test, provider)
        ? inner(node.consequent)
        : firstOf([node.consequent, node.alternate], inner);
    case 'CallExpression':
      return inCall(tree, node.callee, node.arguments, inner);
    default:
      return undefined;
  }
}

function isSame(tree: Tree, test: Node, provider: Node | undefined): boolean {
  return provider !== undefined && sameSlot(slotOf(tree, test), slotOf(tree, provider));
}

function firstOf(
  nodes: readonly Node[],
  inner: (node: Node) => AuthorizingFetch | undefined,
): AuthorizingFetch | undefined {
  return nodes.map(inner).find((each) => each !== undefined);
}

/** `withStepUp(fetch, …)`, `withOAuth(provider)(fetch)`, `applyMiddlewares(…)(fetch)`, `wrap(fetch)`. */
function inCall(
  tree: Tree,
  callee: Node,
  args: readonly Node[],
  inner: (node: Node) => AuthorizingFetch | undefined,
): AuthorizingFetch | undefined {
  if (declaredName(tree, callee) === 'withStepUp') return 'steps-up';
  if (sdkImport(tree, callee)?.name === 'withOAuth') return 'authorizes';
  return firstOf([callee, ...args], inner);
}

/** What a field of the class holds: its method, its initializer, and what is assigned to it. */
function valuesOfField(tree: Tree, member: Node): readonly Node[] {
  const slot = slotOf(tree, member);
  const owner = enclosingClass(tree, member);
  if (!slot || !owner || slot.root !== owner || slot.path.length !== 1) return [];
  const [name] = slot.path as [string];
  const method = methodOf(tree, owner, name);
  const fields = owner.body.body.flatMap((each) =>
    each.type === 'PropertyDefinition' && propertyName(tree, each) === name ? (each.value ?? []) : [],
  );
  const assigned = accessesTo(tree, slot).flatMap((access) => assignmentTo(tree, access)?.right ?? []);
  return [...(method ? [method as Node] : []), ...fields, ...assigned];
}

/** Whether a function, or one inside it, compares something with 401 or 403. */
function readsRefusals(tree: Tree, fn: Node): boolean {
  for (const node of descendantsOf(tree, fn)) {
    const isRefusal = (each: Node | null | undefined) =>
      each && [401, 403].includes(statusOf(tree, each) ?? 0);
    if (node.type === 'BinaryExpression' && (isRefusal(node.left) || isRefusal(node.right))) return true;
    if (node.type === 'SwitchCase' && isRefusal(node.test)) return true;
    if (node.type === 'ArrayExpression' && node.elements.some(isRefusal)) return true;
    if (node.type === 'CallExpression' && declaredName(tree, node.callee) === 'withStepUp') return true;
  }
  return false;
}
