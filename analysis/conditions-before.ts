import { alwaysExits } from './always-exits.ts';
import type { Node } from './ast.ts';
import { ancestorsOf, isFunction, statementsOf, type Tree } from './tree.ts';

/** What is known to be true or false where a place is reached, inside what handles the error. */
export function* conditionsBefore(
  tree: Tree,
  place: Node,
): Generator<readonly [condition: Node, needed: boolean]> {
  let child = place;
  for (const parent of ancestorsOf(tree, place)) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      if (child !== parent.test) yield [parent.test, child === parent.consequent];
    }
    if (parent.type === 'LogicalExpression' && child === parent.right && parent.operator !== '??')
      yield [parent.left, parent.operator === '&&'];
    for (const statement of statementsOf(parent) ?? []) {
      if (statement === child) break;
      if (statement.type === 'IfStatement' && alwaysExits(statement.consequent))
        yield [statement.test, false];
    }
    if (parent.type === 'CatchClause' || (isFunction(parent) && parent.type !== 'ArrowFunctionExpression'))
      return;
    child = parent;
  }
}
