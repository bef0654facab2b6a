import { alwaysExits } from './always-exits.ts';
import type { Node } from './ast.ts';
import { propertyName } from './names.ts';
import { sameSlot, slotOf } from './slots.ts';
import { ancestorsOf, operandsOf, statementsOf, unwrap, type Tree } from './tree.ts';

/**
 * Whether a condition around a place, `if (scope) …`, or an exit before it, `if (!scope) return`, makes sure that a
 * variable or field holds something there.
 */
export function isKnownPresent(tree: Tree, subject: Node, place: Node): boolean {
  const { isPresent, isMissing } = testsOf(tree, subject);
  return isKnown(tree, place, isPresent, isMissing);
}

/** Whether it makes sure that it holds nothing there: `if (!scope) …`, `if (scope) return`. */
export function isKnownMissing(tree: Tree, subject: Node, place: Node): boolean {
  const { isPresent, isMissing } = testsOf(tree, subject);
  return isKnown(tree, place, isMissing, isPresent);
}

/** Whether a condition or an exit before makes sure that a list or set is empty there, `granted.length === 0`, or none. */
export function isKnownEmpty(tree: Tree, list: Node, place: Node): boolean {
  const { isFilled, isEmpty } = sizeTestsOf(tree, list);
  return isKnownMissing(tree, list, place) || isKnown(tree, place, isEmpty, isFilled);
}

/** Whether it makes sure that the list or set holds something there: `if (granted.length > 0) …`. */
export function isKnownFilled(tree: Tree, list: Node, place: Node): boolean {
  const { isFilled, isEmpty } = sizeTestsOf(tree, list);
  return isKnownPresent(tree, list, place) || isKnown(tree, place, isFilled, isEmpty);
}

/** Whether a condition around a place, or an exit before it, makes sure that a test of some kind is true there. */
export function isKnownTrue(tree: Tree, place: Node, isTest: (test: Node) => boolean): boolean {
  const fails = (test: Node) =>
    test.type === 'UnaryExpression' && test.operator === '!' && isTest(unwrap(test.argument));
  return isKnown(tree, place, isTest, fails);
}

type Test = (test: Node) => boolean;

function sizeTestsOf(tree: Tree, list: Node): { readonly isFilled: Test; readonly isEmpty: Test } {
  const slot = slotOf(tree, unwrap(list));
  const isSize = (node: Node) => {
    const member = unwrap(node);
    return (
      member.type === 'MemberExpression' &&
      /^(?:length|size)$/.test(propertyName(tree, member) ?? '') &&
      sameSlot(slotOf(tree, member.object), slot)
    );
  };
  return {
    isFilled: (test) =>
      test.type === 'BinaryExpression' ? /^[>!]/.test(test.operator) && isSize(test.left) : isSize(test),
    isEmpty: (test) => {
      if (test.type === 'UnaryExpression') return test.operator === '!' && isSize(test.argument);
      return test.type === 'BinaryExpression' && /^[=<]/.test(test.operator) && isSize(test.left);
    },
  };
}

function testsOf(tree: Tree, subject: Node): { readonly isPresent: Test; readonly isMissing: Test } {
  const slot = slotOf(tree, unwrap(subject));
  const isIt = (node: Node) => sameSlot(slotOf(tree, node), slot);
  return {
    isPresent: (test) =>
      test.type === 'BinaryExpression' && test.operator.startsWith('!=')
        ? isIt(test.left) && isNothing(test.right)
        : isIt(test),
    isMissing: (test) => {
      if (test.type === 'UnaryExpression') return test.operator === '!' && isIt(test.argument);
      return (
        test.type === 'BinaryExpression' &&
        test.operator.startsWith('==') &&
        isIt(test.left) &&
        isNothing(test.right)
      );
    },
  };
}

function isKnown(tree: Tree, place: Node, holds: Test, fails: Test): boolean {
  let child = place;
  for (const parent of ancestorsOf(tree, place)) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      if (child === parent.consequent && operandsOf(parent.test, '&&').some(holds)) return true;
      if (child === parent.alternate && operandsOf(parent.test, '||').some(fails)) return true;
    } else if (parent.type === 'LogicalExpression' && parent.operator === '&&' && child === parent.right) {
      if (operandsOf(parent.left, '&&').some(holds)) return true;
    }
    for (const statement of statementsOf(parent) ?? []) {
      if (statement === child) break;
      if (statement.type !== 'IfStatement' || !alwaysExits(statement.consequent)) continue;
      if (operandsOf(statement.test, '||').some(fails)) return true;
    }
    child = parent;
  }
  return false;
}

function isNothing(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'undefined';
  return node.type === 'Literal' && node.value === null && !('regex' in node);
}
