import { alwaysExits } from './always-exits.ts';
import type { Node, NodeOf } from './ast.ts';
import { calledFunction, callSitesOf, descendantsOf, nodesIn } from './functions.ts';
import { constantInit, declaredName, staticString } from './names.ts';
import { CHALLENGE, CHALLENGED_SCOPE, originOf, UNITED } from './origin.ts';
import type { CallNode, Guard, Loop } from './repeated-step-up.ts';
import { canBeStepUp } from './responses.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import { statusExpressionAround } from './status-expression.ts';
import { outcomeOf, responsesAt, switchesOnResponses } from './step-up-context.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isInConstructor,
  isWithin,
  statementsOf,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/** What keeps a step-up from repeating. `bounded` also stands for what is not understood. */
export type Bound =
  | { readonly kind: 'none' }
  | { readonly kind: 'same-header'; readonly guard: Guard }
  | { readonly kind: 'bounded' };

/** What bounds the way from an authorization back to itself by a retry or a loop. */
export function capBoundOf(tree: Tree, authorization: CallNode, repeat: CallNode | Loop): Bound {
  const guards = (
    repeat.type === 'CallExpression'
      ? [...guardsOfRetry(tree, authorization, repeat)]
      : [...guardsOfLoop(tree, authorization, repeat)]
  ).filter((guard) => canStopStepUp(tree, guard) && !isRetry(tree, guard, repeat));
  if (repeat.type === 'CallExpression' && countsItself(tree, repeat)) return { kind: 'bounded' };
  let sameHeader: Guard | undefined;
  for (const guard of guards) {
    const kind = judge(tree, guard.test, { authorization, repeat });
    if (kind === 'bound') return { kind: 'bounded' };
    if (kind === 'same-header') sameHeader ??= guard;
  }
  return sameHeader ? { kind: 'same-header', guard: sameHeader } : { kind: 'none' };
}

/** Whether anything beside the count that a retry hands to itself may bound it. */
export function isBoundBesides(tree: Tree, authorization: CallNode, retry: CallNode): boolean {
  const counts = countsOf(tree, retry).map((param) => tree.variableOf(param));
  return [...guardsOfRetry(tree, authorization, retry)].some(
    (guard) =>
      canStopStepUp(tree, guard) &&
      !isRetry(tree, guard, retry) &&
      judge(tree, guard.test, { authorization, repeat: retry }) === 'bound' &&
      ![guard.test, ...descendantsOf(tree, guard.test)].some(
        (node) => node.type === 'Identifier' && counts.includes(tree.variableOf(node)),
      ),
  );
}

/** Whether a retry tells itself how often it was made, `send(message, retries + 1)`, and the callee looks at it. */
export function countsItself(tree: Tree, retry: CallNode): boolean {
  return countsOf(tree, retry).length > 0;
}

/** The parameters that a retry increases or sets. */
function countsOf(tree: Tree, retry: CallNode): readonly Node[] {
  const fn = calledFunction(tree, retry);
  return retry.arguments.flatMap((arg, i) => {
    const value = unwrap(arg);
    const param = fn?.params[i] as Node | undefined;
    const isCount =
      value.type === 'BinaryExpression' ||
      value.type === 'UpdateExpression' ||
      (value.type === 'Literal' && (value.value === true || typeof value.value === 'number'));
    if (!isCount || !param || !isLookedAt(tree, param)) return [];
    return [param.type === 'AssignmentPattern' ? param.left : param];
  });
}

/** Whether a parameter decides anything: it stands in a condition, or is handed on as it is. */
function isLookedAt(tree: Tree, param: Node): boolean {
  const name = param.type === 'AssignmentPattern' ? param.left : param;
  const references = tree.variableOf(name)?.references ?? [];
  return references.some((reference) => {
    if (reference.isWrite()) return false;
    const { identifier } = reference;
    let child: Node = identifier;
    for (const parent of ancestorsOf(tree, identifier)) {
      if (parent.type === 'CallExpression') return parent.arguments.some((arg) => arg === identifier);
      if (parent.type === 'LogicalExpression') return true;
      if (parent.type === 'BinaryExpression' && /^[<>=!]/.test(parent.operator)) return true;
      if ('test' in parent && parent.test === child) return true;
      if (statementsOf(parent)) return false;
      child = parent;
    }
    return false;
  });
}

