import { alwaysExits } from './always-exits.ts';
import type { Node, NodeOf } from './ast.ts';
import { calledFunction, callSitesOf, descendantsOf } from './functions.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { constantInit, declaredName, destructuredKey, propertyName, staticString, wordsOf } from './names.ts';
import { routeTo, type OptionRoute } from './option-route.ts';
import { optionsBehind, scopeOptionsOf } from './options-parameter.ts';
import { isScopeName } from './scope-name.ts';
import type { Range, SourceUnit } from './source-unit.ts';
import { isNothing, isRefreshTokenName, refreshesIn } from './token-request.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  operandsOf,
  rangeOf,
  statementInList,
  textOf,
  treeOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/** The option with which the official SDK's `auth` passes by its refresh branch (typescript-sdk PR 2356). */
export const FORCE_REAUTHORIZATION = 'forceReauthorization';

/**
 * The refresh branch of a function that authorizes: it refreshes where there is a refresh token, starts a new
 * authorization otherwise, and cannot be told to do the latter although it is given a scope.
 */
export interface RefreshBranch {
  readonly is: 'refresh-branch';
  /** How the way into the branch can be barred, `undefined` where it has none that could be. */
  readonly gate: RefreshGate | undefined;
  /** How the option comes to the gate, `undefined` where it cannot. */
  readonly option: OptionRoute | undefined;
}

export interface RefreshGate {
  readonly range: Range;
  /**
   * A condition that leads into the branch when it is true, or past it; one whose first operand is a refresh that must
   * not be tried; or an expression that tries it and gives something.
   */
  readonly as: 'enters' | 'passes' | 'tries-and-enters' | 'tries-and-passes' | 'value';
  /** Whether a condition joined to it would bind to a part of it. */
  readonly isLoose: boolean;
}

const found = new WeakMap<object, readonly { readonly range: Range; readonly at: RefreshBranch }[]>();

/** The refresh branches of a file that cannot be told to authorize anew. */
export function refreshBranches(
  unit: SourceUnit,
): readonly { readonly range: Range; readonly at: RefreshBranch }[] {
  let branches = found.get(unit.ast);
  if (!branches) {
    const tree = treeOf(unit);
    branches = isMcpClient(tree) ? [...branchesIn(tree)] : [];
    found.set(unit.ast, branches);
  }
  return branches;
}

function* branchesIn(tree: Tree): Generator<{ range: Range; at: RefreshBranch }> {
  const seen = new Set<Node>();
  for (const test of refreshTokenTests(tree)) {
    const fn = enclosingFunction(tree, test.node);
    if (!fn) continue;
    for (const { place, gate, owner } of entrancesOf(tree, test, fn)) {
      if (seen.has(place) || isToldOtherwise(tree, owner, place, test)) continue;
      seen.add(place);
      const option = gate && routeTo(tree, owner, FORCE_REAUTHORIZATION, place);
      yield { range: gate?.range ?? rangeOf(place), at: { is: 'refresh-branch', gate, option } };
    }
  }
}

// ------------------------------------------------------------------------------------- the condition and the refresh

/** A condition that asks whether there is a refresh token, where the code that runs then refreshes. */
interface RefreshTokenTest {
  /** The `if` or the conditional expression. */
  readonly node: NodeOf<'IfStatement'> | NodeOf<'ConditionalExpression'>;
  /** The condition, or the operand of it behind which the refresh is tried. */
  readonly asked: Node;
  /** Whether there is a refresh token when it is true. */
  readonly whenTrue: boolean;
}

function* refreshTokenTests(tree: Tree): Generator<RefreshTokenTest> {
  for (const node of conditionsOn(tree)) {
    const operands = operandsOf(node.test, '&&');
    const asked = operands.find((each) => asksForRefreshToken(tree, each) === true);
    const whenFalse = operandsOf(node.test, '||').some((each) => asksForRefreshToken(tree, each) === false);
    if (!asked === !whenFalse) continue;
    // `tokens?.refresh_token && (await tryRefresh())`
    const tried =
      asked && operands.slice(operands.indexOf(asked) + 1).find((each) => refreshesIn(tree, each));
    const guarded = tried ? [tried] : asked ? [node.consequent as Node] : behindExit(tree, node);
    if (!guarded.some((each) => refreshesIn(tree, each))) continue;
    yield { node, asked: tried ? asked! : node.test, whenTrue: !!asked };
  }
}

