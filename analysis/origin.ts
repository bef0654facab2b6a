import type { Node, NodeOf } from './ast.ts';
import { emissionsTo } from './arrivals.ts';
import { HEADER, parsesChallenge, patternText, readsHeader } from './challenge-reader.ts';
import { calledFunction, callSitesOf, returnedBy } from './functions.ts';
import { declaredName, destructuredPath, propertyName, staticString, wordsOf } from './names.ts';
import { isScopeName } from './scope-name.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import type { Variable } from './source-unit.ts';
import { errorsHeldBy, partOfError } from './thrown-errors.ts';
import {
  enclosingClass,
  enclosingFunction,
  isFunction,
  isWithin,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { lastSetBefore, lastWriteBefore } from './write-before.ts';
import { additionTo, writtenValue } from './written-value.ts';

/**
 * Where a value can come from, as a set of bits. What cannot be traced is `OTHER`; nothing is ever guessed to be
 * challenged.
 */
export type Origin = number;

/** `undefined`, `null` or empty: adds nothing to a union. */
export const NOTHING = 1;

/** The `WWW-Authenticate` header, or anything parsed from it that is not yet its scope. */
export const CHALLENGE = 2;

/** The challenged scope, alone. */
export const CHALLENGED_SCOPE = 4;

/** The challenged scope together with something else, or given to code that may have united it. */
export const UNITED = 8;

/** Anything else. */
export const OTHER = 16;

/** Whether a value is, on some path, the challenged scope alone, and on none a union. */
export function isChallengedScope(origin: Origin): boolean {
  return (origin & CHALLENGED_SCOPE) !== 0 && (origin & UNITED) === 0;
}

/** Whether a value is a parsed challenge (or its header) on every path on which it is anything. */
export function isChallenge(origin: Origin): boolean {
  return (origin & CHALLENGE) !== 0 && (origin & ~(CHALLENGE | NOTHING)) === 0;
}

/** The arguments that a function of this file is being read with; evaluation inlines calls. */
interface Frame {
  readonly fn: FunctionNode;
  readonly args: readonly Node[];
  readonly caller: Frame | undefined;
  readonly depth: number;
}

const MAX_INLINE_DEPTH = 6;

/** Bounds the work on one question; beyond it a value counts as untraced. */
const MAX_STEPS = 20_000;

interface Walk {
  readonly tree: Tree;
  readonly active: Set<Node>;
  steps: number;
}

const memos = new WeakMap<Tree, Map<Node, Origin>>();

/** Traces the value of an expression through locals, parameters, properties, calls and conditions of its file. */
export function originOf(tree: Tree, node: Node): Origin {
  let memo = memos.get(tree);
  if (!memo) memos.set(tree, (memo = new Map()));
  const known = memo.get(node);
  if (known !== undefined) return known;
  const origin = trace({ tree, active: new Set(), steps: 0 }, node, undefined);
  memo.set(node, origin);
  return origin;
}

/** Traces a property of the value of an expression: `scope` of an options object or of a challenge. */
export function originOfKey(tree: Tree, node: Node, key: string): Origin {
  return traceKey({ tree, active: new Set(), steps: 0 }, node, key, undefined);
}

function trace(walk: Walk, expression: Node, frame: Frame | undefined): Origin {
  const node = unwrap(expression);
  if (walk.active.has(node)) return 0;
  if (++walk.steps > MAX_STEPS) return OTHER;
  walk.active.add(node);
  const origin = traceNode(walk, node, frame);
  walk.active.delete(node);
  return origin;
}

function traceNode(walk: Walk, node: Node, frame: Frame | undefined): Origin {
  const inner = (each: Node) => trace(walk, each, frame);
  switch (node.type) {
    case 'Literal':
      return node.value === null && !('regex' in node) ? NOTHING : node.value === '' ? NOTHING : OTHER;
    case 'UnaryExpression':
      return node.operator === 'void' ? NOTHING : OTHER;
    case 'Identifier':
      return traceIdentifier(walk, node, frame);
    case 'MemberExpression':
      return traceMember(walk, node, frame);
    case 'CallExpression':
      return traceCall(walk, node, frame);
    case 'NewExpression':
      return traceConstruction(walk, node, frame);
    case 'AssignmentExpression':
      return node.operator === '=' ? inner(node.right) : OTHER;
    case 'ConditionalExpression':
      return inner(node.consequent) | inner(node.alternate);
    case 'LogicalExpression':
      return node.operator === '&&' ? inner(node.right) | NOTHING : inner(node.left) | inner(node.right);
    case 'BinaryExpression':
      return node.operator === '+' ? together([inner(node.left), inner(node.right)]) : OTHER;
    case 'TemplateLiteral': {
      const words = node.quasis.some(({ value }) => (value.cooked ?? '').trim() !== '');
      return together([...node.expressions.map(inner), ...(words ? [OTHER] : [])]);
    }
    case 'ArrayExpression':
      if (node.elements.length === 0) return NOTHING;
      return together(
        node.elements.map((element) =>
          element ? inner(element.type === 'SpreadElement' ? element.argument : element) : NOTHING,
        ),
      );
    case 'ObjectExpression': {
      const spreads = node.properties.filter((property) => property.type === 'SpreadElement');
      if (node.properties.length === 0) return NOTHING;
      const isCopy = spreads.length === 1 && node.properties.length === 1;
      return isCopy ? inner(spreads[0]!.argument) : OTHER;
    }
    default:
      return OTHER;
  }
}

/** What parts give that end up in one value: the challenged scope beside anything else is a union. */
function together(parts: readonly Origin[]): Origin {
  const all = parts.reduce((sum, part) => sum | part, 0);
  if (all & UNITED) return UNITED;
  if (all & CHALLENGED_SCOPE) return all & OTHER ? UNITED : CHALLENGED_SCOPE;
  if (all & CHALLENGE) return CHALLENGE;
  return all & OTHER ? OTHER : NOTHING;
}

function underName(name: string, origin: Origin): Origin {
  return origin & CHALLENGE && isScopeName(name) ? (origin & ~CHALLENGE) | CHALLENGED_SCOPE : origin;
}

function traceIdentifier(walk: Walk, identifier: NodeOf<'Identifier'>, frame: Frame | undefined): Origin {
  if (identifier.name === 'undefined') return NOTHING;
  const variable = walk.tree.variableOf(identifier);
  if (!variable) return OTHER;
  return underName(variable.name, traceVariable(walk, variable, undefined, frame));
}

/** The value of a variable, or of its property `key`, over everything that is ever written to it. */
function traceVariable(
  walk: Walk,
  variable: Variable,
  key: string | undefined,
  frame: Frame | undefined,
): Origin {
  const { tree } = walk;
  const [definition] = variable.defs;
  if (!definition) return OTHER;
  const at = (node: Node, path: readonly string[], where: Frame | undefined) =>
    traceAlong(walk, node, key === undefined ? path : [...path, key], where);

  let base = 0;
  if (definition.type === 'Parameter' && isFunction(definition.node)) {
    const given = traceParameter(walk, definition.node, definition.name, key, frame);
    base |= given === OTHER && key !== undefined ? (traceError(walk, variable, [key]) ?? OTHER) : given;
  } else if (definition.type === 'CatchClause') {
    return (key === undefined ? undefined : traceError(walk, variable, [key])) ?? OTHER;
  } else if (definition.type !== 'Variable') {
    return OTHER;
  }
  const added: Origin[] = [];
  for (const reference of variable.references) {
    if (reference.isWrite()) {
      const write = writtenValue(tree, reference.identifier);
      if (!write) base |= OTHER;
      else if (write.appends) added.push(trace(walk, write.value, frame));
      else base |= at(write.value, write.path, frame);
    } else {
      const addition = additionTo(tree, reference.identifier, key);
      // What a function adds to a container from outside joins what earlier calls added.
      const isKept =
        enclosingFunction(tree, definition.name) !== enclosingFunction(tree, reference.identifier);
      if (addition) added.push(isKept && key === undefined ? UNITED : trace(walk, addition, frame));
    }
  }
  return added.length > 0 ? together([base, ...added]) : base;
}

/** What the errors that a variable can hold have under a path of names; `undefined` if none of them has anything. */
function traceError(walk: Walk, variable: Variable, [key, ...rest]: readonly string[]): Origin | undefined {
  if (key === undefined) return undefined;
  let origin: Origin | undefined;
  for (const error of errorsHeldBy(walk.tree, variable)) {
    const part = partOfError(walk.tree, error, key);
    if (!part || walk.active.has(part.value)) continue;
    const frame = part.given && { ...part.given, caller: undefined, depth: 1 };
    origin = (origin ?? 0) | traceAlong(walk, part.value, rest, frame);
  }
  return origin;
}

/** `error.challenge.scope`, where the error holds the whole challenge. */
function traceErrorMember(walk: Walk, node: NodeOf<'MemberExpression'>, key: string): Origin | undefined {
  const object = unwrap(node.object);
  const name = propertyName(walk.tree, node);
  const variable = object.type === 'Identifier' ? walk.tree.variableOf(object) : undefined;
  return variable && name !== undefined ? traceError(walk, variable, [name, key]) : undefined;
}

function traceParameter(
  walk: Walk,
  fn: FunctionNode,
  name: Node,
  key: string | undefined,
  frame: Frame | undefined,
): Origin {
  const { tree } = walk;
  const index = fn.params.findIndex((param) => isWithin(name, param));
  const param = fn.params[index];
  const inner = param && destructuredPath(tree, param, name);
  if (!inner) return OTHER;
  const path = key === undefined ? inner : [...inner, key];
  const isRest = param.type === 'RestElement';
  for (let each = frame; each; each = each.caller) {
    if (each.fn !== fn) continue;
    const arg = each.args[index];
    return isRest ? OTHER : arg ? traceAlong(walk, arg, path, each.caller) : NOTHING;
  }
  const passed = callbackArgument(tree, fn, index);
  if (passed) return traceAlong(walk, passed, path, frame);
  const calls = callSitesOf(tree, fn).map((call) => ({ args: call.arguments as readonly Node[] }));
  const arrivals = [...calls, ...emissionsTo(tree, fn)];
  if (arrivals.length === 0 || isRest) return OTHER;
  let origin = 0;
  for (const { args } of arrivals) {
    const arg = args[index];
    origin |= arg ? traceAlong(walk, arg, path, undefined) : NOTHING;
  }
  return origin;
}

/** What an inline callback is called with: the elements in `xs.forEach(x => …)`, the value in `p.then(v => …)`. */
function callbackArgument(tree: Tree, fn: FunctionNode, index: number): Node | undefined {
  const call = tree.parentOf(fn);
  if (index !== 0 || call?.type !== 'CallExpression' || call.arguments[0] !== fn) return undefined;
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(tree, callee) ?? '';
  return /^(?:forEach|map|flatMap|filter|some|every|find|then)$/.test(name) ? callee.object : undefined;
}

function traceAlong(walk: Walk, node: Node, path: readonly string[], frame: Frame | undefined): Origin {
  const [key, ...rest] = path;
  if (key === undefined) return trace(walk, node, frame);
  return rest.reduce((origin, each) => project(origin, each), traceKey(walk, node, key, frame));
}

/** What a property of a value of the given origin is. */
function project(origin: Origin, key: string): Origin {
  let result = origin & (NOTHING | OTHER);
  const isPosition = /^\d+$/.test(key);
  if (origin & CHALLENGE) {
    if (isScopeName(key)) result |= CHALLENGED_SCOPE;
    else result |= isPosition || CONTAINERS.has(key) ? CHALLENGE : OTHER;
  }
  if (origin & (CHALLENGED_SCOPE | UNITED)) {
    result |= isPosition ? origin & (CHALLENGED_SCOPE | UNITED) : OTHER;
  }
  return result;
}

/** Properties of a parsed challenge that hold its parameters. */
const CONTAINERS = new Set([
  'params',
  'parameters',
  'attributes',
  'challenge',
  'challenges',
  'groups',
  'value',
  'auth',
  'data',
]);

function traceKey(walk: Walk, expression: Node, key: string, frame: Frame | undefined): Origin {
  const node = unwrap(expression);
  if (++walk.steps > MAX_STEPS) return OTHER;
  const inner = (each: Node) => traceKey(walk, each, key, frame);
  switch (node.type) {
    case 'ObjectExpression':
      return traceLiteralKey(walk, node, key, frame);
    case 'ConditionalExpression':
      return inner(node.consequent) | inner(node.alternate);
    case 'LogicalExpression':
      return node.operator === '&&' ? inner(node.right) | NOTHING : inner(node.left) | inner(node.right);
    case 'Identifier': {
      const variable = walk.tree.variableOf(node);
      if (!variable || walk.active.has(node)) return variable ? 0 : OTHER;
      walk.active.add(node);
      const origin = underName(key, traceVariable(walk, variable, key, frame));
      walk.active.delete(node);
      return origin;
    }
    case 'CallExpression': {
      const next = parsesChallenge(walk.tree, node) ? undefined : frameFor(walk.tree, node, frame);
      if (!next || walk.active.has(node)) break;
      walk.active.add(node);
      let origin = 0;
      for (const result of returnedBy(walk.tree, next.fn)) origin |= traceKey(walk, result, key, next);
      walk.active.delete(node);
      return underName(key, origin);
    }
    case 'MemberExpression': {
      const field = traceField(walk, node, key, frame) ?? traceErrorMember(walk, node, key);
      if (field !== undefined) return underName(key, field);
      break;
    }
    default:
  }
  return project(trace(walk, node, frame), key);
}

function traceLiteralKey(
  walk: Walk,
  literal: NodeOf<'ObjectExpression'>,
  key: string,
  frame: Frame | undefined,
): Origin {
  let origin = 0;
  // Later properties win; a spread may or may not hold the key.
  for (const property of literal.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      origin |= traceKey(walk, property.argument, key, frame) & ~NOTHING;
    } else if (propertyName(walk.tree, property) === key) {
      return origin | underName(key, trace(walk, property.value, frame));
    }
  }
  return origin || NOTHING;
}

