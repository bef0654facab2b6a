import { importedCallee, type ImportedCallee } from './imported-callee.ts';
import type { Node, NodeOf } from './ast.ts';
import type { Shown } from './finding.ts';
import { calledFunction, descendantsOf, nodesIn, outerCallSitesOf, returnedBy } from './functions.ts';
import { isShownByProject } from './handed-handlers.ts';
import { declaredName, destructuredKey, propertyName } from './names.ts';
import { entryBehind, type AddedEntry } from './option-route.ts';
import { inheritedAuthorizations } from './inherited-authorization.ts';
import { CHALLENGED_SCOPE, isChallengedScope, originOf, originOfKey, UNITED } from './origin.ts';
import { isClearedBefore } from './prior-scope.ts';
import { isInReach } from './reach.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import type { Range, SourceUnit } from './source-unit.ts';
import {
  answersAt,
  handlerAuthorizations,
  stepUpAuthorizations,
  type StepUpAuthorization,
} from './step-up-authorizations.ts';
import { stepUpTestAt } from './step-up-test.ts';
import { isNothing } from './token-request.ts';
import { toldByCalls, type ToldByCalls } from './told-by-calls.ts';
import {
  enclosingClass,
  enclosingFunction,
  isFunction,
  isWithin,
  rangeOf,
  textOf,
  treeOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { awaitableAt } from './value-form.ts';

/** A step-up's authorization that takes the refresh branch of what it calls, however wide the scope is. */
export interface WideningAuthorization {
  readonly is: 'authorization';
  readonly callee: ImportedCallee;
  /** The argument, and source text of the provider without assertions. */
  readonly provider: { readonly range: Range; readonly text: string };
  /** Where the options get one more: behind the scope, or in a copy of what a function of the file made. */
  readonly options: { readonly entry: AddedEntry } | { readonly copied: Range };
  /** The scope that is requested. */
  readonly scope: {
    /** Source text of the value, and whether it is the challenged scope alone. */
    readonly text: string;
    readonly isAlone: boolean;
  };
  readonly canAwait: boolean;
  /** Source text that is true for the 403 only, where a 401 comes the same way. */
  readonly isStepUp: string | undefined;
  /** Where the calls of the function tell it so, by one more parameter, if nothing else does. */
  readonly told: ToldByCalls | undefined;
  readonly isMerged: boolean;
}

/** A step-up's authorization by a method of a class in another file. */
export interface InheritedAuthorization {
  readonly is: 'inherited';
}

/** The authorizations of step-ups that do not say whether a refresh would do. */
export function* wideningAuthorizations(
  unit: SourceUnit,
): Generator<{ range: Range; at: WideningAuthorization | InheritedAuthorization } & Shown> {
  const tree = treeOf(unit);
  for (const call of inheritedAuthorizations(tree)) {
    if (!/forceReauthori[sz]ation/.test(textOf(tree, call)))
      yield { range: rangeOf(call), at: { is: 'inherited' } };
  }
  for (const found of stepUpAuthorizations(tree)) {
    const at = wideningAuthorizationAt(tree, found);
    if (at) yield { range: rangeOf(found.call), at };
  }
  for (const found of handlerAuthorizations(tree)) {
    const at = wideningAuthorizationAt(tree, found);
    // One that unites is left as it is: whether its provider can refresh at all, only its callers know.
    if (!at?.scope.isAlone) continue;
    const shown: Shown = isShownByProject(tree, found.call) ? { evidence: 'project' } : {};
    yield { range: rangeOf(found.call), at, ...shown };
  }
}

/** What is known of an authorization in a step-up, if it may refresh where that cannot widen the grant. */
export function wideningAuthorizationAt(
  tree: Tree,
  found: StepUpAuthorization,
): WideningAuthorization | undefined {
  const callee =
    declaredName(tree, found.call.callee) === 'auth' ? importedCallee(tree, found.call.callee) : undefined;
  const [, options] = found.call.arguments;
  if (!callee || !options || bypassesRefresh(tree, found)) return undefined;
  const literal = optionsLiteral(tree, options) ?? madeOptions(tree, options);
  // A code is exchanged before any refresh would be tried.
  if (!literal || exchangesCode(tree, found.call, literal)) return undefined;
  const scope =
    propertyIn(tree, literal, 'scope') ?? spreadChallengeIn(tree, literal) ?? spreadScopeIn(tree, literal);
  return scope && describe(tree, found, callee, literal, scope);
}

/** Whether a step-up may give a code: not where it leaves out the parameter that would be one. */
function exchangesCode(tree: Tree, call: Node, literal: NodeOf<'ObjectExpression'>): boolean {
  const code = propertyIn(tree, literal, 'authorizationCode');
  if (!code) return false;
  const fn = enclosingFunction(tree, call);
  const variable = tree.variableOf(unwrap(code.value));
  const index = fn?.params.findIndex((each) => !!variable && tree.variableOf(each) === variable) ?? -1;
  const stepUps =
    index < 0 ? [] : outerCallSitesOf(tree, fn!).filter((each) => answersAt(tree, each) !== 'other');
  return (
    stepUps.length === 0 ||
    stepUps.some(({ arguments: given }) => given[index] !== undefined && !isNothing(given[index]))
  );
}

function describe(
  tree: Tree,
  { call, provider, isMerged }: StepUpAuthorization,
  callee: ImportedCallee,
  literal: NodeOf<'ObjectExpression'>,
  scope: ObjectEntry,
): WideningAuthorization {
  const inner = scope.type === 'SpreadElement' ? scopeUnderCondition(tree, scope) : scope;
  const value = inner ? inner.value : (scope as NodeOf<'SpreadElement'>).argument;
  const isStepUp = isMerged
    ? stepUpTestAt(tree, { value, as: 'expression', key: 'scope', taker: call })
    : undefined;
  const isHere = isWithin(literal, enclosingFunction(tree, call) ?? tree.unit.ast);
  const told = isMerged && isStepUp === undefined ? toldByCalls(tree, call) : undefined;
  return {
    is: 'authorization',
    callee,
    provider: { range: rangeOf(provider), text: textOf(tree, provider) },
    options: isHere
      ? {
          entry: entryBehind(
            literal,
            literal.properties.slice(0, literal.properties.indexOf(scope) + 1),
            'property',
          ),
        }
      : { copied: rangeOf(call.arguments[1]!) },
    scope: !inner
      ? {
          text: `${textOf(tree, value)}.scope`,
          isAlone: !told && isChallengedScope(originOfKey(tree, value, 'scope')),
        }
      : {
          text: textOf(tree, isHere ? inStepUp(tree, value, isStepUp) : sourceOf(tree, value)),
          // Told by its calls, a function is given the scope by them too, and each of them may unite it.
          isAlone: !told && isAlone(tree, isHere ? value : sourceOf(tree, value)),
        },
    canAwait: awaitableAt(tree, scope),
    isMerged,
    isStepUp: isStepUp ?? told?.name,
    told,
  };
}

/** The side of a value that a step-up has, where the value tells it from the 401 by the very same test. */
function inStepUp(tree: Tree, value: Node, isStepUp: string | undefined): Node {
  const node = unwrap(value);
  return node.type === 'ConditionalExpression' && textOf(tree, node.test) === isStepUp
    ? node.consequent
    : value;
}

/** The object that the options are: written in the call, or a variable before it. */
function optionsLiteral(tree: Tree, options: Node): NodeOf<'ObjectExpression'> | undefined {
  const node = unwrap(options);
  if (node.type === 'ObjectExpression') return node;
  const definition = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0]?.node : undefined;
  const init =
    definition?.type === 'VariableDeclarator' && definition.init ? unwrap(definition.init) : undefined;
  return init?.type === 'ObjectExpression' ? init : undefined;
}