/** The conditions between the start of the function and a retry: those around it, and the exits before it. */
function* guardsOfRetry(tree: Tree, authorization: CallNode, retry: CallNode): Generator<Guard> {
  yield* guardsAround(tree, retry, undefined);
  const fn = enclosingFunction(tree, retry);
  const target = calledFunction(tree, retry);
  if (!fn || !target || isWithin(retry, target)) return;
  // Through a helper: what stands around its calls bounds the retry as well.
  for (const site of callSitesOf(tree, fn))
    if (isWithin(site, target)) yield* guardsAround(tree, site, undefined);
  if (enclosingFunction(tree, authorization) !== fn) yield* guardsAround(tree, authorization, undefined);
}

function* guardsOfLoop(tree: Tree, authorization: CallNode, loop: Loop): Generator<Guard> {
  if (loop.test) yield { test: loop.test, stopsWhen: false };
  yield* guardsAround(tree, authorization, loop);
  for (const node of nodesIn(tree, loop.body)) {
    if (node.type !== 'IfStatement') continue;
    if (endsLoop(node.consequent)) yield { test: node.test, stopsWhen: true };
    if (node.alternate && endsLoop(node.alternate)) yield { test: node.test, stopsWhen: false };
  }
}

function endsLoop(statement: Node): boolean {
  if (statement.type === 'ContinueStatement') return false;
  if (statement.type === 'BlockStatement') return statement.body.some(endsLoop);
  return alwaysExits(statement);
}

function* guardsAround(tree: Tree, node: Node, within: Node | undefined): Generator<Guard> {
  let child = node;
  for (const parent of ancestorsOf(tree, node)) {
    if (parent === within) return;
    for (const statement of statementsOf(parent) ?? []) {
      if (statement === child) break;
      if (statement.type !== 'IfStatement') continue;
      if (alwaysExits(statement.consequent)) yield { test: statement.test, stopsWhen: true };
      if (statement.alternate && alwaysExits(statement.alternate))
        yield { test: statement.test, stopsWhen: false };
    }
    if (parent.type === 'IfStatement' || parent.type === 'ConditionalExpression') {
      if (child === parent.consequent) yield { test: parent.test, stopsWhen: false };
      if (child === parent.alternate) yield { test: parent.test, stopsWhen: true };
    } else if (parent.type === 'LogicalExpression' && child === parent.right) {
      yield { test: parent.left, stopsWhen: parent.operator !== '&&' };
    } else if (
      parent.type === 'SwitchStatement' &&
      statusExpressionAround(tree, node) !== parent.discriminant &&
      !switchesOnResponses(tree, parent)
    ) {
      yield { test: parent.discriminant, stopsWhen: false };
    } else if (
      parent.type === 'ForOfStatement' ||
      parent.type === 'ForInStatement' ||
      parent.type === 'ForStatement'
    ) {
      if (!within && parent.type !== 'ForStatement') yield { test: parent.right, stopsWhen: false };
      else if (!within && parent.type === 'ForStatement' && parent.test)
        yield { test: parent.test, stopsWhen: false };
    }
    child = parent;
  }
}

/** Whether what a guard leaves the function by is itself a call of the function. */
function isRetry(tree: Tree, { test }: Guard, repeat: CallNode | Loop): boolean {
  const target = repeat.type === 'CallExpression' ? calledFunction(tree, repeat) : undefined;
  const statement = tree.parentOf(test);
  if (!target || statement?.type !== 'IfStatement' || isWithin(repeat, statement)) return false;
  for (const node of descendantsOf(tree, statement.consequent)) {
    if (node.type === 'CallExpression' && calledFunction(tree, node) === target) return true;
  }
  return false;
}

/** Whether a guard can end a retry in a step-up at all: one that asks for a 401 first cannot. */
function canStopStepUp(tree: Tree, { test, stopsWhen }: Guard): boolean {
  const outcome = outcomeOf(tree, test);
  return canBeStepUp(stopsWhen ? outcome.whenTrue : outcome.whenFalse);
}

