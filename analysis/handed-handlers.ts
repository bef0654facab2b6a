import type { Node } from './ast.ts';
import { outerCallSitesOf } from './functions.ts';
import type { HandlerCall } from './handler-call.ts';
import { callsOfHandler } from './parameter-calls.ts';
import { propertyName } from './names.ts';
import { providerAuthorizations } from './provider-authorization.ts';
import { canBeStepUp, isStepUp } from './responses.ts';
import { responsesAt } from './step-up-context.ts';
import type { Variable } from './source-unit.ts';
import { ancestorsOf, isFunction, unwrap, type FunctionNode, type Tree } from './tree.ts';

const calls = new WeakMap<FunctionNode, readonly HandlerCall[]>();

/**
 * The calls of a function by those that it is handed to, in this file or in another one of the project, each of which
 * gives it a response. None, if it is handed to code that nobody knows: then nothing is proved.
 */
export function handlerCallsOf(tree: Tree, fn: FunctionNode): readonly HandlerCall[] {
  const known = calls.get(fn);
  if (known) return known;
  // Nothing is known of a function while it is being followed: it may be handed to itself.
  calls.set(fn, []);
  // What takes nothing is given no response; the question may cost a look at another file.
  const found = (fn.params.length > 0 && callsOfHandler(tree, fn)) || [];
  const isGivenIt = found.every((each) => responseOf(tree, fn, each) !== undefined);
  const proved = isGivenIt ? found : [];
  calls.set(fn, proved);
  return proved;
}

/** The variable by which a handler knows the response that a call gives it. */
export function responseOf(
  tree: Tree,
  { params }: FunctionNode,
  { response }: HandlerCall,
): Variable | undefined {
  const param = params[response.index] as Node | undefined;
  const pattern = param?.type === 'AssignmentPattern' ? param.left : param;
  if (response.key === undefined)
    return pattern?.type === 'Identifier' ? tree.variableOf(pattern) : undefined;
  if (pattern?.type !== 'ObjectPattern') return undefined;
  const taken = pattern.properties.find(
    (each) => each.type === 'Property' && propertyName(tree, each) === response.key,
  );
  const name = taken?.type === 'Property' ? unwrap(taken.value) : undefined;
  return name?.type === 'Identifier' ? tree.variableOf(name) : undefined;
}

/** The nearest function around a place that others call as a handler, with those calls. */
export function handlerAround(
  tree: Tree,
  place: Node,
): { readonly fn: FunctionNode; readonly calls: readonly HandlerCall[] } | undefined {
  for (const fn of ancestorsOf(tree, place)) {
    const found = isFunction(fn) ? handlerCallsOf(tree, fn) : [];
    if (isFunction(fn) && found.length > 0) return { fn, calls: found };
  }
  return undefined;
}

/** Whether only another file shows that a place is reached in a step-up. */
export function isShownByProject(tree: Tree, place: Node): boolean {
  const handler = handlerAround(tree, place);
  if (!handler || isStepUp(responsesAt(tree, place)) || outerCallSitesOf(tree, handler.fn).length > 0)
    return false;
  return handler.calls.every(({ responses, isForeign }) => isForeign || !canBeStepUp(responses));
}

/** How far an authorization is followed to the callers of its function. */
const CALL_DEPTH = 2;

const handlers = new WeakMap<Tree, ReadonlySet<FunctionNode>>();

/** The functions with an authorization that others call as a handler of a step-up, among others. */
export function stepUpHandlers(tree: Tree): ReadonlySet<FunctionNode> {
  const known = handlers.get(tree);
  if (known) return known;
  const found = new Set<FunctionNode>();
  handlers.set(tree, found);
  const seen = new Set<FunctionNode>();
  const enter = (place: Node, depth: number): void => {
    for (const fn of ancestorsOf(tree, place)) {
      if (!isFunction(fn) || seen.has(fn)) continue;
      seen.add(fn);
      if (handlerCallsOf(tree, fn).some(({ responses }) => canBeStepUp(responses))) found.add(fn);
      if (depth < CALL_DEPTH) for (const call of outerCallSitesOf(tree, fn)) enter(call, depth + 1);
    }
  };
  for (const { call } of providerAuthorizations(tree)) enter(call, 0);
  return found;
}