/**
 * The object that a function or a getter of this file returns as the options, `this._authOptions()`, if its scope is in
 * reach.
 */
function madeOptions(tree: Tree, options: Node): NodeOf<'ObjectExpression'> | undefined {
  const call = unwrap(options);
  const fn =
    call.type === 'CallExpression'
      ? calledFunction(tree, call)
      : call.type === 'MemberExpression'
        ? getterBehind(tree, call)
        : undefined;
  const [returned, ...others] = fn ? returnedBy(tree, fn) : [];
  const literal = returned && others.length === 0 ? unwrap(returned) : undefined;
  if (literal?.type !== 'ObjectExpression') return undefined;
  const scope = propertyIn(tree, literal, 'scope');
  return scope && isInReach(tree, sourceOf(tree, scope.value), call) ? literal : undefined;
}

/** `this.authOptions` */
function getterBehind(tree: Tree, member: NodeOf<'MemberExpression'>): FunctionNode | undefined {
  const owner = unwrap(member.object).type === 'ThisExpression' ? enclosingClass(tree, member) : undefined;
  const getter = owner?.body.body.find(
    (each) =>
      each.type === 'MethodDefinition' &&
      each.kind === 'get' &&
      propertyName(tree, each) === propertyName(tree, member),
  );
  return getter?.type === 'MethodDefinition' ? (getter.value as FunctionNode) : undefined;
}

