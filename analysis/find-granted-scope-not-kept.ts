import type { Node, NodeOf } from './ast.ts';
import type { GrantedScopeNotKept, KeptScope } from './finding.ts';
import { calledFunction, callSitesOf, descendantsOf, returnedBy } from './functions.ts';
import { isKnownPresent } from './known-present.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { constantInit, declaredName, destructuredKey, propertyName, wordsOf } from './names.ts';
import { isScopeMember, membersOfType } from './object-type.ts';
import { optionRead, optionsBehind, scopeOptionsOf } from './options-parameter.ts';
import { isInReach } from './reach.ts';
import { isScopeName } from './scope-name.ts';
import { accessesTo, sameSlot, slotOf } from './slots.ts';
import type { SourceUnit, Variable } from './source-unit.ts';
import { isRefreshTokenName, tokenRequestBehind, type TokenRequest } from './token-request.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isWithin,
  rangeOf,
  textOf,
  treeOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/**
 * Finds token responses that are stored as they came, where the code holds the scope that they leave out: the scope that
 * was requested (RFC 6749 §5.1), or that of the tokens which were refreshed (§6).
 */
export function* findGrantedScopeNotKept(unit: SourceUnit): Generator<GrantedScopeNotKept> {
  const tree = treeOf(unit);
  if (!isMcpClient(tree) || SERVER.test(unit.text)) return;
  for (const { value, target } of storesOf(tree)) {
    const response = responseIn(tree, value);
    const request = response && tokenRequestBehind(tree, response.node);
    if (!request || isForeignService(tree, value)) continue;
    if (isScopeSet(tree, response.node) || keepsScope(tree, request)) continue;
    const found =
      request.grant === 'refresh' ? refreshed(tree, request, value, target) : requested(tree, request, value);
    if (!found) continue;
    yield {
      kind: 'granted-scope-not-kept',
      range: rangeOf(value),
      stored: response.stored,
      scope: found.scope,
    };
  }
}

/** A server that issues tokens, or gets them on behalf of its clients. */
const SERVER = /OAuthServerProvider|OAuthRegisteredClientsStore|mcpAuthRouter/;

// -------------------------------------------------------------------------------------------------------- the store

interface TokenStore {
  readonly value: Node;
  /** What an assignment writes to; `undefined` for a call that saves. */
  readonly target: Node | undefined;
}

/** Calls that save tokens, and assignments to what outlives the function. */
function* storesOf(tree: Tree): Generator<TokenStore> {
  const seen = new Set<Node>();
  for (const node of tree.nodes) {
    if (node.type === 'CallExpression' && savesTokens(tree, node)) {
      for (const given of node.arguments) {
        for (const value of [given, ...handedTo(tree, given)]) {
          if (value.type === 'SpreadElement' || seen.has(value)) continue;
          seen.add(value);
          yield { value, target: undefined };
        }
      }
    } else if (node.type === 'AssignmentExpression' && node.operator === '=' && outlives(tree, node)) {
      yield { value: node.right, target: node.left };
    }
  }
}

/** What the calls of a function hand to its parameter, where that is what it saves. */
function handedTo(tree: Tree, saved: Node): readonly Node[] {
  const fn = enclosingFunction(tree, saved);
  const variable = saved.type === 'Identifier' ? tree.variableOf(saved) : undefined;
  const index = fn?.params.findIndex(
    (param) => param.type === 'Identifier' && tree.variableOf(param) === variable,
  );
  if (!fn || !variable || index === undefined || index < 0) return [];
  if (variable.references.some((reference) => reference.isWrite())) return [];
  return callSitesOf(tree, fn).flatMap(({ arguments: given }) =>
    given.slice(0, index).some(({ type }) => type === 'SpreadElement') ? [] : (given[index] ?? []),
  );
}

/** `provider.saveTokens(…)`, `tokenStore.set(key, …)`. */
function savesTokens(tree: Tree, call: NodeOf<'CallExpression'>): boolean {
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee);
  if (name === undefined || !MAY_SAVE.test(name)) return false;
  const [verb, ...what] = wordsOf(name);
  if (!verb || !SAVES.test(verb)) return false;
  if (what.length > 0) return what.some((word) => /^(?:tokens?|credentials?)$/.test(word));
  const receiver = callee.type === 'MemberExpression' ? textOf(tree, callee.object) : '';
  return /token|session|credential|store|storage/i.test(receiver);
}

