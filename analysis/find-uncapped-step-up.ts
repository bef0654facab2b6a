import type { Node, NodeOf } from './ast.ts';
import { asksForAuthorization, scopeUseOf } from './authorization-call.ts';
import type { Insertion, Repetition, UncappedStepUp } from './finding.ts';
import { calledFunction, callSitesOf, descendantsOf, nodesIn, outerCallSitesOf } from './functions.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { declaredName, propertyName } from './names.ts';
import { isChallengedScope, isScopeName, originOf } from './origin.ts';
import { isInReach } from './reach.ts';
import { capBoundOf, headerComparisonIn, type Guard, type Loop } from './retry-bound.ts';
import type { SourceUnit, Variable } from './source-unit.ts';
import { alwaysExits, isStepUp, responsesAt } from './step-up-context.ts';
import { isNearStepUp } from './step-up-region.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  rangeOf,
  statementsOf,
  textOf,
  treeOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

type CallNode = NodeOf<'CallExpression'>;

/**
 * Finds step-ups that repeat without a bound. MCP 2026-07-28, Step-Up Authorization Flow: a client SHOULD limit
 * retries, since a server that is never satisfied would make it ask for consent without end. A comparison with the
 * last header is no bound: the next header differs.
 *
 * A condition on the way to the retry that is not understood may be a bound, and silences the finding.
 */
export function* findUncappedStepUp(unit: SourceUnit): Generator<UncappedStepUp> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree)) return;
  const found: Repeat[] = [];
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' || !isNearStepUp(tree, node)) continue;
    if (!isAuthorization(tree, node) || isForeignService(tree, node)) continue;
    for (const repeat of repetitionsOf(tree, node)) {
      const bound = capBoundOf(tree, node, repeat);
      if (bound.kind === 'bounded') continue;
      found.push({
        authorization: node,
        repeat,
        guard: bound.kind === 'same-header' ? bound.guard : undefined,
      });
    }
  }
  for (const same of groupBy(found, (each) => oneCapFor(tree, each))) yield describe(tree, same);
}

/** One way on which a step-up repeats. */
interface Repeat {
  readonly authorization: CallNode;
  readonly repeat: CallNode | Loop;
  readonly guard: Guard | undefined;
}

/** What one cap bounds: everything behind one guard, in one loop, or in one function that calls itself. */
function oneCapFor(tree: Tree, { repeat, guard }: Repeat): Node {
  if (guard) return guard.test;
  return repeat.type === 'CallExpression' ? calledFunction(tree, repeat)! : repeat;
}

function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): readonly [T, ...T[]][] {
  const groups = new Map<K, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}

function describe(tree: Tree, same: readonly [Repeat, ...Repeat[]]): UncappedStepUp {
  const [{ authorization, repeat, guard }] = same;
  return {
    kind: 'uncapped-step-up',
    range: repeat.type === 'CallExpression' ? rangeOf(repeat) : headOf(repeat),
    bound: guard ? 'same-header' : 'none',
    repetition: repetitionBy(tree, same),
    challenged: challengedScopeInReach(tree, statementOf(tree, authorization) ?? authorization),
  };
}

/** Whether a call re-authorizes: by its name, or because a function of this file that it runs does. */
function isAuthorization(tree: Tree, call: CallNode, depth = 0): boolean {
  const fn = calledFunction(tree, call);
  if (!fn) return scopeUseOf(tree, call) === 'authorize';
  if (isWithin(call, fn)) return false;
  if (asksForAuthorization(declaredName(tree, call.callee) ?? '')) return true;
  if (depth > 3) return false;
  for (const node of nodesIn(tree, fn)) {
    if (node.type === 'CallExpression' && isAuthorization(tree, node, depth + 1)) return true;
  }
  return false;
}

/** The retries that lead from an authorization in a step-up back to itself: calls, and the loop around it. */
function* repetitionsOf(tree: Tree, call: CallNode): Generator<CallNode | Loop> {
  const loop = loopAround(tree, call);
  if (loop && isStepUp(responsesAt(tree, call)) && !leavesLoop(tree, call, loop)) yield loop;
  for (const fn of functionsAround(tree, call)) {
    for (const retry of descendantsOf(tree, fn)) {
      if (retry.type !== 'CallExpression' || rangeOf(retry)[0] < rangeOf(call)[1]) continue;
      if (returnsTo(tree, retry, call, fn)) yield retry;
    }
  }
}

