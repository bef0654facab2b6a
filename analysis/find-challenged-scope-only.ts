import type { Node, NodeOf } from './ast.ts';
import type { Branch, ChallengedScopeOnly, ValuePlace } from './finding.ts';
import { callSitesOf, outerCallSitesOf } from './functions.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { destructuredPath } from './names.ts';
import { isChallengedScope, NOTHING, originOf, originOfKey } from './origin.ts';
import { grantedScopeAt, requestedScopeAt } from './prior-scope.ts';
import { canBeStepUp, includesUnauthorized, isStepUp, type Responses } from './responses.ts';
import { isAboutChallenge, isScopeName } from './scope-name.ts';
import {
  bareValue,
  parameterRoots,
  scopeSitesOfCall,
  siteOfArgument,
  type ParameterRoot,
  type ScopeSite,
} from './scope-site.ts';
import { accessesTo, assignmentTo, sameSlot, slotOf, type Slot } from './slots.ts';
import type { SourceUnit } from './source-unit.ts';
import { outcomeOf, responsesAt } from './step-up-context.ts';
import { isNearStepUp } from './step-up-region.ts';
import { stepUpTestAt } from './step-up-test.ts';
import {
  ancestorsOf,
  enclosingFunction,
  rangeOf,
  textOf,
  treeOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { awaitableAt, holdsList, mustBeDefined } from './value-form.ts';
import { lastWriteBefore } from './write-before.ts';

/**
 * Finds where a step-up requests or stores the challenged scope alone. MCP 2026-07-28, Step-Up Authorization Flow
 * (SEP-2350): the client requests the union of its previously requested scopes and the challenged ones. A challenge
 * names what one operation needs (RFC 6750 §3.1), so asking for it alone loses all other scopes.
 *
 * A finding needs three proofs: the value is the challenged scope alone, it leaves for a store or an authorization,
 * and only a step-up (or a step-up and a 401) leads there.
 */
export function* findChallengedScopeOnly(unit: SourceUnit): Generator<ChallengedScopeOnly> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree)) return;

  const stores = [...storeSites(tree)];
  const passes = [...passSites(tree, stores)];
  const challenged = stores.filter((site) => judge(tree, site));
  const stored = challenged.filter((site) => isRequestedScope(tree, site, passes));
  const later = challenged.filter((site) => !stored.includes(site)).flatMap((site) => readersOf(tree, site));
  const slots = stored.flatMap(({ target }) => slotOf(tree, target) ?? []);
  const found: [ScopeSite, Branch][] = [];
  for (const site of [...stored, ...passes, ...later]) {
    if (passesStoredScope(tree, site, slots) || isForeignService(tree, site.value)) continue;
    if (startsAtOtherIssuer(tree, site.value)) continue;
    const branch = judge(tree, site) ?? laterStepUp(tree, site);
    if (branch) found.push([site, branch]);
  }

  const seen = new Set<Node>();
  for (const [site, branch] of found.sort(([a], [b]) => rangeOf(a.value)[0] - rangeOf(b.value)[0])) {
    if (seen.has(site.value)) continue;
    seen.add(site.value);
    yield describe(tree, site, branch);
  }
}

function describe(tree: Tree, site: ScopeSite, branch: Branch): ChallengedScopeOnly {
  const canAwait = awaitableAt(tree, site.value);
  return {
    kind: 'challenged-scope-only',
    range: rangeOf(site.value),
    place: placeOf(site),
    holds: holdsList(tree, site) ? 'list' : 'string',
    mustBeDefined: mustBeDefined(tree, site),
    requested: requestedScopeAt(tree, site),
    isRequestedBefore: isWrittenElsewhere(tree, site),
    granted: grantedScopeAt(tree, site),
    canAwait,
    branch,
  };
}

/** Whether a store is filled by anything else before the first step-up, such as the 401 that came first. */
function isWrittenElsewhere(tree: Tree, site: ScopeSite): boolean {
  if (site.taker.type !== 'AssignmentExpression') return true;
  const slot = slotOf(tree, site.taker.left);
  if (!slot) return false;
  const isParameter = slot.root && 'defs' in slot.root && slot.root.defs[0]?.type === 'Parameter';
  return (
    !!isParameter ||
    accessesTo(tree, slot).some((access) => {
      const assignment = assignmentTo(tree, access);
      return !!assignment && assignment !== site.taker && originOf(tree, assignment.right) !== NOTHING;
    })
  );
}

