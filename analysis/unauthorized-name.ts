import type { Node } from './ast.ts';
import { functionName } from './functions.ts';
import { ancestorsOf, isFunction, type Tree } from './tree.ts';

/** Whether a name is that of the status, or of what answers it; not that of an error or of a test. */
export function namesUnauthorized(name: string): boolean {
  return /^(?:\w+_)?unauthori[sz]ed$/i.test(name) || namesHandler(name);
}

/** `onUnauthorized`, `handleOAuthUnauthorized`, `handleUnauthorizedResponse` */
function namesHandler(name: string): boolean {
  return /^(?:on|handle|answer|process|recoverFrom)\w*unauthori[sz]ed(?:response)?$/i.test(name);
}

/** Whether a function around a place answers a 401 by its name. */
export function isNamedForUnauthorized(tree: Tree, node: Node): boolean {
  for (const ancestor of ancestorsOf(tree, node)) {
    if (isFunction(ancestor) && namesHandler(functionName(tree, ancestor) ?? '')) return true;
  }
  return false;
}
