import type { Node, NodeOf } from './ast.ts';
import { asksForAuthorization } from './authorization-call.ts';
import type { GrantedScope } from './finding.ts';
import { descendantsOf } from './functions.ts';
import { isKnownPresent } from './known-present.ts';
import { declaredName, propertyName } from './names.ts';
import { CHALLENGED_SCOPE, originOf, UNITED } from './origin.ts';
import { providerBehindView } from './provider-behind-view.ts';
import { isInReach } from './reach.ts';
import { isAboutChallenge, isScopeName } from './scope-name.ts';
import { bareValue, type ScopeSite } from './scope-site.ts';
import { assignmentTo, sameSlot, slotOf, type Slot } from './slots.ts';
import { enclosingFunction, isWithin, rangeOf, textOf, unwrap, type Tree } from './tree.ts';

/** Source text that reads what was requested before, where this file keeps it. */
export function requestedScopeAt(tree: Tree, site: ScopeSite): string | undefined {
  if (site.kept !== undefined) return site.kept;
  if (site.taker.type === 'AssignmentExpression') {
    // A property of a literal, or an entry that nothing else fills, holds nothing from before.
    if ('kept' in site) return undefined;
    return isOptionsOfThisCall(tree, site.taker.left) ? undefined : plainText(tree, site.taker.left);
  }
  const kept = keptRequest(tree, site);
  return (kept && plainText(tree, kept)) ?? sessionScopesAt(tree, site) ?? storedItemAt(tree, site);
}

/** What the browser's storage holds under the key that is about to be written, where an authorization knows nothing else. */
function storedItemAt(tree: Tree, site: ScopeSite): string | undefined {
  const { taker } = site;
  if (taker.type !== 'CallExpression' || grantedScopeAt(tree, site)) return undefined;
  const callee = unwrap(taker.callee);
  const [key] = taker.arguments;
  if (!key || callee.type !== 'MemberExpression' || propertyName(tree, callee) !== 'setItem')
    return undefined;
  const storage = textOf(tree, callee.object);
  return /\b(?:local|session)Storage$/.test(storage) ? `${storage}.getItem(${textOf(tree, key)})` : undefined;
}

/** The scopes of the editor's session that is held, where the site asks for another one. */
function sessionScopesAt(tree: Tree, { taker, value }: ScopeSite): string | undefined {
  if (taker.type !== 'CallExpression' || declaredName(tree, taker.callee) !== 'getSession') return undefined;
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' || propertyName(tree, node) !== 'accessToken') continue;
    if (isInReach(tree, node.object, value)) return `${textOf(tree, unwrap(node.object))}?.scopes`;
  }
  return undefined;
}

/** The slot in which the file keeps what it requests, where it is another one than the site passes on. */
export function requestedSlotAt(tree: Tree, site: ScopeSite): Slot | undefined {
  const kept = keptRequest(tree, site);
  return kept && slotOf(tree, kept);
}

function keptRequest(tree: Tree, site: ScopeSite): Node | undefined {
  const passed = slotOf(tree, bareValue(site.value));
  for (const node of tree.nodes) {
    const assignment = assignmentTo(tree, node);
    if (!assignment || !keepsRequestedScope(tree, node) || !isInReach(tree, node, site.value)) continue;
    if (sameSlot(slotOf(tree, node), passed)) continue;
    if (originOf(tree, assignment.right) & (CHALLENGED_SCOPE | UNITED)) return node;
  }
  return undefined;
}

/** Whether a place outlives its function and is named for the scope that a client requests. */
function keepsRequestedScope(tree: Tree, target: Node): boolean {
  const slot = slotOf(tree, target);
  const name = slot?.path.at(-1) ?? (target.type === 'Identifier' ? target.name : undefined);
  if (name === undefined || !isScopeName(name)) return false;
  if (isAboutChallenge(name)) return false;
  if (target.type !== 'Identifier') return unwrapRoot(target).type === 'ThisExpression';
  const declared = tree.variableOf(target)?.defs[0]?.name;
  return !!declared && enclosingFunction(tree, declared) !== enclosingFunction(tree, target);
}

function unwrapRoot(node: Node): Node {
  const place = unwrap(node);
  return place.type === 'MemberExpression' ? unwrapRoot(place.object) : place;
}

