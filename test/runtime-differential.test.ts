import { readFileSync } from 'node:fs';
import * as client from 'client-2.4.0';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  isStrictScopeSuperset,
  parseChallenges,
  selectChallenge,
  unionScopes,
  type Challenge,
} from '../runtime/index.ts';
import { anyText, brokenHeader, writtenHeader } from './challenge-headers.ts';
import { isScopeToken, scope, scopeTokensOf } from './scope-strings.ts';

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');

/** A function of ours and the one of the SDK that does the same, but for the differences. */
interface Pair<Input> {
  readonly ours: (input: Input) => unknown;
  readonly theirs: (input: Input) => unknown;
  /** As it is written in the table. */
  readonly parse: (cell: string) => Input;
  /** The rows of the table, in order, each with what it is about: inputs on which the two may differ. */
  readonly differences: Readonly<Record<string, (input: Input) => boolean>>;
}

type Scopes = readonly unknown[];
type Unknown = (...scopes: Scopes) => unknown;
const parseScopes = (cell: string) => JSON.parse(cell) as Scopes;
const isNoString = (scope: unknown) => typeof scope !== 'string' && scope !== undefined && scope !== null;
/** The scope tokens to `computeScopeUnion`: `\s` is more than ASCII white space. */
const words = (scope: unknown) => (typeof scope === 'string' ? scope.split(/\s+/).filter(Boolean) : []);
const holdsNoScopeToken = (scope: unknown) => !words(scope).every(isScopeToken);
const holdsOtherSpace = (scope: unknown) => typeof scope === 'string' && /[^\S\t\n\v\f\r ]/.test(scope);

const union: Pair<Scopes> = {
  ours: (scopes) => (unionScopes as Unknown)(...scopes),
  theirs: (scopes) => (client.computeScopeUnion as Unknown)(...scopes),
  parse: parseScopes,
  differences: {
    'what is no scope token': (scopes) => scopes.some(holdsNoScopeToken),
    'white space that is not ASCII': (scopes) => scopes.some(holdsOtherSpace),
    'an argument that is no string': (scopes) => scopes.some((scope) => isNoString(scope) && Boolean(scope)),
  },
};

const superset: Pair<Scopes> = {
  ours: ([scope, of]) => (isStrictScopeSuperset as Unknown)(scope, of),
  theirs: ([scope, of]) => (client.isStrictScopeSuperset as Unknown)(scope, of),
  parse: parseScopes,
  differences: {
    'scopes of which neither holds the other': ([scope, of]) =>
      !isNoString(scope) && !words(of).every((word) => words(scope).includes(word)),
    'a difference in what is no scope token': (scopes) => scopes.some(holdsNoScopeToken),
    'a difference in white space that is not ASCII': (scopes) => scopes.some(holdsOtherSpace),
    'a scope that is no string': (scopes) => scopes.some((scope) => isNoString(scope)),
  },
};

/** A field value, as `Headers.get` gives it. */
type Header = string;
const names = ['scope', 'error', 'error_description', 'resource_metadata'] as const;
const anyName = names.join('|');
/** What stands behind an equals sign; with quotes, it is the second group. */
const values = /(=[\t ]*)(?:("(?:[^"\\]|\\[^])*")|[^\t ,;]*)/g;
const quotedValuesOf = (header: Header) => [...header.matchAll(values)].map((match) => match[2] ?? '');
const withoutValues = (header: Header) =>
  header.replace(values, (match, equals: string, quoted?: string) => (quoted ? `${equals}""` : match));
const isKnown = (challenge: Challenge | undefined) => /^(?:bearer|dpop)$/.test(challenge?.scheme ?? '');
const someParam = (header: Header, test: (name: string, value: string) => boolean) =>
  parseChallenges(header).some(({ params }) =>
    Object.entries(params).some(([name, value]) => names.some((each) => each === name) && test(name, value)),
  );
const isNormalUrl = (text: string) => URL.canParse(text) && new URL(text).href === text;
const defined = (object: object) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));

