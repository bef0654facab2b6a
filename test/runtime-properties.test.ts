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
import { challengesOfOauth4webapi } from './oauth4webapi-challenges.ts';
import { isScopeToken, scope, scopeTokensOf } from './scope-strings.ts';

describe('unionScopes', () => {
  it('is idempotent', () => {
    fc.assert(
      fc.property(scope, (a) => {
        expect(unionScopes(a, a)).toBe(unionScopes(a));
        expect(unionScopes(unionScopes(a))).toBe(unionScopes(a));
      }),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(scope, scope, scope, (a, b, c) => {
        expect(unionScopes(unionScopes(a, b), c)).toBe(unionScopes(a, b, c));
        expect(unionScopes(a, unionScopes(b, c))).toBe(unionScopes(a, b, c));
      }),
    );
  });

  it('keeps the order in which scope tokens are first seen', () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        const tokens = [...new Set([...scopeTokensOf(a), ...scopeTokensOf(b)])];
        expect(unionScopes(a, b)).toBe(tokens.join(' ') || undefined);
      }),
    );
  });

  it('invents no scope token, loses none and repeats none', () => {
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 5 }), (scopes) => {
        const tokens = unionScopes(...scopes)?.split(' ') ?? [];
        expect(tokens.every(isScopeToken)).toBe(true);
        expect([...tokens].sort()).toEqual([...new Set(scopes.flatMap(scopeTokensOf))].sort());
      }),
    );
  });

  it('is never the empty string, which is no scope (RFC 6749 §3.3)', () => {
    fc.assert(fc.property(fc.array(scope, { maxLength: 5 }), (scopes) => unionScopes(...scopes) !== ''));
  });
});

