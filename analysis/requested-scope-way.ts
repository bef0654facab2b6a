import type { Node, NodeOf } from './ast.ts';
import { exportedNamesOf } from './exports.ts';
import { callSitesOf, descendantsOf } from './functions.ts';
import { declaredName, propertyName } from './names.ts';
import { hasTypes, isLooseType, isNullish, memberName, membersOfType } from './object-type.ts';
import { entryBehind, isTaken, nameOf, type AddedEntry } from './option-route.ts';
import { optionsAt, type OptionsParameter } from './options-parameter.ts';
import { isInReach } from './reach.ts';
import type { AddedOption, Range } from './source-unit.ts';
import { scopeChain, takenFrom, type TakenScope } from './token-request-scope.ts';
import { ancestorsOf, enclosingFunction, isFunction, rangeOf, textOf, unwrap } from './tree.ts';
import type { FunctionNode, Tree } from './tree.ts';

/** How the requested scope comes from the function that is given it to the token request. */
export interface RequestedScopeWay {
  /** The configured scope with which it is united, and the name that reads it there. */
  readonly united: { readonly configured: Range; readonly read: string } | undefined;
  /** The entries that take it and hand it on. */
  readonly entries: readonly NamedEntry[];
  /** Options whose types stand in other files. */
  readonly elsewhere: readonly AddedOption[];
}

interface NamedEntry extends AddedEntry {
  /** What is written for a name or a parameter: `scope`, `scope: requestedScope`. */
  readonly name: string;
}

interface Draft {
  readonly tree: Tree;
  readonly entries: NamedEntry[];
  readonly elsewhere: AddedOption[];
}

/** Names under which a function can take the scope, the best first. */
const NAMES = ['scope', 'requestedScope', 'askedScope'];

/** How far the callers of a function are followed. */
const MAX_CALLERS = 3;

/** A place at which a token request gets its scope, and how the requested one comes there. */
export interface UnrequestedScope {
  readonly place: Node;
  /** `out-of-reach` if nothing can bring it there. */
  readonly way: RequestedScopeWay | 'out-of-reach';
}

/**
 * The places to which the requested scope does not come, although a function on the way to the token request is given
 * one.
 */
export function* unrequestedScopes(tree: Tree, value: Node, depth = 0): Generator<UnrequestedScope> {
  const chain = scopeChain(tree, value);
  const fn = enclosingFunction(tree, value);
  if (!chain || !fn) return;
  const { configured, preferred } = chain;
  const draft: Draft = { tree, entries: [], elsewhere: [] };
  if (configured && preferred.length === 0) {
    const own = requestedIn(tree, configured);
    const read = own?.text ?? takeIn(draft, fn, configured, 0);
    if (read === undefined) return;
    const isTold = read !== 'out-of-reach' && isOnlyRead(tree, configured);
    if (own?.taken) handOnFromCallers(draft, own.taken);
    if (!isTold || !isDeclarable(draft)) yield { place: configured, way: 'out-of-reach' };
    else {
      const { entries, elsewhere } = draft;
      yield {
        place: configured,
        way: { united: { configured: rangeOf(configured), read }, entries, elsewhere },
      };
    }
    return;
  }
  // What the function takes has to be given, too.
  const taken = preferred.length === 1 ? takenFrom(tree, preferred[0]!) : undefined;
  if (!taken || depth >= MAX_CALLERS) return;
  for (const given of handOnFromCallers(draft, taken)) yield* unrequestedScopes(tree, given, depth + 1);
  const { entries, elsewhere } = draft;
  if (entries.length > 0) yield { place: preferred[0]!, way: { united: undefined, entries, elsewhere } };
}

/** Has the callers that are given a scope hand it on where they give none; gives what the others give. */
function handOnFromCallers(draft: Draft, { fn, index, key }: TakenScope): readonly Node[] {
  const { tree } = draft;
  const others: Node[] = [];
  for (const call of callSitesOf(tree, fn)) {
    const given = givenAt(tree, call, index, key);
    if (given && given !== 'unknown') others.push(given);
    else if (given === undefined && key !== undefined) {
      const text = requestedIn(tree, call)?.text;
      if (text !== undefined) handOn(draft, call, index, key, text);
    }
  }
  return others;
}

// ----------------------------------------------------------------------------------------- the scope that is asked for

interface RequestedScope {
  /** The source text that reads it. */
  readonly text: string;
  /** Where it comes from, if the caller gives it. */
  readonly taken: TakenScope | undefined;
}