function traceMember(walk: Walk, node: NodeOf<'MemberExpression'>, frame: Frame | undefined): Origin {
  const { tree } = walk;
  const name = propertyName(tree, node);
  if (name !== undefined && (HEADER.test(name) || name === 'wwwAuthenticate')) return CHALLENGE;
  const field = traceField(walk, node, undefined, frame);
  if (field !== undefined) return field;
  if (name !== undefined) return underName(name, traceKey(walk, node.object, name, frame));
  // An element that is not known by name: that of a list or of a table of parameters.
  return trace(walk, node.object, frame) & (CHALLENGE | CHALLENGED_SCOPE | UNITED | NOTHING) || OTHER;
}

/**
 * A field of `this`, or its property `key`. A write that runs before the read in the same function decides; else a
 * field that only ever holds parsed challenges is one. Undefined where `node` is no field.
 */
function traceField(
  walk: Walk,
  node: NodeOf<'MemberExpression'>,
  key: string | undefined,
  frame: Frame | undefined,
): Origin | undefined {
  const { tree } = walk;
  if (unwrap(node.object).type !== 'ThisExpression') return undefined;
  if (!enclosingClass(tree, node)) return undefined;
  const before = lastWriteBefore(tree, node);
  if (before) {
    const written = traceAlong(walk, before.value, key === undefined ? [] : [key], frame);
    return before.certain ? written : written | OTHER;
  }
  const slot = slotOf(tree, node);
  if (!slot) return OTHER;
  let origin = 0;
  for (const access of accessesTo(tree, slot)) {
    const assignment = assignmentTo(tree, access);
    if (assignment) origin |= trace(walk, assignment.right, undefined);
  }
  if (!isChallenge(origin)) return OTHER;
  return key === undefined ? origin : project(origin, key);
}