/** A first look at a name, before it is taken apart. */
const MAY_SAVE = /^[#_]*(?:save|store|persist|set|write|keep|put|update)/i;

const SAVES = /^(?:save|store|persist|set|write|keep|put|update)$/;

/** Whether an assignment is to a field, or to a variable of another function. */
function outlives(tree: Tree, { left }: NodeOf<'AssignmentExpression'>): boolean {
  const target = unwrap(left);
  if (target.type === 'MemberExpression') return propertyName(tree, target) !== undefined;
  const declared = target.type === 'Identifier' ? tree.variableOf(target)?.defs[0]?.name : undefined;
  return !!declared && enclosingFunction(tree, declared) !== enclosingFunction(tree, target);
}

/** The response in what is stored: the value itself, or what an object without a scope is made of. */
function responseIn(
  tree: Tree,
  value: Node,
): { readonly node: Node; readonly stored: GrantedScopeNotKept['stored'] } | undefined {
  const stored = unwrap(value);
  if (stored.type !== 'ObjectExpression') return { node: value, stored: { as: 'response' } };
  const spreads = stored.properties.filter((each) => each.type === 'SpreadElement');
  const [spread] = spreads;
  // A second spread may hold the scope; so may a property that says so.
  if (!spread || spreads.length > 1) return undefined;
  const names = stored.properties.map((each) => each.type === 'Property' && propertyName(tree, each));
  if (names.some((name) => name !== false && (name === undefined || isScopeName(name)))) return undefined;
  return { node: spread.argument, stored: { as: 'properties', first: rangeOf(stored.properties[0]!) } };
}

/** Whether the scope of a response is set by hand. */
function isScopeSet(tree: Tree, response: Node): boolean {
  const slot = slotOf(tree, response);
  return (
    !!slot &&
    accessesTo(tree, slot).some((access) => {
      const member = tree.parentOf(access);
      const write = member && tree.parentOf(member);
      return (
        member?.type === 'MemberExpression' &&
        isScopeName(propertyName(tree, member) ?? '') &&
        write?.type === 'AssignmentExpression' &&
        write.left === member
      );
    })
  );
}

/** Whether the function of this file that makes the request puts the scope into what it returns. */
function keepsScope(tree: Tree, { call, grant }: TokenRequest): boolean {
  const called = calledFunction(tree, call);
  if (!called) return false;
  const returnsScope = returnedBy(tree, called).some((each) =>
    [each, ...descendantsOf(tree, each)].some(
      (node) => node.type === 'Property' && isScopeName(propertyName(tree, node) ?? ''),
    ),
  );
  if (!returnsScope || grant === 'other') return returnsScope;
  // A refresh may be for less (RFC 6749 §6): then what it returns is the scope that it was asked for, if there is one.
  const asked = scopeOptionsOf(tree, called);
  const isHeld = !!asked?.variable && readsOf(tree, asked.variable).some(isRefreshTokenName);
  return !asked || isHeld || call.arguments.some((argument) => readsHeldScope(tree, argument));
}

/** The names of the properties that are read from a variable. */
function readsOf(tree: Tree, { references }: Variable): readonly (string | undefined)[] {
  return references.map(({ identifier }) => {
    const member = tree.parentOf(identifier);
    return member?.type === 'MemberExpression' ? propertyName(tree, member) : undefined;
  });
}

function readsHeldScope(tree: Tree, argument: Node): boolean {
  return [argument, ...descendantsOf(tree, argument)].some(
    (node) => node.type === 'MemberExpression' && propertyName(tree, node) === 'scope',
  );
}

// ------------------------------------------------------------------------------------------------------ the refresh

/** What a refresh leaves unchanged: the scope of the tokens that it is made with. */
function refreshed(
  tree: Tree,
  { call }: TokenRequest,
  value: Node,
  target: Node | undefined,
): { readonly scope: KeptScope | undefined } | undefined {
  const held = heldTokens(tree, call, value);
  // A field is only known to hold tokens if it is the one that was refreshed.
  if (target && !(held && sameSlot(slotOf(tree, held.node), slotOf(tree, target)))) return undefined;
  if (!held) return isProvider(tree, value) ? { scope: undefined } : undefined;
  if (!mayHaveScope(tree, held.node, value)) return undefined;
  const text = textOf(tree, held.node);
  return {
    scope: { test: `${text}${held.mayBeMissing ? '?' : ''}.scope`, read: `${text}.scope`, only: undefined },
  };
}

/** Whether a value is saved by the interface of the SDK's OAuth client provider. */
function isProvider(tree: Tree, value: Node): boolean {
  const call = tree.parentOf(value);
  if (call?.type !== 'CallExpression') return false;
  if (declaredName(tree, call.callee) === 'saveTokens') return true;
  const helper = calledFunction(tree, call);
  return (
    !!helper &&
    [...descendantsOf(tree, helper)].some(
      (node) =>
        node.type === 'CallExpression' &&
        declaredName(tree, node.callee) === 'saveTokens' &&
        node.arguments.some((each) => handedTo(tree, each).includes(value)),
    )
  );
}

interface HeldTokens {
  readonly node: Node;
  readonly mayBeMissing: boolean;
}

/**
 * The tokens whose refresh token a request is made with, where they can be read at a place: those that the request
 * reads it from, else those that its function asks for one.
 */
function heldTokens(tree: Tree, call: Node, place: Node): HeldTokens | undefined {
  for (const node of [call, ...descendantsOf(tree, call)]) {
    const held = heldBehind(tree, node);
    if (held && isInReach(tree, held.node, place)) return held;
  }
  const fn = enclosingFunction(tree, place);
  for (const node of fn ? descendantsOf(tree, fn) : []) {
    if (rangeOf(node)[0] >= rangeOf(call)[0]) return undefined;
    const held = node.type === 'MemberExpression' ? heldBehind(tree, node) : undefined;
    if (held && isInReach(tree, held.node, place))
      return { node: held.node, mayBeMissing: held.mayBeMissing && !isKnownPresent(tree, held.node, place) };
  }
  return undefined;
}

function heldBehind(tree: Tree, node: Node, depth = 0): HeldTokens | undefined {
  if (node.type === 'MemberExpression')
    return isRefreshTokenName(propertyName(tree, node))
      ? { node: unwrap(node.object), mayBeMissing: node.optional }
      : undefined;
  if (node.type !== 'Identifier' || depth > 2) return undefined;
  const declared = tree.variableOf(node)?.defs[0];
  if (declared?.type === 'Parameter') return heldByCallers(tree, declared.name);
  if (declared?.node.type !== 'VariableDeclarator') return undefined;
  const { id, init } = declared.node;
  if (id.type === 'ObjectPattern') {
    const tokens = init && unwrap(init);
    if (!isRefreshTokenName(destructuredKey(tree, id, declared.name)) || tokens?.type !== 'Identifier')
      return undefined;
    return { node: tokens, mayBeMissing: false };
  }
  const value = constantInit(tree, node);
  if (!value) return undefined;
  // `const body = new URLSearchParams({ refresh_token: tokens.refresh_token })`
  for (const each of [unwrap(value), ...descendantsOf(tree, value)]) {
    const held = heldBehind(tree, each, depth + 1);
    if (held) return held;
  }
  return undefined;
}

/** The tokens whose refresh token every caller of a function gives it. */
function heldByCallers(tree: Tree, parameter: Node): HeldTokens | undefined {
  const fn = enclosingFunction(tree, parameter);
  const index = fn?.params.findIndex((each) => each === parameter) ?? -1;
  const given = fn && index >= 0 ? callSitesOf(tree, fn).map((call) => call.arguments[index]) : [];
  const held = given.map((each) =>
    each && each.type === 'MemberExpression' ? heldBehind(tree, each) : undefined,
  );
  const [first] = held;
  if (!first || !held.every((each) => each && sameSlot(slotOf(tree, each.node), slotOf(tree, first.node))))
    return undefined;
  // What the callers know of them is not known in the function.
  return { node: first.node, mayBeMissing: true };
}

/** Whether tokens that are held can have a scope: a type of this file that has none forbids to read it. */
function mayHaveScope(tree: Tree, held: Node, value: Node): boolean {
  if (isProvider(tree, value)) return true;
  const slot = slotOf(tree, held);
  const readsScope =
    !!slot &&
    accessesTo(tree, slot).some((access) => {
      const member = tree.parentOf(access);
      return member?.type === 'MemberExpression' && propertyName(tree, member) === 'scope';
    });
  if (readsScope) return true;
  const annotation = slot && annotationOf(tree, slot);
  if (!annotation) return !tree.nodes.some(({ type }) => type === 'TSTypeAnnotation');
  const members = membersOfType(tree, annotation);
  return members ? members.some((each) => isScopeMember(tree, each)) : false;
}

function annotationOf(tree: Tree, { root, path }: NonNullable<ReturnType<typeof slotOf>>): Node | undefined {
  const field =
    root && 'body' in root
      ? root.body.body.find(
          (each) => each.type === 'PropertyDefinition' && propertyName(tree, each) === path[0],
        )
      : undefined;
  const declared = field ?? (root && 'defs' in root && path.length === 0 ? root.defs[0]?.name : undefined);
  const annotation = (declared as { typeAnnotation?: Node | null } | undefined)?.typeAnnotation;
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  // `Tokens | undefined`
  return type?.type === 'TSUnionType' ? type.types.find((each) => each.type === 'TSTypeReference') : type;
}

// ------------------------------------------------------------------------------------------------------ the request

/** What was requested, where the function that gets the response knows it for certain. */
function requested(
  tree: Tree,
  request: TokenRequest,
  value: Node,
): { readonly scope: KeptScope } | undefined {
  const fn = enclosingFunction(tree, value);
  if (!fn || !isProvider(tree, value)) return undefined;
  const before = requestedBefore(tree, fn, request.call, value);
  const scope = before ?? scopeGiven(tree, fn, value);
  if (scope === undefined) return undefined;
  const only = before ? undefined : codeOf(tree, request, value);
  return only === false ? undefined : { scope: { test: scope, read: scope.replace('?.', '.'), only } };
}

/** The scope of the authorization request that the same function has made before. */
function requestedBefore(tree: Tree, fn: FunctionNode, call: Node, place: Node): string | undefined {
  for (const node of descendantsOf(tree, fn)) {
    if (rangeOf(node)[0] >= rangeOf(call)[0]) return undefined;
    if (node.type !== 'CallExpression' || enclosingFunction(tree, node) !== fn) continue;
    if (!/^(?:start|begin|request)Authorization\d*$/.test(declaredName(tree, node.callee) ?? '')) continue;
    const scope = node.arguments.flatMap((each) => scopeIn(tree, each) ?? [])[0];
    const reads = scope && unwrap(scope);
    if (reads && isInReach(tree, reads, place)) return textOf(tree, reads);
  }
  return undefined;
}

function scopeIn(tree: Tree, argument: Node): Node | undefined {
  const literal = unwrap(argument);
  if (literal.type !== 'ObjectExpression') return undefined;
  const property = literal.properties.find(
    (each) => each.type === 'Property' && propertyName(tree, each) === 'scope',
  );
  return property?.type === 'Property' ? property.value : undefined;
}

/**
 * The scope that the caller gives. It is what the caller has requested: both legs of a flow are given the same. What a
 * function falls back to without it is not, since the first leg may have had one.
 */
function scopeGiven(tree: Tree, fn: FunctionNode, place: Node): string | undefined {
  const options = scopeOptionsOf(tree, fn);
  if (!options) {
    const named = fn.params.find((each) => each.type === 'Identifier' && each.name === 'scope');
    return named && isInReach(tree, named, place) ? 'scope' : undefined;
  }
  const text = optionRead(tree, options, 'scope')?.text;
  const isName = text !== undefined && options.pattern !== undefined && !text.includes('.');
  // A name taken out of the options behind the place is not there yet.
  return isName && rangeOf(options.pattern)[0] > rangeOf(place)[0] ? undefined : text;
}

/**
 * What tells that a response is to an authorization code, where tokens that are fetched without a user come the same way
 * and are not requested with the scope that is given. `false` if nothing tells.
 */
function codeOf(tree: Tree, { call }: TokenRequest, place: Node): string | undefined | false {
  if (call.arguments.some((each) => scopeIn(tree, each))) return undefined;
  const codes = [call, ...descendantsOf(tree, call)].filter(
    (node) => node.type === 'Identifier' && /code$/i.test(node.name) && !!optionsBehind(tree, node),
  );
  const [code] = codes;
  const isCodeGrant = /exchange|redeem/i.test(declaredName(tree, call.callee) ?? '');
  if (!code) return isCodeGrant ? undefined : false;
  const name = textOf(tree, code);
  for (const ancestor of ancestorsOf(tree, place)) {
    if (ancestor.type !== 'IfStatement' || !isWithin(place, ancestor.consequent)) continue;
    const { test } = ancestor;
    if (test.type !== 'LogicalExpression' && textOf(tree, test).includes(name)) return undefined;
    if (test.type === 'LogicalExpression' && test.operator === '||') {
      const asked = [test.left, test.right].find((each) => textOf(tree, each).includes(name));
      return asked ? textOf(tree, asked) : false;
    }
  }
  return isCodeGrant ? undefined : false;
}
