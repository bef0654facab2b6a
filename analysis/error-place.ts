import type { Node } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { constantInit } from './names.ts';
import { sameSlot, slotOf, type Slot } from './slots.ts';
import { isWithin, unwrap, type Tree } from './tree.ts';

/** A place that a test takes an error from: a variable, `result.reason`, `this.state.error`. */
export interface ErrorPlace {
  readonly slot: Slot;
  readonly node: Node;
}

/** The places that a test may take its error from, also through constants. */
export function errorPlacesIn(tree: Tree, test: Node, depth = 0): readonly ErrorPlace[] {
  const root = test.type === 'SwitchStatement' ? test.discriminant : test;
  const places = [root, ...descendantsOf(tree, root)]
    .flatMap((node) => [...errorsAskedBy(node), ...errorsBehind(tree, node, depth)])
    .flatMap((node) => placeOf(tree, node) ?? []);
  return places.filter(({ slot }, i) => i === places.findIndex((each) => sameSlot(each.slot, slot)));
}

function errorsAskedBy(node: Node): readonly Node[] {
  if (node.type === 'BinaryExpression' && node.operator === 'instanceof') return [node.left];
  if (node.type === 'BinaryExpression' && node.operator === 'in') return [node.right];
  if (node.type === 'MemberExpression') return [node.object];
  if (node.type === 'TemplateLiteral') return node.expressions;
  if (node.type !== 'CallExpression') return [];
  return node.arguments.map((each) => (each.type === 'SpreadElement' ? each.argument : each));
}

function errorsBehind(tree: Tree, node: Node, depth: number): readonly Node[] {
  const declarator = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0]?.node : undefined;
  if (depth > 2 || declarator?.type !== 'VariableDeclarator' || !declarator.init) return [];
  if (isWithin(node, declarator)) return [];
  const inner = errorPlacesIn(tree, declarator.init, depth + 1).map((each) => each.node);
  return declarator.id.type === 'ObjectPattern' ? [declarator.init, ...inner] : inner;
}

function placeOf(tree: Tree, expression: Node): ErrorPlace | undefined {
  const node = errorItself(tree, expression);
  const slot = slotOf(tree, node);
  return slot?.root ? { slot, node } : undefined;
}

/** The error that `err` is after `const err = error as StreamableHTTPError`. */
function errorItself(tree: Tree, expression: Node, depth = 0): Node {
  const node = unwrap(expression);
  const init = node.type === 'Identifier' && depth < 3 ? constantInit(tree, node) : undefined;
  const value = init && unwrap(init);
  return value && /^(?:Identifier|MemberExpression)$/.test(value.type)
    ? errorItself(tree, value, depth + 1)
    : node;
}
