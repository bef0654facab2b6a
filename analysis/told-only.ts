import type { Node } from './ast.ts';
import { ancestorsOf, isFunction, unwrap, type Tree } from './tree.ts';

const TELLS =
  /^(?:console|log(?:ger|ging)?|debug|trac(?:e|er|ing)|telemetry|metrics?|span|statsd|sentry|analytics)$/i;
const EXPECTS = /^(?:assert|expect|should|t)$/;

/** Whether a condition decides no more than what a log says, or is what a test of the code expects. */
export function isToldOnly(tree: Tree, condition: Node): boolean {
  const parent = tree.parentOf(condition);
  if (parent?.type === 'IfStatement' && parent.test === condition)
    return tells(parent.consequent) && (!parent.alternate || tells(parent.alternate));
  let isValue = true;
  for (const node of ancestorsOf(tree, condition)) {
    const name = node.type === 'CallExpression' ? rootName(node.callee) : '';
    if (EXPECTS.test(name) || (isValue && TELLS.test(name))) return true;
    if (/Statement$/.test(node.type) || isFunction(node)) isValue = false;
  }
  return false;
}

function tells(statement: Node): boolean {
  if (statement.type === 'BlockStatement') return statement.body.every(tells);
  if (statement.type !== 'ExpressionStatement') return false;
  return isTelling(statement.expression);
}

/** Whether an expression is a call that only writes something down. */
export function isTelling(expression: Node): boolean {
  const call = unwrap(expression);
  return call.type === 'CallExpression' && TELLS.test(rootName(call.callee));
}

/** `logger` of `this.logger.warn`, `console` of `console.error`. */
function rootName(callee: Node): string {
  const node = unwrap(callee);
  if (node.type === 'Identifier') return node.name;
  if (node.type === 'CallExpression') return rootName(node.callee);
  if (node.type !== 'MemberExpression') return '';
  const object = unwrap(node.object);
  if (object.type !== 'ThisExpression') return rootName(object);
  return node.property.type === 'Identifier' ? node.property.name : '';
}