/** What a value reads: a field of `this` that was destructured before, where it stands in the class; else itself. */
function sourceOf(tree: Tree, value: Node): Node {
  const node = unwrap(value);
  const field = fieldBehind(tree, node);
  return (
    (field !== undefined &&
      tree.nodes.find((each) => each.type === 'MemberExpression' && textOf(tree, each) === field)) ||
    node
  );
}

/** `this.scope`, where it was taken by `const { scope } = this` */
function fieldBehind(tree: Tree, name: Node): string | undefined {
  const definition = name.type === 'Identifier' ? tree.variableOf(name)?.defs[0] : undefined;
  if (definition?.node.type !== 'VariableDeclarator' || definition.node.init?.type !== 'ThisExpression')
    return undefined;
  const key = destructuredKey(tree, definition.node.id, definition.name);
  return key && `this.${key}`;
}

type ObjectEntry = NodeOf<'ObjectExpression'>['properties'][number];
type ObjectProperty = Exclude<ObjectEntry, NodeOf<'SpreadElement'>>;

function propertyIn(
  tree: Tree,
  { properties }: NodeOf<'ObjectExpression'>,
  name: string,
): ObjectProperty | undefined {
  return properties.find(
    (each): each is ObjectProperty => each.type === 'Property' && propertyName(tree, each) === name,
  );
}

/** A challenge by name whose properties, its scope among them, are spread into an options object. */
function spreadChallengeIn(
  tree: Tree,
  { properties }: NodeOf<'ObjectExpression'>,
): NodeOf<'SpreadElement'> | undefined {
  return properties.find(
    (each): each is NodeOf<'SpreadElement'> =>
      each.type === 'SpreadElement' &&
      slotOf(tree, each.argument) !== undefined &&
      (originOfKey(tree, each.argument, 'scope') & (CHALLENGED_SCOPE | UNITED)) !== 0,
  );
}

/** `...(challenge.scope ? { scope: challenge.scope } : {})` */
function spreadScopeIn(
  tree: Tree,
  { properties }: NodeOf<'ObjectExpression'>,
): NodeOf<'SpreadElement'> | undefined {
  return properties.find(
    (each): each is NodeOf<'SpreadElement'> =>
      each.type === 'SpreadElement' && !!scopeUnderCondition(tree, each),
  );
}

