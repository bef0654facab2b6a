import type { Node, NodeOf } from './ast.ts';
import { exportedNamesOf } from './exports.ts';
import { callSitesOf } from './functions.ts';
import { constantInit, propertyName } from './names.ts';
import { hasTypes, isLooseType, memberName, membersOfType } from './object-type.ts';
import { optionRead, optionsBehind, scopeOptionsOf, type OptionsParameter } from './options-parameter.ts';
import { CHALLENGE, CHALLENGED_SCOPE, originOf, UNITED } from './origin.ts';
import { isScopeName } from './scope-name.ts';
import type { AddedOption, Range } from './source-unit.ts';
import { enclosingFunction, rangeOf, textOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** One more entry of a list in braces or parentheses. */
export interface AddedEntry {
  /** The entry behind which it goes. */
  readonly behind: Range;
  /** Where what stands before that entry ends: a line break in between gives each entry a line of its own. */
  readonly opens: number;
  /** A name of a pattern, a property of an object, a member of a type, a parameter, an argument. */
  readonly is: 'name' | 'property' | 'member' | 'parameter' | 'argument';
  /** The source text of the value of a property or of an argument. */
  readonly value?: string;
  /** Whether callers in other files read it. */
  readonly isPublic?: boolean;
}

/** The way of an option from the functions that a file exports to the place that reads it. */
export interface OptionRoute {
  /** The source text that reads it there. */
  readonly read: string;
  readonly entries: readonly AddedEntry[];
  /** The names of the exported functions that will take it. */
  readonly exports: readonly string[];
  /** Options whose types stand in other files. */
  readonly elsewhere: readonly AddedOption[];
}

interface Route {
  readonly tree: Tree;
  readonly option: AddedOption['name'];
  readonly entries: AddedEntry[];
  readonly exports: string[];
  /** With the type as it is written, and whether another file can ask for the function. */
  readonly elsewhere: { readonly added: AddedOption; readonly type: string; readonly isExported: boolean }[];
  readonly visited: Set<FunctionNode>;
}

/** How far the callers of a function are followed. */
const MAX_ROUTE = 4;

/**
 * The way of an option to a function that takes a scope with its options, or as a parameter of its own; `undefined`
 * where a type stands elsewhere and cannot get it, or where nothing on the way has room for it.
 */
export function routeTo(
  tree: Tree,
  fn: FunctionNode,
  option: AddedOption['name'],
  place: Node,
): OptionRoute | undefined {
  const route: Route = { tree, option, entries: [], exports: [], elsewhere: [], visited: new Set() };
  const options = scopeOptionsOf(tree, fn);
  const read = options ? takeIn(route, options, 0, place) : takePositional(route, fn);
  if (read === undefined) return undefined;
  const { project } = tree.unit;
  const elsewhere = addedElsewhere(route);
  // Declarations beside compiled code follow it; a type that code is checked against must be there.
  if (hasTypes(tree) && !elsewhere.every((each) => project?.canAddOption(each))) return undefined;
  return { read, entries: distinct(route.entries), exports: route.exports, elsewhere };
}

/** A type that several functions share is asked for by the one that is exported. */
function addedElsewhere({ elsewhere }: Route): readonly AddedOption[] {
  return elsewhere
    .filter(
      ({ type, isExported }) =>
        isExported || !elsewhere.some((each) => each.isExported && each.type === type),
    )
    .map(({ added }) => added);
}

function distinct(entries: readonly AddedEntry[]): readonly AddedEntry[] {
  const byPlace = new Map<string, AddedEntry>();
  for (const entry of entries) {
    const place = `${entry.is} ${entry.behind[0]}`;
    if (entry.isPublic || !byPlace.has(place)) byPlace.set(place, entry);
  }
  return [...byPlace.values()];
}

/** Has a function take the option out of its options; gives the text that reads it. */
function takeIn(route: Route, options: OptionsParameter, depth: number, place: Node): string | undefined {
  const { tree, option } = route;
  const known = optionRead(tree, options, option);
  declareIn(route, options, depth);
  if (known) return known.text;
  const { pattern, variable, mayBeMissing } = options;
  if (pattern && rangeOf(pattern)[0] < rangeOf(place)[0]) {
    const properties = pattern.properties.filter(({ type }) => type === 'Property');
    // Where the name is taken, it would mean something else.
    if (properties.length > 0 && !isTaken(tree, options.fn, option)) {
      route.entries.push(entryBehind(pattern, properties, 'name'));
      return option;
    }
  }
  return variable && `${variable.name}${mayBeMissing ? '?' : ''}.${option}`;
}

/** Whether a name means something in a function or around it already. */
export function isTaken(tree: Tree, fn: FunctionNode, name: string): boolean {
  const [start, end] = rangeOf(fn);
  return tree.unit.scopeManager.scopes.some(({ set, block }) => {
    const [from, to] = rangeOf(block);
    return set.has(name) && ((start <= from && to <= end) || (from <= start && end <= to));
  });
}

/** Declares the option in the type of the parameter, and has the callers hand it on. */
function declareIn(route: Route, options: OptionsParameter, depth: number): void {
  const { tree, option, visited } = route;
  const { fn, index, annotation } = options;
  if (visited.has(fn)) return;
  visited.add(fn);
  const names = exportedNamesOf(tree, fn);
  route.exports.push(...names);
  const members = annotation && membersOfType(tree, annotation);
  const name = names[0] ?? nameOf(tree, fn);
  if (members) {
    if (!members.some((each) => memberName(tree, each) === option)) {
      const owner = tree.parentOf(members[0]!)!;
      route.entries.push({ ...entryBehind(owner, members, 'member'), isPublic: names.length > 0 });
    }
  } else if (
    name !== undefined &&
    (annotation ? !isLooseType(annotation) : names.length > 0 && !hasTypes(tree))
  ) {
    route.elsewhere.push({
      added: { name: option, of: { function: name }, parameter: index },
      type: annotation ? textOf(tree, annotation) : '',
      isExported: names.length > 0,
    });
  }
  // An exported function is where the option comes in.
  if (names.length === 0 && depth < MAX_ROUTE) {
    for (const call of callSitesOf(tree, fn)) passIn(route, call, index, depth + 1);
  }
}

/** What a function is called where it is declared. */
export function nameOf(tree: Tree, fn: FunctionNode): string | undefined {
  if (fn.id) return fn.id.name;
  const parent = tree.parentOf(fn);
  if (parent?.type === 'MethodDefinition' || parent?.type === 'PropertyDefinition')
    return propertyName(tree, parent);
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
    ? parent.id.name
    : undefined;
}

/** Has a call hand the option on with the options that it passes. */
function passIn(route: Route, call: NodeOf<'CallExpression'>, index: number, depth: number): void {
  const { tree } = route;
  const argument = call.arguments[index];
  if (!argument || call.arguments.slice(0, index + 1).some(({ type }) => type === 'SpreadElement')) return;
  const passed = unwrap(argument);
  const whole = optionsBehind(tree, passed);
  if (whole && passed.type === 'Identifier' && whole.variable === tree.variableOf(passed)) {
    declareIn(route, whole, depth);
    return;
  }
  const built = passed.type === 'Identifier' ? constantInit(tree, passed) : passed;
  const literal = built && unwrap(built);
  if (literal?.type !== 'ObjectExpression') return;
  for (const property of literal.properties) {
    if (property.type !== 'SpreadElement') continue;
    const copied = optionsBehind(tree, property.argument);
    if (copied && property.argument.type === 'Identifier') return declareIn(route, copied, depth);
  }
  passByKey(route, call, literal, depth);
}

/** Puts the option into an object that a caller builds out of its own options. */
function passByKey(
  route: Route,
  call: NodeOf<'CallExpression'>,
  literal: NodeOf<'ObjectExpression'>,
  depth: number,
): void {
  const { tree, option } = route;
  const properties = literal.properties.filter((each) => each.type === 'Property');
  const scope = properties.find((each) => isScopeName(propertyName(tree, each) ?? ''));
  const known = properties.find((each) => propertyName(tree, each) === option);
  const source = scope && callerOptions(tree, call);
  // A challenge is no option: what answers it decides by itself.
  if (!source || originOf(tree, scope.value) & (CHALLENGE | CHALLENGED_SCOPE | UNITED)) return;
  const value = takeIn(route, source, depth, call);
  if (known || value === undefined) return;
  route.entries.push({ ...entryBehind(literal, literal.properties, 'property'), value });
}

/** The options of the function around a call, or of one around that. */
function callerOptions(tree: Tree, call: Node): OptionsParameter | undefined {
  for (let fn = enclosingFunction(tree, call); fn; fn = enclosingFunction(tree, fn)) {
    const options = scopeOptionsOf(tree, fn);
    if (options) return /challenge|error|response/i.test(options.variable?.name ?? '') ? undefined : options;
  }
  return undefined;
}

/** Gives a function of this file that takes its scope by position one more parameter. */
function takePositional(route: Route, fn: FunctionNode): string | undefined {
  const { tree, option } = route;
  const last = fn.params.at(-1) as Node | undefined;
  const calls = callSitesOf(tree, fn);
  const isPlain = fn.params.every(({ type }) => type !== 'RestElement' && type !== 'TSParameterProperty');
  const isOwn = calls.length > 0 && exportedNamesOf(tree, fn).length === 0;
  if (!last || !isPlain || !isOwn || isTaken(tree, fn, option)) return undefined;
  const isFull = ({ arguments: given }: NodeOf<'CallExpression'>) =>
    given.length === fn.params.length && given.every(({ type }) => type !== 'SpreadElement');
  route.visited.add(fn);
  route.entries.push(entryBehind(fn, fn.params, 'parameter'));
  for (const call of calls) {
    const options = callerOptions(tree, call);
    if (!options) continue;
    if (!isFull(call)) return undefined;
    const value = takeIn(route, options, 1, call);
    if (value === undefined) return undefined;
    route.entries.push({ ...entryBehind(call, call.arguments, 'argument'), value });
  }
  return route.entries.some(({ is }) => is === 'argument') ? option : undefined;
}

/** One more entry behind the last of some that stand in `owner`. */
export function entryBehind(owner: Node, entries: readonly Node[], is: AddedEntry['is']): AddedEntry {
  const before = entries.at(-2);
  return {
    behind: rangeOf(entries.at(-1)!),
    opens: before
      ? rangeOf(before)[1]
      : is === 'parameter' || is === 'argument'
        ? rangeOf(entries[0]!)[0]
        : rangeOf(owner)[0],
    is,
  };
}
