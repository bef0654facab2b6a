import type { Node } from './ast.ts';
import { nodesIn } from './functions.ts';
import { declaredName, propertyName } from './names.ts';
import { isScopeName } from './scope-name.ts';
import type { Range } from './source-unit.ts';
import { answersAt } from './step-up-authorizations.ts';
import { ancestorsOf, enclosingFunction, isFunction, isWithin, rangeOf, unwrap, type Tree } from './tree.ts';

/**
 * The errors that are thrown between the start of a step-up and its authorization, where it is given up because it was
 * tried before.
 */
export function errorsWhereGivenUp(tree: Tree, call: Node, start: Node): readonly Range[] {
  const fn = enclosingFunction(tree, call);
  const found: Range[] = [];
  for (const node of fn ? nodesIn(tree, fn) : []) {
    if (node.type !== 'ThrowStatement' || rangeOf(node)[0] < rangeOf(start)[0]) continue;
    if (rangeOf(node)[0] > rangeOf(call)[0] || answersAt(tree, node) !== 'step-up') continue;
    const error = unwrap(node.argument);
    if (error.type !== 'NewExpression' || isWithin(call, node) || isForAnotherReason(tree, node)) continue;
    const name = declaredName(tree, error.callee) ?? '';
    if (/unauthori[sz]ed|InsufficientScope|Abort/i.test(name)) continue;
    if (/\bcause\b/.test(tree.unit.text.slice(...rangeOf(error)))) continue;
    found.push(rangeOf(node.argument));
  }
  return found;
}

/** Whether a step-up ends since something that it needs is missing, or the host has had enough. */
function isForAnotherReason(tree: Tree, statement: Node): boolean {
  let child = statement;
  for (const parent of ancestorsOf(tree, statement)) {
    if (isFunction(parent)) return false;
    if (parent.type === 'IfStatement') return child === parent.consequent && isMissing(tree, parent.test);
    child = parent;
  }
  return false;
}

/** `!scope`, `this._provider === undefined`, `signal.aborted` */
function isMissing(tree: Tree, test: Node): boolean {
  const condition = unwrap(test);
  if (condition.type === 'MemberExpression') return propertyName(tree, condition) === 'aborted';
  if (condition.type === 'LogicalExpression')
    return isMissing(tree, condition.left) && isMissing(tree, condition.right);
  const isNegated = condition.type === 'UnaryExpression' && condition.operator === '!';
  const isNothing =
    condition.type === 'BinaryExpression' &&
    /^===?$/.test(condition.operator) &&
    /^(?:undefined|null)$/.test(tree.unit.text.slice(...rangeOf(condition.right)));
  if (!isNegated && !isNothing) return false;
  const value = unwrap(condition.type === 'UnaryExpression' ? condition.argument : condition.left);
  const name =
    value.type === 'Identifier'
      ? value.name
      : value.type === 'MemberExpression'
        ? (propertyName(tree, value) ?? '')
        : '';
  return isScopeName(name) || /provider|header|challenge|metadata/i.test(name);
}
