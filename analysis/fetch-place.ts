import type { Node, NodeOf } from './ast.ts';
import { authorizingFetch } from './authorizing-fetch.ts';
import { isCertainlyPresent } from './certainly-present.ts';
import { heldOption } from './held-option.ts';
import type { AddedEntry } from './option-route.ts';
import { optionRead } from './hidden-option.ts';
import { isNothing, type PassedProvider } from './passed-provider.ts';
import type { Range } from './source-unit.ts';
import type { TransportConstruction } from './transport-construction.ts';
import { rangeOf, textOf, unwrap, type Tree } from './tree.ts';
import { usedValue, type UsedValue } from './used-value.ts';

/** Where a `fetch` that steps up goes. */
export type FetchPlace =
  /** The options have none yet. With a condition that holds where there is a provider, it need not be asked again. */
  | {
      readonly is: 'added';
      readonly entry: AddedEntry;
      readonly isConditional: boolean;
      /** Reads the `fetch` that a spread may bring. */
      readonly given: string | undefined;
    }
  /** They are no literal: one is put around them. `given` reads the `fetch` that they may have. */
  | { readonly is: 'around'; readonly options: Range; readonly given: string | undefined }
  /** They have one, which is wrapped; it may be `undefined` unless it is certain. */
  | { readonly is: 'given'; readonly value: UsedValue; readonly isCertain: boolean };

export type NoFetchPlace = 'steps-up' | 'transport-options-out-of-reach' | 'fetch-authorizes-itself';

/** Where a transport gets its `fetch`; an event source can have one of its own, which goes before the transport's. */
export function fetchPlaces(
  tree: Tree,
  { options, name }: TransportConstruction,
  provider: PassedProvider,
): readonly FetchPlace[] | NoFetchPlace {
  const own = placeIn(tree, options, provider);
  if (typeof own === 'string') return own;
  const init = name === 'SSEClientTransport' ? heldOption(tree, options, 'eventSourceInit') : undefined;
  if (!init || init.is === 'absent') return [own];
  if (init.is !== 'property' || init.when) return 'transport-options-out-of-reach';
  const inner = heldOption(tree, init.property.value, 'fetch');
  if (inner.is === 'absent') return [own];
  if (inner.is !== 'property' || inner.when) return 'transport-options-out-of-reach';
  const place = givenPlace(tree, inner.property, provider);
  return typeof place === 'string' ? place : [own, place];
}

function placeIn(tree: Tree, options: Node, provider: PassedProvider): FetchPlace | NoFetchPlace {
  const { held } = provider;
  const given = heldOption(tree, options, 'fetch');
  const node = unwrap(options);
  switch (given.is) {
    case 'hidden': {
      const read = given.beside.is === 'absent' && given.from && optionRead(tree, given.from, 'fetch');
      if (!read || node.type !== 'ObjectExpression' || (held.is === 'property' && held.when))
        return 'transport-options-out-of-reach';
      return { is: 'added', entry: entryBehind(node), isConditional: false, given: read };
    }
    case 'property': {
      const place = givenPlace(tree, given.property, provider);
      return given.when && typeof place !== 'string' ? 'transport-options-out-of-reach' : place;
    }
    case 'spread': {
      const authorizing = given.value && authorizingFetch(tree, given.value, valueOf(provider));
      if (authorizing) return authorizing === 'steps-up' ? authorizing : 'fetch-authorizes-itself';
      const read = `${textOf(tree, given.from)}.fetch`;
      if (node.type !== 'ObjectExpression') return { is: 'around', options: rangeOf(options), given: read };
      if (held.is === 'property' && held.when) return 'transport-options-out-of-reach';
      return { is: 'added', entry: entryBehind(node), isConditional: false, given: read };
    }
    case 'absent': {
      if (node.type !== 'ObjectExpression')
        return { is: 'around', options: rangeOf(options), given: undefined };
      const isConditional = held.is === 'property' && held.when !== undefined;
      const entry = entryBehind(isConditional ? held.literal : node);
      return { is: 'added', entry, isConditional, given: undefined };
    }
  }
}

function entryBehind(literal: NodeOf<'ObjectExpression'>): AddedEntry {
  const last = literal.properties.at(-1)!;
  const before = literal.properties.at(-2);
  const opens = before ? rangeOf(before)[1] : rangeOf(literal)[0] + 1;
  return { behind: rangeOf(last), opens, is: 'property' };
}

function valueOf({ held }: PassedProvider): Node | undefined {
  return held.is === 'property' ? held.property.value : held.value;
}

function givenPlace(
  tree: Tree,
  property: NodeOf<'Property'>,
  provider: PassedProvider,
): FetchPlace | NoFetchPlace {
  const { value } = property;
  if (isNothing(unwrap(value))) return 'transport-options-out-of-reach';
  const authorizing = authorizingFetch(tree, value, valueOf(provider));
  if (authorizing) return authorizing === 'steps-up' ? authorizing : 'fetch-authorizes-itself';
  return { is: 'given', value: usedValue(tree, value, property), isCertain: isCertainFetch(tree, value) };
}

/** Whether a `fetch` is there for certain: also what a module or the platform gives, and what is called to make one. */
function isCertainFetch(tree: Tree, value: Node): boolean {
  const node = unwrap(value);
  if (node.type === 'CallExpression' || isCertainlyPresent(tree, value)) return true;
  const root = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  if (root.type !== 'Identifier') return false;
  const [definition] = tree.variableOf(root)?.defs ?? [];
  return !definition || (node === root && definition.type === 'ImportBinding');
}