function placeOf({ as, key }: ScopeSite): ValuePlace {
  return as === 'expression' ? { as } : { as, key };
}

// ---------------------------------------------------------------------------------------------------------- sites

interface StoreSite extends ScopeSite {
  readonly target: Node;
}

/** Assignments to what outlives the function: fields, records, closure and module variables. */
function* storeSites(tree: Tree): Generator<StoreSite> {
  for (const node of tree.nodes) {
    if (node.type !== 'AssignmentExpression' || node.operator !== '=' || !isNearStepUp(tree, node)) continue;
    const target = unwrap(node.left);
    if (target.type === 'Identifier') {
      const variable = tree.variableOf(target);
      const writer = enclosingFunction(tree, node);
      if (!variable || !writer || isLocal(tree, variable.defs[0]?.name, writer)) continue;
    } else if (target.type !== 'MemberExpression') {
      continue;
    }
    yield { value: node.right, as: 'expression', key: 'scope', taker: node, target };
  }
}

function isLocal(tree: Tree, declaration: Node | undefined, fn: FunctionNode): boolean {
  return !!declaration && (enclosingFunction(tree, declaration) === fn || fn === tree.parentOf(declaration));
}

/** Calls that take a scope, and the calls of this file's functions that hand it on to one of those. */
function* passSites(tree: Tree, stores: readonly StoreSite[]): Generator<ScopeSite> {
  const waiting: ScopeSite[] = [...urlSites(tree)];
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    if (isNearStepUp(tree, node)) waiting.push(...scopeSitesOfCall(tree, node));
  }
  // A store inside a setter hands its parameter on as well.
  waiting.push(...stores.filter(({ target }) => isScopeName(slotOf(tree, target)?.path.at(-1) ?? '')));
  waiting.splice(0, Infinity, ...waiting.flatMap((site) => branchesOf(tree, site)));
  const own = new Set(waiting);
  const entered = new Set<string>();
  for (let site = waiting.shift(); site; site = waiting.shift()) {
    if (site.taker.type !== 'AssignmentExpression') yield site;
    for (const root of parameterRoots(tree, site.value).map((each) => throughKey(each, site!))) {
      if (!root || (own.has(site) && isSettledInside(tree, site, root))) continue;
      const id = `${rangeOf(root.fn)[0]}:${root.index}:${root.key}`;
      if (entered.has(id)) continue;
      entered.add(id);
      for (const call of callSitesOf(tree, root.fn)) waiting.push(...siteOfArgument(tree, call, root));
    }
  }
}

/** The sides of a condition that tells the responses apart, each a place of its own. */
function branchesOf(tree: Tree, site: ScopeSite): readonly ScopeSite[] {
  const node = unwrap(site.value);
  if (site.as !== 'expression' || node.type !== 'ConditionalExpression') return [site];
  const test = outcomeOf(tree, node.test);
  if (test.whenTrue === test.whenFalse || !isChallengedScope(originOf(tree, node))) return [site];
  return [node.consequent, node.alternate].map((value) => ({ ...site, value }));
}

/** A challenge that is handed on whole is asked for the key that the receiver reads. */
function throughKey(root: ParameterRoot, site: ScopeSite): ParameterRoot | undefined {
  if (site.as !== 'challenge' && site.as !== 'spread') return root;
  return root.key === undefined ? { ...root, key: site.key } : undefined;
}

/** Whether a finding stands inside the function, so that its callers have nothing to mend. */
function isSettledInside(tree: Tree, site: ScopeSite, root: ParameterRoot): boolean {
  return isStepUp(responsesAt(tree, site.taker, root.fn)) || everyCallerSteps(tree, root);
}

/** Whether every call of a function answers a step-up and hands the challenged scope to the parameter. */
function everyCallerSteps(tree: Tree, { fn, index, key }: ParameterRoot): boolean {
  const calls = outerCallSitesOf(tree, fn);
  return (
    calls.length > 0 &&
    calls.every((call) => {
      const responses = responsesAt(tree, call);
      const arg = call.arguments[index];
      if (!arg || !isStepUp(responses) || includesUnauthorized(responses)) return false;
      return isChallengedScope(key === undefined ? originOf(tree, arg) : originOfKey(tree, arg, key));
    })
  );
}