describe('isStrictScopeSuperset', () => {
  /** Few scope tokens, so that one scope often holds another. */
  const small = fc
    .subarray(['a', 'b', 'c', 'A'], { minLength: 0 })
    .chain((tokens) => fc.shuffledSubarray(tokens, { minLength: tokens.length }))
    .map((tokens) => tokens.join(' '));

  it('is what the word says: all of the other, and more', () => {
    fc.assert(
      fc.property(fc.oneof(small, scope), fc.oneof(small, scope), (a, b) => {
        const [all, held] = [new Set(scopeTokensOf(a)), new Set(scopeTokensOf(b))];
        const keepsAll = [...held].every((token) => all.has(token));
        const hasMore = [...all].some((token) => !held.has(token));
        expect(isStrictScopeSuperset(a, b)).toBe(keepsAll && hasMore);
      }),
      { numRuns: 1000 },
    );
  });

  it('is irreflexive, asymmetric and transitive', () => {
    fc.assert(
      fc.property(small, small, small, (a, b, c) => {
        const [ab, bc] = [isStrictScopeSuperset(a, b), isStrictScopeSuperset(b, c)];
        expect(isStrictScopeSuperset(a, a)).toBe(false);
        expect(ab && isStrictScopeSuperset(b, a)).toBe(false);
        expect(ab && bc && !isStrictScopeSuperset(a, c)).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('is true of a union that adds a scope token, and of no other union', () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        const held = scopeTokensOf(a);
        const adds = scopeTokensOf(b).some((token) => !held.includes(token));
        expect(isStrictScopeSuperset(unionScopes(a, b), a)).toBe(adds);
      }),
    );
  });

  it('takes nothing to be granted where nothing is known to be', () => {
    fc.assert(
      fc.property(scope, fc.constantFrom(undefined, null, '', ' '), (a, none) => {
        expect(isStrictScopeSuperset(a, none)).toBe(scopeTokensOf(a).length > 0);
        expect(isStrictScopeSuperset(none, a)).toBe(false);
      }),
    );
  });
});

describe('parseChallenges', () => {
  it('never throws, and invents nothing', () => {
    fc.assert(
      fc.property(fc.oneof(anyText, brokenHeader), (header) => {
        for (const { scheme, params, token68 = '', duplicates = [] } of parseChallenges(header)) {
          expect(header.toLowerCase()).toContain(scheme);
          expect(header).toContain(token68);
          for (const name of Object.keys(params)) expect(header.toLowerCase()).toContain(name);
          expect(Object.keys(params)).toEqual(expect.arrayContaining([...duplicates]));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('reads what was written', () => {
    fc.assert(
      fc.property(writtenHeader, ({ text, challenges }) => {
        expect(parseChallenges(text)).toStrictEqual(challenges);
      }),
      { numRuns: 1000 },
    );
  });

  it('reads field lines as it reads the field value that they make (RFC 9110 §5.3)', () => {
    fc.assert(
      fc.property(fc.array(writtenHeader, { maxLength: 3 }), (lines) => {
        const texts = lines.map(({ text }) => text);
        const challenges = lines.flatMap((line) => line.challenges);
        expect(parseChallenges(texts)).toEqual(challenges);
        expect(parseChallenges(texts.join(', '))).toEqual(challenges);
      }),
    );
  });

  /** What a field value cannot hold is replaced, and space around it is taken off, as `fetch` does it. */
  const fieldValue = (text: string) =>
    text.replace(/[\0\n\r\u0100-\uFFFF]/g, 'é').replace(/^[\t ]+|[\t ]+$/g, '');

  /** Without the names that came more than once: the first counts here, the last in oauth4webapi (§11.2: neither). */
  const comparable = ({ scheme, params, token68 }: Challenge, { duplicates = [] }: Challenge) => ({
    scheme,
    token68,
    params: Object.entries(params).filter(([name]) => !duplicates.includes(name)),
  });

  /** Headers that RFC 9110 does not allow, and that oauth4webapi reads in another way than we do. */
  function isReadOtherwise(header: string, theirs: readonly Challenge[]): boolean {
    const unquoted = header.replace(/"(?:[^"\\]|\\[^])*"/g, '""');
    // oauth4webapi cannot hold a parameter of this name.
    if (unquoted.includes('__proto__')) return true;
    // White space is SP and HTAB (§5.6.3); to oauth4webapi it is all of `\s`.
    if (/[\v\f\u00A0]/.test(unquoted)) return true;
    // `Negotiate abc Basic`: without a comma, `abc` is a token68 to oauth4webapi and a scheme to us.
    return theirs.some(
      ({ token68 }) =>
        token68 !== undefined &&
        new RegExp(`${token68.replace(/[.+]/g, '[$&]')}[\\t ]+[^\\t ,]`).test(unquoted),
    );
  }

  it.each([
    { kind: 'a legal header', headers: writtenHeader.map(({ text }) => text), runs: 1000, accepted: 500 },
    { kind: 'a nearly legal header', headers: brokenHeader, runs: 1000, accepted: 200 },
    { kind: 'any text', headers: anyText, runs: 3000, accepted: 10 },
  ])('agrees with oauth4webapi on $kind that both accept', async ({ headers, runs, accepted }) => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(headers.map(fieldValue), async (header) => {
        const theirs = await challengesOfOauth4webapi(header);
        if (!theirs || isReadOtherwise(header, theirs)) return;
        compared++;
        const ours = parseChallenges(header);
        expect(ours.map((challenge) => comparable(challenge, challenge))).toEqual(
          theirs.map((challenge, i) => comparable(challenge, ours[i] ?? challenge)),
        );
      }),
      { numRuns: runs },
    );
    expect(compared).toBeGreaterThan(accepted);
  });
});

describe('selectChallenge', () => {
  /** How gladly a client acts on a challenge; 0 for never. */
  const rank = ({ scheme, params }: Challenge) => {
    if (!['bearer', 'dpop'].includes(scheme)) return 0;
    if (params['error'] === 'insufficient_scope') return 3;
    return Object.keys(params).some((name) => name === 'scope' || name === 'resource_metadata') ? 2 : 1;
  };

  it('gives the parameters of one challenge, and whole scope tokens of its scope alone', () => {
    fc.assert(
      fc.property(writtenHeader, ({ text, challenges }) => {
        const [chosen] = challenges
          .filter((challenge) => rank(challenge) > 0)
          .sort((a, b) => rank(b) - rank(a));
        const { scope, ...others } = chosen?.params ?? {};
        const tokens = [...new Set(scopeTokensOf(scope))].join(' ');
        const names = ['error', 'error_description', 'resource_metadata'];
        const expected = chosen && {
          scheme: chosen.scheme,
          ...Object.fromEntries(Object.entries(others).filter(([name]) => names.includes(name))),
          ...(tokens === '' ? {} : { scope: tokens }),
        };
        expect(selectChallenge(parseChallenges(text))).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives no scope token out of another parameter, whatever that holds', () => {
    const escape = (value: string) => `"${value.replace(/["\\]/g, '\\$&')}"`;
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 30 }),
      fc.constantFrom('scope=evil', '", scope="evil', '\\", scope="evil', ', Bearer scope="evil", x="'),
      writtenHeader.map((header) => header.text),
    );
    fc.assert(
      fc.property(text, text, scope, text, (realm, description, wanted, trailing) => {
        const header =
          `Basic realm=${escape(realm)}, Bearer error="insufficient_scope", ` +
          `error_description=${escape(description)}, scope=${escape(wanted ?? '')}, Digest realm=${escape(trailing)}`;
        expect(selectChallenge(parseChallenges(header))).toEqual({
          scheme: 'bearer',
          error: 'insufficient_scope',
          error_description: description,
          ...(scopeTokensOf(wanted).length > 0 ? { scope: unionScopes(wanted) } : {}),
        });
      }),
      { numRuns: 500 },
    );
  });
});
