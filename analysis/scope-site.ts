import type { Node, NodeOf } from './ast.ts';
import { scopeUseOf, type Call } from './authorization-call.ts';
import { parsesChallenge } from './challenge-reader.ts';
import {
  constantInit,
  declaredName,
  destructuredPath,
  propertyName,
  staticString,
  wordsOf,
} from './names.ts';
import { isChallengedScope, originOf, originOfKey } from './origin.ts';
import { isScopeName } from './scope-name.ts';
import { writesScopeBySql } from './sql-statement.ts';
import { isFunction, isWithin, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** A place where a scope leaves the code that got it: stored, or passed on to an authorization. */
export interface ScopeSite {
  /** The scope; the whole challenge for the places `spread` and `challenge`. */
  readonly value: Node;
  readonly as: 'expression' | 'shorthand' | 'spread' | 'challenge';
  /** The property that carries the scope. */
  readonly key: string;
  /** The call or assignment that takes it: control must be there for the scope to leave. */
  readonly taker: Node;
  /** Source text that reads what the place holds before, where it is no plain field or variable. */
  readonly kept?: string | undefined;
}

/** The places in one call at which a scope can be handed over, by what the call is known to do. */
export function* scopeSitesOfCall(tree: Tree, call: Call): Generator<ScopeSite> {
  if (call.type === 'CallExpression' && writesScopeBySql(tree, call)) {
    for (const arg of call.arguments) {
      const values = arg.type === 'ArrayExpression' ? arg.elements : [arg];
      for (const value of values)
        if (value && isChallengedScope(originOf(tree, value))) yield expressionSite(value, call);
    }
    return;
  }
  const use = scopeUseOf(tree, call);
  if (!use) return;
  if (use === 'parameter') {
    if (call.type === 'NewExpression') yield* call.arguments[0] ? sitesIn(tree, call.arguments[0], call) : [];
    else if (call.arguments[1]) yield expressionSite(call.arguments[1], call);
    return;
  }
  const keepsByName = use === 'authorize' || namesScope(tree, call);
  for (const arg of call.arguments) {
    yield* sitesIn(tree, arg, call, use === 'authorize');
    if (keepsByName && isChallengedScope(originOf(tree, arg))) yield expressionSite(arg, call);
  }
}

/** `saveScope(x)`, `storage.set('scope', x)`. */
function namesScope(tree: Tree, call: Call): boolean {
  const first = staticString(tree, call.arguments[0]);
  return isScopeName(declaredName(tree, call.callee) ?? '') || (first !== undefined && isScopeName(first));
}

function expressionSite(value: Node, taker: Node, key = 'scope'): ScopeSite {
  // Of `(a, b)`, only `b` is the value.
  const last = value.type === 'SequenceExpression' ? value.expressions.at(-1)! : value;
  return { value: last, as: 'expression', key, taker };
}

/** The scopes inside an options object: written in place, built earlier, spread from a challenge or a condition. */
function* sitesIn(
  tree: Tree,
  argument: Node,
  taker: Node,
  mayBeChallenge = false,
  depth = 0,
): Generator<ScopeSite> {
  if (depth > 4) return;
  const node = unwrap(argument);
  const inner = (each: Node) => sitesIn(tree, each, taker, false, depth + 1);
  switch (node.type) {
    case 'ObjectExpression':
      for (const property of node.properties) {
        if (property.type === 'SpreadElement') yield* spreadSites(tree, node, property, taker, depth);
        else yield* propertySites(tree, property, taker, depth);
      }
      return;
    case 'ConditionalExpression':
      yield* inner(node.consequent);
      yield* inner(node.alternate);
      return;
    case 'LogicalExpression':
      yield* inner(node.left);
      yield* inner(node.right);
      return;
    case 'Identifier': {
      const init = constantInit(tree, node);
      const literal = init && unwrap(init);
      if (literal?.type === 'ObjectExpression') return yield* inner(literal);
      if (mayBeChallenge && holdsChallenge(tree, node))
        yield { value: argument, as: 'challenge', key: 'scope', taker };
      return;
    }
    case 'CallExpression':
      if (COPIES.test(declaredName(tree, node.callee) ?? '')) {
        for (const source of node.arguments) yield* inner(source);
        return;
      }
      if (mayBeChallenge && parsesChallenge(tree, node))
        yield { value: argument, as: 'challenge', key: 'scope', taker };
      return;
    default:
  }
}

/** `Object.assign` and what compilers write for an object spread. */
const COPIES = /^(?:assign|__assign|_extends|_objectSpread2?|__spreadValues|__spreadProps)$/;

function* propertySites(
  tree: Tree,
  property: NodeOf<'Property'>,
  taker: Node,
  depth: number,
): Generator<ScopeSite> {
  const key = propertyName(tree, property);
  if (key === undefined || property.kind !== 'init' || property.method) return;
  if (isScopeName(key)) {
    if (property.shorthand) yield { value: property.value, as: 'shorthand', key, taker };
    else yield expressionSite(property.value, taker, key);
  } else if (unwrap(property.value).type === 'ObjectExpression') {
    yield* sitesIn(tree, property.value, taker, false, depth + 1);
  }
}

function* spreadSites(
  tree: Tree,
  literal: NodeOf<'ObjectExpression'>,
  spread: NodeOf<'SpreadElement'>,
  taker: Node,
  depth: number,
): Generator<ScopeSite> {
  const later = literal.properties.slice(literal.properties.indexOf(spread) + 1);
  const isOverridden = later.some((each) => each.type === 'Property' && propertyName(tree, each) === 'scope');
  if (isOverridden) return;
  const inside = [...sitesIn(tree, spread.argument, taker, false, depth + 1)];
  if (inside.length > 0) yield* inside;
  else if (holdsChallenge(tree, unwrap(spread.argument))) {
    yield { value: spread.argument, as: 'spread', key: 'scope', taker };
  }
}

/** Whether a value is an object that carries the challenged scope as `scope`, and not the header's text. */
function holdsChallenge(tree: Tree, node: Node): boolean {
  if (
    node.type === 'Identifier' &&
    wordsOf(node.name).some((word) => /^(?:header|www|authenticate)$/.test(word))
  ) {
    return false;
  }
  return isChallengedScope(originOfKey(tree, node, 'scope'));
}

/** A parameter, or a property of one, that a value is read from. */
export interface ParameterRoot {
  readonly fn: FunctionNode;
  readonly index: number;
  readonly key: string | undefined;
}

/** The parameters that a value passes through unchanged, so that whoever calls decides it. */
export function parameterRoots(tree: Tree, value: Node, depth = 0): readonly ParameterRoot[] {
  const node = bareValue(value);
  if (depth > 4) return [];
  if (node.type === 'ConditionalExpression') {
    return [node.consequent, node.alternate].flatMap((each) => parameterRoots(tree, each, depth + 1));
  }
  if (node.type === 'LogicalExpression') {
    return [node.left, node.right].flatMap((each) => parameterRoots(tree, each, depth + 1));
  }
  if (node.type === 'MemberExpression') {
    const key = propertyName(tree, node);
    return key === undefined
      ? []
      : parameterRoots(tree, node.object, depth + 1).flatMap((root) => into(root, [key]));
  }
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition) return [];
  if (definition.type === 'Parameter' && isFunction(definition.node)) {
    const { node: fn, name } = definition;
    const index = fn.params.findIndex((param) => isWithin(name, param));
    const path = fn.params[index] && destructuredPath(tree, fn.params[index], name);
    return path ? into({ fn, index, key: undefined }, path) : [];
  }
  if (definition.node.type !== 'VariableDeclarator' || !definition.node.init) return [];
  const path = destructuredPath(tree, definition.node.id, definition.name);
  return path
    ? parameterRoots(tree, definition.node.init, depth + 1).flatMap((root) => into(root, path))
    : [];
}

