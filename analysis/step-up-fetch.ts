import type { Node } from './ast.ts';
import { fetchPlaces, type FetchPlace } from './fetch-place.ts';
import { heldOption } from './held-option.ts';
import { optionRead } from './hidden-option.ts';
import { hasTypes } from './object-type.ts';
import { isNothing, passedProvider, type PassedProvider } from './passed-provider.ts';
import { besideImport, type BesideImport } from './beside-import.ts';
import { sdkExport, sdkOf } from './sdk-export.ts';
import type { SourceUnit } from './source-unit.ts';
import type { TransportConstruction } from './transport-construction.ts';
import { ancestorsOf, rangeOf, statementInList, textOf, unwrap, type Tree } from './tree.ts';
import { usedObject, usedUrl, type UsedValue } from './used-value.ts';

/** How the `fetch` of a transport can step up. */
export interface StepUpFetchPlan {
  readonly serverUrl: UsedValue;
  readonly provider: UsedValue;
  readonly presence: PassedProvider['presence'];
  readonly places: readonly FetchPlace[];
  /** What the transport sends with its OAuth requests as well. */
  readonly requestInit: UsedValue | undefined;
  /** What the platform's `fetch` is called there. */
  readonly globalFetch: string;
  /** How the file imports what the SDK's modules export. */
  readonly sdk: SdkModules;
  /** The start of the statement before which constants can stand. */
  readonly statement: number | undefined;
  /** Whether constants are declared with their types, whose names mean what the platform means by them. */
  readonly isTyped: boolean;
}

/** The specifiers of two modules of the SDK, as the file would import them, and where, if not at its head. */
export interface SdkModules {
  /** Exports `auth` and `UnauthorizedError`. */
  readonly auth: string;
  /** Exports `createFetchWithInit`. */
  readonly shared: string;
  readonly beside: BesideImport | undefined;
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
  const { options, call, module, url } = construction;
  const provider = passedProvider(tree, options, call);
  if (provider === undefined || typeof provider === 'string') return provider;
  const places = fetchPlaces(tree, construction, provider);
  if (typeof places === 'string') return places === 'steps-up' ? undefined : places;
  const sent = sentInit(tree, construction);
  if (sent === 'transport-options-out-of-reach') return sent;
  const statement = statementBefore(tree, call);
  const plan: StepUpFetchPlan = {
    serverUrl: usedUrl(tree, url),
    provider: provider.value,
    presence: provider.presence,
    places,
    // Once is better than twice, where there is room for a name.
    requestInit: sent?.isMade && statement !== undefined ? { ...sent, again: undefined } : sent,
    globalFetch: isDeclared(tree, 'fetch', call) ? 'globalThis.fetch' : 'fetch',
    sdk: {
      auth: moduleOf(tree.unit, module, 'auth', 'client/auth'),
      shared: moduleOf(tree.unit, module, 'createFetchWithInit', 'shared/transport'),
      beside: besideImport(tree, construction.callee, call),
    },
    statement,
    isTyped: hasTypes(tree) && !isDeclared(tree, 'RequestInit', call),
  };
  const kept = keptValues(plan);
  if (kept.some((value) => isTypedByPlace(tree, value))) return 'values-made-in-place';
  return plan.statement !== undefined || kept.length === 0 ? plan : 'values-made-in-place';
}

/** `(url, init) => …` has the types of its parameters from where it stands: in a constant they would be `any`. */
function isTypedByPlace(tree: Tree, { range: [start, end] }: UsedValue): boolean {
  if (!hasTypes(tree)) return false;
  const made = tree.nodes.find((each) => rangeOf(each)[0] === start && rangeOf(each)[1] === end);
  const isFunction = made?.type === 'ArrowFunctionExpression' || made?.type === 'FunctionExpression';
  return isFunction && made.params.some((each) => !('typeAnnotation' in each && each.typeAnnotation));
}

/** The values that have to be kept in constants, as they must not stand twice. */
export function keptValues({
  serverUrl,
  provider,
  presence,
  places,
  requestInit,
}: StepUpFetchPlan): readonly UsedValue[] {
  const isTwice = presence !== 'certain' || requestInit !== undefined;
  const given = places.flatMap((each) => (each.is === 'given' && isTwice ? [each.value] : []));
  const values = [serverUrl, provider, ...(requestInit ? [requestInit] : []), ...given];
  return values.filter(({ again }) => again === undefined);
}

interface SentInit extends UsedValue {
  /** Whether it is made where it is passed, whatever happens. */
  readonly isMade?: boolean;
}

/** The `requestInit` of a transport that sends it with its OAuth requests. */
function sentInit(
  tree: Tree,
  { options, module, name }: TransportConstruction,
): SentInit | 'transport-options-out-of-reach' | undefined {
  const held = heldOption(tree, options, 'requestInit');
  if (held.is === 'absent') return undefined;
  if (held.is === 'property' && isNothing(unwrap(held.property.value))) return undefined;
  if (tree.unit.project?.transport(module, name)?.sendsRequestInit === false) return undefined;
  if (held.is === 'hidden' || held.is === 'spread') {
    const isKnown = held.is === 'spread' || held.beside.is === 'absent';
    const text = isKnown && held.from ? optionRead(tree, held.from, 'requestInit') : undefined;
    if (text === undefined || !held.from) return 'transport-options-out-of-reach';
    return { again: text, range: rangeOf(held.from), text, isShorthand: false };
  }
  const { property, when } = held;
  const used = usedObject(tree, property.value, property);
  if (!when) return { ...used, isMade: unwrap(property.value).type === 'ObjectExpression' };
  if (used.again === undefined) return 'transport-options-out-of-reach';
  return { ...used, again: `${textOf(tree, when)} ? ${used.again} : undefined` };
}

/**
 * The module that exports a name of the SDK: `…/client/streamableHttp.js` and `…/client/auth.js` stand side by side. One that
 * hands the SDK on may have it, too.
 */
function moduleOf(unit: SourceUnit, module: string, name: string, official: string): string {
  if (sdkOf(module)) return module.replace(/client\/(?:streamableHttp|sse)(\.[cm]?js)?$/, `${official}$1`);
  const isThere = sdkExport(unit, module, [name])?.name === name;
  return isThere ? module : `@modelcontextprotocol/sdk/${official}.js`;
}

function isDeclared(tree: Tree, name: string, place: Node): boolean {
  const [start, end] = rangeOf(place);
  return tree.unit.scopeManager.scopes.some(({ set, block }) => {
    const [from, to] = rangeOf(block);
    return from <= start && end <= to && (set.get(name)?.defs.length ?? 0) > 0;
  });
}

/** The statement that makes a transport whenever it runs, and nothing else before it. */
function statementBefore(tree: Tree, call: Node): number | undefined {
  const found = statementInList(tree, call);
  if (!found) return undefined;
  const { statement } = found;
  if (statement.type === 'VariableDeclaration' && statement.declarations.length > 1) return undefined;
  for (const ancestor of ancestorsOf(tree, call)) {
    if (ancestor === statement) break;
    if (/^(?:Conditional|Logical|If|For|While|DoWhile|Switch|Labeled)/.test(ancestor.type)) return undefined;
  }
  return /^(?:If|For|While|DoWhile|Switch)/.test(statement.type) ? undefined : rangeOf(statement)[0];
}
