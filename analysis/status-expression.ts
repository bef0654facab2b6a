import type { Node } from './ast.ts';
import { constantInit } from './names.ts';
import { membership, statusOf } from './step-up-literal.ts';
import { ancestorsOf, statementsOf, unwrap, type Tree } from './tree.ts';

/**
 * The text that tells the 403 from the 401 at a place inside a merged branch, taken from the conditions around it:
 * the left side of `response.status === 403`, with the node so that a caller can check that it means the same there.
 */
export function statusExpressionAround(tree: Tree, node: Node): Node | undefined {
  let child = node;
  for (const parent of ancestorsOf(tree, node)) {
    const found = statusIn(tree, conditionAround(parent, child));
    if (found) return found;
    for (const statement of statementsOf(parent) ?? []) {
      if (statement === child) break;
      const exit = statement.type === 'IfStatement' ? statusIn(tree, statement.test) : undefined;
      if (exit) return exit;
    }
    child = parent;
  }
  return undefined;
}

function conditionAround(parent: Node, child: Node): Node | undefined {
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return child === parent.test ? undefined : parent.test;
    case 'ForStatement':
      return child === parent.body ? (parent.test ?? undefined) : undefined;
    case 'LogicalExpression':
      return child === parent.right ? parent.left : undefined;
    case 'SwitchStatement':
      return child === parent.discriminant ? undefined : parent;
    default:
      return undefined;
  }
}

function statusIn(tree: Tree, condition: Node | undefined): Node | undefined {
  if (!condition) return undefined;
  const node = unwrap(condition);
  if (node.type === 'SwitchStatement') {
    return node.cases.some(({ test }) => test && statusOf(tree, test) === 403)
      ? node.discriminant
      : undefined;
  }
  if (node.type === 'LogicalExpression') return statusIn(tree, node.left) ?? statusIn(tree, node.right);
  if (node.type === 'UnaryExpression') return statusIn(tree, node.argument);
  if (node.type === 'BinaryExpression') {
    if (statusOf(tree, node.right) === 403) return node.left;
    return statusOf(tree, node.left) === 403 ? node.right : undefined;
  }
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    return membership(tree, node.callee.object) ? node.arguments[0] : undefined;
  }
  if (node.type === 'Identifier') {
    const init = constantInit(tree, node);
    return init && unwrap(init) !== node ? statusIn(tree, init) : undefined;
  }
  return undefined;
}
