import type { Node } from './ast.ts';
import { nodesIn } from './functions.ts';
import { accessesTo, slotOf } from './slots.ts';
import { enclosingFunction, unwrap, type Tree } from './tree.ts';

/**
 * Whether the retries around a place are counted in a plain field of the object, `++this._stepUps > MAX`: that ends with
 * a transport, and mixes the attempts of its operations. A field of counts by operation is another thing.
 */
export function isCountedInField(tree: Tree, retry: Node): boolean {
  const fn = enclosingFunction(tree, retry);
  for (const node of fn ? nodesIn(tree, fn) : []) {
    if (node.type !== 'BinaryExpression' || !/^[<>]=?$/.test(node.operator)) continue;
    if ([node.left, node.right].some((side) => isCounter(tree, unwrap(side)))) return true;
  }
  return false;
}

function isCounter(tree: Tree, node: Node): boolean {
  const field = node.type === 'UpdateExpression' ? unwrap(node.argument) : node;
  if (field.type !== 'MemberExpression' || field.computed || unwrap(field.object).type !== 'ThisExpression')
    return false;
  const slot = slotOf(tree, field);
  return (
    !!slot &&
    accessesTo(tree, slot).some((access) => {
      const parent = tree.parentOf(access);
      return (
        parent?.type === 'UpdateExpression' ||
        (parent?.type === 'AssignmentExpression' && parent.left === access && parent.operator === '+=')
      );
    })
  );
}
