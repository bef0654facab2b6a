import type { Node, NodeOf } from './ast.ts';
import { authorizingFetch } from './authorizing-fetch.ts';
import { isCertainlyPresent } from './certainly-present.ts';
import { heldOption, type HeldOption } from './held-option.ts';
import type { AddedEntry } from './option-route.ts';
import { isInReach } from './reach.ts';
import { isRepeatable } from './repeatable.ts';
import type { Range } from './source-unit.ts';
import type { TransportConstruction } from './transport-construction.ts';
import { ancestorsOf, rangeOf, statementInList, textOf, unwrap, type Tree } from './tree.ts';

/** A value that a rewrite uses once more. */
export interface UsedValue {
  /** The source text that gives it again, if that may stand twice; else it has to be kept in a constant. */
  readonly again: string | undefined;
  /** Where it stands, and its text there. */
  readonly range: Range;
  readonly text: string;
  /** The property that it would be written without its name: `{ provider }`. */
  readonly isShorthand: boolean;
}

/** Where the `fetch` that steps up goes. */
export type FetchPlace =
  /** The options have none yet. */
  | { readonly is: 'added'; readonly entry: AddedEntry }
  /** They are no literal: one is put around them. */
  | { readonly is: 'around'; readonly options: Range; readonly given: string | undefined }
  /** They have one, which is wrapped; it may be `undefined` unless it is certain. */
  | { readonly is: 'given'; readonly value: UsedValue; readonly isCertain: boolean };

/** How the `fetch` of a transport can step up. */
export interface StepUpFetchPlan {
  readonly serverUrl: UsedValue;
  readonly provider: UsedValue;
  /** Source text that is true where there is a provider; `undefined` where there always is one. */
  readonly hasProvider: string | undefined;
  readonly places: readonly FetchPlace[];
  /** What the platform's `fetch` is called there. */
  readonly globalFetch: string;
  /** The module of the SDK that exports `auth`, as this file would import it. */
  readonly authModule: string;
  /** The start of the statement before which constants can stand. */
  readonly statement: number | undefined;
}

/** Why a machine cannot wrap it. */
export type UnwrappableFetch =
  'transport-options-out-of-reach' | 'values-made-in-place' | 'fetch-authorizes-itself';

/**
 * How the `fetch` of a transport can be made to step up. `undefined` if there is nothing to do: no provider goes in as far
 * as can be told, or the `fetch` that is given steps up already.
 */
export function stepUpFetchFor(
  tree: Tree,
  construction: TransportConstruction,
): StepUpFetchPlan | UnwrappableFetch | undefined {
  const { options, call } = construction;
  const provider = providerOf(tree, options, call);
  if (!provider) return undefined;
  if (provider === 'transport-options-out-of-reach') return provider;
  const places = placesOf(tree, construction, provider);
  if (typeof places === 'string') return places === 'steps-up' ? undefined : places;
  const plan: StepUpFetchPlan = {
    serverUrl: urlOf(tree, construction.url),
    provider: provider.value,
    hasProvider: provider.has,
    places,
    globalFetch: isFetchDeclared(tree, call) ? 'globalThis.fetch' : 'fetch',
    authModule: authModuleOf(construction.module),
    statement: statementBefore(tree, call),
  };
  return canBeWritten(plan) ? plan : 'values-made-in-place';
}

/** What has to be kept in a constant needs a place for it, and what is guarded stands twice. */
function canBeWritten({ serverUrl, provider, hasProvider, places, statement }: StepUpFetchPlan): boolean {
  if (hasProvider !== undefined && provider.again === undefined) return false;
  const isGuardedTwice = places.some(
    (each) => each.is === 'given' && hasProvider !== undefined && each.value.again === undefined,
  );
  if (isGuardedTwice) return false;
  return statement !== undefined || (serverUrl.again !== undefined && provider.again !== undefined);
}

// ---------------------------------------------------------------------------------------------------------- provider

interface PassedProvider {
  readonly value: UsedValue;
  readonly has: string | undefined;
  readonly held: Exclude<HeldOption, { is: 'absent' } | { is: 'hidden' }>;
}