/**
 * The requested scope as it can be read at a place: what the caller gives, else what authorization is asked with. What
 * a function falls back to without it is left to the token request, which has a fallback of its own.
 */
function requestedIn(tree: Tree, place: Node): RequestedScope | undefined {
  for (let fn = enclosingFunction(tree, place); fn; fn = enclosingFunction(tree, fn)) {
    const scope = scopeOfCaller(tree, fn, place);
    if (scope) return scope;
    const text = scopeOfAuthorization(tree, fn, place);
    if (text !== undefined) return { text, taken: undefined };
  }
  return undefined;
}

function scopeOfCaller(tree: Tree, fn: FunctionNode, place: Node): RequestedScope | undefined {
  for (const [index, parameter] of (fn.params as readonly Node[]).entries()) {
    const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
    if (name.type === 'Identifier' && isRequestedScope(name.name) && isString(name))
      return isInReach(tree, name, place)
        ? { text: name.name, taken: { fn, index, key: undefined } }
        : undefined;
    const options = optionsAt(tree, fn, index);
    const found = options && scopeOfOptions(tree, options, place);
    if (found) return { text: found.text, taken: { fn, index, key: found.key } };
  }
  return undefined;
}

function scopeOfOptions(
  tree: Tree,
  options: OptionsParameter,
  place: Node,
): { text: string; key: string } | undefined {
  const { pattern, variable, annotation, mayBeMissing } = options;
  const members = annotation && membersOfType(tree, annotation);
  const declared = members?.filter((each) => isRequestedScope(memberName(tree, each) ?? ''));
  if (declared?.some((each) => !isString(each as { typeAnnotation?: Node | null }))) return undefined;
  for (const property of pattern?.properties ?? []) {
    const key = property.type === 'Property' ? propertyName(tree, property) : undefined;
    if (property.type !== 'Property' || key === undefined || !isRequestedScope(key)) continue;
    const { value } = property;
    const name = value.type === 'AssignmentPattern' ? value.left : value;
    if (name.type === 'Identifier' && isInReach(tree, name, place)) return { text: name.name, key };
  }
  const parameter = variable?.defs[0]?.name;
  if (!variable || !parameter || !isInReach(tree, parameter, place)) return undefined;
  const typed = declared?.[0] && memberName(tree, declared[0]);
  const read = variable.references
    .map(({ identifier }) => tree.parentOf(identifier))
    .find(
      (member) =>
        member?.type === 'MemberExpression' &&
        isRequestedScope(propertyName(tree, member) ?? '') &&
        tree.variableOf(member.object) === variable,
    );
  const key = typed ?? (read?.type === 'MemberExpression' ? propertyName(tree, read) : undefined);
  return key === undefined ? undefined : { text: `${variable.name}${mayBeMissing ? '?' : ''}.${key}`, key };
}

/** `scope`, `requestedScope`; one with a leading underscore is not used on purpose. */
function isRequestedScope(name: string): boolean {
  return /^(?:scope|requestedScope|requested_scope)$/.test(name);
}

/** Whether a parameter can be a scope string, by its type if it has one. */
function isString({ typeAnnotation }: { readonly typeAnnotation?: Node | null }): boolean {
  const type = typeAnnotation?.type === 'TSTypeAnnotation' ? typeAnnotation.typeAnnotation : undefined;
  const parts = type?.type === 'TSUnionType' ? type.types : type ? [type] : [];
  return parts.every((each) => each.type === 'TSStringKeyword' || isNullish(each));
}

/** The scope that the authorization request of the same function is made with. */
function scopeOfAuthorization(tree: Tree, fn: FunctionNode, place: Node): string | undefined {
  for (const node of descendantsOf(tree, fn)) {
    if (node.type !== 'CallExpression') continue;
    if (!/^(?:start|begin|request)Authorization\d*$/.test(declaredName(tree, node.callee) ?? '')) continue;
    for (const argument of node.arguments) {
      const value = argument.type === 'ObjectExpression' ? givenIn(tree, argument, 'scope') : undefined;
      if (!value || value === 'unknown' || !isInReach(tree, value, place)) continue;
      const chain = scopeChain(tree, value);
      if (!chain || chain.preferred.length > 0) return textOf(tree, value);
    }
  }
  return undefined;
}

// -------------------------------------------------------------------------------------------------- taking it, giving it

/**
 * Has a function take the scope from those of its callers that are given one; gives the text that reads it.
 * @returns `undefined` if there is no such caller.
 */
