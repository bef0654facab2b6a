import type { Node, NodeOf } from './ast.ts';
import { scopeUseOf } from './authorization-call.ts';
import { emissionsTo } from './arrivals.ts';
import { declaredType, keyType, typeName } from './declared-type.ts';
import { callSitesOf, functionBehind, returnedBy } from './functions.ts';
import {
  constantInit,
  declaredName,
  destructuredPath,
  propertyName,
  staticString,
  wordsOf,
} from './names.ts';
import { isNullish } from './object-type.ts';
import { isChallenge, originOf } from './origin.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import type { Variable } from './source-unit.ts';
import { listOfCallback } from './tested-tokens.ts';
import { isNothing, tokenRequestBehind } from './token-request.ts';
import { isFunction, isWithin, unwrap, type FunctionNode, type Tree } from './tree.ts';
import { writtenValue } from './written-value.ts';

/** What is known of a value, as a set of bits, each proved by itself. */
export type ScopeFacts = number;

/** It is a string, where it is anything. */
export const IS_STRING = 1;

/** It is all of a scope: what was requested, granted, challenged or configured (RFC 6749 §3.3). */
export const IS_SCOPE = 2;

/** It is called a scope, which may as well be a single token. */
export const IS_NAMED_SCOPE = 4;

/** It is parted at its blanks elsewhere, so it is more than a single token. */
export const IS_PARTED = 64;

/** It is, or may be, something else: a list, a single token, a choice of the program. */
export const IS_OTHER = 8;

/** A text that is written there, which says nothing of the other values beside it. */
const WRITTEN = 16;

/** Nothing, or an empty string. */
const NOTHING = 32;

interface Walk {
  readonly tree: Tree;
  readonly active: Set<Node | Variable>;
}

const MAX_DEPTH = 24;

/** What the code shows of a value that may be a scope string: by its types, where it comes from, and how it is used. */
export function scopeFactsOf(tree: Tree, value: Node): ScopeFacts {
  return factsOf({ tree, active: new Set() }, value);
}

function factsOf(walk: Walk, value: Node): ScopeFacts {
  if (isNothing(value)) return NOTHING | (unwrap(value).type === 'Literal' ? IS_STRING : 0);
  const node = unwrap(value);
  if (walk.active.has(node) || walk.active.size > MAX_DEPTH) return 0;
  walk.active.add(node);
  const facts = typeFacts(walk.tree, declaredType(walk.tree, value)) | valueFacts(walk, node);
  walk.active.delete(node);
  return facts;
}

function valueFacts(walk: Walk, node: Node): ScopeFacts {
  const { tree } = walk;
  const inner = (each: Node) => factsOf(walk, each);
  switch (node.type) {
    case 'Literal':
      return typeof node.value === 'string' ? WRITTEN | IS_STRING : IS_OTHER;
    case 'Identifier': {
      const variable = tree.variableOf(node);
      return variable ? variableFacts(walk, variable) | useFacts(tree, node) : 0;
    }
    case 'MemberExpression':
      return memberFacts(walk, node) | useFacts(tree, node);
    case 'LogicalExpression':
      return node.operator === '&&' ? inner(node.right) : eitherOf([node.left, node.right].map(inner));
    case 'ConditionalExpression':
      return eitherOf([node.consequent, node.alternate].map(inner));
    case 'CallExpression':
      return callFacts(walk, node);
    case 'AssignmentExpression':
      return node.operator === '=' ? inner(node.right) : 0;
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'NewExpression':
      return IS_OTHER;
    default:
      // A template or a sum may be padded, `` ` ${scope} ` ``, and is then right.
      return 0;
  }
}

/** What holds whichever of several values it is. */
function eitherOf(parts: readonly ScopeFacts[]): ScopeFacts {
  const known = parts.filter((each) => !(each & (WRITTEN | NOTHING)));
  const all = known.reduce((both, each) => both & each, known[0] ?? 0);
  const isString = parts.some((each) => each & (WRITTEN | NOTHING) && each & IS_STRING);
  const isOther = parts.some((each) => each & IS_OTHER);
  return all | (isString ? IS_STRING : 0) | (isOther ? IS_OTHER : 0);
}

// ------------------------------------------------------------------------------------------------------------ by type