function frameFor(tree: Tree, call: NodeOf<'CallExpression'>, caller: Frame | undefined): Frame | undefined {
  const fn = calledFunction(tree, call);
  const depth = (caller?.depth ?? 0) + 1;
  return fn && depth <= MAX_INLINE_DEPTH ? { fn, args: call.arguments, caller, depth } : undefined;
}

/** Methods that give back their receiver, whole or in parts. */
const KEEPS_RECEIVER =
  /^(?:trim|trimStart|trimEnd|split|join|filter|toString|slice|substring|replace|replaceAll|normalize|toLowerCase|values|keys|entries|sort|toSorted|flat|at|find|pop|shift|valueOf|reverse)$/;

/** Functions that give back their first argument in another form. */
const KEEPS_ARGUMENT =
  /^(?:String|Array|from|of|fromEntries|freeze|assign|decodeURIComponent|encodeURIComponent|structuredClone|resolve|entries|values|keys)$/;

const ASKS =
  /^(?:is|has|can|should|includes|test|startsWith|endsWith|indexOf|some|every|equals|validate|check)/;

function traceCall(walk: Walk, call: NodeOf<'CallExpression'>, frame: Frame | undefined): Origin {
  const { tree } = walk;
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee) ?? '';
  if (readsHeader(tree, call, name)) return CHALLENGE;
  if (parsesChallenge(tree, call)) return CHALLENGE;

  const next = frameFor(tree, call, frame);
  if (next) {
    const results = returnedBy(tree, next.fn);
    if (results.length === 0) return OTHER;
    return results.reduce((origin, result) => origin | trace(walk, result, next), 0);
  }

  const args = call.arguments.map((arg) =>
    trace(walk, arg.type === 'SpreadElement' ? arg.argument : arg, frame),
  );
  const given = args.reduce((sum, arg) => sum | arg, 0);
  if (callee.type === 'MemberExpression') {
    const kept = name === 'get' ? lastSetBefore(tree, call, callee) : undefined;
    if (kept) return trace(walk, kept, frame);
    const receiver = trace(walk, callee.object, frame);
    const match = matchOrigin(tree, call, name, receiver, args[0] ?? 0);
    if (match !== undefined) return match;
    if (receiver & (CHALLENGE | CHALLENGED_SCOPE | UNITED)) {
      if (name === 'get') return project(receiver, staticString(tree, call.arguments[0]) ?? '0');
      if (KEEPS_RECEIVER.test(name)) return receiver;
      if (name === 'map' || name === 'flatMap') return mapped(walk, call, receiver, frame);
      if (name === 'concat') return together([receiver, ...args]);
      if (ASKS.test(name)) return OTHER;
      return receiver & (CHALLENGED_SCOPE | UNITED) ? UNITED : receiver | given;
    }
    if (name === 'concat' || name === 'union') return together([receiver, ...args]);
  }
  if (ASKS.test(name)) return OTHER;
  if (KEEPS_ARGUMENT.test(name)) return args[0] ?? NOTHING;
  if (given & (CHALLENGED_SCOPE | UNITED)) return UNITED;
  return given & CHALLENGE && wordsOf(name).some((word) => PARSES.test(word))
    ? parsedBy(tree, call, args)
    : OTHER;
}