function functionsAround(tree: Tree, node: Node): readonly FunctionNode[] {
  return [...ancestorsOf(tree, node)].filter(isFunction).slice(0, 3);
}

/** Whether a call runs, itself or through one function of this file, the step-up that it stands in. */
function returnsTo(tree: Tree, retry: CallNode, authorization: CallNode, fn: FunctionNode): boolean {
  const target = calledFunction(tree, retry);
  if (!target) return false;
  const stepsUpHere = isStepUp(responsesAt(tree, authorization)) && isStepUp(responsesAt(tree, retry));
  if (isWithin(retry, target)) return stepsUpHere;
  return callSitesOf(tree, fn).some(
    (site) => isWithin(site, target) && (stepsUpHere || isStepUp(responsesAt(tree, site))),
  );
}

/** The loop whose next round comes after a call: the innermost, or the one that a labelled `continue` names. */
function loopAround(tree: Tree, node: Node): Loop | undefined {
  let inner: Node | undefined;
  for (const ancestor of ancestorsOf(tree, node)) {
    if (isFunction(ancestor)) return undefined;
    if (!/^(?:DoWhile|While|For|ForOf|ForIn)Statement$/.test(ancestor.type)) continue;
    if (inner && !continuesTo(tree, ancestor, node, inner)) continue;
    inner ??= ancestor;
    if (
      ancestor.type === 'WhileStatement' ||
      ancestor.type === 'DoWhileStatement' ||
      ancestor.type === 'ForStatement'
    ) {
      return ancestor;
    }
  }
  return undefined;
}

/** Whether a `continue` behind a place, inside the inner loop, names the label of an outer one. */
function continuesTo(tree: Tree, outer: Node, place: Node, inner: Node): boolean {
  const label = tree.parentOf(outer);
  if (label?.type !== 'LabeledStatement') return false;
  for (const node of nodesIn(tree, inner)) {
    if (node.type !== 'ContinueStatement' || node.label?.name !== label.label.name) continue;
    if (rangeOf(node)[0] > rangeOf(place)[1]) return true;
  }
  return false;
}

/** Whether control leaves the loop behind a call in any case, so that it runs once. */
function leavesLoop(tree: Tree, call: Node, loop: Loop): boolean {
  for (const node of nodesIn(tree, loop.body)) {
    if (node.type === 'ContinueStatement' && rangeOf(node)[0] > rangeOf(call)[0]) return false;
  }
  let child = call;
  for (const parent of ancestorsOf(tree, call)) {
    if (parent === loop) return false;
    const list = parent.type === 'SwitchCase' ? undefined : statementsOf(parent);
    if (list?.slice(list.indexOf(child)).some(alwaysExits)) return true;
    child = parent;
  }
  return false;
}

/** What a report underlines of a loop: up to its body. */
function headOf(loop: Loop): readonly [number, number] {
  const [start, end] = rangeOf(loop);
  return loop.type === 'DoWhileStatement'
    ? [start, start + 2]
    : [start, Math.max(start + 3, Math.min(end, rangeOf(loop.body)[0]))];
}

// ------------------------------------------------------------------------------------------------- how to count it

function repetitionBy(tree: Tree, same: readonly [Repeat, ...Repeat[]]): Repetition {
  const [{ authorization, repeat, guard }] = same;
  if (repeat.type !== 'CallExpression') return loopRepetition(tree, authorization, repeat);
  const operation = guard && operationOf(tree, repeat);
  const counted = guard && operation ? guardToWiden(tree, guard) : undefined;
  if (counted && operation) {
    const { test, stopsWhen } = counted;
    const form = { isLoose: isLoose(counted), isOperand: isOperand(tree, counted) };
    return { by: 'guarded-retry', test: rangeOf(test), stopsWhen, ...form, operation };
  }
  return recursion(tree, calledFunction(tree, repeat)!, same) ?? { by: 'other' };
}

