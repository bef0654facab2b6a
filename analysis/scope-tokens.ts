import type { Node, NodeOf } from './ast.ts';
import { returnedBy } from './functions.ts';
import { constantInitOf, propertyName, staticString } from './names.ts';
import { tokensAdded } from './set-additions.ts';
import type { Variable } from './source-unit.ts';
import { isDeclaredString } from './string-type.ts';
import { isFunction, textOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** A scope string (RFC 6749 §3.3) that a list of scope tokens is made of. */
export interface ScopeString {
  readonly value: Node;
  /** Whether `value` is a list of scope strings, as a rest parameter is. */
  readonly isList: boolean;
  /** Whether the code has it count as empty where it is missing: `?? ''`, `?.`, a condition. */
  readonly mayBeMissing: boolean;
}

/** A list of scope tokens: which scope strings it is made of, in which order. */
export interface ScopeTokens {
  readonly strings: readonly ScopeString[];
  /** Whether each token is in it once, where it is first seen. */
  readonly isDistinct: boolean;
  /** Whether no empty token is in it: `''.split(' ')` has one. */
  readonly isClean: boolean;
  /** The variables in which it or parts of it are kept on the way, with the statements that make them. */
  readonly steps: readonly Step[];
}

export interface Step {
  readonly variable: Variable;
  readonly statement: Node;
}

const MAX_DEPTH = 12;

/** Reads an expression as a list of scope tokens; `undefined` where it is, or may be, anything else. */
export function scopeTokensOf(tree: Tree, expression: Node, depth = 0): ScopeTokens | undefined {
  const node = unwrap(expression);
  if (depth > MAX_DEPTH) return undefined;
  const inner = (each: Node) => scopeTokensOf(tree, each, depth + 1);
  switch (node.type) {
    case 'ArrayExpression':
      return joined(node.elements.map((each) => (each ? elementTokens(tree, each, inner) : undefined)));
    case 'LogicalExpression': {
      const left = isEmptyList(node.right) && node.operator !== '&&' ? inner(node.left) : undefined;
      return left && withMissing(left);
    }
    case 'ConditionalExpression': {
      const some = isEmptyList(node.alternate) ? inner(node.consequent) : undefined;
      const only = some?.strings.length === 1 ? some.strings[0] : undefined;
      return only && isTestOf(tree, node.test, only.value) ? withMissing(some!) : undefined;
    }
    case 'NewExpression':
      if (
        node.callee.type !== 'Identifier' ||
        node.callee.name !== 'Set' ||
        tree.variableOf(node.callee)?.defs.length
      )
        return undefined;
      return node.arguments[0] ? distinct(inner(node.arguments[0])) : EMPTY;
    case 'Identifier':
      return variableTokens(tree, node, inner);
    case 'CallExpression':
      return callTokens(tree, node, inner);
    default:
      return undefined;
  }
}

const EMPTY: ScopeTokens = { strings: [], isDistinct: true, isClean: true, steps: [] };

type Read = (node: Node) => ScopeTokens | undefined;

/** Lists one after the other. */
export function joined(parts: readonly (ScopeTokens | undefined)[]): ScopeTokens | undefined {
  if (parts.some((each) => !each)) return undefined;
  const all = parts as readonly ScopeTokens[];
  return {
    strings: all.flatMap(({ strings }) => strings),
    isDistinct: all.length === 1 && all[0]!.isDistinct,
    isClean: all.every(({ isClean }) => isClean),
    steps: all.flatMap(({ steps }) => steps),
  };
}

export function distinct(tokens: ScopeTokens | undefined): ScopeTokens | undefined {
  return tokens && { ...tokens, isDistinct: true };
}

function withMissing(tokens: ScopeTokens): ScopeTokens {
  return { ...tokens, strings: tokens.strings.map((each) => ({ ...each, mayBeMissing: true })) };
}

/** A list spread, or one token that is written there. */
function elementTokens(tree: Tree, element: Node, read: Read): ScopeTokens | undefined {
  if (element.type === 'SpreadElement') return read(element.argument);
  const token = element.type === 'Literal' ? staticString(tree, element) : undefined;
  if (token === undefined || !/^\S+$/.test(token)) return undefined;
  return { ...EMPTY, strings: [{ value: element, isList: false, mayBeMissing: false }] };
}

/** A constant, or a set that loops before this place have filled. */
function variableTokens(tree: Tree, node: NodeOf<'Identifier'>, read: Read): ScopeTokens | undefined {
  const variable = tree.variableOf(node);
  const init = variable && constantInitOf(variable);
  const statement = init && tree.parentOf(variable.defs[0]!.node);
  if (!init || !statement) return undefined;
  const own = read(init);
  const added = own && tokensAdded(tree, variable, node, read);
  if (!added) return undefined;
  const steps = [statement, ...added.statements].map((each) => ({ variable, statement: each }));
  const all = joined([own, ...added.tokens])!;
  const isSet = unwrap(init).type === 'NewExpression';
  return { ...all, isDistinct: isSet || own.isDistinct, steps: [...all.steps, ...steps] };
}

function callTokens(tree: Tree, call: NodeOf<'CallExpression'>, read: Read): ScopeTokens | undefined {
  const callee = unwrap(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const [first] = call.arguments;
  const { object } = callee;
  switch (propertyName(tree, callee)) {
    case 'split': {
      const strings = first && partsAtBlanks(tree, first) ? scopeStringsOf(tree, object) : undefined;
      return strings && { ...EMPTY, ...madeOf(strings, callee.optional), isDistinct: false, isClean: false };
    }
    case 'match': {
      const strings = first && isPattern(first, /^\\S\+$/, /g/) ? scopeStringsOf(tree, object) : undefined;
      return strings && { ...EMPTY, ...madeOf(strings, callee.optional), isDistinct: false };
    }
    case 'filter':
      return first && filtered(tree, first, read(object));
    case 'map':
      return first && isCallback(tree, first, (value) => isTrimOf(tree, value)) ? read(object) : undefined;
    case 'concat':
      return joined([object, ...call.arguments].map(read));
    case 'union':
      return distinct(joined([object, ...call.arguments].map(read)));
    case 'values':
    case 'keys':
      return read(object)?.isDistinct && !first ? read(object) : undefined;
    case 'from':
      return isGlobal(tree, object, 'Array') && call.arguments.length === 1 ? read(first!) : undefined;
    case 'flat':
      return flattened(tree, object, read);
    case 'flatMap':
      return first && eachSplit(tree, object, first, read);
    case 'reduce':
      return isFirstSeenReducer(tree, call) ? distinct(read(object)) : undefined;
    default:
      return undefined;
  }
}

function madeOf(strings: readonly ScopeString[], isOptional: boolean | null | undefined) {
  return { strings: isOptional ? strings.map((each) => ({ ...each, mayBeMissing: true })) : strings };
}

function flattened(tree: Tree, object: Node, read: Read): ScopeTokens | undefined {
  const list = unwrap(object);
  if (list.type === 'ArrayExpression')
    return joined(
      list.elements.map((each) => (each && each.type !== 'SpreadElement' ? read(each) : undefined)),
    );
  const callee = list.type === 'CallExpression' ? unwrap(list.callee) : undefined;
  if (list.type !== 'CallExpression' || callee?.type !== 'MemberExpression' || !list.arguments[0])
    return undefined;
  return propertyName(tree, callee) === 'map'
    ? eachSplit(tree, callee.object, list.arguments[0], read)
    : undefined;
}

/** `[a, b].flatMap((scope) => scope?.split(' ') ?? [])` */
function eachSplit(tree: Tree, list: Node, callback: Node, read: Read): ScopeTokens | undefined {
  const strings = scopeStringListOf(tree, list);
  const [result] = isFunction(callback) ? returnedBy(tree, callback) : [];
  const [param] = isFunction(callback) ? callback.params : [];
  const tokens = strings && result && read(result);
  return tokens && param ? inPlaceOf(tree, param, strings, tokens) : undefined;
}

/** The tokens of one scope string of a list, for all of the list. */
export function inPlaceOf(
  tree: Tree,
  name: Node,
  strings: readonly ScopeString[],
  tokens: ScopeTokens,
): ScopeTokens | undefined {
  const [only, ...more] = tokens.strings;
  if (!only || more.length > 0 || tokens.steps.length > 0) return undefined;
  const value = unwrap(only.value);
  if (value.type !== 'Identifier' || tree.variableOf(value) !== tree.variableOf(name)) return undefined;
  const mayBeMissing = (each: ScopeString) => each.mayBeMissing || only.mayBeMissing;
  return {
    ...tokens,
    isDistinct: false,
    strings: strings.map((each) => ({ ...each, mayBeMissing: mayBeMissing(each) })),
  };
}

/** A list of scope strings, written in place or taken as a rest parameter. */
export function scopeStringListOf(tree: Tree, list: Node): readonly ScopeString[] | undefined {
  const node = unwrap(list);
  if (node.type === 'Identifier') {
    const definition = tree.variableOf(node)?.defs[0];
    const isRest = definition?.type === 'Parameter' && tree.parentOf(definition.name)?.type === 'RestElement';
    return isRest && mayBeUnited(tree, definition.name)
      ? [{ value: node, isList: true, mayBeMissing: false }]
      : undefined;
  }
  if (node.type === 'ArrayExpression') {
    const strings = node.elements.map((each) => {
      if (!each) return undefined;
      return each.type === 'SpreadElement'
        ? scopeStringListOf(tree, each.argument)
        : scopeStringsOf(tree, each);
    });
    return strings.some((each) => !each) ? undefined : strings.flatMap((each) => each!);
  }
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  if (propertyName(tree, callee) !== 'filter' || !node.arguments[0] || !keepsTruthy(tree, node.arguments[0]))
    return undefined;
  return scopeStringListOf(tree, callee.object)?.map((each) => ({ ...each, mayBeMissing: true }));
}

/** Whether a rest parameter holds what the SDK's union takes, which is no `null`, and no lists. */
function mayBeUnited(tree: Tree, name: Node): boolean {
  const rest = tree.parentOf(name) as { readonly typeAnnotation?: Node | null } | undefined;
  const type = rest?.typeAnnotation ? textOf(tree, rest.typeAnnotation) : 'string';
  return /^(?:[\s:()|<>[\]]|string|undefined|readonly|Array|ReadonlyArray)*$/.test(type);
}

/** The scope strings that one is put together of. */
function scopeStringsOf(tree: Tree, expression: Node): readonly ScopeString[] | undefined {
  const node = unwrap(expression);
  const inner = (each: Node) => scopeStringsOf(tree, each);
  if (node.type === 'LogicalExpression' && node.operator !== '&&' && staticString(tree, node.right) === '')
    return inner(node.left)?.map((each) => ({ ...each, mayBeMissing: true }));
  if (node.type === 'TemplateLiteral' && node.expressions.length > 0) {
    const blanks = node.quasis.map(({ value }) => value.cooked ?? '');
    const areParted = blanks.every(
      (text, i) => /^ *$/.test(text) && (text !== '' || i === 0 || i === blanks.length - 1),
    );
    return areParted ? printed(tree, node.expressions, inner) : undefined;
  }
  if (node.type === 'BinaryExpression') {
    const parts = node.operator === '+' ? summandsOf(node) : [];
    const areParted =
      parts.length > 1 && parts.every((each, i) => i % 2 === 0 || staticString(tree, each) === ' ');
    return areParted && parts.length % 2 === 1
      ? printed(
          tree,
          parts.filter((_, i) => i % 2 === 0),
          inner,
        )
      : undefined;
  }
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  if (node.type === 'CallExpression' && callee?.type === 'MemberExpression') {
    const name = propertyName(tree, callee);
    if (name === 'trim') return inner(callee.object);
    if (name === 'join' && staticString(tree, node.arguments[0]) === ' ') {
      const strings = scopeStringListOf(tree, callee.object);
      if (strings) return strings.map((each) => ({ ...each, mayBeMissing: true }));
    }
  }
  return [{ value: expression, isList: false, mayBeMissing: false }];
}

function summandsOf(node: Node): readonly Node[] {
  const sum = unwrap(node);
  return sum.type === 'BinaryExpression' && sum.operator === '+'
    ? [...summandsOf(sum.left), ...summandsOf(sum.right)]
    : [node];
}

/** Values that become text: what is missing would become the word `undefined`, so each has to be a string. */
function printed(
  tree: Tree,
  values: readonly Node[],
  inner: (each: Node) => readonly ScopeString[] | undefined,
): readonly ScopeString[] | undefined {
  const strings = values.map((each) => {
    const found = inner(each);
    return found?.every(({ value, mayBeMissing }) => mayBeMissing || isDeclaredString(tree, value))
      ? found
      : undefined;
  });
  return strings.some((each) => !each) ? undefined : strings.flatMap((each) => each!);
}

function isEmptyList(node: Node): boolean {
  const list = unwrap(node);
  return list.type === 'ArrayExpression' && list.elements.length === 0;
}

function isTestOf(tree: Tree, test: Node, value: Node): boolean {
  const node = unwrap(test);
  if (node.type === 'BinaryExpression' && /^!==?$/.test(node.operator))
    return isNothing(node.right) && textOf(tree, unwrap(node.left)) === textOf(tree, unwrap(value));
  return textOf(tree, node) === textOf(tree, unwrap(value));
}

function isNothing(node: Node): boolean {
  return (
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'Literal' && node.value === null)
  );
}

/** A separator that scope tokens are parted at: a space, or a pattern of white space. */
function partsAtBlanks(tree: Tree, separator: Node): boolean {
  return (
    staticString(tree, separator) === ' ' || isPattern(separator, /^(?: |\\s|\[ \]|\[\\s\])\+?$/, /^u?$/)
  );
}

function isPattern(node: Node, source: RegExp, flags: RegExp): boolean {
  return (
    node.type === 'Literal' &&
    'regex' in node &&
    source.test(node.regex.pattern) &&
    flags.test(node.regex.flags)
  );
}

function filtered(tree: Tree, test: Node, tokens: ScopeTokens | undefined): ScopeTokens | undefined {
  if (!tokens) return undefined;
  if (keepsTruthy(tree, test)) return { ...tokens, isClean: true };
  return isFunction(test) && keepsFirstSeen(tree, test) ? { ...tokens, isDistinct: true } : undefined;
}

/** `Boolean`, `(s) => s`, `(s) => s.length > 0`, `(s): s is string => !!s`: what keeps all but empty ones. */
function keepsTruthy(tree: Tree, callback: Node): boolean {
  if (isGlobal(tree, callback, 'Boolean')) return true;
  return isCallback(tree, callback, (value, param) => {
    let node = unwrap(value);
    if (node.type === 'UnaryExpression' && node.operator === '!') {
      const operand = unwrap(node.argument);
      return (
        operand.type === 'UnaryExpression' &&
        operand.operator === '!' &&
        isParam(tree, operand.argument, param)
      );
    }
    if (node.type === 'CallExpression' && isGlobal(tree, node.callee, 'Boolean'))
      return isParam(tree, node.arguments[0], param);
    if (node.type === 'BinaryExpression') {
      if (node.operator.startsWith('!=') && staticString(tree, node.right) === '')
        return isParam(tree, node.left, param);
      const isPositive =
        /^(?:>|!==?)$/.test(node.operator) && node.right.type === 'Literal' && node.right.value === 0;
      if (!isPositive) return false;
      node = unwrap(node.left);
      return isLengthOf(tree, node, param);
    }
    return isParam(tree, node, param) || isLengthOf(tree, node, param);
  });
}

function isLengthOf(tree: Tree, node: Node, param: Node): boolean {
  return (
    node.type === 'MemberExpression' &&
    propertyName(tree, node) === 'length' &&
    isParam(tree, node.object, param)
  );
}

/** `(token, i, all) => all.indexOf(token) === i` */
function keepsFirstSeen(tree: Tree, callback: FunctionNode): boolean {
  const [token, index, all] = callback.params;
  return (
    !!all &&
    isCallback(tree, callback, (value) => {
      const node = unwrap(value);
      if (node.type !== 'BinaryExpression' || !/^===?$/.test(node.operator)) return false;
      const sides = [unwrap(node.left), unwrap(node.right)];
      const call = sides.find((each) => each.type === 'CallExpression');
      const other = sides.find((each) => each !== call);
      if (call?.type !== 'CallExpression' || !isParam(tree, other, index!)) return false;
      const callee = unwrap(call.callee);
      return (
        callee.type === 'MemberExpression' &&
        propertyName(tree, callee) === 'indexOf' &&
        isParam(tree, callee.object, all) &&
        isParam(tree, call.arguments[0], token!)
      );
    })
  );
}

/** `(seen, token) => (seen.includes(token) ? seen : [...seen, token])`, from an empty list. */
function isFirstSeenReducer(tree: Tree, call: NodeOf<'CallExpression'>): boolean {
  const [callback, start] = call.arguments;
  if (!callback || !start || !isEmptyList(start) || !isFunction(callback)) return false;
  const [seen, token] = callback.params;
  return (
    !!token &&
    isCallback(tree, callback, (value) => {
      const node = unwrap(value);
      if (node.type !== 'ConditionalExpression' || !isParam(tree, node.consequent, seen!)) return false;
      const list = unwrap(node.alternate);
      if (list.type !== 'ArrayExpression' || list.elements.length !== 2) return false;
      const [rest, last] = list.elements;
      return (
        isMembership(tree, node.test, (held) => isParam(tree, held, seen!), token) &&
        rest?.type === 'SpreadElement' &&
        isParam(tree, rest.argument, seen!) &&
        isParam(tree, last, token)
      );
    })
  );
}

/** `held.includes(token)` or `held.has(token)`. */
export function isMembership(tree: Tree, test: Node, isHeld: (node: Node) => boolean, token: Node): boolean {
  const node = unwrap(test);
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  return (
    node.type === 'CallExpression' &&
    callee?.type === 'MemberExpression' &&
    /^(?:includes|has)$/.test(propertyName(tree, callee) ?? '') &&
    isHeld(callee.object) &&
    isParam(tree, node.arguments[0], token)
  );
}

/** Whether a callback gives back one value, and that passes a test. */
export function isCallback(tree: Tree, callback: Node, test: (value: Node, param: Node) => boolean): boolean {
  if (!isFunction(callback) || callback.async || !callback.params[0] || !callback.body) return false;
  const isOneReturn = callback.body.type !== 'BlockStatement' || callback.body.body.length === 1;
  const results = returnedBy(tree, callback);
  return isOneReturn && results.length === 1 && test(results[0]!, callback.params[0]);
}

function isTrimOf(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  return callee?.type === 'MemberExpression' && /^trim$/.test(propertyName(tree, callee) ?? '')
    ? unwrap(callee.object).type === 'Identifier'
    : false;
}

/** Whether an expression reads a parameter or a loop variable. */
export function isParam(tree: Tree, node: Node | null | undefined, param: Node): boolean {
  const read = node && unwrap(node);
  const variable = read?.type === 'Identifier' ? tree.variableOf(read) : undefined;
  return !!variable && variable === tree.variableOf(param);
}

function isGlobal(tree: Tree, node: Node, name: string): boolean {
  const read = unwrap(node);
  return read.type === 'Identifier' && read.name === name && !tree.variableOf(read)?.defs.length;
}
