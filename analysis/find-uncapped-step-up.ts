import { alwaysExits } from './always-exits.ts';
import type { Node } from './ast.ts';
import { asksForAuthorization, scopeUseOf } from './authorization-call.ts';
import { challengedScopeInReach } from './challenged-scope-in-reach.ts';
import type { UncappedStepUp } from './finding.ts';
import { calledFunction, callSitesOf, descendantsOf, nodesIn } from './functions.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { declaredName } from './names.ts';
import { isLoop, type CallNode, type Loop, type Repeat } from './repeated-step-up.ts';
import { isStepUp } from './responses.ts';
import { operationOf } from './retried-operation.ts';
import { capBoundOf, countsItself, isBoundBesides } from './retry-bound.ts';
import { repetitionBy, statementOf } from './retry-count.ts';
import type { SourceUnit } from './source-unit.ts';
import { responsesAt } from './step-up-context.ts';
import { isNearStepUp } from './step-up-region.ts';
import { isCountedInField } from './transport-counter.ts';
import { isInTransport } from './transport.ts';
import {
  ancestorsOf,
  isFunction,
  isWithin,
  rangeOf,
  statementsOf,
  treeOf,
  type FunctionNode,
  type Tree,
} from './tree.ts';

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
  const sends: CallNode[] = [];
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' || !isNearStepUp(tree, node)) continue;
    if (!isAuthorization(tree, node) || isForeignService(tree, node)) continue;
    for (const repeat of repetitionsOf(tree, node)) {
      const bound = capBoundOf(tree, node, repeat);
      if (bound.kind === 'bounded') {
        if (isCountedForEachSend(tree, node, repeat)) sends.push(repeat);
        continue;
      }
      found.push({
        authorization: node,
        repeat,
        guard: bound.kind === 'same-header' ? bound.guard : undefined,
      });
    }
  }
  for (const same of groupBy(found, (each) => oneCapFor(tree, each))) yield describe(tree, same);
  for (const repeat of new Set(sends)) {
    yield {
      kind: 'uncapped-step-up',
      range: rangeOf(repeat),
      bound: 'each-send',
      repetition: { by: 'send' },
      challenged: undefined,
    };
  }
}

/**
 * Whether a transport counts the retries of one `send` only, or its own: a parameter that each retry increases starts
 * anew when the host, after the redirect, sends the message again; a field does when it takes a new transport for that.
 */
function isCountedForEachSend(
  tree: Tree,
  authorization: CallNode,
  repeat: CallNode | Loop,
): repeat is CallNode {
  return (
    repeat.type === 'CallExpression' &&
    isInTransport(tree, repeat) &&
    operationOf(tree, repeat) !== undefined &&
    (isCountedInField(tree, repeat) ||
      (countsItself(tree, repeat) && !isBoundBesides(tree, authorization, repeat))) &&
    !/countStepUp/.test(tree.unit.text)
  );
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
    if (isLoop(ancestor)) return ancestor;
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
