import fc from 'fast-check';
import type { Challenge } from '../runtime/index.ts';
import { scopeString } from './scope-strings.ts';

/** A field value, and the challenges that it was written from. */
export interface WrittenHeader {
  readonly text: string;
  readonly challenges: readonly Challenge[];
}

const chars = (from: number, to: number): readonly string[] =>
  Array.from({ length: to - from + 1 }, (_, i) => String.fromCharCode(from + i));
const alphanumeric = [...chars(0x30, 0x39), ...chars(0x41, 0x5a), ...chars(0x61, 0x7a)];
const text = (alphabet: readonly string[], maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength: 1, maxLength });

/** RFC 9110 §5.6.2. */
const token = text([..."!#$%&'*+-.^_`|~", ...alphanumeric], 6);
/** RFC 9110 §11.2. */
const token68 = fc
  .tuple(text([...'-._~+/', ...alphanumeric], 12), fc.constantFrom('', '=', '=='))
  .map((parts) => parts.join(''));
/** RFC 9110 §5.6.4: what can be in a quoted-string, by itself or behind a backslash. */
const quotable = ['\t', ...chars(0x20, 0x7e), ...chars(0x80, 0xff)];

const scheme = fc.oneof(
  { weight: 4, arbitrary: fc.mixedCase(fc.constantFrom('bearer', 'dpop')) },
  { weight: 2, arbitrary: fc.mixedCase(fc.constantFrom('basic', 'digest', 'negotiate', 'bearerx')) },
  token,
);
const name = fc.oneof(
  { weight: 3, arbitrary: fc.mixedCase(fc.constantFrom('scope', 'error', 'error_description', 'realm')) },
  fc.constantFrom('resource_metadata', 'granted_scope', 'scope*', '__proto__', 'constructor'),
  token,
);

/** Text that looks like something else to whoever does not read a header from its beginning. */
const hostile = fc.constantFrom(
  'scope=evil',
  'scope="evil"',
  ', scope="evil',
  '", scope="evil',
  '\\", scope="evil',
  ', Bearer error="insufficient_scope", scope="evil"',
  'error=insufficient_scope',
  '\\',
  '"',
);
const value = fc.oneof(
  fc.constantFrom('insufficient_scope', 'invalid_token', 'read', 'a b'),
  scopeString.filter((scopes) => [...scopes].every((char) => quotable.includes(char))),
  hostile,
  text(quotable, 8),
  fc.constant(''),
);

const optionalSpace = fc.constantFrom('', '', '', ' ', '\t', ' \t');
const spaces = fc.constantFrom(' ', ' ', '  ');
const comma = fc.constantFrom(', ', ',', ', ', ' ,', '\t,\t', ',,', ', , ');

/** Each bit of the number tells whether a character is behind a backslash; `"` and `\` have to be. */
const quoted = fc.tuple(value, fc.oneof(fc.constant(0), fc.nat())).map(([meant, escapes]) => {
  const isEscaped = (char: string, at: number) => /["\\]/.test(char) || (escapes >> (at % 31)) % 2 === 1;
  return {
    meant,
    text: `"${[...meant].map((char, at) => (isEscaped(char, at) ? `\\${char}` : char)).join('')}"`,
  };
});
const unquoted = token.map((meant) => ({ meant, text: meant }));
const param = fc
  .tuple(name, optionalSpace, optionalSpace, fc.oneof({ weight: 3, arbitrary: quoted }, unquoted))
  .map(([key, before, after, { meant, text }]) => ({ key, meant, text: `${key}${before}=${after}${text}` }));

const withParams = fc
  .tuple(
    scheme,
    spaces,
    fc.constantFrom('', '', ', '),
    fc.array(fc.tuple(param, comma), { minLength: 1, maxLength: 5 }),
  )
  .map(([name, space, empty, list]) => ({
    text: name + space + empty + listed(list),
    challenge: challengeOf(
      name,
      list.map(([{ key, meant }]) => [key.toLowerCase(), meant]),
    ),
  }));
const withToken68 = fc.tuple(scheme, spaces, token68).map(([name, space, credential]) => ({
  text: `${name}${space}${credential}`,
  challenge: { ...challengeOf(name, []), token68: credential },
}));
const alone = scheme.map((name) => ({ text: name, challenge: challengeOf(name, []) }));

/** Headers that RFC 9110 §11.6.1 allows, but for the names that come more than once (§11.2). */
export const writtenHeader: fc.Arbitrary<WrittenHeader> = fc
  .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: withParams }, withToken68, alone), comma), {
    minLength: 1,
    maxLength: 4,
  })
  .map((parts) => ({
    text: listed(parts),
    challenges: parts.map(([{ challenge }]) => challenge),
  }));

/** Headers that are nearly legal: pieces are left out of them, doubled, or put in between. */
export const brokenHeader: fc.Arbitrary<string> = fc
  .tuple(
    writtenHeader,
    fc.array(fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom('"', '\\', '=', ',', ' ', ';', '/', 'a', 'é')), {
      maxLength: 3,
    }),
  )
  .map(([{ text }, changes]) =>
    changes.reduce((before, [at, length, piece]) => {
      const start = at % (before.length + 1);
      return before.slice(0, start) + piece + before.slice(start + length);
    }, text),
  );

/** Any text at all, and what is made of the pieces of headers. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(
          'Bearer ',
          'Basic ',
          'scope=',
          '"a b"',
          '"scope=evil"',
          'error=',
          '"insufficient_scope"',
        ),
        fc.constantFrom('x="', '"', ', ', '; ', '\\', ' ', '\t', '=', '==', '/', 'é', '\v'),
      ),
      { maxLength: 14 },
    )
    .map((pieces) => pieces.join('')),
);

/** The elements of a list, each with the comma that comes before the next one. */
function listed(elements: ReadonlyArray<readonly [{ readonly text: string }, string]>): string {
  return elements.map(([{ text }, gap], i) => (i < elements.length - 1 ? text + gap : text)).join('');
}

function challengeOf(scheme: string, list: ReadonlyArray<readonly [string, string]>): Challenge {
  const params = Object.create(null) as Record<string, string>;
  const duplicates = new Set<string>();
  for (const [name, value] of list) {
    if (Object.hasOwn(params, name)) duplicates.add(name);
    else params[name] = value;
  }
  return {
    scheme: scheme.toLowerCase(),
    params,
    ...(duplicates.size > 0 ? { duplicates: [...duplicates] } : {}),
  };
}
