import { arrivalsAt } from './arrivals.ts';
import type { Node, NodeOf } from './ast.ts';
import type { Branch } from './finding.ts';
import { handlerCallsOf } from './handed-handlers.ts';
import { destructuredPath } from './names.ts';
import { isChallengedScope, NOTHING, originOf, originOfKey } from './origin.ts';
import { everyCallerReacts, throughKey } from './passed-scope.ts';
import { STEP_UP, type Reaction } from './reaction.ts';
import { includesUnauthorized, isStepUp, isUnauthorized, type Responses } from './responses.ts';
import { bareValue, parameterRoots, type ScopeSite } from './scope-site.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import { outcomeOf, responsesAt } from './step-up-context.ts';
import { stepUpTestAt } from './step-up-test.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { lastWriteBefore } from './write-before.ts';

/** The branch that a site answers, if it hands over the challenged scope alone in a step-up. */
export function stepUpBranchOf(tree: Tree, site: ScopeSite): Branch | undefined {
  for (const { leaf, responses } of challengedAlone(tree, site, STEP_UP)) {
    // The whole value is replaced, so whatever reaches the value, not only this alternative, decides the form.
    const around =
      responsesAt(tree, site.value) & (isStepUp(responses) ? ~0 : callerResponses(tree, site, leaf, STEP_UP));
    const isMerged =
      includesUnauthorized(around) ||
      !isStepUp(around) ||
      (!isStepUp(responses) && answers401s(tree, site.taker));
    if (!isMerged) return { answers: 'step-up' };
    return { answers: 'step-up-or-unauthorized', isStepUp: stepUpTestAt(tree, site) };
  }
  return undefined;
}

/** Whether the function around a place, or one that calls it, is called where a 401 is answered. */
function answers401s(tree: Tree, place: Node, depth = 0): boolean {
  const fn = enclosingFunction(tree, place);
  if (!fn || depth > 3) return false;
  return arrivalsAt(tree, fn).some(({ call }) => {
    const responses = responsesAt(tree, call);
    if (isUnauthorized(responses)) return true;
    return !isStepUp(responses) && answers401s(tree, call, depth + 1);
  });
}

/** Whether a site hands over the challenged scope alone in a reaction. */
export function takesChallengeAlone(tree: Tree, site: ScopeSite, reaction: Reaction): boolean {
  return !challengedAlone(tree, site, reaction).next().done;
}

/** The values with which a site hands over the challenged scope alone in a reaction. */
function* challengedAlone(tree: Tree, site: ScopeSite, reaction: Reaction): Generator<Alternative> {
  const own =
    responsesAt(tree, site.taker) & responsesAt(tree, site.value) & reaction.namedAt(tree, site.value);
  for (const { leaf, responses } of alternatives(tree, site.value, own)) {
    if (!reaction.canBe(responses)) continue;
    const reached = reaction.is(responses)
      ? responses
      : responses & callerResponses(tree, site, leaf, reaction);
    if (reaction.is(reached) && isChallengedAt(tree, site, leaf, responses, reaction))
      yield { leaf, responses };
  }
}

/** A step-up finished later: what is passed on is a slot that only ever holds challenged scopes of step-ups. */
export function laterStepUp(tree: Tree, site: ScopeSite): Branch | undefined {
  if (!STEP_UP.canBe(responsesAt(tree, site.value))) return undefined;
  const slot = slotOf(tree, bareValue(site.value));
  const writes = slot ? accessesTo(tree, slot).flatMap((access) => assignmentTo(tree, access) ?? []) : [];
  const written = writes.filter(({ right }) => originOf(tree, right) !== NOTHING);
  if (written.length === 0) return undefined;
  const isStepUpOnly = written.every((write) => {
    return isChallengedScope(originOf(tree, write.right)) && STEP_UP.isAlone(responsesAt(tree, write));
  });
  return isStepUpOnly ? { answers: 'step-up' } : undefined;
}

/**
 * Whether a place is reached only where the authorization server changed. Scopes of one mean nothing to another, so
 * there the challenge is rightly asked for alone.
 */
export function startsAtOtherIssuer(tree: Tree, node: Node): boolean {
  let child = node;
  for (const parent of ancestorsOf(tree, node)) {
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      const test = unwrap(parent.test);
      const differs =
        test.type === 'BinaryExpression' && test.operator.startsWith(child === parent.consequent ? '!' : '=');
      if (differs && /issuer|authorization_?server/i.test(textOf(tree, test))) return true;
    }
    child = parent;
  }
  return false;
}