function typeFacts(tree: Tree, type: Node | undefined, depth = 0): ScopeFacts {
  switch (type?.type) {
    case undefined:
    case 'TSAnyKeyword':
    case 'TSUnknownKeyword':
      return 0;
    case 'TSStringKeyword':
      return IS_STRING;
    case 'TSUnionType': {
      const parts = type.types.filter((each) => !isNullish(each));
      const facts = parts.map((each) => typeFacts(tree, each, depth + 1));
      return facts.reduce((both, each) => (both & each) | ((both | each) & IS_OTHER), facts[0] ?? 0);
    }
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return 0;
      const { name } = type.typeName;
      if (/^(?:Readonly)?(?:Array|Set|Map)$/.test(name)) return IS_OTHER;
      const [argument] = type.typeArguments?.params ?? [];
      if (argument && /^(?:NonNullable|Awaited)$/.test(name)) return typeFacts(tree, argument, depth + 1);
      const alias = tree.nodes.find(
        (each) => each.type === 'TSTypeAliasDeclaration' && each.id.name === name,
      );
      return alias?.type === 'TSTypeAliasDeclaration' && depth < 4
        ? typeFacts(tree, alias.typeAnnotation, depth + 1)
        : 0;
    }
    case 'TSIndexedAccessType':
    case 'TSTypeQuery':
      return 0;
    default:
      return IS_OTHER;
  }
}

// ---------------------------------------------------------------------------------------------------------- by origin

function variableFacts(walk: Walk, variable: Variable): ScopeFacts {
  const { tree, active } = walk;
  const [definition, ...others] = variable.defs;
  if (!definition || others.length > 0 || active.has(variable)) return 0;
  active.add(variable);
  const isParameter = definition.type === 'Parameter' && isFunction(definition.node);
  const given = isParameter ? [parameterFacts(walk, definition.node as FunctionNode, definition.name)] : [];
  const written = variable.references
    .filter((each) => each.isWrite())
    .map(({ identifier }) => writtenFacts(walk, identifier));
  active.delete(variable);
  const fallback = defaultOf(tree, definition.name);
  return (
    eitherOf([...given, ...written, ...(fallback ? [factsOf(walk, fallback)] : [])]) |
    nameFacts(variable.name)
  );
}

/** `'openid'` of `const { scope = 'openid' } = tokens`. */
function defaultOf(tree: Tree, name: Node): Node | undefined {
  const parent = tree.parentOf(name);
  return parent?.type === 'AssignmentPattern' && parent.left === name ? parent.right : undefined;
}

function writtenFacts(walk: Walk, identifier: Node): ScopeFacts {
  const { tree } = walk;
  const declarator = tree.parentOf(identifier);
  const loop = declarator && tree.parentOf(tree.parentOf(declarator) ?? declarator);
  if (loop?.type === 'ForOfStatement' || loop?.type === 'ForInStatement') return IS_OTHER;
  const write = writtenValue(tree, identifier);
  if (!write) return 0;
  if (write.appends) return WRITTEN | IS_STRING;
  return factsAlong(walk, write.value, write.path);
}

/** What a value has under a path of names. */
function factsAlong(walk: Walk, value: Node, path: readonly string[]): ScopeFacts {
  const key = path.at(-1);
  if (key === undefined) return factsOf(walk, value);
  if (/^\d+$/.test(key)) return 0;
  const holder = path.at(-2);
  if (holder !== undefined) return ofHolder(kindOfName(holder)) | nameFacts(key);
  return propertyFacts(walk, value, key);
}

function parameterFacts(walk: Walk, fn: FunctionNode, name: Node): ScopeFacts {
  const { tree } = walk;
  const index = fn.params.findIndex((each) => isWithin(name, each));
  const param = fn.params[index];
  const path = param && destructuredPath(tree, param, name);
  if (!path || param.type === 'RestElement') return path ? IS_OTHER : 0;
  if (index === 0 && path.length === 0 && listOfCallback(tree, fn)) return IS_OTHER;
  const promise = index === 0 ? promiseOfCallback(tree, fn) : undefined;
  if (promise) return factsAlong(walk, promise, path);
  const calls = callSitesOf(tree, fn).map(({ arguments: args }) => args as readonly Node[]);
  const given = [...calls, ...emissionsTo(tree, fn).map(({ args }) => args)].map((args) => args[index]);
  // What a function is called with elsewhere is not known, but that it is given one thing here and another there is rare.
  return eitherOf(given.flatMap((each) => (each ? [factsAlong(walk, each, path)] : [])));
}

