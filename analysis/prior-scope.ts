import type { Node, NodeOf } from './ast.ts';
import { asksForAuthorization } from './authorization-call.ts';
import type { GrantedScope } from './finding.ts';
import { declaredName, propertyName } from './names.ts';
import { CHALLENGED_SCOPE, originOf, UNITED } from './origin.ts';
import { isInReach } from './reach.ts';
import { isAboutChallenge, isScopeName } from './scope-name.ts';
import { bareValue, type ScopeSite } from './scope-site.ts';
import { assignmentTo, sameSlot, slotOf } from './slots.ts';
import { ancestorsOf, enclosingFunction, rangeOf, statementsOf, textOf, unwrap, type Tree } from './tree.ts';

/** Source text that reads what was requested before, where this file keeps it. */
export function requestedScopeAt(tree: Tree, site: ScopeSite): string | undefined {
  if (site.taker.type === 'AssignmentExpression') {
    return isOptionsOfThisCall(tree, site.taker.left) ? undefined : plainText(tree, site.taker.left);
  }
  const passed = slotOf(tree, bareValue(site.value));
  for (const node of tree.nodes) {
    const assignment = assignmentTo(tree, node);
    if (!assignment || !keepsRequestedScope(tree, node) || !isInReach(tree, node, site.value)) continue;
    if (sameSlot(slotOf(tree, node), passed)) continue;
    if (originOf(tree, assignment.right) & (CHALLENGED_SCOPE | UNITED)) return plainText(tree, node);
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
    !place.computed || place.property.type === 'Literal' || place.property.type === 'Identifier';
  return isPlain && plainText(tree, place.object) !== undefined ? textOf(tree, place) : undefined;
}

/** What tells the granted scope of the held token: a provider that the code authorizes with, or a token response. */
export function grantedScopeAt(tree: Tree, site: ScopeSite): GrantedScope | undefined {
  return providerOfAuthorization(tree, site) ?? providerAskedForTokens(tree, site) ?? heldTokens(tree, site);
}

/** The first argument of the SDK's `auth(provider, …)`: of this call, near it, or else anywhere in its class. */
function providerOfAuthorization(tree: Tree, { value, taker }: ScopeSite): GrantedScope | undefined {
  let nearest: Node | undefined;
  for (const node of tree.nodes) {
    const provider = node.type === 'CallExpression' ? providerIn(tree, node) : undefined;
    if (!provider || !isInReach(tree, provider, value)) continue;
    if (node === taker) return tokensOf(tree, provider, value);
    if (!nearest || distance(provider, value) < distance(nearest, value)) nearest = provider;
  }
  return nearest && tokensOf(tree, nearest, value);
}

function providerIn(tree: Tree, call: NodeOf<'CallExpression'>): Node | undefined {
  const [first] = call.arguments;
  if (!first || first.type === 'SpreadElement') return undefined;
  const name = declaredName(tree, call.callee) ?? '';
  const hasOptions = call.arguments.length > 1;
  if (name === 'auth') return hasOptions ? first : undefined;
  return /provider$/i.test(textOf(tree, unwrap(first))) && (hasOptions || asksForAuthorization(name))
    ? first
    : undefined;
}

function tokensOf(tree: Tree, provider: Node, place: Node): GrantedScope {
  const dot = isDeclaredOptional(tree, provider) && !isTestedAround(tree, provider, place) ? '?.' : '.';
  return { from: 'provider', call: `${textOf(tree, unwrap(provider))}${dot}tokens()` };
}

/** Whether a field or parameter is declared so that it may be missing. */
function isDeclaredOptional(tree: Tree, expression: Node): boolean {
  const place = unwrap(expression);
  const slot = slotOf(tree, place);
  if (!slot?.root) return false;
  if ('defs' in slot.root) {
    const name = slot.root.defs[0]?.name as { optional?: boolean } | undefined;
    return slot.path.length === 0 && name?.optional === true;
  }
  return slot.root.body.body.some(
    (member) =>
      member.type === 'PropertyDefinition' &&
      propertyName(tree, member) === slot.path[0] &&
      (member.optional ||
        /\bundefined\b|\bnull\b/.test(member.typeAnnotation ? textOf(tree, member.typeAnnotation) : '')),
  );
}

/** Whether a condition around a place, or an exit before it, asks for the provider. */
function isTestedAround(tree: Tree, provider: Node, place: Node): boolean {
  const text = textOf(tree, unwrap(provider));
  let child = place;
  for (const parent of ancestorsOf(tree, place)) {
    const tests = [
      parent.type === 'IfStatement' || parent.type === 'ConditionalExpression' ? parent.test : undefined,
      ...(statementsOf(parent) ?? []).map((each) =>
        each !== child && each.type === 'IfStatement' ? each.test : undefined,
      ),
    ];
    if (tests.some((test) => test && textOf(tree, test).includes(text))) return true;
    child = parent;
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