/** The conditions above the few places that name a refresh token, so that the rest of a bundle costs nothing. */
function conditionsOn(tree: Tree): ReadonlySet<RefreshTokenTest['node']> {
  const conditions = new Set<RefreshTokenTest['node']>();
  const add = (place: Node) => {
    for (const ancestor of ancestorsOf(tree, place)) {
      if (isFunction(ancestor)) return;
      const isCondition = ancestor.type === 'IfStatement' || ancestor.type === 'ConditionalExpression';
      if (isCondition && isWithin(place, ancestor.test)) conditions.add(ancestor);
    }
  };
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' && node.type !== 'Property' && node.type !== 'Literal') continue;
    const name = node.type === 'Literal' ? node.value : propertyName(tree, node);
    if (name !== 'refresh_token' && name !== 'refreshToken') continue;
    add(node);
    for (const use of usesOfValue(tree, node)) add(use);
  }
  return conditions;
}

/** Where a constant is read that is given, or made from, what stands at a place. */
function usesOfValue(tree: Tree, place: Node, depth = 0): readonly Node[] {
  for (const ancestor of ancestorsOf(tree, place)) {
    if (ancestor.type === 'VariableDeclarator') {
      const names = ancestor.id.type === 'Identifier' ? [ancestor.id] : [place];
      const reads = names
        .flatMap((name) => namesIn(name))
        .flatMap((name) => tree.variableOf(name)?.references ?? [])
        .filter((each) => each.isRead())
        .map(({ identifier }) => identifier);
      return depth > 1 ? reads : [...reads, ...reads.flatMap((read) => usesOfValue(tree, read, depth + 1))];
    }
    if (isFunction(ancestor) || /Statement$/.test(ancestor.type)) return [];
  }
  return [];
}

function namesIn(node: Node): readonly Node[] {
  if (node.type === 'Property') return namesIn(node.value);
  if (node.type === 'AssignmentPattern') return namesIn(node.left);
  return node.type === 'Identifier' ? [node] : [];
}

/** What a condition says of the refresh token: that there is one (`true`), that there is none, or nothing. */
function asksForRefreshToken(tree: Tree, test: Node, depth = 0): boolean | undefined {
  const node = unwrap(test);
  if (depth > 4) return undefined;
  const inner = (each: Node) => asksForRefreshToken(tree, each, depth + 1);
  switch (node.type) {
    case 'UnaryExpression': {
      const result = node.operator === '!' ? inner(node.argument) : undefined;
      return result === undefined ? undefined : !result;
    }
    case 'MemberExpression':
      return isRefreshTokenName(propertyName(tree, node)) ? true : undefined;
    case 'ConditionalExpression':
      // `tokens?.refresh_token`, compiled.
      return isNothing(node.consequent) ? inner(node.alternate) : undefined;
    case 'LogicalExpression': {
      const operands = operandsOf(node, node.operator).map(inner);
      if (node.operator === '&&') return operands.includes(true) ? true : undefined;
      return operands.includes(false) ? false : undefined;
    }
    case 'BinaryExpression': {
      if (node.operator === 'in') return isRefreshTokenName(staticString(tree, node.left)) ? true : undefined;
      const isEqual = node.operator.startsWith('==');
      if (!isEqual && !node.operator.startsWith('!=')) return undefined;
      const asked = node.left.type === 'UnaryExpression' && node.left.operator === 'typeof';
      if (asked) return inner((node.left as NodeOf<'UnaryExpression'>).argument) && isEqual;
      return isNothing(node.right) && inner(node.left) ? !isEqual : undefined;
    }
    case 'CallExpression': {
      const [argument] = node.arguments;
      return argument && declaredName(tree, node.callee) === 'Boolean' ? inner(argument) : undefined;
    }
    case 'Identifier':
      return asksThroughName(tree, node, depth);
    default:
      return undefined;
  }
}

function asksThroughName(tree: Tree, name: NodeOf<'Identifier'>, depth: number): boolean | undefined {
  const declared = tree.variableOf(name)?.defs[0];
  if (declared?.node.type === 'VariableDeclarator' && declared.node.id.type === 'ObjectPattern') {
    return isRefreshTokenName(destructuredKey(tree, declared.node.id, declared.name)) ? true : undefined;
  }
  const init = constantInit(tree, name);
  return init && asksForRefreshToken(tree, init, depth + 1);
}

