import type { Node, NodeOf } from './ast.ts';
import { declaredName, staticString } from './names.ts';
import { unwrap, type Tree } from './tree.ts';

export const HEADER = /^www-authenticate$/i;

/** A call that reads a challenge by its name: `extractWWWAuthenticateParams`, however it is imported or compiled. */
export function parsesChallenge(tree: Tree, call: NodeOf<'CallExpression'>): boolean {
  return call.arguments.length > 0 && namesChallengeReader(declaredName(tree, call.callee) ?? '');
}

/** Whether a function says by its name that it reads a challenge: `extractWWWAuthenticateParams`, `parseBearerChallenge`. */
export function namesChallengeReader(name: string): boolean {
  return (
    /^(?:extract|parse|read|get|select|decode)?_?(?:www_?auth(?:enticate)?)(?:_?(?:params?|header|challenges?|info))?$/i.test(
      name,
    ) ||
    /^(?:extract|parse|read|get|select|decode)_?(?:\w*_?)(?:bearer|auth|scope|step_?up)\w*_?challenges?(?:_?from\w*)?$/i.test(
      name,
    ) ||
    /^(?:extract|parse|read)_?challenges?$/i.test(name)
  );
}

/** `headers.get('WWW-Authenticate')` and whatever else is asked for that header by name. */
export function readsHeader(tree: Tree, call: NodeOf<'CallExpression'>, name: string): boolean {
  if (!/(?:get|read|header|find|lookup)/i.test(name) || /^(?:set|append|delete|has)/.test(name)) return false;
  const at = call.arguments.findIndex((arg) => HEADER.test(staticString(tree, arg) ?? ''));
  return at >= 0 && at === call.arguments.length - 1;
}

export function patternText(tree: Tree, pattern: Node): string | undefined {
  let node = unwrap(pattern);
  if (node.type === 'Identifier') {
    const [definition] = tree.variableOf(node)?.defs ?? [];
    const init = definition?.node.type === 'VariableDeclarator' ? definition.node.init : undefined;
    node = init ? unwrap(init) : node;
  }
  if (node.type === 'Literal' && 'regex' in node) return node.regex.pattern;
  if (node.type === 'NewExpression' || node.type === 'CallExpression')
    return staticString(tree, node.arguments[0]);
  return staticString(tree, node);
}