/**
 * The part of a guard that a count can be joined to, so that it counts step-ups and nothing else: all of it, where it
 * lets the retry through or only step-ups come to it; else its comparison with the header.
 */
function guardToWiden(tree: Tree, guard: Guard): Guard | undefined {
  const whole = { test: unwrap(guard.test), stopsWhen: guard.stopsWhen };
  if (!guard.stopsWhen || answersStepUp(tree, guard.test)) return whole;
  const comparison = headerComparisonIn(tree, guard);
  return answersStepUp(tree, comparison.test) ? comparison : undefined;
}

/** Whether only step-ups come to a place, by what stands around it or around every call of its function. */
function answersStepUp(tree: Tree, node: Node): boolean {
  if (isStepUp(responsesAt(tree, node))) return true;
  const fn = enclosingFunction(tree, node);
  const calls = fn ? outerCallSitesOf(tree, fn) : [];
  return calls.length > 0 && calls.every((call) => isStepUp(responsesAt(tree, call)));
}

/** Whether a condition joined to a test would bind to a part of it. */
function isLoose({ test, stopsWhen }: Guard): boolean {
  if (test.type !== 'LogicalExpression')
    return test.type === 'ConditionalExpression' || test.type === 'AssignmentExpression';
  return test.operator === '??' || (!stopsWhen && test.operator === '||');
}

/** Whether a condition joined to a test would bind to what stands around it. */
function isOperand(tree: Tree, { test, stopsWhen }: Guard): boolean {
  const parent = tree.parentOf(test);
  if (parent?.type === 'LogicalExpression') return parent.operator !== (stopsWhen ? '||' : '&&');
  if (parent?.type !== 'UnaryExpression') return false;
  return !tree.unit.text.slice(rangeOf(parent)[0], rangeOf(test)[0]).includes('(');
}

function loopRepetition(tree: Tree, authorization: CallNode, loop: Loop): Repetition {
  const statement = statementOf(tree, authorization);
  const whole = tree.parentOf(loop)?.type === 'LabeledStatement' ? tree.parentOf(loop)! : loop;
  const isListed = statementsOf(tree.parentOf(whole)!)?.includes(whole);
  if (!statement || !isListed || !isWithin(statement, loop.body)) return { by: 'other' };
  // Counted before a response that needs no step-up, the last success would be thrown away.
  if (!isStepUp(responsesAt(tree, statement)) || isCaughtInside(tree, statement, loop))
    return { by: 'other' };
  return { by: 'loop', loop: rangeOf(whole), check: rangeOf(statement) };
}

/** Whether what is thrown at a place is caught inside the loop, and the loop goes on. */
function isCaughtInside(tree: Tree, place: Node, loop: Loop): boolean {
  for (const ancestor of ancestorsOf(tree, place)) {
    if (ancestor === loop) return false;
    if (ancestor.type !== 'TryStatement' || !isWithin(place, ancestor.block) || !ancestor.handler) continue;
    if (!alwaysExits(ancestor.handler.body)) return true;
  }
  return false;
}

/** Whether what is thrown at a place is caught in the function, and answered by calling it again. */
function isCaughtAndRepeated(tree: Tree, place: Node, fn: FunctionNode): boolean {
  for (const ancestor of ancestorsOf(tree, place)) {
    if (ancestor === fn) return false;
    if (ancestor.type !== 'TryStatement' || !isWithin(place, ancestor.block) || !ancestor.handler) continue;
    for (const node of descendantsOf(tree, ancestor.handler)) {
      if (node.type === 'CallExpression' && calledFunction(tree, node) === fn) return true;
    }
  }
  return false;
}