/** The scope of an object that is spread only under a condition. */
function scopeUnderCondition(tree: Tree, { argument }: NodeOf<'SpreadElement'>): ObjectProperty | undefined {
  const node = unwrap(argument);
  const sides =
    node.type === 'ConditionalExpression'
      ? [node.consequent, node.alternate]
      : node.type === 'LogicalExpression' && node.operator === '&&'
        ? [node.right]
        : [];
  for (const side of sides.map(unwrap)) {
    const scope = side.type === 'ObjectExpression' ? propertyIn(tree, side, 'scope') : undefined;
    if (scope) return scope;
  }
  return undefined;
}

/** Whether a value is the challenged scope, not united with what was requested before. */
function isAlone(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  const slot = slotOf(tree, node);
  // A field is given its union elsewhere.
  const isField =
    node.type === 'MemberExpression' &&
    !!slot &&
    accessesTo(tree, slot).some((each) => !!assignmentTo(tree, each));
  return !isField && isChallengedScope(originOf(tree, value));
}

/**
 * Whether a step-up sees to it that no refresh is tried: by the option, by a view of the provider, or because the
 * tokens were thrown away before.
 */
function bypassesRefresh(tree: Tree, { call }: StepUpAuthorization): boolean {
  const [provider, options] = call.arguments;
  const literal = options && (optionsLiteral(tree, options) ?? madeOptions(tree, options));
  const fn = enclosingFunction(tree, call);
  if (!literal || mentionsBypass(tree, literal)) return true;
  // A provider that is not simply named may be a view that hides the refresh token.
  if (!provider || slotOf(tree, unwrap(provider)) === undefined || isClearedBefore(tree, call)) return true;
  // What another authorization is told says nothing of this one.
  const others = fn
    ? [...descendantsOf(tree, fn)].filter((node) => isOtherAuthorization(tree, node, call))
    : [];
  const isToldOfThis = (node: Node) => namesBypass(node) && !others.some((other) => isWithin(node, other));
  if (fn && [...descendantsOf(tree, fn)].some(isToldOfThis)) return true;
  return (!!fn && isToldToForce(tree, fn)) || hidesRefreshToken(tree);
}

/** `this._authorize({ forceReauthorization: true })`: whether the step-ups that call a function say so themselves. */
function isToldToForce(tree: Tree, fn: FunctionNode): boolean {
  const stepUps = outerCallSitesOf(tree, fn).filter((each) => answersAt(tree, each) === 'step-up');
  return (
    stepUps.length > 0 &&
    stepUps.every((each) =>
      each.arguments.some((argument) =>
        /\b(?:forceReauthori[sz]ation|withoutWideningRefresh)\b/.test(textOf(tree, argument)),
      ),
    )
  );
}

function isOtherAuthorization(tree: Tree, node: Node, call: Node): boolean {
  return (
    node.type === 'CallExpression' && !isWithin(call, node) && declaredName(tree, node.callee) === 'auth'
  );
}

function mentionsBypass(tree: Tree, literal: NodeOf<'ObjectExpression'>): boolean {
  return /forceReauthori[sz]ation|prompt|forceRe/i.test(textOf(tree, literal));
}

function namesBypass(node: Node): boolean {
  return (
    (node.type === 'Identifier' &&
      /^(?:force\w*(?:auth|consent)\w*|skipRefresh\w*|withoutWideningRefresh)$/i.test(node.name)) ||
    (node.type === 'Identifier' && node.name === 'refresh_token')
  );
}

/** Whether the file has a provider whose `tokens()` leaves the refresh token out. */
function hidesRefreshToken(tree: Tree): boolean {
  return tree.nodes.some((node) => {
    if (node.type !== 'MethodDefinition' && node.type !== 'Property') return false;
    if (propertyName(tree, node) !== 'tokens' || !isFunction(node.value)) return false;
    return [...nodesIn(tree, node.value)].some(
      (inner) => inner.type === 'Identifier' && inner.name === 'refresh_token',
    );
  });
}