const PARSES =
  /^(?:parse|extract|read|get|decode|tokenize|split|find|match|pick|param|params|field|challenge|header)$/;

/** What an unknown parser gives for a header: one parameter where a string names it, else the whole challenge. */
function parsedBy(tree: Tree, call: NodeOf<'CallExpression'>, args: readonly Origin[]): Origin {
  const field = call.arguments.map((arg) => staticString(tree, arg)).find((text) => text !== undefined);
  if (field !== undefined) return isScopeName(field) ? CHALLENGED_SCOPE | NOTHING : OTHER;
  // Given anything beside the header, it may be more than a parser.
  return args.every((arg) => arg & CHALLENGE) ? CHALLENGE : OTHER;
}

/** `header.match(/scope="…"/)` and `/…/.exec(header)`: by what the pattern looks for. */
function matchOrigin(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  name: string,
  receiver: Origin,
  argument: Origin,
): Origin | undefined {
  const callee = unwrap(call.callee) as NodeOf<'MemberExpression'>;
  if ((name === 'match' || name === 'matchAll') && receiver & CHALLENGE && call.arguments[0]) {
    return soughtBy(tree, call.arguments[0]);
  }
  return name === 'exec' && argument & CHALLENGE ? soughtBy(tree, callee.object) : undefined;
}