interface Way {
  readonly authorization: CallNode;
  readonly repeat: CallNode | Loop;
}

/**
 * What a condition does to the repetition: nothing, because it depends on the response or never changes; a comparison
 * with the last header; or something that may bound it.
 */
function judge(tree: Tree, test: Node, way: Way): 'none' | 'same-header' | 'bound' {
  const node = unwrap(test);
  if (node.type === 'LogicalExpression') {
    const sides = [judge(tree, node.left, way), judge(tree, node.right, way)];
    if (sides.includes('bound')) return 'bound';
    return sides.includes('same-header') ? 'same-header' : 'none';
  }
  if (node.type === 'UnaryExpression' && node.operator === '!') return judge(tree, node.argument, way);
  if (comparesHeaders(tree, node)) return 'same-header';
  if (node.type === 'Literal') return 'none';
  const outcome = outcomeOf(tree, node);
  if (outcome.whenTrue !== outcome.whenFalse) return 'none';
  if (node.type === 'BinaryExpression') return judgeComparison(tree, node, way);
  if (node.type === 'CallExpression' && originOf(tree, node) & UNITED) return 'bound';
  if (isFromChallenge(tree, node) || isPartOfChallenge(tree, node) || isTokens(tree, node)) return 'none';
  const init = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
  const condition = init && unwrap(init);
  if (condition && /^(?:Binary|Logical|Unary)Expression$/.test(condition.type))
    return judge(tree, condition, way);
  return neverChanges(tree, node, way) ? 'none' : 'bound';
}

function judgeComparison(tree: Tree, node: NodeOf<'BinaryExpression'>, way: Way): 'none' | 'bound' {
  const sides = [node.left, node.right].map(unwrap);
  if (sides.some((side) => side.type === 'Literal' && typeof side.value === 'number' && side.value >= 100))
    return 'none';
  if (sides.some((side) => /^(?:AUTHORIZED|REDIRECT)$/i.test(staticString(tree, side) ?? ''))) return 'none';
  const isEquality = /^[!=]==?$/.test(node.operator);
  const isSettled = (side: Node) =>
    side.type === 'Literal' ||
    (side.type === 'Identifier' && side.name === 'undefined') ||
    isFromChallenge(tree, side) ||
    neverChanges(tree, side, way);
  return isEquality && sides.every(isSettled) ? 'none' : 'bound';
}

/** Whether a value is the tokens that a provider holds: each step-up brings new ones. */
function isTokens(tree: Tree, node: Node): boolean {
  const init = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
  const call = unwrap(init ?? node);
  return call.type === 'CallExpression' && declaredName(tree, call.callee) === 'tokens';
}

function isFromChallenge(tree: Tree, node: Node): boolean {
  return (originOf(tree, node) & (CHALLENGE | CHALLENGED_SCOPE | UNITED)) !== 0;
}

/** `resourceMetadataUrl` of `const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response)` */
function isPartOfChallenge(tree: Tree, node: Node): boolean {
  const definition = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0]?.node : undefined;
  return (
    definition?.type === 'VariableDeclarator' &&
    definition.id.type === 'ObjectPattern' &&
    !!definition.init &&
    (originOf(tree, definition.init) & CHALLENGE) !== 0
  );
}

/** `this._lastHeader === header`, `seen.has(header)`: a bound only for a server that repeats itself. */
function comparesHeaders(tree: Tree, node: Node): boolean {
  if (node.type === 'BinaryExpression' && /^[!=]==?$/.test(node.operator)) {
    const { left, right } = node;
    return (
      (isFromChallenge(tree, right) && keepsHeader(tree, left)) ||
      (isFromChallenge(tree, left) && keepsHeader(tree, right))
    );
  }
  if (node.type !== 'CallExpression' || declaredName(tree, node.callee) !== 'has') return false;
  const [key] = node.arguments;
  return !!key && isFromChallenge(tree, key);
}

