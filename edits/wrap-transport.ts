import type { FetchPlace } from '../analysis/fetch-place.ts';
import type { TransportWithoutStepUp } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { keptValues, type StepUpFetchPlan } from '../analysis/step-up-fetch.ts';
import type { UsedValue } from '../analysis/used-value.ts';
import { addEntry } from './added-entry.ts';
import type { Names } from './names.ts';
import { manual, type ModuleExport, type Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';
import { endOfLine, indentAt, newlineOf, semicolonOf, startWithComments } from './text-style.ts';

/** Gives a transport a `fetch` that steps up, around the one that it has. What must not stand twice gets a name before. */
export function wrapTransport({ wrap }: TransportWithoutStepUp, unit: SourceUnit, names: Names): Remedy {
  if (typeof wrap === 'string') return manual(wrap);
  const { sdk, requestInit } = wrap;
  const kept = constantsFor(wrap, names);
  const wrapping: Wrapping = {
    plan: wrap,
    again: (value) => kept.get(value) ?? value.again ?? value.text,
    isKept: (value) => kept.has(value),
    withStepUp: names.local('withStepUp'),
    auth: nameOf({ module: sdk.auth, name: 'auth' }, wrap, names),
    UnauthorizedError: nameOf({ module: sdk.auth, name: 'UnauthorizedError' }, wrap, names),
    createFetchWithInit:
      requestInit && nameOf({ module: sdk.shared, name: 'createFetchWithInit' }, wrap, names),
  };
  const used = [wrapping.auth, wrapping.UnauthorizedError, wrapping.createFetchWithInit].filter(
    (each) => each !== undefined,
  );
  return {
    kind: 'rewrite',
    edits: [
      ...importsBeside(used, wrap, unit),
      ...declarations(kept, wrap, unit),
      ...wrap.places.flatMap((place) => stepUpAt(place, wrapping, unit)),
    ],
    needs: ['withStepUp'],
    imports: sdk.beside ? [] : used.map(({ from }) => from),
  };
}

/** All that the text of one wrapped `fetch` is made of. */
interface Wrapping {
  readonly plan: StepUpFetchPlan;
  /** Source text that gives a value once more. */
  readonly again: (value: UsedValue) => string;
  /** Whether a constant keeps it. */
  readonly isKept: (value: UsedValue) => boolean;
  readonly withStepUp: string;
  readonly auth: ImportedName;
  readonly UnauthorizedError: ImportedName;
  readonly createFetchWithInit: ImportedName | undefined;
}

interface ImportedName {
  readonly from: ModuleExport;
  readonly local: string;
  /** Whether the place has it already, by an import that does not stand at the head. */
  readonly isKnown: boolean;
}

function nameOf(from: ModuleExport, { sdk }: StepUpFetchPlan, names: Names): ImportedName {
  const known = sdk.beside?.known.get(`${from.module}\0${from.name}`);
  return { from, local: known ?? names.local(from), isKnown: known !== undefined };
}

// --------------------------------------------------------------------------------------------------- what stands before

const wishes: Readonly<Record<string, string>> = { fetch: 'baseFetch' };

/** The names of the constants that values get. */
function constantsFor(plan: StepUpFetchPlan, names: Names): ReadonlyMap<UsedValue, string> {
  const values = keptValues(plan).toSorted((a, b) => a.range[0] - b.range[0]);
  return new Map(
    values.map((value) => {
      const key = value.property?.name ?? 'serverUrl';
      return [value, names.fresh(wishes[key] ?? key)];
    }),
  );
}

/** The constants in front of the statement, and their names in place of what they keep. */
function declarations(
  kept: ReadonlyMap<UsedValue, string>,
  { statement, requestInit, isTyped, places }: StepUpFetchPlan,
  { text }: SourceUnit,
): readonly TextEdit[] {
  if (statement === undefined || kept.size === 0) return [];
  const start = startWithComments(text, statement);
  const line = newlineOf(text) + indentAt(text, statement);
  const isWrapped = (value: UsedValue) => places.some((each) => each.is === 'given' && each.value === value);
  const declared = [...kept].map(([value, name]) => {
    const type = isTyped && value === requestInit ? ': RequestInit' : '';
    const moved = value.text.replaceAll(newlineOf(text) + indentAt(text, value.range[0]), line);
    return `const ${name}${type} = ${moved}${semicolonOf(text)}${line}`;
  });
  return [
    { range: [start, start], text: declared.join('') },
    ...[...kept].flatMap(([value, name]) => (isWrapped(value) ? [] : [inPlaceOf(value, name)])),
  ];
}

function inPlaceOf({ range, property }: UsedValue, name: string): TextEdit {
  return { range: property?.name === name ? property.range : range, text: name };
}

/** Imports behind one that does not stand at the head of the file, in its manner. */
function importsBeside(
  used: readonly ImportedName[],
  { sdk: { beside } }: StepUpFetchPlan,
  { text }: SourceUnit,
): readonly TextEdit[] {
  const missing = used.filter(({ isKnown }) => !isKnown);
  if (!beside || missing.length === 0) return [];
  const [start, end] = beside.at;
  const modules = [...new Set(missing.map(({ from }) => from.module))];
  const lines = modules.map((module) => {
    const list = missing
      .filter(({ from }) => from.module === module)
      .map(({ from: { name }, local }) => (name === local ? name : `${name}: ${local}`));
    const init = beside.before + module + beside.behind;
    return `${beside.keyword} { ${list.sort().join(', ')} } = ${init}${semicolonOf(text)}`;
  });
  const at = endOfLine(text, end) ?? end;
  const line = newlineOf(text) + indentAt(text, start);
  return [{ range: [at, at], text: lines.map((each) => line + each).join('') }];
}

// ------------------------------------------------------------------------------------------------------ what is wrapped

function stepUpAt(place: FetchPlace, wrapping: Wrapping, unit: SourceUnit): readonly TextEdit[] {
  const { globalFetch } = wrapping.plan;
  switch (place.is) {
    case 'added': {
      const value = wrapped(orGlobal(place.given, globalFetch), wrapping);
      const entry = { ...place.entry, value: place.isConditional ? value : guarded(value, wrapping) };
      return [addEntry(entry, { name: 'fetch', type: '', doc: [] }, unit)];
    }
    case 'around': {
      const entry = `fetch: ${wrapped(orGlobal(place.given, globalFetch), wrapping)}`;
      const provider = conditionOf(wrapping);
      const [start, end] = place.options;
      return [
        { range: [start, start], text: '{ ...' },
        {
          range: [end, end],
          text: `, ${provider === undefined ? entry : `...(${provider} && { ${entry} })`} }`,
        },
      ];
    }
    case 'given':
      return [aroundGiven(place, wrapping)];
  }
}

function orGlobal(given: string | undefined, globalFetch: string): string {
  return given === undefined ? globalFetch : `${given} ?? ${globalFetch}`;
}

function aroundGiven(
  { value, isCertain }: Extract<FetchPlace, { is: 'given' }>,
  wrapping: Wrapping,
): TextEdit {
  const fetch = wrapping.isKept(value) ? wrapping.again(value) : value.text;
  const { globalFetch } = wrapping.plan;
  const fallback = fetch === globalFetch ? 'globalThis.fetch' : globalFetch;
  const provider = conditionOf(wrapping);
  const text = wrapped(isCertain ? fetch : `${fetch} ?? ${fallback}`, wrapping);
  return {
    range: value.range,
    text: `${value.isShorthand ? 'fetch: ' : ''}${provider === undefined ? text : `${provider} ? ${text} : ${fetch}`}`,
  };
}

/** `withStepUp(fetch, { serverUrl, provider, auth, UnauthorizedError })` */
function wrapped(fetch: string, { plan, again, withStepUp, ...imported }: Wrapping): string {
  const { auth, UnauthorizedError, createFetchWithInit } = imported;
  const init = plan.requestInit && createFetchWithInit;
  const options = [
    ['serverUrl', again(plan.serverUrl)],
    ['provider', again(plan.provider)],
    ['auth', auth.local],
    ['UnauthorizedError', UnauthorizedError.local],
    ...(init ? [['fetchFn', `${init.local}(${fetch}, ${again(plan.requestInit)})`]] : []),
  ] as const;
  const list = options.map(([name, value]) => (value === name ? name : `${name}: ${value}`));
  return `${withStepUp}(${fetch}, { ${list.join(', ')} })`;
}

/** Source text that is true where there is a provider; `undefined` where there always is one. */
function conditionOf({ plan: { presence, provider }, again }: Wrapping): string | undefined {
  if (presence === 'certain') return undefined;
  return presence === 'itself' ? again(provider) : presence.condition;
}

/** `provider && withStepUp(…)`; a condition that is more than a name could be anything else that is falsy. */
function guarded(value: string, wrapping: Wrapping): string {
  const condition = conditionOf(wrapping);
  if (condition === undefined) return value;
  return /^[\w$.#]+$/.test(condition) ? `${condition} && ${value}` : `${condition} ? ${value} : undefined`;
}