function into(root: ParameterRoot, path: readonly string[]): ParameterRoot[] {
  if (path.length === 0) return [root];
  return path.length === 1 && root.key === undefined ? [{ ...root, key: path[0]! }] : [];
}

/** The place in a call of `fn` that fills the parameter. */
export function siteOfArgument(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  root: ParameterRoot,
): readonly ScopeSite[] {
  const arg = call.arguments[root.index];
  if (!arg || arg.type === 'SpreadElement') return [];
  if (root.key === undefined) return [expressionSite(arg, call)];
  const sites = [...sitesIn(tree, arg, call, true)].filter(
    ({ as, key }) => as !== 'expression' || key === root.key,
  );
  if (sites.length > 0) return sites;
  return parameterRoots(tree, arg).length > 0
    ? [{ value: arg, as: 'challenge', key: root.key, taker: call }]
    : [];
}

/** A value without what only changes its form: `.join(' ')`, `[...x]`, `String(x)`, `${x}`. */
export function bareValue(value: Node): Node {
  const node = unwrap(value);
  if (node.type === 'ArrayExpression' && node.elements.length === 1 && node.elements[0]) {
    const [element] = node.elements;
    return bareValue(element.type === 'SpreadElement' ? element.argument : element);
  }
  if (node.type === 'TemplateLiteral' && node.expressions.length === 1) {
    const words = node.quasis.some((quasi) => (quasi.value.cooked ?? '').trim() !== '');
    return words ? node : bareValue(node.expressions[0]!);
  }
  if (node.type !== 'CallExpression') return node;
  const callee = unwrap(node.callee);
  if (callee.type === 'MemberExpression' && callee.property.type === 'Identifier') {
    return /^(?:join|trim|split|toString|slice)$/.test(callee.property.name)
      ? bareValue(callee.object)
      : node;
  }
  const isConversion = callee.type === 'Identifier' && /^(?:String|encodeURIComponent)$/.test(callee.name);
  return isConversion && node.arguments[0] ? bareValue(node.arguments[0]) : node;
}

/** The list that a set is made of, which is what a union of lists can stand in for. */
export function elementsOfSet(value: Node): Node {
  const made = unwrap(value);
  const [elements] = made.type === 'NewExpression' ? made.arguments : [];
  const isSet =
    made.type === 'NewExpression' && made.callee.type === 'Identifier' && made.callee.name === 'Set';
  return isSet && elements && elements.type !== 'SpreadElement' ? elements : value;
}