function providerOf(
  tree: Tree,
  options: Node,
  call: Node,
): PassedProvider | 'transport-options-out-of-reach' | undefined {
  const held = heldOption(tree, options, 'authProvider');
  if (held.is === 'absent') return undefined;
  // Nothing tells that there is a provider at all, unless the options name one besides.
  if (held.is === 'hidden') return namesProvider(held.beside) ? 'transport-options-out-of-reach' : undefined;
  if (held.is === 'spread') return spreadProvider(tree, held, call);
  const { property, when } = held;
  const given = withoutNothing(property.value);
  if (!given) return undefined;
  const { value, test } = given;
  if (!when && !test) {
    const has = isCertainlyPresent(tree, value) ? undefined : textOf(tree, unwrap(value));
    return { value: usedValue(tree, value, property), has, held };
  }
  const tests = [when, test].filter((each) => each !== undefined);
  if (!tests.every(isRepeatable)) return 'transport-options-out-of-reach';
  const isNamed =
    isCertainlyPresent(tree, value) || tests.some((each) => textOf(tree, each) === textOf(tree, value));
  const all = isNamed ? tests : [...tests, value];
  return {
    value: usedValue(tree, value, property),
    has: all.map((each) => (all.length > 1 ? grouped(tree, each) : textOf(tree, each))).join(' && '),
    held,
  };
}

function grouped(tree: Tree, node: Node): string {
  const isLoose = /^(?:Logical|Conditional|Binary|Assignment|Arrow)/.test(unwrap(node).type);
  return isLoose ? `(${textOf(tree, node)})` : textOf(tree, node);
}

function namesProvider(held: HeldOption): boolean {
  return held.is === 'hidden' ? namesProvider(held.beside) : held.is !== 'absent';
}

/** `provider ?? undefined`, `isProtected ? provider : undefined`: the provider, and what else must be true. */
function withoutNothing(given: Node): { readonly value: Node; readonly test: Node | undefined } | undefined {
  const node = unwrap(given);
  if (isNothing(node)) return undefined;
  if (node.type === 'LogicalExpression' && node.operator !== '&&' && isNothing(unwrap(node.right)))
    return { value: node.left, test: node.left };
  if (node.type === 'LogicalExpression' && node.operator === '&&')
    return { value: node.right, test: node.left };
  if (node.type === 'ConditionalExpression' && isNothing(unwrap(node.alternate)))
    return { value: node.consequent, test: node.test };
  return { value: given, test: undefined };
}

function isNothing(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'undefined';
  if (node.type === 'UnaryExpression') return node.operator === 'void';
  return node.type === 'Literal' && node.value === null && !('regex' in node);
}

/** `new Transport(url, options)` where `options` is a constant of this file. */
function spreadProvider(
  tree: Tree,
  held: Extract<HeldOption, { is: 'spread' }>,
  call: Node,
): PassedProvider | undefined {
  const { from, value } = held;
  const range = rangeOf(from);
  const given = value && withoutNothing(value);
  if (value && !given) return undefined;
  const isSame = given && !given.test && isRepeatable(given.value) && isInReach(tree, given.value, call);
  const text = isSame ? textOf(tree, given.value) : `${textOf(tree, from)}.authProvider`;
  const isCertain = given && !given.test && isCertainlyPresent(tree, given.value);
  return {
    value: { again: text, range, text, isShorthand: false },
    has: isCertain && (isSame || !isAnnotated(tree, from)) ? undefined : text,
    held,
  };
}

/** Whether a variable is declared with a type, which knows less than its first value. */
function isAnnotated(tree: Tree, identifier: Node): boolean {
  const name = tree.variableOf(identifier)?.defs[0]?.name as
    { readonly typeAnnotation?: unknown } | undefined;
  return !!name?.typeAnnotation;
}

// ------------------------------------------------------------------------------------------------------------- places

/** Where a `fetch` goes in; an event source can have one of its own, which goes before the transport's. */
function placesOf(
  tree: Tree,
  { options, name }: TransportConstruction,
  provider: PassedProvider,
): readonly FetchPlace[] | 'steps-up' | UnwrappableFetch {
  const own = fetchPlace(tree, options, provider);
  if (typeof own === 'string' || name !== 'SSEClientTransport') return typeof own === 'string' ? own : [own];
  const init = heldOption(tree, options, 'eventSourceInit');
  if (init.is === 'absent') return [own];
  if (init.is !== 'property' || init.when) return 'transport-options-out-of-reach';
  const inner = heldOption(tree, init.property.value, 'fetch');
  if (inner.is === 'absent') return [own];
  if (inner.is !== 'property' || inner.when) return 'transport-options-out-of-reach';
  const place = givenPlace(tree, inner.property);
  return typeof place === 'string' ? place : [own, place].sort((a, b) => startOf(a) - startOf(b));
}

