import { alwaysExits } from './always-exits.ts';
import type { Node } from './ast.ts';
import { argumentInsertion, isUsedAsValue, parameterInsertion } from './counter-parameter.ts';
import type { Insertion, Repetition } from './finding.ts';
import { calledFunction, callSitesOf, descendantsOf, nodesIn, outerCallSitesOf } from './functions.ts';
import type { CallNode, Guard, Loop, Repeat } from './repeated-step-up.ts';
import { canBeStepUp, includesUnauthorized, isStepUp, type Responses } from './responses.ts';
import { operationOf, requestOf } from './retried-operation.ts';
import { countedOperation } from './counted-operation.ts';
import { stepUpOptionsAt } from './step-up-options.ts';
import { headerComparisonIn } from './retry-bound.ts';
import { outcomeOf, responsesAt } from './step-up-context.ts';
import { stepUpTestAt } from './step-up-test.ts';
import { isInTransport } from './transport.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  rangeOf,
  statementsOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/** How the retries that one cap bounds can be counted; the first of them stands for all. */
export function repetitionBy(tree: Tree, same: readonly [Repeat, ...Repeat[]]): Repetition {
  const [{ authorization, repeat, guard }] = same;
  if (repeat.type !== 'CallExpression') return loopRepetition(tree, authorization, repeat);
  const message = operationOf(tree, repeat);
  const operation = message ?? requestOf(tree, repeat);
  const counted = guard && operation ? guardToWiden(tree, guard) : undefined;
  const options = stepUpOptionsAt(tree, authorization);
  if (counted && operation) {
    const { test, stopsWhen } = counted;
    const form = { isLoose: isLoose(counted), isOperand: isOperand(tree, counted) };
    const across = countedOperation(tree, same[0], test);
    // A request is another object each time that it is sent.
    if (message || across) {
      return {
        by: 'guarded-retry',
        test: rangeOf(test),
        stopsWhen,
        ...form,
        operation: operation.here,
        across,
        options,
      };
    }
  }
  const check = operationCheck(tree, same);
  const across = check && countedOperation(tree, same[0], check);
  // A transport's `send` takes no count beside its options, and a parameter would start anew at each of them.
  if (check && operation && (across || (message && isInTransport(tree, repeat))))
    return { by: 'operation', operation: operation.here, across, check: rangeOf(check), options };
  return recursion(tree, calledFunction(tree, repeat)!, same) ?? { by: 'other' };
}

/** The statement before which the only step-up of a message can be checked. */
function operationCheck(tree: Tree, same: readonly Repeat[]): Node | undefined {
  const [each] = same;
  const statement = each && statementOf(tree, each.authorization);
  if (same.length !== 1 || !each || !statement || each.repeat.type !== 'CallExpression') return undefined;
  const responses = responsesAt(tree, statement);
  const isHere = enclosingFunction(tree, statement) === enclosingFunction(tree, each.repeat);
  return isHere && isStepUp(responses) && !includesUnauthorized(responses) ? statement : undefined;
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
  if (isStepUpAlone(responsesAt(tree, node))) return true;
  const fn = enclosingFunction(tree, node);
  const calls = fn ? outerCallSitesOf(tree, fn) : [];
  return calls.length > 0 && calls.every((call) => isStepUpAlone(responsesAt(tree, call)));
}

function isStepUpAlone(responses: Responses): boolean {
  return isStepUp(responses) && !includesUnauthorized(responses);
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
  // A loop that goes on after a success is many operations, and would count them as one.
  if (!successLeaves(tree, loop)) return { by: 'other' };
  const isStepUpOnly = !includesUnauthorized(responsesAt(tree, statement));
  const isStepUp403 = isStepUpOnly ? undefined : stepUpTestFor(tree, statement);
  if (!isStepUpOnly && isStepUp403 === undefined) return { by: 'other' };
  return { by: 'loop', loop: rangeOf(whole), check: rangeOf(statement), isStepUp: isStepUp403 };
}

/** Whether a loop ends with the first answer that needs no step-up. */
function successLeaves(tree: Tree, loop: Loop): boolean {
  const test = loop.test && unwrap(loop.test);
  if (test && isAboutResponses(tree, test)) return true;
  const flag = test?.type === 'UnaryExpression' ? unwrap(test.argument) : test;
  for (const node of nodesIn(tree, loop.body)) {
    const isExit =
      node.type === 'ReturnStatement' || node.type === 'ThrowStatement' || node.type === 'BreakStatement';
    const isFlag =
      flag?.type === 'Identifier' &&
      node.type === 'AssignmentExpression' &&
      tree.variableOf(node.left) === tree.variableOf(flag) &&
      node.left.type === 'Identifier';
    if ((isExit || isFlag) && !canBeStepUp(responsesAt(tree, node)) && dependsOnResponses(tree, node, loop))
      return true;
  }
  return false;
}

/** Whether nothing but the response decides that control comes to a place in a loop. */
function dependsOnResponses(tree: Tree, node: Node, loop: Loop): boolean {
  let child = node;
  for (const parent of ancestorsOf(tree, node)) {
    if (parent === loop) return true;
    if (parent.type === 'IfStatement' && child !== parent.test && !isAboutResponses(tree, parent.test))
      return false;
    child = parent;
  }
  return true;
}

function isAboutResponses(tree: Tree, test: Node): boolean {
  const outcome = outcomeOf(tree, test);
  return outcome.whenTrue !== outcome.whenFalse && test.type !== 'Literal';
}

function stepUpTestFor(tree: Tree, statement: Node): string | undefined {
  return stepUpTestAt(tree, { value: statement, as: 'expression', key: 'scope', taker: statement });
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
  const isMerged = checks.some((check) => includesUnauthorized(responsesAt(tree, check)));
  const isStepUp403 = isMerged && checks[0] ? stepUpTestFor(tree, checks[0]) : undefined;
  if (isMerged && (isStepUp403 === undefined || checks.length > 1)) return undefined;
  const passedOn: Insertion[] = [];
  for (const call of callSitesOf(tree, fn)) {
    if (!isWithin(call, fn)) continue;
    const argument = argumentInsertion(call, fn);
    if (!argument) return undefined;
    (isStepUp(responsesAt(tree, call)) ? counted : passedOn).push(argument);
  }
  if (!parameters) return undefined;
  return {
    by: 'recursion',
    parameters,
    counted,
    passedOn,
    checks: checks.map(rangeOf),
    isStepUp: isStepUp403,
  };
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

/** The statement, in a list of such, that a call belongs to in its own function. */
export function statementOf(tree: Tree, call: Node): Node | undefined {
  let child = call;
  for (const parent of ancestorsOf(tree, call)) {
    if (statementsOf(parent)?.includes(child)) return child;
    if (isFunction(parent)) return undefined;
    child = parent;
  }
  return undefined;
}
