import type { Node } from './ast.ts';
import { calledFunction, callSitesOf } from './functions.ts';
import { declaredName, propertyName } from './names.ts';
import type { CallNode } from './repeated-step-up.ts';
import type { Variable } from './source-unit.ts';
import { enclosingFunction, isWithin, type FunctionNode, type Tree } from './tree.ts';

/** The name of the message where the retry is made, and in the function that sends it. */
export interface RetriedOperation {
  readonly here: string;
  readonly sent: string;
}

/**
 * An argument of the retry that stands for the operation: the JSON-RPC message that came in and goes out again. It is
 * a new object for each operation, so a count kept for it ends with the operation.
 */
export function operationOf(tree: Tree, retry: CallNode): RetriedOperation | undefined {
  return handedOnBy(tree, retry, (each) => isMessage(tree, each));
}

/** An argument of the retry that is what `fetch` is given: a new object for each send, whose method and body tell the operation. */
export function requestOf(tree: Tree, retry: CallNode): RetriedOperation | undefined {
  return handedOnBy(tree, retry, ({ references }) =>
    references.some(({ identifier }) => readsAsRequest(tree, identifier)),
  );
}

function handedOnBy(
  tree: Tree,
  retry: CallNode,
  isIt: (variable: Variable) => boolean,
): RetriedOperation | undefined {
  const target = calledFunction(tree, retry)!;
  const fn = enclosingFunction(tree, retry)!;
  for (const [i, arg] of retry.arguments.entries()) {
    const param = target.params[i];
    if (arg.type !== 'Identifier' || param?.type !== 'Identifier') continue;
    const came = tree.variableOf(arg);
    const goes = tree.variableOf(param);
    if (!came || !goes || [came, goes].some(isWritten) || !isHandedDown(tree, target, fn, came, goes))
      continue;
    if ([came, goes].some(isIt)) {
      return { here: arg.name, sent: param.name };
    }
  }
  return undefined;
}

/** Whether a variable of `fn` always is what `target` was called with: the same, or passed on by every call. */
function isHandedDown(
  tree: Tree,
  target: FunctionNode,
  fn: FunctionNode,
  came: Variable,
  goes: Variable,
): boolean {
  if (came === goes) return true;
  const index = fn.params.findIndex((param) => tree.variableOf(param) === came);
  const calls = callSitesOf(tree, fn);
  return (
    index >= 0 &&
    calls.length > 0 &&
    calls.every((call) => {
      const arg = call.arguments[index];
      return isWithin(call, target) && arg?.type === 'Identifier' && tree.variableOf(arg) === goes;
    })
  );
}

function isWritten({ references }: Variable): boolean {
  return references.some((reference) => reference.isWrite());
}

/** Whether a variable is read as a JSON-RPC message, here or in a function of the file that it is handed to. */
function isMessage(tree: Tree, { references }: Variable, depth = 0): boolean {
  const reads = references.map(({ identifier }) => identifier);
  if (reads.some((each) => readsAsRequest(tree, each))) return false;
  return reads.some(
    (each) => readsAsMessage(tree, each) || (depth < 2 && isHandedOnAsMessage(tree, each, depth)),
  );
}

/** `this.post(message)` */
function isHandedOnAsMessage(tree: Tree, identifier: Node, depth: number): boolean {
  const call = tree.parentOf(identifier);
  const fn = call?.type === 'CallExpression' ? calledFunction(tree, call) : undefined;
  const param = fn?.params[(call as CallNode).arguments.findIndex((each) => each === identifier)];
  const variable = param?.type === 'Identifier' ? tree.variableOf(param) : undefined;
  return !!variable && !isWritten(variable) && isMessage(tree, variable, depth + 1);
}

/** `init.headers`: what `fetch` is given has a `method` too. */
function readsAsRequest(tree: Tree, identifier: Node): boolean {
  const parent = tree.parentOf(identifier);
  if (parent?.type !== 'MemberExpression' || parent.object !== identifier) return false;
  return /^(?:headers|body|signal)$/.test(propertyName(tree, parent) ?? '');
}

function readsAsMessage(tree: Tree, identifier: Node): boolean {
  const parent = tree.parentOf(identifier);
  if (parent?.type === 'MemberExpression' && parent.object === identifier) {
    return /^(?:id|method|jsonrpc|params)$/.test(propertyName(tree, parent) ?? '') && !parent.optional;
  }
  if (parent?.type !== 'CallExpression' || parent.callee === identifier) return false;
  return /^(?:stringify|isJSONRPC\w*|isInitialized\w*)$/.test(declaredName(tree, parent.callee) ?? '');
}