function takeIn(draft: Draft, fn: FunctionNode, place: Node, depth: number): string | undefined {
  const { tree } = draft;
  const before = draft.entries.length;
  const parameter = parameterOf(tree, fn);
  let isGiven = false;
  for (const call of callSitesOf(tree, fn)) {
    const caller = enclosingFunction(tree, call);
    if (caller === fn) continue;
    const index = parameter?.index ?? fn.params.length;
    const given = parameter && givenAt(tree, call, index, 'scope');
    if (given) {
      if (given !== 'unknown' || handsOnAll(tree, call.arguments[index])) isGiven = true;
      continue;
    }
    const isFollowed = caller && depth < MAX_CALLERS;
    const text =
      requestedIn(tree, call)?.text ?? (isFollowed ? takeIn(draft, caller, call, depth + 1) : undefined);
    if (text === undefined) continue;
    isGiven = true;
    if (text === 'out-of-reach') return text;
    const isDone = parameter
      ? handOn(draft, call, index, 'scope', text)
      : handOnByPosition(draft, fn, call, text);
    if (!isDone) return 'out-of-reach';
  }
  if (!isGiven) {
    draft.entries.length = before;
    return undefined;
  }
  return (parameter ? takeOption(draft, parameter, place) : takeByPosition(draft, fn)) ?? 'out-of-reach';
}

/** Whether an argument is the options of the caller as a whole, with a scope in them. */
function handsOnAll(tree: Tree, argument: Node | undefined): boolean {
  const scope = argument?.type === 'Identifier' ? requestedIn(tree, argument)?.text : undefined;
  return !!argument && !!scope?.startsWith(textOf(tree, argument)) && scope.includes('.');
}

/** The parameter by which a function takes options, apart from the provider that holds the configured scope. */
function parameterOf(tree: Tree, fn: FunctionNode): OptionsParameter | undefined {
  return [...fn.params.keys()]
    .flatMap((index) => optionsAt(tree, fn, index) ?? [])
    .find(({ variable, pattern }) => {
      if (variable?.references.some(({ identifier }) => isAskedForMetadata(tree, identifier))) return false;
      const keys = pattern?.properties.map((each) => each.type === 'Property' && propertyName(tree, each));
      return keys ? !keys.includes('clientMetadata') : OPTIONS.test(variable!.name);
    });
}

/** What a parameter for options is called where it is not taken apart. */
const OPTIONS = /^(?:opt(?:ion)?s?|params?|args?|ctx|context|input|request|init)$|Options$/i;

function isAskedForMetadata(tree: Tree, identifier: Node): boolean {
  const member = tree.parentOf(identifier);
  return (
    member?.type === 'MemberExpression' &&
    member.object === identifier &&
    propertyName(tree, member) === 'clientMetadata'
  );
}

function takeOption(draft: Draft, options: OptionsParameter, place: Node): string | undefined {
  const { tree } = draft;
  const { fn, pattern, variable, mayBeMissing } = options;
  if (!declareIn(draft, options)) return undefined;
  if (!pattern || rangeOf(pattern)[0] > rangeOf(place)[0])
    return variable && `${variable.name}${mayBeMissing ? '?' : ''}.scope`;
  const own = pattern.properties.find(
    (each) => each.type === 'Property' && propertyName(tree, each) === 'scope',
  );
  if (own?.type === 'Property') return own.value.type === 'Identifier' ? own.value.name : undefined;
  const properties = pattern.properties.filter(({ type }) => type === 'Property');
  const local = NAMES.find((name) => !isTaken(tree, fn, name));
  if (properties.length === 0 || local === undefined) return undefined;
  const name = local === 'scope' ? local : `scope: ${local}`;
  draft.entries.push({ ...entryBehind(pattern, properties, 'name'), name });
  return local;
}

/** Declares the option in the type of the parameter; `false` if that is out of reach. */
function declareIn(draft: Draft, { fn, index, annotation }: OptionsParameter): boolean {
  const { tree } = draft;
  const members = annotation && membersOfType(tree, annotation);
  if (members) {
    if (!members.some((each) => memberName(tree, each) === 'scope'))
      draft.entries.push({ ...entryBehind(tree.parentOf(members[0]!)!, members, 'member'), name: 'scope' });
    return true;
  }
  const name = exportedNamesOf(tree, fn)[0] ?? nameOf(tree, fn);
  const isAsked = annotation
    ? !isLooseType(annotation)
    : !hasTypes(tree) && exportedNamesOf(tree, fn).length > 0;
  if (!isAsked) return true;
  if (name === undefined) return false;
  draft.elsewhere.push({ name: 'scope', of: { function: name }, parameter: index });
  return true;
}