function startOf(place: FetchPlace): number {
  return place.is === 'given' ? place.value.range[0] : place.is === 'added' ? place.entry.behind[1] : 0;
}

function fetchPlace(
  tree: Tree,
  options: Node,
  { held }: PassedProvider,
): FetchPlace | 'steps-up' | UnwrappableFetch {
  const given = heldOption(tree, options, 'fetch');
  if (given.is === 'hidden') return 'transport-options-out-of-reach';
  if (given.is === 'property')
    return given.when ? 'transport-options-out-of-reach' : givenPlace(tree, given.property);
  const node = unwrap(options);
  const read = given.is === 'spread' ? `${textOf(tree, given.from)}.fetch` : undefined;
  if (given.is === 'spread' && given.value) {
    const authorizing = authorizingFetch(tree, given.value);
    if (authorizing) return authorizing === 'steps-up' ? authorizing : 'fetch-authorizes-itself';
  }
  if (node.type !== 'ObjectExpression') return { is: 'around', options: rangeOf(options), given: read };
  if (read !== undefined) return 'transport-options-out-of-reach';
  const literal = held.is === 'property' && held.when ? held.literal : node;
  const last = literal.properties.at(-1)!;
  const before = literal.properties.at(-2);
  const opens = before ? rangeOf(before)[1] : rangeOf(literal)[0] + 1;
  return { is: 'added', entry: { behind: rangeOf(last), opens, is: 'property' } };
}

function givenPlace(tree: Tree, property: NodeOf<'Property'>): FetchPlace | 'steps-up' | UnwrappableFetch {
  const { value } = property;
  if (isNothing(unwrap(value))) return 'transport-options-out-of-reach';
  const authorizing = authorizingFetch(tree, value);
  if (authorizing) return authorizing === 'steps-up' ? authorizing : 'fetch-authorizes-itself';
  const isCertain = isCertainlyPresent(tree, value) || /^(?:Call|Function)/.test(unwrap(value).type);
  return {
    is: 'given',
    value: usedValue(tree, value, property),
    isCertain: isCertain || isGlobal(tree, value) || isImported(tree, value),
  };
}

function isGlobal(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  const root = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  return root.type === 'Identifier' && !tree.variableOf(root)?.defs.length;
}

function isImported(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  return node.type === 'Identifier' && tree.variableOf(node)?.defs[0]?.type === 'ImportBinding';
}

// ------------------------------------------------------------------------------------------------------------- values

function usedValue(tree: Tree, node: Node, property?: NodeOf<'Property'>): UsedValue {
  const text = textOf(tree, node);
  return {
    again: isRepeatable(node) ? text : undefined,
    range: rangeOf(node),
    text,
    isShorthand: property?.shorthand ?? false,
  };
}

/** The server's URL: `withStepUp` takes a string as well, so of `new URL(x)` it needs `x`. */
function urlOf(tree: Tree, node: Node): UsedValue {
  const used = usedValue(tree, node);
  const url = unwrap(node);
  if (url.type !== 'NewExpression' || url.callee.type !== 'Identifier' || url.callee.name !== 'URL')
    return used;
  const [first, ...others] = url.arguments;
  if (!first || ![first, ...others].every((each) => each.type !== 'SpreadElement' && isRepeatable(each)))
    return used;
  return { ...used, again: others.length === 0 ? textOf(tree, first) : used.text };
}

/** `…/client/streamableHttp.js` and `…/client/auth.js` stand side by side. */
function authModuleOf(module: string): string {
  return module.replace(/(^|\/)(?:streamableHttp|sse)(\.[cm]?js)?$/, '$1auth$2');
}

function isFetchDeclared(tree: Tree, place: Node): boolean {
  const [start, end] = rangeOf(place);
  return tree.unit.scopeManager.scopes.some(({ set, block }) => {
    const [from, to] = rangeOf(block);
    return from <= start && end <= to && (set.get('fetch')?.defs.length ?? 0) > 0;
  });
}

/** The statement that makes a transport whenever it runs, and nothing else before it. */
function statementBefore(tree: Tree, call: Node): number | undefined {
  const found = statementInList(tree, call);
  if (!found) return undefined;
  for (const ancestor of ancestorsOf(tree, call)) {
    if (ancestor === found.statement) return rangeOf(found.statement)[0];
    if (/^(?:Conditional|Logical|If|For|While|DoWhile|Switch|Labeled)/.test(ancestor.type)) return undefined;
  }
  return rangeOf(found.statement)[0];
}
