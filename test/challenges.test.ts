import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isStrictScopeSuperset, parseChallenges, selectChallenge, unionScopes } from '../runtime/index.ts';

/** As plain JSON, which compares own keys such as `__proto__` too. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

describe('parseChallenges and selectChallenge', () => {
  it('reads the joined field value as it reads the lines', () => {
    const lines = ['Basic realm="a, b"', 'Bearer scope="x"'];
    expect(plain(parseChallenges(lines.join(', ')))).toEqual(plain(parseChallenges(lines)));
    expect(parseChallenges(null)).toEqual([]);
  });

  it('never throws, and invents nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (header) => {
        for (const { scheme, params } of parseChallenges(header)) {
          expect(header.toLowerCase()).toContain(scheme);
          for (const name of Object.keys(params)) expect(header.toLowerCase()).toContain(name);
        }
      }),
    );
  });

  it('asks for no scope token but those of the selected challenge', () => {
    const piece = fc.constantFrom(
      'Bearer ',
      'Basic ',
      'scope=',
      '"a b"',
      '"scope=evil"',
      'error=',
      '"insufficient_scope"',
      'x="',
      '"',
      ', ',
      '; ',
      '\\',
      ' ',
      '=',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const challenges = parseChallenges(pieces.join(''));
        const { scope } = selectChallenge(challenges) ?? {};
        const known = challenges.map(({ params }) => unionScopes(params['scope']));
        if (scope !== undefined) expect(known).toContain(scope);
      }),
    );
  });

  it.each([
    'Bearer scope="',
    '"'.repeat(8192),
    'a='.repeat(4096),
    ', '.repeat(4096),
    '\\'.repeat(8192),
    'Bearer '.repeat(1170),
  ])('takes time in proportion to its input: %.20s…', (header) => {
    const time = (text: string) => {
      const start = performance.now();
      for (let i = 0; i < 20; i++) parseChallenges(text);
      return performance.now() - start;
    };
    const once = header.repeat(Math.ceil(8192 / header.length));
    time(once);
    const [short, long] = [Math.max(time(once), 0.5), time(once.repeat(8))];
    // Eight times the input; anything quadratic would take 64 times as long.
    expect(long / short).toBeLessThan(32);
  });
});

describe('isStrictScopeSuperset', () => {
  it.each([
    ['a b', 'a', true],
    ['a', 'a', false],
    ['a b', 'c', false],
    ['a b', 'a c', false],
    ['b a', 'a b', false],
    ['a a', 'a', false],
    ['a', undefined, true],
    [undefined, undefined, false],
    [undefined, 'a', false],
    ['Read read', 'read', true],
  ])('%s ⊋ %s is %s', (scope, of, expected) => {
    expect(isStrictScopeSuperset(scope, of)).toBe(expected);
  });

  it('is irreflexive, and true for any union that adds something', () => {
    const scope = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')).map((tokens) => tokens.join(' '));
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        expect(isStrictScopeSuperset(a, a)).toBe(false);
        const union = unionScopes(a, b);
        expect(isStrictScopeSuperset(union, a)).toBe(
          b.split(' ').some((token) => token !== '' && !a.split(' ').includes(token)),
        );
      }),
    );
  });
});
