import type { Node, NodeOf } from './ast.ts';
import { parsesChallenge } from './challenge-reader.ts';
import { calledFunction, callSitesOf, descendantsOf, returnedBy } from './functions.ts';
import { handlerAround } from './handed-handlers.ts';
import { declaredName, propertyName } from './names.ts';
import { canBeStepUp } from './responses.ts';
import type { Variable } from './source-unit.ts';
import { mentionsStepUp } from './step-up-name.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import type { UnauthorizedGate } from './unauthorized-gate.ts';

/**
 * Whether anything in this file can react to a 403 of the response whose 401 a gate lets through. Whatever names a 403
 * or `insufficient_scope` on the way of that response counts, and so does unknown code that is given the response.
 */
export function isStepUpHandled(tree: Tree, gate: UnauthorizedGate): boolean {
  const root = rootOf(tree, gate.subject);
  if (!root || mentionsStepUp(tree, root)) return true;
  const response = tree.variableOf(gate.subject);
  if (!response) return true;
  return (
    isGivenToHandler(tree, response, gate) ||
    isHandledByUsers(tree, gate) ||
    comesFromHandler(tree, response) ||
    isHandledByCallers(tree, root, response)
  );
}

/**
 * The function in which a response, or an event, is handled: the one that declares it, and for a callback the function
 * around it.
 */
export function rootOf(tree: Tree, place: Node): FunctionNode | undefined {
  const declared = place.type === 'Identifier' ? tree.variableOf(place)?.defs[0]?.name : undefined;
  let root = enclosingFunction(tree, declared ?? place);
  for (let fn = root; fn && isCallback(tree, fn);) {
    fn = enclosingFunction(tree, fn);
    root = fn ?? root;
  }
  return root;
}

/** `fetch(url).then((response) => …)`, `new Promise((resolve) => …)`, `source.onerror = (event) => …` */
function isCallback(tree: Tree, fn: FunctionNode): boolean {
  const parent = tree.parentOf(fn);
  if (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') return parent.callee !== fn;
  return parent?.type === 'AssignmentExpression' && !!enclosingFunction(tree, parent);
}

/** Whether the response, or what is read from it, is handed to a function that reacts to a 403, or may. */
function isGivenToHandler(
  tree: Tree,
  response: Variable,
  { statement, reaction, side }: UnauthorizedGate,
): boolean {
  return response.references.some(({ identifier }) => {
    const isReaction =
      isWithin(identifier, reaction) || (side === 'behind' && isWithin(identifier, statement));
    return !isReaction && callsGiven(tree, identifier).some((call) => mayStepUp(tree, call));
  });
}

/** The calls around a name that are given its value, or a property of it. */
function callsGiven(tree: Tree, identifier: Node): readonly NodeOf<'CallExpression'>[] {
  const calls: NodeOf<'CallExpression'>[] = [];
  let child = identifier;
  for (const parent of ancestorsOf(tree, identifier)) {
    if (parent.type === 'CallExpression' && parent.callee !== child) calls.push(parent);
    const isPartOfArgument =
      /Expression$|^Property$|^SpreadElement$/.test(parent.type) && !isFunction(parent);
    if (!isPartOfArgument) break;
    child = parent;
  }
  return calls;
}

function mayStepUp(tree: Tree, call: NodeOf<'CallExpression'>): boolean {
  if (parsesChallenge(tree, call)) return false;
  const called = calledFunction(tree, call);
  if (called)
    return mentionsStepUp(tree, called) || callsIn(tree, called).some((each) => mentionsStepUp(tree, each));
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee) ?? '';
  // A method of a base class that stands elsewhere.
  const object = callee.type === 'MemberExpression' ? unwrap(callee.object).type : undefined;
  return object === 'Super' || object === 'ThisExpression' ? !isUtility(name) : HANDLES.test(name);
}

const HANDLES = /auth|forbid|scope|step_?up|challenge|denied|permission|40[13]|handle|check|assert|retry/i;

function isUtility(name: string): boolean {
  return /^_?(?:log|debug|trace|emit|on[A-Z]\w*|(?:un)?follow\w*|text\w*|read\w*|parse\w*|format\w*)$/.test(
    name,
  );
}

/** The functions of this file that a function calls. */
function callsIn(tree: Tree, fn: FunctionNode): readonly FunctionNode[] {
  return [...descendantsOf(tree, fn)].flatMap((node) =>
    node.type === 'CallExpression' ? (calledFunction(tree, node) ?? []) : [],
  );
}

/** Whether the response comes from a fetch that steps up by itself. */
function comesFromHandler(tree: Tree, response: Variable): boolean {
  return response.references.some((reference) => {
    const value = reference.isWrite() && reference.writeExpr ? unwrap(reference.writeExpr) : undefined;
    if (value?.type !== 'CallExpression') return false;
    if (/step_?up/i.test(textOf(tree, value.callee))) return true;
    const called = calledFunction(tree, value);
    return !!called && mentionsStepUp(tree, called);
  });
}

/** Whether a function to which this one is handed as a handler of 401s sees to the 403 itself. */
function isHandledByUsers(tree: Tree, { statement }: UnauthorizedGate): boolean {
  const calls = handlerAround(tree, statement)?.calls ?? [];
  return calls.some(({ responses, mentionsStepUp: names }) => names && !canBeStepUp(responses));
}

/** Whether a caller reacts to a 403: to what the function throws, to what it returns, or to what it gave it. */
function isHandledByCallers(tree: Tree, root: FunctionNode, response: Variable): boolean {
  const isParameter = response.defs.some(({ type }) => type === 'Parameter');
  const isReturned = returnedBy(tree, root).some((each) => tree.variableOf(unwrap(each)) === response);
  return callSitesOf(tree, root).some((site) => {
    if (isWithin(site, root)) return false;
    const caller = rootOf(tree, site);
    if ((isParameter || isReturned) && caller && mentionsStepUp(tree, caller)) return true;
    return catchersOf(tree, site).some((each) => mentionsStepUp(tree, each));
  });
}

/** What catches an error of a call: the handlers of `try` around it, and callbacks given to its promise. */
function catchersOf(tree: Tree, call: Node): readonly Node[] {
  const catchers: Node[] = [];
  let child = call;
  for (const parent of ancestorsOf(tree, call)) {
    if (parent.type === 'TryStatement' && child === parent.block && parent.handler)
      catchers.push(parent.handler);
    const chained = parent.type === 'MemberExpression' ? tree.parentOf(parent) : undefined;
    if (
      parent.type === 'MemberExpression' &&
      chained?.type === 'CallExpression' &&
      /^(?:catch|then)$/.test(propertyName(tree, parent) ?? '')
    )
      catchers.push(...chained.arguments);
    child = parent;
  }
  return catchers;
}