/** Scopes that are written into a URL by hand: `${endpoint}?scope=${encodeURIComponent(scope)}`. */
function* urlSites(tree: Tree): Generator<ScopeSite> {
  for (const node of tree.nodes) {
    if (node.type !== 'TemplateLiteral' || !isNearStepUp(tree, node)) continue;
    for (const [i, expression] of node.expressions.entries()) {
      if (!/[?&]scope=$/.test(node.quasis[i]?.value.cooked ?? '')) continue;
      if (!/auth|client_id|response_type/i.test(textOf(tree, node))) continue;
      const call = unwrap(expression);
      const [encoded] = call.type === 'CallExpression' ? call.arguments : [];
      yield { value: encoded ?? expression, as: 'expression', key: 'scope', taker: node };
    }
  }
}

/**
 * Whether a store keeps what will be requested: an authorization of this file reads it back as it is, or nothing
 * here reads it and its name says so. A record of the challenge (`lastChallengedScope`), or a field that is only
 * read to be united, is none.
 */
function isRequestedScope(tree: Tree, site: StoreSite, passes: readonly ScopeSite[]): boolean {
  const slot = slotOf(tree, site.target);
  const name = slot?.path.at(-1) ?? (slot?.root && 'name' in slot.root ? slot.root.name : '');
  if (!slot || typeof name !== 'string' || isAboutChallenge(name) || isReport(slot)) return false;
  const reads = accessesTo(tree, slot).filter((access) => !isAssigned(tree, access));
  const isLeafOf = ({ value }: ScopeSite) => leavesOf(value).some((leaf) => reads.includes(leaf));
  if (passes.some(isLeafOf) || reads.some((read) => isRequested(tree, read))) return true;
  if (!isScopeName(name)) return false;
  return reads.every((read) => isOnlyLookedAt(tree, read));
}

/** Whether an authorization anywhere in the file takes a place as it is. */
function isRequested(tree: Tree, read: Node): boolean {
  return sitesReading(tree, read).length > 0;
}

function sitesReading(tree: Tree, read: Node): readonly ScopeSite[] {
  const calls = [...ancestorsOf(tree, read)].filter((each) => each.type === 'CallExpression');
  return calls
    .flatMap((call) => [...scopeSitesOfCall(tree, call)])
    .filter(({ value }) => leavesOf(value).includes(read));
}

/** The authorizations, in other functions too, that read back a challenge which a step-up has put aside. */
function readersOf(tree: Tree, { target }: StoreSite): readonly ScopeSite[] {
  const slot = slotOf(tree, target);
  return slot ? accessesTo(tree, slot).flatMap((read) => sitesReading(tree, read)) : [];
}

/** A step-up finished later: what is passed on is a slot that only ever holds challenged scopes of step-ups. */
function laterStepUp(tree: Tree, site: ScopeSite): Branch | undefined {
  const slot = slotOf(tree, bareValue(site.value));
  const writes = slot ? accessesTo(tree, slot).flatMap((access) => assignmentTo(tree, access) ?? []) : [];
  const written = writes.filter(({ right }) => originOf(tree, right) !== NOTHING);
  if (written.length === 0) return undefined;
  const isStepUpOnly = written.every((write) => {
    const responses = responsesAt(tree, write);
    return (
      isChallengedScope(originOf(tree, write.right)) &&
      isStepUp(responses) &&
      !includesUnauthorized(responses)
    );
  });
  return isStepUpOnly ? { answers: 'step-up' } : undefined;
}

/** Errors and reports carry a scope for people to read. */
function isReport({ root, path }: Slot): boolean {
  const [definition] = root && 'defs' in root ? root.defs : [];
  if (definition?.type === 'CatchClause') return true;
  const names = [root && 'defs' in root ? root.name : '', ...path.slice(0, -1)];
  return names.some((name) =>
    /^(?:e|err|error|\w*Error|log\w*|span|event|response|res|details|report)$/.test(name),
  );
}

function isAssigned(tree: Tree, access: Node): boolean {
  const parent = tree.parentOf(access);
  return parent?.type === 'AssignmentExpression' && parent.left === access;
}

function isOnlyLookedAt(tree: Tree, read: Node): boolean {
  const parent = tree.parentOf(read);
  return (
    parent?.type === 'ReturnStatement' || parent?.type === 'IfStatement' || parent?.type === 'UnaryExpression'
  );
}

/** Whether a site passes on what a store above it keeps: mending the store mends it too. */
function passesStoredScope(tree: Tree, site: ScopeSite, stored: readonly Slot[]): boolean {
  if (site.taker.type === 'AssignmentExpression') return false;
  return leavesOf(site.value).some((leaf) => {
    const slot = slotOf(tree, leaf);
    return stored.some((each) => sameSlot(each, slot));
  });
}