/** The comparison itself inside a guard, and the value with which it ends the retry. */
export function headerComparisonIn(tree: Tree, { test, stopsWhen }: Guard): Guard {
  const node = unwrap(test);
  if (node.type === 'UnaryExpression')
    return headerComparisonIn(tree, { test: node.argument, stopsWhen: !stopsWhen });
  if (node.type !== 'LogicalExpression') return { test: node, stopsWhen };
  const side = [node.left, node.right].find((each) => containsComparison(tree, each)) ?? node.left;
  return headerComparisonIn(tree, { test: side, stopsWhen });
}

function containsComparison(tree: Tree, condition: Node): boolean {
  const node = unwrap(condition);
  if (node.type === 'LogicalExpression')
    return containsComparison(tree, node.left) || containsComparison(tree, node.right);
  return node.type === 'UnaryExpression'
    ? containsComparison(tree, node.argument)
    : comparesHeaders(tree, node);
}

function keepsHeader(tree: Tree, place: Node): boolean {
  const init = place.type === 'Identifier' ? constantInit(tree, place) : undefined;
  if (init && unwrap(init) !== place) return keepsHeader(tree, unwrap(init));
  const slot = slotOf(tree, place);
  if (!slot) return false;
  return accessesTo(tree, slot).some((access) => {
    const assignment = assignmentTo(tree, access);
    return !!assignment && isFromChallenge(tree, assignment.right);
  });
}

/** Whether a value is the same each time round, so that a test of it cannot end the repetition. */
function neverChanges(tree: Tree, node: Node, { repeat, authorization }: Way): boolean {
  if (node.type === 'ThisExpression') return true;
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return false;
  if (/provider$/i.test(textOf(tree, node))) return true;
  if (node.type === 'Identifier') {
    const variable = tree.variableOf(node);
    const [definition] = variable?.defs ?? [];
    if (!variable || !definition) return false;
    if (definition.type === 'Parameter' && isFunction(definition.node)) {
      return (
        !variable.references.some((each) => each.isWrite()) &&
        isPassedOn(tree, definition.node, definition.name, repeat)
      );
    }
    const declared = enclosingFunction(tree, definition.name);
    const init = definition.node.type === 'VariableDeclarator' ? definition.node.init : undefined;
    const changes = variable.references.filter(
      (each) => each.isWrite() && each.identifier !== definition.name,
    );
    // What is written only when the answer is another one does not change while a step-up repeats.
    if (changes.some(({ identifier }) => canBeStepUp(responsesAt(tree, identifier)))) return false;
    if (!init) return changes.length > 0;
    // Declared anew each time round, it is what its initializer is.
    if (declared !== enclosingFunction(tree, authorization)) return true;
    const value = unwrap(init);
    if (value.type === 'Literal') return true;
    if (value.type === 'LogicalExpression')
      return neverChanges(tree, unwrap(value.left), { repeat, authorization });
    return neverChanges(tree, value, { repeat, authorization });
  }
  const slot = slotOf(tree, node);
  if (!slot) return false;
  const root = rootOf(node);
  if (root.type === 'Identifier' && !neverChanges(tree, root, { repeat, authorization })) return false;
  return !accessesTo(tree, slot).some((access) => {
    const parent = tree.parentOf(access);
    const isChanged =
      parent?.type === 'UpdateExpression' ||
      (parent?.type === 'AssignmentExpression' && parent.left === access);
    return isChanged && !isInConstructor(tree, access) && canBeStepUp(responsesAt(tree, access));
  });
}

/** Whether a retry gives a parameter its own value again, or leaves it out where nobody passes it. */
function isPassedOn(tree: Tree, fn: FunctionNode, name: Node, repeat: CallNode | Loop): boolean {
  if (repeat.type !== 'CallExpression' || calledFunction(tree, repeat) !== fn) return true;
  const index = fn.params.findIndex((param) => isWithin(name, param));
  const arg = repeat.arguments[index];
  if (!arg) return true;
  const value = unwrap(arg);
  return value.type === 'Identifier' && tree.variableOf(value) === tree.variableOf(name);
}

function rootOf(node: Node): Node {
  const place = unwrap(node);
  return place.type === 'MemberExpression' ? rootOf(place.object) : place;
}