/** What runs where a condition is false: its other branch, and the statements behind one that leaves. */
function behindExit(tree: Tree, node: RefreshTokenTest['node']): readonly Node[] {
  if (node.alternate) return [node.alternate];
  const place = node.type === 'IfStatement' && alwaysExits(node.consequent) && statementInList(tree, node);
  return place ? place.list.slice(place.list.indexOf(node) + 1) : [];
}

// -------------------------------------------------------------------------------------------- the new authorization

/** A place at which a function that authorizes enters its refresh branch. */
interface Entrance {
  readonly place: Node;
  readonly gate: RefreshGate | undefined;
  readonly owner: FunctionNode;
}

/** The condition itself where its function goes on to authorize anew, else the calls of a function that only refreshes. */
function entrancesOf(tree: Tree, test: RefreshTokenTest, fn: FunctionNode, depth = 0): readonly Entrance[] {
  const owner = authorizerAround(tree, fn);
  if (owner) return [{ place: test.node, gate: gateOf(test), owner }];
  return callersThatAuthorize(tree, fn, depth);
}

function callersThatAuthorize(tree: Tree, fn: FunctionNode, depth: number): readonly Entrance[] {
  return callSitesOf(tree, fn).flatMap((call) => {
    const caller = enclosingFunction(tree, call);
    if (!caller || caller === fn || depth > 2) return [];
    const owner = authorizerAround(tree, caller);
    if (owner) return [{ place: call, gate: gateAround(tree, call), owner }];
    return callersThatAuthorize(tree, caller, depth + 1);
  });
}

/** The function, or one around it, that authorizes anew for a scope that it is given. */
function authorizerAround(tree: Tree, fn: FunctionNode): FunctionNode | undefined {
  for (let each: FunctionNode | undefined = fn; each; each = enclosingFunction(tree, each)) {
    // The cheapest first: the outermost function may be a whole bundle.
    if (isGivenScope(tree, each) && authorizesAnew(tree, each) && isOfMcp(tree, each)) return each;
  }
  return undefined;
}

function isGivenScope(tree: Tree, fn: FunctionNode): boolean {
  if (scopeOptionsOf(tree, fn)) return true;
  return fn.params.some((param) => {
    const name = param.type === 'AssignmentPattern' ? param.left : (param as Node);
    return name.type === 'Identifier' && isScopeName(name.name);
  });
}

/** Whether a function starts a new authorization, by itself or through functions of this file. */
function authorizesAnew(tree: Tree, fn: FunctionNode, depth = 0): boolean {
  for (const node of descendantsOf(tree, fn)) {
    if (node.type !== 'CallExpression') continue;
    const name = declaredName(tree, node.callee);
    if (name !== undefined && startsAuthorization(name)) return true;
    const called = depth < 3 ? calledFunction(tree, node) : undefined;
    if (called && called !== fn && authorizesAnew(tree, called, depth + 1)) return true;
  }
  return false;
}

function startsAuthorization(name: string): boolean {
  const words = wordsOf(name.replace(/\d+$/, ''));
  const has = (pattern: RegExp) => words.some((word) => pattern.test(word));
  return (
    has(/^(?:start|begin|redirect|open|request|launch|initiate|prompt)$/) &&
    has(/^(?:auth|authori[sz]ation|authori[sz]e|consent)$/) &&
    !has(/^(?:error|handler|callback|code|headers?)$/)
  );
}

/** Whether a function is of an MCP client, in a bundle that holds other clients too. */
function isOfMcp(tree: Tree, fn: FunctionNode): boolean {
  return !isForeignService(tree, fn) && OF_MCP.test(textOf(tree, fn));
}

const OF_MCP =
  /mcp|resource_?metadata|protected-?resource|redirectToAuthorization|startAuthorization|OAuthClientProvider|serverUrl/i;

// ---------------------------------------------------------------------------------------------------------- the gate

function gateOf({ asked, whenTrue }: RefreshTokenTest): RefreshGate {
  return {
    range: rangeOf(asked),
    as: whenTrue ? 'enters' : 'passes',
    isLoose: isLoose(asked, whenTrue ? '&&' : '||'),
  };
}

/** Whether a further operand would bind to a part of an expression. */
function isLoose(test: Node, operator: '&&' | '||'): boolean {
  if (test.type === 'LogicalExpression')
    return test.operator !== operator && (operator === '&&' || test.operator === '??');
  return /^(?:Conditional|Assignment|Sequence|Yield|ArrowFunction)Expression$/.test(test.type);
}