/** An options object that the function itself has just made holds nothing from before. */
function isOptionsOfThisCall(tree: Tree, target: Node): boolean {
  const place = unwrap(target);
  if (place.type !== 'MemberExpression') return false;
  const root = unwrapRoot(place);
  const definition = root.type === 'Identifier' ? tree.variableOf(root)?.defs[0] : undefined;
  if (definition?.node.type !== 'VariableDeclarator' || !definition.node.init) return false;
  if (enclosingFunction(tree, definition.name) !== enclosingFunction(tree, target)) return false;
  const init = unwrap(definition.node.init);
  return init.type === 'ObjectExpression' || init.type === 'NewExpression';
}

function plainText(tree: Tree, target: Node): string | undefined {
  const place = unwrap(target);
  if (place.type === 'Identifier' || place.type === 'ThisExpression') return textOf(tree, place);
  if (place.type !== 'MemberExpression') return undefined;
  const isPlain =
    !place.computed || place.property.type === 'Literal' || plainText(tree, place.property) !== undefined;
  return isPlain && plainText(tree, place.object) !== undefined ? textOf(tree, place) : undefined;
}

/** What tells the granted scope of the held token: a provider that the code authorizes with, or a token response. */
export function grantedScopeAt(tree: Tree, site: ScopeSite): GrantedScope | undefined {
  if (isClearedBefore(tree, site.value)) return undefined;
  return providerOfAuthorization(tree, site) ?? providerAskedForTokens(tree, site) ?? heldTokens(tree, site);
}

/** The first argument of the SDK's `auth(provider, …)`: of this call, near it, or else anywhere in its class. */
function providerOfAuthorization(tree: Tree, { value, taker }: ScopeSite): GrantedScope | undefined {
  let nearest: Node | undefined;
  for (const node of tree.nodes) {
    const provider = node.type === 'CallExpression' ? providerIn(tree, node) : undefined;
    if (!provider) continue;
    // What the call itself is given is in reach, whatever `this` is there.
    const isGiven = node === taker && enclosingFunction(tree, provider) === enclosingFunction(tree, value);
    if (!isGiven && !isInReach(tree, unwrap(provider), value)) continue;
    if (isReplaced(tree, provider) && !isWithin(value, node)) continue;
    if (node === taker && isNamed(provider)) return tokensOf(tree, provider, value);
    if (isGiven && !isInReach(tree, unwrap(provider), value)) continue;
    if (!nearest || distance(provider, value) < distance(nearest, value)) nearest = provider;
  }
  return nearest && tokensOf(tree, nearest, value);
}

/** Whether an expression is a name or a property, which can be read once more, and no call. */
function isNamed(expression: Node): boolean {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') return !node.computed && isNamed(node.object);
  return node.type === 'Identifier' || node.type === 'ThisExpression';
}

/** Whether a variable is given another value in the function, so that it means another provider elsewhere in it. */
function isReplaced(tree: Tree, provider: Node): boolean {
  const place = unwrap(provider);
  const variable = place.type === 'Identifier' ? tree.variableOf(place) : undefined;
  const fn = enclosingFunction(tree, place);
  return !!variable?.references.some(
    (each) =>
      each.isWrite() &&
      tree.parentOf(each.identifier)?.type === 'AssignmentExpression' &&
      enclosingFunction(tree, each.identifier) === fn,
  );
}

export function providerIn(tree: Tree, call: NodeOf<'CallExpression'>): Node | undefined {
  const [given] = call.arguments;
  if (!given || given.type === 'SpreadElement') return undefined;
  const first = providerBehindView(tree, given);
  const name = declaredName(tree, call.callee) ?? '';
  const hasOptions = call.arguments.length > 1;
  // What the runtime is given a provider for.
  if (/^(?:(?:count|clear)StepUps?|withoutWideningRefresh)$/.test(name)) return undefined;
  if (name === 'auth') return hasOptions ? first : undefined;
  return /provider$/i.test(textOf(tree, unwrap(first))) && (hasOptions || asksForAuthorization(name))
    ? first
    : undefined;
}