const header: Pair<Header> = {
  ours(text) {
    const { scope, error, error_description, resource_metadata } =
      selectChallenge(parseChallenges(text)) ?? {};
    return defined({
      resourceMetadataUrl: resource_metadata,
      scope,
      error,
      errorDescription: error_description,
    });
  },
  theirs(text) {
    const response = new Response(null, { headers: { 'WWW-Authenticate': text } });
    const { resourceMetadataUrl, ...others } = client.extractWWWAuthenticateParams(response);
    return defined({ ...others, resourceMetadataUrl: resourceMetadataUrl?.href });
  },
  parse: (cell) => (cell.startsWith('"') ? (JSON.parse(cell) as string) : cell),
  differences: {
    'Bearer or DPoP behind another challenge': (text) => {
      const challenges = parseChallenges(text);
      return !isKnown(challenges[0]) && challenges.some(isKnown);
    },
    'several challenges, Bearer or DPoP first': (text) => {
      const challenges = parseChallenges(text);
      return isKnown(challenges[0]) && challenges.length > 1;
    },
    'what stands around the scheme': (text) =>
      isKnown(parseChallenges(text)[0]) && !/^(?:bearer|dpop)(?: [^ ]|$)/i.test(text),
    'white space around `=`': (text) => /[\t ]=|=[\t ]/.test(withoutValues(text)),
    'upper case in a name': (text) =>
      (withoutValues(text).match(new RegExp(`(?:${anyName})[\\t ]*=`, 'gi')) ?? []).some((name) =>
        /[A-Z]/.test(name),
      ),
    'text like a parameter within a value': (text) =>
      quotedValuesOf(text).some((value) => new RegExp(`(?:${anyName})=`).test(value)) ||
      new RegExp(`=[^\\t ,;]*(?:${anyName})=`).test(withoutValues(text)),
    'a name that ends like another one': (text) =>
      new RegExp(`[!#$%&'*+\\-.^_\`|~0-9A-Za-z](?:${anyName})=`).test(withoutValues(text)),
    'backslashes in a quoted value': (text) => quotedValuesOf(text).some((value) => value.includes('\\')),
    'an empty value': (text) => someParam(text, (_, value) => value === ''),
    'a scope that is not in its simplest form': (text) =>
      someParam(
        text,
        (name, value) => name === 'scope' && value !== [...new Set(scopeTokensOf(value))].join(' '),
      ),
    'metadata at what is no absolute URL in its normal form': (text) =>
      someParam(text, (name, value) => name === 'resource_metadata' && !isNormalUrl(value)),
    'a quote that closes or opens nothing': (text) => withoutValues(text).replaceAll('""', '').includes('"'),
    semicolons: (text) => withoutValues(text).includes(';'),
    'other white space in a value without quotes': (text) => /[\v\f\u00A0]/.test(withoutValues(text)),
    'a token68 with text like a parameter': (text) =>
      parseChallenges(text).some(({ token68 = '' }) => new RegExp(`(?:${anyName})=`).test(token68)),
  },
};

/** The rows of the table in the docs, with the function in the first cell taken off. */
function rowsOf(name: string): readonly (readonly string[])[] {
  const rows = read('docs/runtime-differences.md')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  return rows.filter(([cell]) => cell === `\`${name}\``).map((cells) => cells.slice(1));
}

function outcomeOf(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return { throws: (error as Error).name };
  }
}

const valueIn = (cell: string): unknown => (cell === 'undefined' ? undefined : JSON.parse(cell));
const codeIn = (cell: string) => cell.replace(/^`|`$/g, '');

/** The rows that an input belongs to. Where there is none, both have to give the same. */
const differencesOf = <Input>({ differences }: Pair<Input>, input: Input) =>
  Object.keys(differences).filter((name) => differences[name]!(input));

function expectSame<Input>(pair: Pair<Input>, input: Input): void {
  expect(outcomeOf(() => pair.ours(input))).toEqual(outcomeOf(() => pair.theirs(input)));
}

function describePair<Input>(
  name: string,
  pair: Pair<Input>,
  inputs: { readonly picked: readonly Input[]; readonly generated: fc.Arbitrary<Input> },
): void {
  describe(name, () => {
    const rows = rowsOf(name);

    it('differs in the rows of the table', () => {
      expect(rows.map(([difference]) => difference)).toEqual(Object.keys(pair.differences));
    });

    it.each(rows.map(([difference, ...cells]) => ({ difference: difference!, cells: cells.map(codeIn) })))(
      'differs in $difference',
      ({ difference, cells: [input, ours, theirs] }) => {
        const example = pair.parse(input!);
        expect({
          ours: outcomeOf(() => pair.ours(example)),
          theirs: outcomeOf(() => pair.theirs(example)),
        }).toEqual({ ours: valueIn(ours!), theirs: valueIn(theirs!) });
        expect(ours).not.toBe(theirs);
        // So no row is there for what another one says.
        expect(differencesOf(pair, example)).toEqual([difference]);
      },
    );

    it.each(inputs.picked.map((input) => [JSON.stringify(input), input] as const))(
      'agrees on %s',
      (_, input) => {
        expect(differencesOf(pair, input)).toEqual([]);
        expectSame(pair, input);
      },
    );

    it('agrees on all that belongs to no row', () => {
      let compared = 0;
      fc.assert(
        fc.property(inputs.generated, (input) => {
          if (differencesOf(pair, input).length > 0) return;
          compared++;
          expectSame(pair, input);
        }),
        { numRuns: 3000 },
      );
      expect(compared).toBeGreaterThan(300);
    });
  });
}