/** How the call of a function that only refreshes can be barred. */
function gateAround(tree: Tree, call: NodeOf<'CallExpression'>): RefreshGate | undefined {
  let value: Node = call;
  let parent = tree.parentOf(value);
  while (parent && (parent.type === 'AwaitExpression' || parent.type === 'ChainExpression')) {
    value = parent;
    parent = tree.parentOf(value);
  }
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier' && !parent.id.typeAnnotation)
    return { range: rangeOf(value), as: 'value', isLoose: false };
  if (parent?.type === 'LogicalExpression' && parent.operator !== '&&' && parent.left === value)
    return { range: rangeOf(value), as: 'value', isLoose: true };
  const condition = [...ancestorsOf(tree, call)].find(
    ({ type }) => type === 'IfStatement' || isFunctionType(type),
  );
  if (condition?.type !== 'IfStatement' || !isWithin(call, condition.test)) return undefined;
  return gateOfTry(condition.test, value);
}

function isFunctionType(type: string): boolean {
  return /Function/.test(type);
}

/** A condition that tries the refresh: `await tryRefresh()`, `!(await tryRefresh())`, `(await …) === 'AUTHORIZED'`. */
function gateOfTry(test: Node, value: Node): RefreshGate | undefined {
  const isOnly = test === value;
  const isDenied = test.type === 'UnaryExpression' && test.operator === '!' && test.argument === value;
  const isCompared = test.type === 'BinaryExpression' && (test.left === value || test.right === value);
  if (!isOnly && !isDenied && !isCompared) return undefined;
  const passes = isDenied || (isCompared && test.operator.startsWith('!=') !== isNothing(test.right));
  return { range: rangeOf(test), as: passes ? 'tries-and-passes' : 'tries-and-enters', isLoose: false };
}

// ------------------------------------------------------------------------------------------------- told already

/**
 * Whether the function can be told to authorize anew already: a condition above the refresh reads an option besides,
 * compares scopes, or goes by a name that says so.
 */
function isToldOtherwise(tree: Tree, owner: FunctionNode, place: Node, { node }: RefreshTokenTest): boolean {
  const conditions = conditionsIn(tree, owner).filter((test) => rangeOf(test)[0] <= rangeOf(place)[1]);
  if (conditions.some((test) => namesRead(tree, test).some(saysToAuthorize))) return true;
  const tests: Node[] = [node.test];
  const above = [...ancestorsOf(tree, place)].flatMap((each) =>
    each.type === 'IfStatement' ? each.test : [],
  );
  return [...tests, ...above].some((test) =>
    ['&&', '||'].some((operator) =>
      operandsOf(test, operator).some((each) => readsChoice(tree, each, place)),
    ),
  );
}

function conditionsIn(tree: Tree, fn: FunctionNode): readonly Node[] {
  return [...descendantsOf(tree, fn)].flatMap((node) =>
    node.type === 'IfStatement' || node.type === 'ConditionalExpression' ? node.test : [],
  );
}

/** The names that an expression reads: identifiers and properties. */
function namesRead(tree: Tree, test: Node): readonly string[] {
  return [test, ...descendantsOf(tree, test)].flatMap((node) => {
    if (node.type === 'Identifier') return node.name;
    return node.type === 'PrivateIdentifier' ? node.name : [];
  });
}

function saysToAuthorize(name: string): boolean {
  return (
    wordsOf(name).some((word) => /^(?:forced?|skip|bypass|reauth\w*|widen\w*|superset)$/.test(word)) ||
    /step_?up|new_?auth|no_?refresh|without_?refresh/i.test(name)
  );
}

/** Whether an operand decides by an option that the caller gives, or by scopes. */
function readsChoice(tree: Tree, operand: Node, place: Node): boolean {
  if (asksForRefreshToken(tree, operand) !== undefined) return false;
  return [operand, ...descendantsOf(tree, operand)].some((node) => {
    // What the refresh itself is given decides nothing.
    if (node.type !== 'Identifier' || (place.type === 'CallExpression' && isWithin(node, place)))
      return false;
    if (isScopeName(node.name)) return true;
    const options = optionsBehind(tree, node);
    return !!options && !!scopeOptionsOf(tree, options.fn) && !SETTINGS.test(textOf(tree, operand));
  });
}

/** Options that say where and how, not whether. */
const SETTINGS = /code|ur[il]\b|server|provider|fetch|metadata|client|signal|issuer/i;