/** A type that code is checked against must be there; declarations beside compiled code follow it. */
function isDeclarable({ tree, elsewhere }: Draft): boolean {
  return !hasTypes(tree) || elsewhere.every((each) => tree.unit.project?.canAddOption(each));
}

function takeByPosition({ tree, entries }: Draft, fn: FunctionNode): string | undefined {
  const local = NAMES.find((name) => !isTaken(tree, fn, name));
  if (local === undefined || !isExtensible(tree, fn)) return undefined;
  entries.push({ ...entryBehind(fn, fn.params, 'parameter'), name: local });
  return local;
}

/** Whether a function of this file alone can get one more parameter. */
function isExtensible(tree: Tree, fn: FunctionNode): boolean {
  return (
    fn.params.length > 0 &&
    exportedNamesOf(tree, fn).length === 0 &&
    tree.parentOf(fn)?.type !== 'Property' &&
    fn.params.every(({ type }) => type !== 'RestElement' && type !== 'TSParameterProperty')
  );
}

function handOnByPosition(
  { entries }: Draft,
  fn: FunctionNode,
  call: NodeOf<'CallExpression'>,
  value: string,
): boolean {
  const given = call.arguments;
  if (given.length !== fn.params.length || given.some(({ type }) => type === 'SpreadElement')) return false;
  if (given.length === 0) return false;
  entries.push({ ...entryBehind(call, given, 'argument'), name: 'scope', value });
  return true;
}

/** Puts the scope into the options of a call. */
function handOn(
  { tree, entries }: Draft,
  call: NodeOf<'CallExpression'>,
  index: number,
  key: string,
  value: string,
): boolean {
  const argument = call.arguments[index];
  if (!argument) {
    if (call.arguments.length !== index || index === 0) return false;
    const literal = value === key ? `{ ${key} }` : `{ ${key}: ${value} }`;
    entries.push({ ...entryBehind(call, call.arguments, 'argument'), name: key, value: literal });
    return true;
  }
  const literal = literalBehind(tree, argument);
  const last = literal?.properties.at(-1);
  if (!literal || !last) return false;
  entries.push({ ...entryBehind(literal, literal.properties, 'property'), name: key, value });
  return true;
}

/** What a call gives for an option: a value, `undefined` for nothing, or `unknown`. */
function givenAt(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  index: number,
  key: string | undefined,
): Node | 'unknown' | undefined {
  const before = call.arguments.slice(0, index + 1);
  if (before.some(({ type }) => type === 'SpreadElement')) return 'unknown';
  const argument = call.arguments[index];
  if (!argument || key === undefined) return argument;
  const literal = literalBehind(tree, argument);
  return literal ? givenIn(tree, literal, key) : 'unknown';
}

function givenIn(tree: Tree, literal: NodeOf<'ObjectExpression'>, key: string): Node | 'unknown' | undefined {
  for (const property of literal.properties) {
    // What is spread may hold it.
    if (property.type === 'SpreadElement' || propertyName(tree, property) === undefined) return 'unknown';
    if (propertyName(tree, property) === key) return property.value;
  }
  return undefined;
}

/** An object that is built in the call, or once before it and handed to nothing else. */
function literalBehind(tree: Tree, argument: Node): NodeOf<'ObjectExpression'> | undefined {
  const node = unwrap(argument);
  if (node.type === 'ObjectExpression') return node;
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  const definition = variable?.defs[0]?.node;
  if (!variable || definition?.type !== 'VariableDeclarator' || definition.id.type !== 'Identifier')
    return undefined;
  const isOwn =
    variable.references.filter((each) => each.isRead()).length === 1 && !definition.id.typeAnnotation;
  const init = definition.init && unwrap(definition.init);
  return isOwn && init?.type === 'ObjectExpression' ? init : undefined;
}

// ------------------------------------------------------------------------------------------------- where it is preferred

/** Whether nothing else asks for the configured scope: a condition on it would leave the requested one out. */
function isOnlyRead(tree: Tree, configured: Node): boolean {
  const name = textOf(tree, configured);
  for (const ancestor of ancestorsOf(tree, configured)) {
    if (isFunction(ancestor)) return true;
    const isCondition = ancestor.type === 'IfStatement' || ancestor.type === 'ConditionalExpression';
    if (isCondition && textOf(tree, ancestor.test).includes(name)) return false;
  }
  return true;
}
