import type { Node } from './ast.ts';
import { staticString } from './names.ts';
import { unwrap, type Tree } from './tree.ts';

const FRAMEWORK =
  /^(?:vitest|@jest\/globals|node:test|bun:test|mocha|ava|tap|tape|uvu|chai|jasmine|qunit|@playwright\/test)(?:\/|$)/;

/** Whether a file holds tests: it imports a test framework, or names its cases with the globals of one. */
export function isTestFile(tree: Tree): boolean {
  return (tree.unit.ast.body as readonly Node[]).some((statement) => {
    if (statement.type === 'ImportDeclaration') return FRAMEWORK.test(statement.source.value);
    return statement.type === 'ExpressionStatement' && isCase(tree, unwrap(statement.expression));
  });
}

/** `describe('…', () => …)`, with a `describe` that is declared nowhere. */
function isCase(tree: Tree, node: Node): boolean {
  if (node.type !== 'CallExpression' || staticString(tree, node.arguments[0]) === undefined) return false;
  let callee = unwrap(node.callee);
  while (callee.type === 'MemberExpression') callee = unwrap(callee.object);
  return (
    callee.type === 'Identifier' &&
    /^(?:describe|it|test|suite|context)$/.test(callee.name) &&
    !tree.variableOf(callee)
  );
}