/**
 * Whether a place is reached only where the authorization server changed. Scopes of one mean nothing to another, so
 * there the challenge is rightly asked for alone.
 */
function startsAtOtherIssuer(tree: Tree, node: Node): boolean {
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

// ---------------------------------------------------------------------------------------------------------- proof

/** The branch that a site answers, if it hands over the challenged scope alone in a step-up. */
function judge(tree: Tree, site: ScopeSite): Branch | undefined {
  const own = responsesAt(tree, site.taker) & responsesAt(tree, site.value);
  for (const { leaf, responses } of alternatives(tree, site.value, own)) {
    if (!canBeStepUp(responses)) continue;
    const reached = isStepUp(responses) ? responses : responses & callerResponses(tree, site, leaf);
    if (!isStepUp(reached) || !isChallengedAt(tree, site, leaf, responses)) continue;
    // The whole value is replaced, so whatever reaches the value, not only this alternative, decides the form.
    const around =
      responsesAt(tree, site.value) & (isStepUp(responses) ? ~0 : callerResponses(tree, site, leaf));
    const isMerged = includesUnauthorized(around) || !isStepUp(around);
    if (!isMerged) return { answers: 'step-up' };
    return { answers: 'step-up-or-unauthorized', isStepUp: stepUpTestAt(tree, site) };
  }
  return undefined;
}

function isChallengedAt(tree: Tree, site: ScopeSite, leaf: Node, responses: Responses): boolean {
  if (site.as === 'challenge' || site.as === 'spread')
    return isChallengedScope(originOfKey(tree, leaf, site.key));
  if (!isChallengedScope(originOf(tree, site.value))) return false;
  const place = bareValue(leaf);
  if (!placeNeedsOrder(tree, place)) return isChallengedScope(originOf(tree, leaf));
  const before = lastWriteBefore(tree, place);
  if (before) {
    const isChallenged =
      isChallengedScope(originOf(tree, before.value)) &&
      canBeStepUp(responsesAt(tree, before.target) & responses);
    if (isChallenged || before.certain) return isChallenged;
  }
  return isDeclaredChallenged(tree, place, responses);
}

/** Whether a local variable starts as the challenged scope: writes under conditions may leave it so. */
function isDeclaredChallenged(tree: Tree, place: Node, responses: Responses): boolean {
  const variable = place.type === 'Identifier' ? tree.variableOf(place) : undefined;
  const [definition] = variable?.defs ?? [];
  if (definition?.node.type !== 'VariableDeclarator' || !definition.node.init) return false;
  if (enclosingFunction(tree, definition.name) !== enclosingFunction(tree, place)) return false;
  const path = destructuredPath(tree, definition.node.id, definition.name);
  const [key] = path ?? [];
  const origin =
    key === undefined ? originOf(tree, definition.node.init) : originOfKey(tree, definition.node.init, key);
  return !!path && isChallengedScope(origin) && canBeStepUp(responsesAt(tree, definition.node) & responses);
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
  return !!slot && accessesTo(tree, slot).some((access) => isAssigned(tree, access));
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

function leavesOf(value: Node): readonly Node[] {
  const node = unwrap(value);
  if (node.type === 'ConditionalExpression')
    return [...leavesOf(node.consequent), ...leavesOf(node.alternate)];
  if (node.type === 'LogicalExpression') return [...leavesOf(node.left), ...leavesOf(node.right)];
  return [bareValue(node)];
}

/**
 * The responses on which the functions around a site are called, where this file shows it. A value that comes in by
 * a parameter counts only if every call steps up and hands over a challenged scope; otherwise the calls are judged.
 */
function callerResponses(tree: Tree, site: ScopeSite, leaf: Node, depth = 0): Responses {
  const fn = [...ancestorsOf(tree, site.taker)].find(
    (each): each is FunctionNode =>
      'params' in each && outerCallSitesOf(tree, each as FunctionNode).length > 0,
  );
  if (!fn || depth > 3) return 0;
  const roots = parameterRoots(tree, leaf).filter((root) => root.fn === fn);
  if (roots.some((root) => !everyCallerSteps(tree, root))) return 0;
  let responses = 0;
  for (const call of outerCallSitesOf(tree, fn)) {
    const at = responsesAt(tree, call);
    responses |= isStepUp(at) ? at : at & callerResponses(tree, { ...site, taker: call }, call, depth + 1);
  }
  return responses;
}