const anyScope: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: scope },
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom('a', 'b', 'A', 'files:read', ' ', '\t'), { maxLength: 5 })
      .map((parts) => parts.join(' ')),
  },
  fc.constantFrom(false, 0, true, 7, ''),
);

describePair('unionScopes', union, {
  picked: [
    [],
    [undefined, null, '', ' '],
    ['b a', 'a c', undefined, 'c b d'],
    ['repo repo:status', 'Repo'],
    [' a\t\nb ', '\r\nc'],
    [false, 'a'],
  ],
  generated: fc.array(anyScope, { maxLength: 4 }),
});

describePair('isStrictScopeSuperset', superset, {
  picked: [
    ['a b', 'a'],
    ['b a', 'a b'],
    ['a a', 'a'],
    ['A a', 'a'],
    ['a', undefined],
    ['a', ''],
    [undefined, undefined],
    [null, ' '],
  ],
  generated: fc.tuple(anyScope, anyScope),
});

/** Headers like those that servers send: one challenge, well-formed, with the parameters that clients look at. */
const plainHeader = fc
  .tuple(
    fc.constantFrom('Bearer', 'bearer', 'DPoP'),
    fc.array(
      fc.oneof(
        fc
          .uniqueArray(fc.constantFrom('a', 'b', 'files:read', 'https://api.example/a'), { minLength: 1 })
          .map((tokens) => `scope="${tokens.join(' ')}"`),
        fc.constantFrom('error="insufficient_scope"', 'error=invalid_token', 'error_description="say: a, b"'),
        fc.constantFrom('resource_metadata="https://mcp.example/.well-known/x"', 'realm="r"', 'algs="ES256"'),
      ),
      { maxLength: 5 },
    ),
    fc.constantFrom(', ', ',', ' , '),
  )
  .map(([scheme, params, comma]) => `${scheme} ${params.join(comma)}`.trim());

/** What a field value cannot hold is replaced, and space around it is taken off, as `Headers` does it. */
const fieldValue = (text: string) =>
  text.replace(/[\0\n\r\u0100-\uFFFF]/g, 'é').replace(/^[\t ]+|[\t ]+$/g, '');

describePair('selectChallenge', header, {
  picked: [
    '',
    'Bearer',
    'Basic realm="x", Digest realm="y", nonce="z"',
    'Bearer error="insufficient_scope", scope="files:write", resource_metadata="https://mcp.example/x"',
    'bEaReR error=insufficient_scope,scope=read',
    'DPoP algs="ES256", error="use_dpop_nonce"',
    'Bearer scope=files:read, error_description="a, b = c"',
    'Bearer scope="a", scope="b"',
    'Bearer scope*=UTF-8\'\'admin, scope="a"',
    'BearerX scope="a"',
  ],
  generated: fc
    .oneof(
      writtenHeader.map(({ text }) => text),
      brokenHeader,
      anyText.map((text) => `Bearer ${text}`),
      plainHeader,
    )
    .map(fieldValue),
});

describe('the vectors', () => {
  interface Vectors<Vector> {
    readonly vectors: readonly (Vector & { readonly id: string })[];
  }
  const vectorsIn = <Vector>(name: string) =>
    (JSON.parse(read(`fixtures/vectors/${name}`)) as Vectors<Vector>).vectors;

  interface UnionVector {
    readonly inputs: readonly (string | null)[];
    readonly diverges?: string;
    readonly v2?: string | null;
  }
  it.each(vectorsIn<UnionVector>('union.json'))('$id: differs where it says so', (vector) => {
    const inputs = vector.inputs.map((input) => input ?? undefined);
    expect(differencesOf(union, inputs).length > 0).toBe('diverges' in vector);
    if ('diverges' in vector) expect(union.theirs(inputs)).toBe(vector.v2 ?? undefined);
    else expectSame(union, inputs);
  });

  interface ChallengeVector {
    readonly headers: readonly string[];
    readonly observed: { readonly 'client@2.4.0': unknown };
  }
  it.each(vectorsIn<ChallengeVector>('www-authenticate.json'))(
    '$id: differs where it says so',
    ({ headers, observed }) => {
      const text = headers.join(', ');
      if (observed['client@2.4.0'] === 'ok') expectSame(header, text);
      else expect(differencesOf(header, text)).not.toEqual([]);
    },
  );
});