/** `provider.tokens()` of `provider.tokens().then((tokens) => …)`. */
function promiseOfCallback(tree: Tree, fn: FunctionNode): Node | undefined {
  const call = tree.parentOf(fn);
  const callee =
    call?.type === 'CallExpression' && call.arguments[0] === fn ? unwrap(call.callee) : undefined;
  if (callee?.type !== 'MemberExpression' || propertyName(tree, callee) !== 'then') return undefined;
  return callee.object;
}

function memberFacts(walk: Walk, member: NodeOf<'MemberExpression'>): ScopeFacts {
  const name = propertyName(walk.tree, member);
  if (name === undefined) return 0;
  if (member.object.type === 'ThisExpression') return fieldFacts(walk, member, name);
  return propertyFacts(walk, member.object, name);
}

/** A field: what is ever assigned to it. */
function fieldFacts(walk: Walk, field: Node, name: string): ScopeFacts {
  const { tree } = walk;
  const slot = slotOf(tree, field);
  if (!slot) return nameFacts(name);
  const owner = slot.root && 'body' in slot.root ? slot.root : undefined;
  const declared = owner?.body.body.find(
    (each) => each.type === 'PropertyDefinition' && propertyName(tree, each) === name,
  );
  const init = declared?.type === 'PropertyDefinition' ? declared.value : undefined;
  const assigned = accessesTo(tree, slot).flatMap((each) => assignmentTo(tree, each) ?? []);
  const values = [...(init ? [init as Node] : []), ...assigned.map(({ right }) => right)];
  return eitherOf(values.map((each) => factsOf(walk, each))) | nameFacts(name);
}

function propertyFacts(walk: Walk, holder: Node, key: string): ScopeFacts {
  const { tree } = walk;
  if (!/scopes?$/i.test(key)) return 0;
  const literal = literalOf(tree, holder);
  const written = literal?.properties.find(
    (each) => each.type === 'Property' && propertyName(tree, each) === key,
  );
  const value = written?.type === 'Property' ? factsOf(walk, written.value) : 0;
  const type = declaredType(tree, holder);
  const declared = type ? typeFacts(tree, keyType(tree, type, key)) : 0;
  const known = key === 'scope' ? ofHolder(holderKind(tree, holder)) : 0;
  return known | declared | (value & ~(WRITTEN | NOTHING)) | nameFacts(key);
}

function literalOf(tree: Tree, holder: Node): NodeOf<'ObjectExpression'> | undefined {
  const node = unwrap(holder);
  if (node.type === 'ObjectExpression') return node;
  const init = node.type === 'Identifier' ? constantInit(tree, node) : undefined;
  const value = init && unwrap(init);
  return value?.type === 'ObjectExpression' ? value : undefined;
}

function callFacts(walk: Walk, call: NodeOf<'CallExpression'>): ScopeFacts {
  const { tree } = walk;
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee) ?? '';
  const [first] = call.arguments;
  // `provider.tokens().then((tokens) => tokens?.scope)`
  const own = name === 'then' && first && isFunction(first) ? first : functionBehind(tree, callee);
  if (own) return eitherOf(returnedBy(tree, own).map((each) => factsOf(walk, each)));
  if (/^(?:unionScopes|computeScopeUnion)$/.test(name)) return IS_STRING | IS_SCOPE;
  if (name === 'String' && first) return IS_STRING | (factsOf(walk, first) & ~(WRITTEN | NOTHING));
  if (callee.type !== 'MemberExpression') return 0;
  if (name === 'get' && staticString(tree, first) === 'scope')
    return /(?:params?|query|form|body|formdata)$/i.test(lastName(tree, callee.object))
      ? IS_STRING | IS_SCOPE
      : 0;
  if (KEEPS.test(name)) return IS_STRING | (factsOf(walk, callee.object) & ~(WRITTEN | NOTHING));
  return LISTS.test(name) ? IS_OTHER : 0;
}

