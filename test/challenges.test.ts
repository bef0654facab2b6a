import { describe, expect, it } from 'vitest';
import { isStrictScopeSuperset, parseChallenges } from '../runtime/index.ts';

describe('parseChallenges', () => {
  it('reads the joined field value as it reads the lines', () => {
    const lines = ['Basic realm="a, b"', 'Bearer scope="x"'];
    expect(parseChallenges(lines.join(', '))).toEqual(parseChallenges(lines));
    expect(parseChallenges(null)).toEqual([]);
  });

  it.each([
    ['Bearer realm="x", scope="a b', { realm: 'x', scope: 'a b' }],
    ['Bearer scope="a\\', { scope: 'a\\' }],
    ['Bearer scope="', { scope: '' }],
    ['Bearer realm="x", scope=', { realm: 'x', scope: '' }],
    ['Bearer scope="a", error = ', { scope: 'a', error: '' }],
  ])('reads what is not finished to the end: %s', (header, params) => {
    expect(parseChallenges(header)).toEqual([{ scheme: 'bearer', params }]);
  });

  it('reads nothing out of a quoted value, though it belong to no challenge', () => {
    expect(parseChallenges('realm="x, Bearer scope=evil , y", Bearer scope="a"')).toEqual([
      { scheme: 'bearer', params: { scope: 'a' } },
    ]);
    expect(parseChallenges('realm = x, "Bearer scope=evil", Bearer scope="a"')).toEqual([
      { scheme: 'bearer', params: { scope: 'a' } },
    ]);
  });

  it('names each parameter that comes more than once, once for each challenge', () => {
    expect(parseChallenges('Bearer a=1, b=2, B=3, b=4, a=5, c=6, DPoP c=7, a=8, a=9')).toEqual([
      { scheme: 'bearer', params: { a: '1', b: '2', c: '6' }, duplicates: ['b', 'a'] },
      { scheme: 'dpop', params: { c: '7', a: '8' }, duplicates: ['a'] },
    ]);
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
});
