import { alwaysExits } from './always-exits.ts';
import type { Node } from './ast.ts';
import { nodesIn } from './functions.ts';
import { propertyName } from './names.ts';
import type { Range, Variable } from './source-unit.ts';
import { STATUS_401, STATUS_403 } from './responses.ts';
import { outcomeOf } from './step-up-context.ts';
import { rangeOf, statementsOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** Where a function comes to when the response that it sent for was a success (2xx), for a statement to be put there. */
export type Success =
  /** Behind a statement which leaves the function on all other responses. */
  | { readonly is: 'behind'; readonly statement: Range }
  /** Before the first statement of the branch for successes. */
  | { readonly is: 'before'; readonly statement: Range };

/**
 * The first place of a function that only successes come to.
 * @param response The response that it sent for; any, if left out.
 */
export function successOf(tree: Tree, fn: FunctionNode, response?: Variable): Success | undefined {
  for (const node of nodesIn(tree, fn)) {
    if (node.type !== 'IfStatement') continue;
    const test = unwrap(node.test);
    if (response && !isAbout(tree, test, response)) continue;
    const isListed = !!statementsOf(tree.parentOf(node)!)?.includes(node);
    if (isFailure(tree, test) && alwaysExits(node.consequent) && !node.alternate && isListed)
      return { is: 'behind', statement: rangeOf(node) };
    const branch = isOk(tree, test) ? node.consequent : isFailure(tree, test) ? node.alternate : undefined;
    const [first] = branch?.type === 'BlockStatement' ? branch.body : [];
    if (first) return { is: 'before', statement: rangeOf(first) };
  }
  return undefined;
}

/** `response.ok`, `response.ok || response.status === 405` */
function isOk(tree: Tree, test: Node): boolean {
  if (test.type === 'LogicalExpression' && test.operator === '||')
    return (
      isOk(tree, unwrap(test.left)) && (outcomeOf(tree, test).whenTrue & (STATUS_401 | STATUS_403)) === 0
    );
  return test.type === 'MemberExpression' && propertyName(tree, test) === 'ok';
}

/** `!response.ok` */
function isFailure(tree: Tree, test: Node): boolean {
  return test.type === 'UnaryExpression' && test.operator === '!' && isOk(tree, unwrap(test.argument));
}

function isAbout(tree: Tree, test: Node, response: Variable): boolean {
  const member = test.type === 'UnaryExpression' ? unwrap(test.argument) : test;
  if (member.type === 'LogicalExpression') return isAbout(tree, unwrap(member.left), response);
  return member.type === 'MemberExpression' && tree.variableOf(unwrap(member.object)) === response;
}