const KEEPS = /^(?:trim|trimStart|trimEnd|toString|toLowerCase|normalize)$/;
const LISTS = /^(?:split|filter|map|flatMap|from|matchAll|sort|toSorted|concat|values|keys|entries)$/;

// ---------------------------------------------------------------------------------------------------- what holds it

/** Objects of which `scope` is a scope string on the wire, or one that may come as a list. */
type Holder = 'wire' | 'claims' | undefined;

function ofHolder(kind: Holder): ScopeFacts {
  if (kind === 'wire') return IS_STRING | IS_SCOPE;
  // RFC 9068 §2.2.3 has a string in a JWT, too, but some authorization servers write a list.
  return kind === 'claims' ? IS_SCOPE : 0;
}

function holderKind(tree: Tree, holder: Node, depth = 0): Holder {
  const type = typeName(declaredType(tree, holder));
  if (type !== undefined && WIRE_TYPE.test(type)) return 'wire';
  const node = unwrap(holder);
  // `(await provider.tokens()) ?? {}`
  if (node.type === 'LogicalExpression' && depth < 4) return holderKind(tree, node.left, depth + 1);
  if (node.type === 'CallExpression') {
    const name = declaredName(tree, node.callee) ?? '';
    if (/^extractWWWAuthenticateParams$/.test(name)) return 'wire';
    return /tokens$/i.test(name) || tokenRequestBehind(tree, node) ? 'wire' : kindOfName(name);
  }
  const init = node.type === 'Identifier' && depth < 4 ? constantInit(tree, node) : undefined;
  const made = init && init !== node ? holderKind(tree, init, depth + 1) : undefined;
  if (made) return made;
  return kindOfName(lastName(tree, node)) ?? (isChallenge(originOf(tree, node)) ? 'claims' : undefined);
}

const WIRE_TYPE =
  /^(?:OAuthTokens?|OAuthTokenResponse|TokenResponse|TokenSet|TokenEndpointResponse|OAuthClientMetadata|OAuthClientInformation\w*|OAuthTokenIntrospection\w*|IntrospectionResponse|AuthorizationParams)$/;

/** What an object holds by its name. */
function kindOfName(name: string): Holder {
  if (
    /^_?(?:\w*tokens|token_?(?:response|set|data|info|result)|(?:oauth|stored|saved|held|current|new|old|refreshed)_?token|client_?metadata|introspection(?:_?\w+)?)$/i.test(
      name,
    )
  )
    return 'wire';
  return /^_?(?:\w*claims|(?:jwt_?|token_?|verified_?)?payload|decoded(?:_?\w+)?|\w*challenge|credentials?|token|grant|auth_?info)$/i.test(
    name,
  )
    ? 'claims'
    : undefined;
}

function lastName(tree: Tree, value: Node): string {
  const node = unwrap(value);
  if (node.type === 'Identifier') return node.name;
  return node.type === 'MemberExpression' ? (propertyName(tree, node) ?? '') : '';
}

// ------------------------------------------------------------------------------------------------------------ by name

/** A name such as `grantedScope`: a scope, and nothing that tells it from one of OAuth. */
function nameFacts(name: string): ScopeFacts {
  const words = wordsOf(name);
  if (words.at(-1) !== 'scope' && !/^scope_?(?:str|string)$/i.test(name)) return 0;
  if (!words.every((each) => QUALIFIES.test(each))) return 0;
  return IS_NAMED_SCOPE | (words.some((each) => WHOLE.test(each)) ? IS_SCOPE : 0);
}

const WHOLE = /^(?:granted|held)$/;
const QUALIFIES =
  /^(?:scope|granted|grant|held|requested|request|current|oauth2?|token|access|stored|saved|existing|prior|previous|last|challenged|required|missing|string|str|value|raw|auth|authorized|new|old|effective|default|configured|client|mcp|my|the|all|user)$/;

// ------------------------------------------------------------------------------------------------------------- by use

/** What other uses of a variable or field say of it. */
function useFacts(tree: Tree, place: Node): ScopeFacts {
  const slot = slotOf(tree, place);
  if (!slot) return 0;
  return accessesTo(tree, slot).reduce((facts, each) => facts | useOf(tree, each), 0);
}