/** A function that calls itself, if one more parameter can count the calls. */
function recursion(tree: Tree, fn: FunctionNode, same: readonly Repeat[]): Repetition | undefined {
  const parameters = parameterInsertion(tree, fn);
  // Elsewhere a `throw` would not reject, and a caller such as `map` would fill the new parameter.
  if (!fn.async || isUsedAsValue(tree, fn)) return undefined;
  const checks: Node[] = [];
  const counted: Insertion[] = [];
  for (const { authorization } of same) {
    const statement = statementOf(tree, authorization);
    if (!statement || enclosingFunction(tree, statement) !== fn || !isStepUp(responsesAt(tree, statement)))
      return undefined;
    if (isCaughtAndRepeated(tree, statement, fn)) return undefined;
    // A check guards the way to everything behind it in its block.
    if (!checks.some((check) => isWithin(statement, tree.parentOf(check)!))) checks.push(statement);
  }
  const passedOn: Insertion[] = [];
  for (const call of callSitesOf(tree, fn)) {
    if (!isWithin(call, fn)) continue;
    const argument = argumentInsertion(call, fn);
    if (!argument) return undefined;
    (isStepUp(responsesAt(tree, call)) ? counted : passedOn).push(argument);
  }
  return parameters && { by: 'recursion', parameters, counted, passedOn, checks: checks.map(rangeOf) };
}

/** The statement, in a list of such, that a call belongs to in its own function. */
function statementOf(tree: Tree, call: Node): Node | undefined {
  let child = call;
  for (const parent of ancestorsOf(tree, call)) {
    if (statementsOf(parent)?.includes(child)) return child;
    if (isFunction(parent)) return undefined;
    child = parent;
  }
  return undefined;
}

/**
 * An argument of the retry that stands for the operation: the JSON-RPC message that came in and goes out again. It is
 * a new object for each operation, so a count kept for it ends with the operation.
 */
function operationOf(tree: Tree, retry: CallNode): string | undefined {
  const target = calledFunction(tree, retry)!;
  const fn = enclosingFunction(tree, retry)!;
  for (const [i, arg] of retry.arguments.entries()) {
    const param = target.params[i];
    if (arg.type !== 'Identifier' || param?.type !== 'Identifier') continue;
    const came = tree.variableOf(arg);
    const goes = tree.variableOf(param);
    if (!came || !goes || [came, goes].some(isWritten) || !isHandedDown(tree, target, fn, came, goes))
      continue;
    if ([...came.references, ...goes.references].some(({ identifier }) => readsAsMessage(tree, identifier))) {
      return arg.name;
    }
  }
  return undefined;
}

