import type { Node, NodeOf } from './ast.ts';
import type { HandRolledAround } from './finding.ts';
import { calledFunction, descendantsOf, functionOf, returnedBy } from './functions.ts';
import { constantInit, declaredName, propertyName, staticString } from './names.ts';
import { providerAuthorizations } from './provider-authorization.ts';
import { isStepUp } from './responses.ts';
import { sdkImport } from './sdk-import.ts';
import { responsesAt } from './step-up-context.ts';
import {
  ancestorsOf,
  isFunction,
  isWithin,
  rangeOf,
  textOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/** What a file does around or below transports of the SDK v2, and the code that does it. */
export interface Around {
  readonly finding: HandRolledAround;
  readonly code: Node;
}

/**
 * Step-ups around or below transports of the SDK v2 that step up by themselves: a transport does so where it has an
 * `authProvider`, unless it is told to throw or to make no attempt. Then the host has to, and nothing is found.
 */
export function* stepUpsAround(tree: Tree): Generator<Around> {
  const transports = steppingTransports(tree);
  for (const { options } of transports) {
    const fetch = valueOf(tree, options, 'fetch');
    const code = fetch && fetchFunction(tree, fetch);
    if (code && authorizesStepUps(tree, code)) yield around('step-up-below-transport', fetch, code);
  }
  if (transports.length > 0) yield* capsAroundCalls(tree);
  yield* hiddenRefreshTokens(tree);
}

function around(is: HandRolledAround['is'], place: Node, code: Node): Around {
  return { finding: { kind: 'hand-rolled-step-up', is, range: rangeOf(place) }, code };
}

interface Transport {
  readonly options: NodeOf<'ObjectExpression'>;
}

function steppingTransports(tree: Tree): readonly Transport[] {
  return tree.nodes.flatMap((node): readonly Transport[] => {
    if (node.type !== 'NewExpression' || !node.arguments[1]) return [];
    const callee = sdkImport(tree, node.callee);
    if (callee?.sdk !== 'v2' || callee.name !== 'StreamableHTTPClientTransport') return [];
    const options = literalOf(tree, node.arguments[1]);
    return options && stepsUp(tree, options) ? [{ options }] : [];
  });
}

/** Whether a transport with these options is known to step up by itself. */
function stepsUp(tree: Tree, options: NodeOf<'ObjectExpression'>): boolean {
  if (options.properties.some((each) => each.type === 'SpreadElement')) return false;
  const mode = valueOf(tree, options, 'onInsufficientScope');
  const cap = valueOf(tree, options, 'maxStepUpRetries');
  const isOff = cap && !(cap.type === 'Literal' && typeof cap.value === 'number' && cap.value > 0);
  if (isOff || (mode && staticString(tree, mode) !== 'reauthorize')) return false;
  return valueOf(tree, options, 'authProvider') !== undefined;
}

function literalOf(tree: Tree, given: Node): NodeOf<'ObjectExpression'> | undefined {
  const node = unwrap(given);
  const init = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
  const literal = init ? unwrap(init) : node;
  return literal.type === 'ObjectExpression' ? literal : undefined;
}

function valueOf(tree: Tree, { properties }: NodeOf<'ObjectExpression'>, key: string): Node | undefined {
  for (const each of properties)
    if (each.type === 'Property' && propertyName(tree, each) === key) return each.value;
  return undefined;
}

/** The function of this file that a `fetch` is, or that makes it. */
function fetchFunction(tree: Tree, fetch: Node): FunctionNode | undefined {
  const node = unwrap(fetch);
  const value = node.type === 'Identifier' ? unwrap(constantInit(tree, node) ?? node) : node;
  if (value.type !== 'CallExpression') return functionOf(tree, value);
  const maker = calledFunction(tree, value);
  const made = maker ? returnedBy(tree, maker).filter((each) => isFunction(unwrap(each))) : [];
  return maker && made.length > 0 ? maker : undefined;
}

/** Whether a function authorizes where only a step-up can have led. */
function authorizesStepUps(tree: Tree, code: Node): boolean {
  return providerAuthorizations(tree).some(
    ({ call }) => isWithin(call, code) && isStepUp(responsesAt(tree, call)),
  );
}

const OPERATIONS =
  /^(?:callTool|request|connect|complete|readResource|getPrompt|list(?:Tools|Prompts|Resources|ResourceTemplates))$/;

/** `try { await client.callTool(…) } catch (error) { if (error.status === 403) … await auth(provider, …) … }` */
function* capsAroundCalls(tree: Tree): Generator<Around> {
  for (const { call } of providerAuthorizations(tree)) {
    if (sdkImport(tree, call.callee)?.sdk !== 'v2' || !isStepUp(responsesAt(tree, call))) continue;
    const handler = [...ancestorsOf(tree, call)].find(
      (each) => each.type === 'CatchClause' || isFunction(each),
    );
    const attempt = handler?.type === 'CatchClause' ? tree.parentOf(handler) : undefined;
    if (handler?.type !== 'CatchClause' || attempt?.type !== 'TryStatement') continue;
    // What tests for that class alone is for transports that do not step up.
    const text = textOf(tree, handler);
    if (/InsufficientScope/.test(text) && !/403|forbidden/i.test(text)) continue;
    if (performs(tree, attempt.block)) yield around('cap-around-calls', call, attempt);
  }
}

function performs(tree: Tree, block: Node): boolean {
  return [...descendantsOf(tree, block)].some(
    (each) =>
      each.type === 'CallExpression' &&
      unwrap(each.callee).type === 'MemberExpression' &&
      OPERATIONS.test(declaredName(tree, each.callee) ?? ''),
  );
}

/** A `tokens()` of a provider that leaves the refresh token out while a step-up is pending, so that `auth` asks anew. */
function* hiddenRefreshTokens(tree: Tree): Generator<Around> {
  for (const node of tree.nodes) {
    if (node.type !== 'MethodDefinition' && node.type !== 'PropertyDefinition' && node.type !== 'Property')
      continue;
    const method = node.value;
    if (propertyName(tree, node) !== 'tokens' || !method || !isFunction(method)) continue;
    const owner = tree.parentOf(node);
    const members: readonly Node[] =
      owner?.type === 'ClassBody' ? owner.body : owner?.type === 'ObjectExpression' ? owner.properties : [];
    const isProvider =
      isImplementation(tree, owner) || members.some((each) => isNamed(tree, each, 'redirectToAuthorization'));
    if (!isProvider) continue;
    const inside = [...descendantsOf(tree, method)];
    if (inside.some((each) => leavesOut(tree, each)) && inside.some((each) => asksForStepUp(tree, each)))
      yield around('hidden-refresh-token', node.key, method);
  }
}

/** `class … implements OAuthClientProvider` */
function isImplementation(tree: Tree, body: Node | undefined): boolean {
  const owner = body && tree.parentOf(body);
  if (owner?.type !== 'ClassDeclaration' && owner?.type !== 'ClassExpression') return false;
  return (owner.implements ?? []).some((each) => /\bOAuthClientProvider\b/.test(textOf(tree, each)));
}

function isNamed(tree: Tree, member: Node, name: string): boolean {
  return (
    (member.type === 'MethodDefinition' ||
      member.type === 'PropertyDefinition' ||
      member.type === 'Property') &&
    propertyName(tree, member) === name
  );
}

/** `{ ...tokens, refresh_token: undefined }`, `const { refresh_token, ...rest } = tokens`, `delete tokens.refresh_token` */
function leavesOut(tree: Tree, node: Node): boolean {
  if (node.type === 'UnaryExpression' && node.operator === 'delete')
    return node.argument.type === 'MemberExpression' && propertyName(tree, node.argument) === 'refresh_token';
  if (node.type === 'ObjectPattern')
    return (
      node.properties.some((each) => each.type === 'RestElement') &&
      node.properties.some((each) => each.type === 'Property' && propertyName(tree, each) === 'refresh_token')
    );
  if (node.type !== 'Property' || propertyName(tree, node) !== 'refresh_token') return false;
  const value = unwrap(node.value);
  const values = value.type === 'ConditionalExpression' ? [value.consequent, value.alternate] : [value];
  return values.some((each) => each.type === 'Identifier' && each.name === 'undefined');
}

function asksForStepUp(tree: Tree, node: Node): boolean {
  const isCondition = node.type === 'IfStatement' || node.type === 'ConditionalExpression';
  return (
    isCondition &&
    /step_?up|widen|reauth|upscop|escalat|(?:pending|wanted|challenged)_?scope/i.test(textOf(tree, node.test))
  );
}