function isChallengedAt(
  tree: Tree,
  site: ScopeSite,
  leaf: Node,
  responses: Responses,
  reaction: Reaction,
): boolean {
  if (site.as === 'challenge' || site.as === 'spread')
    return isChallengedScope(originOfKey(tree, leaf, site.key));
  if (!isChallengedScope(originOf(tree, site.value))) return false;
  const place = bareValue(leaf);
  if (!placeNeedsOrder(tree, place)) return isChallengedScope(originOf(tree, leaf));
  const before = lastWriteBefore(tree, place);
  if (before) {
    const isChallenged =
      isChallengedScope(originOf(tree, before.value)) &&
      reaction.canBe(responsesAt(tree, before.target) & responses);
    if (isChallenged || before.certain) return isChallenged;
  }
  return isDeclaredChallenged(tree, place, responses, reaction);
}

/** Whether a local variable starts as the challenged scope: writes under conditions may leave it so. */
function isDeclaredChallenged(tree: Tree, place: Node, responses: Responses, reaction: Reaction): boolean {
  const variable = place.type === 'Identifier' ? tree.variableOf(place) : undefined;
  const [definition] = variable?.defs ?? [];
  if (definition?.node.type !== 'VariableDeclarator' || !definition.node.init) return false;
  if (enclosingFunction(tree, definition.name) !== enclosingFunction(tree, place)) return false;
  const path = destructuredPath(tree, definition.node.id, definition.name);
  const [key] = path ?? [];
  const origin =
    key === undefined ? originOf(tree, definition.node.init) : originOfKey(tree, definition.node.init, key);
  return (
    !!path && isChallengedScope(origin) && reaction.canBe(responsesAt(tree, definition.node) & responses)
  );
}

/** Whether a place is written more than once, or elsewhere, so that only the write before a read tells its value. */
function placeNeedsOrder(tree: Tree, place: Node): boolean {
  if (place.type === 'MemberExpression') return !!slotOf(tree, place) && isStateMember(tree, place);
  const variable = place.type === 'Identifier' ? tree.variableOf(place) : undefined;
  if (!variable) return false;
  const writes = variable.references.filter((reference) => reference.isWrite());
  return writes.some(({ identifier }) => tree.parentOf(identifier)?.type === 'AssignmentExpression');
}

function isStateMember(tree: Tree, member: NodeOf<'MemberExpression'>): boolean {
  const slot = slotOf(tree, member);
  return !!slot && accessesTo(tree, slot).some((access) => !!assignmentTo(tree, access));
}

interface Alternative {
  readonly leaf: Node;
  readonly responses: Responses;
}

/** The values that an expression can have, each with the responses on which it has it. */
function* alternatives(tree: Tree, value: Node, responses: Responses): Generator<Alternative> {
  const node = unwrap(value);
  if (node.type === 'ConditionalExpression') {
    const test = outcomeOf(tree, node.test);
    yield* alternatives(tree, node.consequent, responses & test.whenTrue);
    yield* alternatives(tree, node.alternate, responses & test.whenFalse);
  } else if (node.type === 'LogicalExpression') {
    const test = outcomeOf(tree, node.left);
    if (node.operator !== '&&') yield* alternatives(tree, node.left, responses);
    yield* alternatives(tree, node.right, node.operator === '&&' ? responses & test.whenTrue : responses);
  } else {
    yield { leaf: node, responses };
  }
}

export function leavesOf(value: Node): readonly Node[] {
  const node = unwrap(value);
  if (node.type === 'ConditionalExpression')
    return [...leavesOf(node.consequent), ...leavesOf(node.alternate)];
  if (node.type === 'LogicalExpression') return [...leavesOf(node.left), ...leavesOf(node.right)];
  return [bareValue(node)];
}

/**
 * The responses on which the functions around a site are called, where this file shows it. A value that comes in by
 * a parameter counts only if every call reacts so and hands over a challenged scope; otherwise the calls are judged.
 */
function callerResponses(tree: Tree, site: ScopeSite, leaf: Node, reaction: Reaction, depth = 0): Responses {
  const fn = [...ancestorsOf(tree, site.taker)].find(
    (each): each is FunctionNode =>
      isFunction(each) && (arrivalsAt(tree, each).length > 0 || handlerCallsOf(tree, each).length > 0),
  );
  if (!fn || depth > 3) return 0;
  const roots = parameterRoots(tree, leaf)
    .filter((root) => root.fn === fn)
    .map((root) => (site.as === 'spread' ? throughKey(root, site) : root));
  if (roots.some((root) => !root || !everyCallerReacts(tree, root, reaction))) return 0;
  let responses = 0;
  for (const { responses: at } of handlerCallsOf(tree, fn)) if (reaction.is(at)) responses |= at;
  for (const { call } of arrivalsAt(tree, fn)) {
    const at = responsesAt(tree, call);
    responses |= reaction.is(at)
      ? at
      : at & callerResponses(tree, { ...site, taker: call }, call, reaction, depth + 1);
  }
  return responses;
}