function soughtBy(tree: Tree, pattern: Node): Origin {
  const source = patternText(tree, pattern);
  if (source === undefined) return CHALLENGE | NOTHING;
  if (/scope/i.test(source.replace(/insufficient_scope/gi, ''))) return CHALLENGED_SCOPE | NOTHING;
  return /error|realm|resource|nonce|algs/i.test(source) ? OTHER : CHALLENGE | NOTHING;
}

/** `xs.map(f)`: keeps the origin only where `f` gives back its own argument in some form. */
function mapped(
  walk: Walk,
  call: NodeOf<'CallExpression'>,
  receiver: Origin,
  frame: Frame | undefined,
): Origin {
  const [callback] = call.arguments;
  if (!callback || !isFunction(callback)) {
    return callback?.type === 'Identifier' && callback.name === 'String' ? receiver : UNITED;
  }
  const results = returnedBy(walk.tree, callback);
  return results.reduce((origin, result) => origin | trace(walk, result, frame), 0) || OTHER;
}

function traceConstruction(walk: Walk, node: NodeOf<'NewExpression'>, frame: Frame | undefined): Origin {
  const name = declaredName(walk.tree, node.callee) ?? '';
  if (!/^(?:Set|Map|Array|String|URLSearchParams)$/.test(name)) return OTHER;
  const [content] = node.arguments;
  if (!content) return NOTHING;
  return trace(walk, content.type === 'SpreadElement' ? content.argument : content, frame);
}