function isWritten({ references }: Variable): boolean {
  return references.some((reference) => reference.isWrite());
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

function readsAsMessage(tree: Tree, identifier: Node): boolean {
  const parent = tree.parentOf(identifier);
  if (parent?.type === 'MemberExpression' && parent.object === identifier) {
    return /^(?:id|method|jsonrpc|params)$/.test(propertyName(tree, parent) ?? '') && !parent.optional;
  }
  if (parent?.type !== 'CallExpression' || parent.callee === identifier) return false;
  return /^(?:stringify|isJSONRPC\w*|isInitialized\w*)$/.test(declaredName(tree, parent.callee) ?? '');
}

function parameterInsertion(tree: Tree, fn: FunctionNode): Insertion | undefined {
  const { text } = tree.unit;
  if (isTyped(tree, fn) || fn.params.some(({ type }) => type === 'RestElement') || hasOverloads(tree, fn))
    return undefined;
  const last = fn.params.at(-1);
  if (!last) {
    const open = text.indexOf('(', rangeOf(fn.id ?? fn)[fn.id ? 1 : 0]);
    return /^\(\s*\)/.test(text.slice(open)) ? { at: open + 1, before: '' } : undefined;
  }
  // `x => …` has no parentheses to put a second parameter into.
  const hasParentheses = text.slice(rangeOf(fn)[0], rangeOf(fn.params[0]!)[0]).includes('(');
  return fn.type !== 'ArrowFunctionExpression' || hasParentheses
    ? { at: rangeOf(last)[1], before: ', ' }
    : undefined;
}

/** Whether a type written elsewhere says how many parameters a function has. */
function isTyped(tree: Tree, fn: FunctionNode): boolean {
  for (const ancestor of ancestorsOf(tree, fn)) {
    switch (ancestor.type) {
      case 'TSAsExpression':
      case 'TSTypeAssertion':
        return true;
      case 'VariableDeclarator':
        return ancestor.id.type === 'Identifier' && !!ancestor.id.typeAnnotation;
      case 'PropertyDefinition':
        return !!ancestor.typeAnnotation;
      case 'Property':
      case 'ObjectExpression':
      case 'ParenthesizedExpression':
      case 'TSSatisfiesExpression':
        continue;
      default:
        return false;
    }
  }
  return false;
}

/** Whether a function is handed over somewhere, to be called by other code with arguments of its own. */
function isUsedAsValue(tree: Tree, fn: FunctionNode): boolean {
  const owner = tree.parentOf(fn);
  const name = fn.id ?? (owner?.type === 'VariableDeclarator' ? owner.id : undefined);
  const isCallee = (node: Node) => {
    const parent = tree.parentOf(node);
    return parent?.type === 'CallExpression' && parent.callee === node;
  };
  if (name) {
    const reads = tree.variableOf(name)?.references.filter((reference) => reference.isRead()) ?? [];
    return reads.some(({ identifier }) => !isCallee(identifier) && !isHandedOut(tree, identifier));
  }
  if (owner?.type !== 'MethodDefinition' && owner?.type !== 'PropertyDefinition') return false;
  const method = propertyName(tree, owner);
  return tree.nodes.some(
    (node) =>
      node.type === 'MemberExpression' &&
      unwrap(node.object).type === 'ThisExpression' &&
      propertyName(tree, node) === method &&
      !isCallee(node) &&
      tree.parentOf(node)?.type !== 'MemberExpression',
  );
}

/** Whether a name only leaves its file or function: its callers know what they call. */
function isHandedOut(tree: Tree, identifier: Node): boolean {
  const parent = tree.parentOf(identifier);
  if (parent?.type === 'AssignmentExpression')
    return /^(?:module\.)?exports\b/.test(textOf(tree, parent.left));
  return (
    parent?.type === 'ReturnStatement' || parent?.type === 'Property' || !!parent?.type.startsWith('Export')
  );
}

function hasOverloads(tree: Tree, fn: FunctionNode): boolean {
  const owner = tree.parentOf(fn);
  if (owner?.type === 'MethodDefinition') {
    const body = tree.parentOf(owner);
    const name = propertyName(tree, owner);
    if (body?.type !== 'ClassBody' || owner.kind !== 'method') return true;
    return (
      body.body.filter((each) => each.type === 'MethodDefinition' && propertyName(tree, each) === name)
        .length > 1
    );
  }
  return tree.nodes.some((node) => node.type === 'TSDeclareFunction' && node.id?.name === fn.id?.name);
}

function argumentInsertion(retry: CallNode, fn: FunctionNode): Insertion | undefined {
  const given = retry.arguments.length;
  if (given > fn.params.length || retry.arguments.some(({ type }) => type === 'SpreadElement'))
    return undefined;
  const missing = ', undefined'.repeat(fn.params.length - given);
  const last = retry.arguments.at(-1);
  if (last) return { at: rangeOf(last)[1], before: `${missing}, ` };
  const close = rangeOf(retry)[1] - 1;
  return { at: close, before: missing ? `${missing.slice(2)}, ` : '' };
}

/** The name of a scope string, read from the challenge, that can be used at a place. */
function challengedScopeInReach(tree: Tree, place: Node): string | undefined {
  for (const scope of tree.unit.scopeManager.scopes) {
    if (!isWithin(place, scope.block)) continue;
    for (const { name, defs } of scope.variables) {
      const declared = defs[0]?.name;
      if (!declared || !isScopeName(name) || /scopes$/i.test(name) || !isInReach(tree, declared, place))
        continue;
      if (isChallengedScope(originOf(tree, declared))) return name;
    }
  }
  return challengeInReach(tree, place);
}

/** `challenge.scope`, where a parsed challenge is in reach. */
function challengeInReach(tree: Tree, place: Node): string | undefined {
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' || propertyName(tree, node) !== 'scope') continue;
    const object = unwrap(node.object);
    if (object.type !== 'Identifier' || !isInReach(tree, object, place)) continue;
    if (isChallengedScope(originOf(tree, node))) return textOf(tree, node);
  }
  return undefined;
}
