import type { Node } from './ast.ts';
import { HEADER, readsHeader } from './challenge-reader.ts';
import { callSitesOf } from './functions.ts';
import { headerTexts } from './header-text.ts';
import { constantInitOf, declaredName, destructuredKey, propertyName, staticString } from './names.ts';
import { isFunction, unwrap, type Tree } from './tree.ts';

/**
 * The expression that reads the whole header, or none, where an expression does so: without what stands in for none, since
 * a parser takes `null` and `undefined`. `undefined` if a part of it may be cut off.
 */
export function wholeHeader(tree: Tree, expression: Node, depth = 0): Node | undefined {
  const node = unwrap(expression);
  if (depth > 6) return undefined;
  switch (node.type) {
    case 'LogicalExpression': {
      const isEmpty = node.operator !== '&&' && staticString(tree, node.right) === '';
      return isEmpty ? wholeHeader(tree, node.left, depth + 1) : isWholeEitherWay(tree, node, depth);
    }
    case 'CallExpression':
      return isWholeCall(tree, node, depth) ? node : undefined;
    case 'MemberExpression':
      return HEADER.test(propertyName(tree, node) ?? '') ? node : undefined;
    case 'Identifier':
      return isWholeName(tree, node, depth) ? node : undefined;
    default:
      return undefined;
  }
}

function isWholeEitherWay(tree: Tree, node: Node, depth: number): Node | undefined {
  if (node.type !== 'LogicalExpression' || node.operator === '&&') return undefined;
  const sides = [node.left, node.right].map((each) => wholeHeader(tree, each, depth + 1));
  const isNone = ({ type, name }: { type: string; name?: string }) =>
    type === 'Identifier' && name === 'undefined';
  return sides[0] && (sides[1] || isNone(unwrap(node.right) as { type: string; name?: string }))
    ? node
    : undefined;
}

function isWholeCall(tree: Tree, call: Node, depth: number): boolean {
  if (call.type !== 'CallExpression') return false;
  const name = declaredName(tree, call.callee) ?? '';
  if (readsHeader(tree, call, name)) return true;
  const callee = unwrap(call.callee);
  if (callee.type === 'Identifier')
    return (
      callee.name === 'String' && !!call.arguments[0] && !!wholeHeader(tree, call.arguments[0], depth + 1)
    );
  return (
    callee.type === 'MemberExpression' &&
    /^(?:trim|toString|toLowerCase)$/.test(name) &&
    !!wholeHeader(tree, callee.object, depth + 1)
  );
}

/** A constant that holds the header, or a parameter that is given it. */
function isWholeName(tree: Tree, identifier: Node, depth: number): boolean {
  const variable = tree.variableOf(identifier);
  const definition = variable?.defs[0];
  if (!variable || !definition) return false;
  if (definition.type === 'Parameter' && isFunction(definition.node)) {
    if (variable.references.some((each) => each.isWrite() && each.identifier !== definition.name))
      return false;
    const index = definition.node.params.findIndex(
      (each) =>
        (each as Node) === definition.name ||
        (each.type === 'AssignmentPattern' && each.left === definition.name),
    );
    const given = callSitesOf(tree, definition.node).map((each) => each.arguments[index]);
    const isOurs = headerTexts(tree).at.has(identifier);
    return index >= 0 && isOurs && given.every((each) => each && wholeHeader(tree, each, depth + 1));
  }
  const init = constantInitOf(variable);
  if (init) return !!wholeHeader(tree, init, depth + 1);
  if (definition.node.type !== 'VariableDeclarator') return false;
  return HEADER.test(destructuredKey(tree, definition.node.id, definition.name) ?? '');
}
