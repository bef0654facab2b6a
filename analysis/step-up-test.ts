import type { Node } from './ast.ts';
import { challengePartInReach } from './challenge-part-in-reach.ts';
import { parsesChallenge } from './challenge-reader.ts';
import { descendantsOf } from './functions.ts';
import { declaredName, propertyName, staticString } from './names.ts';
import { CHALLENGE, isChallengedScope, originOf, originOfKey } from './origin.ts';
import { isInReach } from './reach.ts';
import type { ScopeSite } from './scope-site.ts';
import { statusExpressionAround } from './status-expression.ts';
import { ancestorsOf, isFunction, textOf, unwrap, type Tree } from './tree.ts';

/** Source text that is true at the site for a 403 and false for a 401, if anything in reach tells them apart. */
export function stepUpTestAt(tree: Tree, { value }: ScopeSite): string | undefined {
  const status = statusExpressionAround(tree, value);
  if (status && isInReach(tree, status, value)) return `${textOf(tree, unwrap(status))} === 403`;
  const response = responseInReach(tree, value);
  if (response) return `${textOf(tree, response)}.status === 403`;
  const error = challengePartInReach(tree, value, (key) => key === 'error');
  return error && `${error} === 'insufficient_scope'`;
}

/** The response whose challenge is read in the functions around the place. */
function responseInReach(tree: Tree, place: Node): Node | undefined {
  for (const fn of [...ancestorsOf(tree, place)].filter(isFunction)) {
    for (const node of descendantsOf(tree, fn)) {
      if (node.type !== 'CallExpression') continue;
      const response = unwrap(responseReadBy(tree, node) ?? node);
      if (response === node || !isInReach(tree, response, place)) continue;
      if ((originOf(tree, response) & CHALLENGE) === 0) return response;
    }
  }
  return undefined;
}

function responseReadBy(tree: Tree, call: Node): Node | undefined {
  if (call.type !== 'CallExpression') return undefined;
  const [first] = call.arguments;
  if (parsesChallenge(tree, call)) return first;
  // A reader of this file's own, such as `challengeIn(response)`.
  if (first?.type === 'Identifier' && isChallengedScope(originOfKey(tree, call, 'scope'))) return first;
  const callee = unwrap(call.callee);
  if (declaredName(tree, callee) !== 'get' || callee.type !== 'MemberExpression') return undefined;
  if (!/^www-authenticate$/i.test(staticString(tree, call.arguments[0]) ?? '')) return undefined;
  const headers = unwrap(callee.object);
  return headers.type === 'MemberExpression' && propertyName(tree, headers) === 'headers'
    ? headers.object
    : undefined;
}
