import type { NodeOf } from './ast.ts';
import { asksForAuthorization } from './authorization-call.ts';
import { methodOf } from './functions.ts';
import { isMcpClient } from './mcp-client.ts';
import { propertyName } from './names.ts';
import { isStepUp } from './responses.ts';
import { responsesAt } from './step-up-context.ts';
import { isNearStepUp } from './step-up-region.ts';
import { classesAround } from './transport.ts';
import { unwrap, type Tree } from './tree.ts';

/**
 * The step-ups of a transport that authorize by a method which it inherits from a class in another file: `auth` is
 * called there, for 401s too, so that neither file alone shows how.
 */
export function* inheritedAuthorizations(tree: Tree): Generator<NodeOf<'CallExpression'>> {
  if (!isMcpClient(tree)) return;
  for (const call of tree.nodes) {
    if (call.type !== 'CallExpression' || !isNearStepUp(tree, call)) continue;
    const callee = unwrap(call.callee);
    if (callee.type !== 'MemberExpression' || unwrap(callee.object).type !== 'ThisExpression') continue;
    const name = propertyName(tree, callee);
    const classes = classesAround(tree, call);
    const [own] = classes;
    if (!own || !classes.at(-1)?.superClass || name === undefined || !asksForAuthorization(name)) continue;
    const sends = methodOf(tree, own, 'send') && !methodOf(tree, own, name);
    if (sends && isStepUp(responsesAt(tree, call))) yield call;
  }
}
