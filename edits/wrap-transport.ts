import type { TransportWithoutStepUp } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { FetchPlace, StepUpFetchPlan, UsedValue } from '../analysis/step-up-fetch.ts';
import { addEntry } from './added-entry.ts';
import type { Names } from './names.ts';
import { manual, type ModuleExport, type Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';
import { indentAt, newlineOf, semicolonOf, startWithComments } from './text-style.ts';

/** Gives a transport a `fetch` that steps up, around the one that it has. What cannot stand twice gets a name before. */
export function wrapTransport({ wrap }: TransportWithoutStepUp, unit: SourceUnit, names: Names): Remedy {
  if (typeof wrap === 'string') return manual(wrap);
  const serverUrl = named(wrap.serverUrl, 'serverUrl', names);
  const provider = named(wrap.provider, 'authProvider', names);
  const [auth, error] = ['auth', 'UnauthorizedError'].map((name): ModuleExport => ({
    module: wrap.authModule,
    name,
  })) as [ModuleExport, ModuleExport];
  const options = [
    property('serverUrl', serverUrl.again),
    property('provider', provider.again),
    property('auth', names.local(auth)),
    property('UnauthorizedError', names.local(error)),
  ];
  const call = `${names.local('withStepUp')}(`;
  const rest = `, { ${options.join(', ')} })`;
  return {
    kind: 'rewrite',
    edits: [
      ...constants([serverUrl, provider], wrap, unit),
      ...wrap.places.flatMap((place) => stepUpAt(place, wrap, { call, rest }, unit)),
    ],
    needs: ['withStepUp'],
    imports: [auth, error],
  };
}

function property(name: string, value: string): string {
  return value === name ? name : `${name}: ${value}`;
}

/** A value with the text that gives it again, and the constant that has to keep it for that. */
interface NamedValue {
  readonly again: string;
  readonly value: UsedValue;
  readonly constant: string | undefined;
}

function named(value: UsedValue, wish: string, names: Names): NamedValue {
  if (value.again !== undefined) return { again: value.again, value, constant: undefined };
  const constant = names.fresh(wish);
  return { again: constant, value, constant };
}

/** The constants in front of the statement, in the order of their values, and their names in place of these. */
function constants(
  values: readonly NamedValue[],
  { statement }: StepUpFetchPlan,
  { text }: SourceUnit,
): readonly TextEdit[] {
  const kept = values.filter(({ constant }) => constant !== undefined);
  if (statement === undefined || kept.length === 0) return [];
  const start = startWithComments(text, statement);
  const line = newlineOf(text) + indentAt(text, statement);
  const declared = kept.map(
    ({ constant, value }) => `const ${constant} = ${value.text}${semicolonOf(text)}${line}`,
  );
  return [
    { range: [start, start], text: declared.join('') },
    ...kept.map(({ constant, value }) => ({ range: value.range, text: constant! })),
  ];
}

function stepUpAt(
  place: FetchPlace,
  { hasProvider, globalFetch }: StepUpFetchPlan,
  { call, rest }: { readonly call: string; readonly rest: string },
  unit: SourceUnit,
): readonly TextEdit[] {
  switch (place.is) {
    case 'added': {
      const value = guarded(`${call}${globalFetch}${rest}`, hasProvider);
      return [addEntry({ ...place.entry, value }, { name: 'fetch', type: '', doc: [] }, unit)];
    }
    case 'around': {
      const fetch = place.given === undefined ? globalFetch : `${place.given} ?? ${globalFetch}`;
      const wrapped = `fetch: ${call}${fetch}${rest}`;
      const entry = hasProvider === undefined ? wrapped : `...(${hasProvider} && { ${wrapped} })`;
      const [start, end] = place.options;
      return [
        { range: [start, start], text: '{ ...' },
        { range: [end, end], text: `, ${entry} }` },
      ];
    }
    case 'given': {
      const { value, isCertain } = place;
      const [start, end] = value.range;
      const name = value.isShorthand ? 'fetch: ' : '';
      const before = hasProvider === undefined ? '' : `${hasProvider} ? `;
      const after = hasProvider === undefined ? '' : ` : ${value.again}`;
      const fallback = isCertain ? '' : ` ?? ${value.text === 'fetch' ? 'globalThis.fetch' : globalFetch}`;
      return [
        { range: [start, start], text: `${name}${before}${call}` },
        { range: [end, end], text: `${fallback}${rest}${after}` },
      ];
    }
  }
}

/** `provider && withStepUp(…)`; where the condition is more than a name it could be anything else that is falsy. */
function guarded(value: string, hasProvider: string | undefined): string {
  if (hasProvider === undefined) return value;
  return /^[\w$.#]+$/.test(hasProvider)
    ? `${hasProvider} && ${value}`
    : `${hasProvider} ? ${value} : undefined`;
}