function tokensOf(tree: Tree, provider: Node, place: Node): GrantedScope {
  const bare = textOf(tree, unwrap(provider));
  // An assertion holds where it was made: for this call, not for a place before it.
  const isAsserted = provider.type === 'TSNonNullExpression';
  if (isAsserted) {
    const call = tree.parentOf(provider);
    if (call && isWithin(place, call)) return { from: 'provider', call: `${bare}!.tokens()` };
    const isPresent = isKnownPresent(tree, provider, place);
    return { from: 'provider', call: `${bare}${isPresent ? '.' : '?.'}tokens()` };
  }
  const isCast =
    provider.type === 'TSAsExpression' &&
    !/^(?:any|never|unknown)$/.test(textOf(tree, provider.typeAnnotation));
  const mayBeMissing =
    (isDeclaredOptional(tree, provider) || isKnownPresent(tree, provider, provider)) &&
    !isKnownPresent(tree, provider, place);
  const object =
    isCast || unwrap(provider).type === 'LogicalExpression' ? `(${textOf(tree, provider)})` : bare;
  return { from: 'provider', call: `${object}${mayBeMissing ? '?.' : '.'}tokens()` };
}

/** Whether a field, parameter or property is declared so that it may be missing. */
export function isDeclaredOptional(tree: Tree, expression: Node): boolean {
  const slot = slotOf(tree, unwrap(expression));
  const last = slot?.path.at(-1);
  if (!slot?.root) return false;
  if (last === undefined) return 'defs' in slot.root && isOptionalName(slot.root.defs[0]?.name);
  return tree.nodes.some((node) => {
    if (node.type === 'TSParameterProperty') {
      const name = node.parameter.type === 'AssignmentPattern' ? node.parameter.left : node.parameter;
      return name.type === 'Identifier' && name.name === last && isOptionalName(name);
    }
    if (node.type !== 'PropertyDefinition' && node.type !== 'TSPropertySignature') return false;
    const key = node.key.type === 'PrivateIdentifier' ? `#${node.key.name}` : textOf(tree, node.key);
    return key === last && (node.optional || isNullable(node.typeAnnotation));
  });
}

function isOptionalName(name: Node | undefined): boolean {
  if (name?.type !== 'Identifier') return false;
  const { optional } = name as { optional?: boolean };
  return optional === true || isNullable(name.typeAnnotation);
}

function isNullable(annotation: Node | null | undefined): boolean {
  const type = annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined;
  return (
    type?.type === 'TSUnionType' &&
    type.types.some((each) => each.type === 'TSUndefinedKeyword' || each.type === 'TSNullKeyword')
  );
}

/**
 * Whether the provider's tokens were thrown away before a place in the same function, as v1 clients do to pass by the
 * refresh branch: then they tell nothing of what was granted.
 */
export function isClearedBefore(tree: Tree, place: Node): boolean {
  const fn = enclosingFunction(tree, place);
  if (!fn) return false;
  for (const node of descendantsOf(tree, fn)) {
    if (rangeOf(node)[0] >= rangeOf(place)[0]) return false;
    if (node.type !== 'CallExpression') continue;
    if (
      /^(?:invalidateCredentials|saveTokens|clearTokens|deleteTokens|removeTokens)$/.test(
        declaredName(tree, node.callee) ?? '',
      )
    )
      return true;
  }
  return false;
}

function distance(a: Node, b: Node): number {
  return Math.abs(rangeOf(a)[0] - rangeOf(b)[0]);
}

/** `provider.tokens()` elsewhere in the file, on a provider that is in reach. */
function providerAskedForTokens(tree: Tree, { value }: ScopeSite): GrantedScope | undefined {
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' || node.arguments.length > 0) continue;
    const callee = unwrap(node.callee);
    if (callee.type !== 'MemberExpression' || propertyName(tree, callee) !== 'tokens') continue;
    if (!isInReach(tree, callee.object, value)) continue;
    if (callee.optional)
      return { from: 'provider', call: `${textOf(tree, unwrap(callee.object))}?.tokens()` };
    return tokensOf(tree, callee.object, value);
  }
  return undefined;
}

/** A token response (RFC 6749 §5.1) that the code holds: whatever it reads `access_token` from. */
function heldTokens(tree: Tree, { value }: ScopeSite): GrantedScope | undefined {
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' || propertyName(tree, node) !== 'access_token') continue;
    if (!isInReach(tree, node.object, value)) continue;
    return { from: 'tokens', expression: textOf(tree, unwrap(node.object)) };
  }
  return undefined;
}
