import { expect } from 'vitest';
import { parseChallenges, selectChallenge } from '../../runtime/index.ts';
import { describeVectors } from './vectors.ts';

interface ChallengeVector {
  readonly id: string;
  readonly title: string;
  /** Field lines. */
  readonly headers: readonly string[];
  readonly expect: {
    readonly challenges: readonly object[];
    readonly selected: Readonly<Record<string, string>> | null;
  };
}

/** As plain JSON, which compares own keys such as `__proto__` too. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value ?? null));

describeVectors<ChallengeVector>('www-authenticate.json', ({ headers, expect: expected }) => {
  const challenges = parseChallenges(headers);
  expect(plain(challenges)).toEqual(plain(expected.challenges));
  expect(plain(selectChallenge(challenges))).toEqual(plain(expected.selected));
});