function useOf(tree: Tree, access: Node): ScopeFacts {
  let node = access;
  let parent = tree.parentOf(node);
  while (
    parent &&
    /^(?:ParenthesizedExpression|ChainExpression|TSNonNullExpression|TSAsExpression)$/.test(parent.type)
  ) {
    node = parent;
    parent = tree.parentOf(parent);
  }
  switch (parent?.type) {
    case 'MemberExpression':
      return parent.object === node ? calledOn(tree, parent) : 0;
    case 'LogicalExpression':
      if (parent.left !== node || parent.operator === '&&') return 0;
      if (unwrap(parent.right).type === 'ArrayExpression') return IS_OTHER;
      return staticString(tree, parent.right) === undefined ? 0 : IS_STRING;
    case 'BinaryExpression':
      return /^[!=]==?$/.test(parent.operator)
        ? comparedWith(staticString(tree, (parent.left === node ? parent.right : parent.left) as Node))
        : 0;
    case 'SwitchStatement':
    case 'SpreadElement':
      return IS_OTHER;
    case 'ForOfStatement':
      return parent.right === node ? IS_OTHER : 0;
    case 'CallExpression':
      return parent.callee === node ? IS_OTHER : givenTo(tree, parent, node);
    case 'Property':
      return parent.value === node ? sentAs(tree, parent) : 0;
    default:
      return 0;
  }
}

/** A method that is called on it. */
function calledOn(tree: Tree, member: NodeOf<'MemberExpression'>): ScopeFacts {
  const name = propertyName(tree, member) ?? '';
  const call = tree.parentOf(member);
  if (call?.type !== 'CallExpression' || call.callee !== member) return 0;
  if (name === 'split') {
    const [separator] = call.arguments;
    const isPattern = separator?.type === 'Literal' && 'regex' in separator;
    const text = isPattern ? separator.regex.pattern : staticString(tree, separator);
    if (text === undefined) return IS_STRING;
    return /^(?: |\\s|\[ \]|\[\\s\])[+*]?$/.test(text) ? IS_STRING | IS_PARTED : IS_OTHER;
  }
  if (OF_STRINGS.test(name)) return IS_STRING;
  return OF_LISTS.test(name) ? IS_OTHER : 0;
}

const OF_STRINGS =
  /^(?:trim|trimStart|trimEnd|toLowerCase|toUpperCase|match|matchAll|replace|replaceAll|charAt|substring|localeCompare|normalize)$/;
const OF_LISTS =
  /^(?:some|every|map|filter|forEach|join|push|unshift|has|add|flatMap|reduce|find|findIndex|sort|toSorted|keys|values|entries|get|set)$/;

/** A comparison with a single word shows a choice of the program: `scope === 'all'`. */
function comparedWith(text: string | undefined): ScopeFacts {
  if (text === undefined) return 0;
  return text === '' ? IS_STRING : /^\w+$/.test(text) ? IS_OTHER : 0;
}

function givenTo(tree: Tree, call: NodeOf<'CallExpression'>, argument: Node): ScopeFacts {
  const callee = unwrap(call.callee);
  const name = declaredName(tree, callee) ?? '';
  if (name === 'isArray') return IS_OTHER;
  if (name === 'encodeURIComponent') return IS_STRING;
  if (/^(?:unionScopes|computeScopeUnion|isStrictScopeSuperset)$/.test(name)) return IS_STRING | IS_SCOPE;
  const isEntry = call.arguments[1] === argument && staticString(tree, call.arguments[0]) === 'scope';
  return isEntry && scopeUseOf(tree, call) === 'parameter' ? IS_STRING | IS_SCOPE : 0;
}

/** `{ scope }` in what an authorization is given, or in the parameters of a request. */
function sentAs(tree: Tree, property: NodeOf<'Property'>): ScopeFacts {
  if (propertyName(tree, property) !== 'scope') return 0;
  const literal = tree.parentOf(property);
  const call = literal && tree.parentOf(literal);
  if (call?.type !== 'CallExpression' && call?.type !== 'NewExpression') return 0;
  if (!call.arguments.some((each) => each === literal)) return 0;
  const use = scopeUseOf(tree, call);
  return use === 'parameter' ? IS_STRING | IS_SCOPE : use === 'authorize' ? IS_SCOPE : 0;
}
