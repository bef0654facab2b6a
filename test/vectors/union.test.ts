import { expect } from 'vitest';
import { unionScopes } from '../../runtime/index.ts';
import { describeVectors } from './vectors.ts';

interface UnionVector {
  readonly id: string;
  readonly title: string;
  /** `null` stands for `undefined`. */
  readonly inputs: readonly (string | null)[];
  readonly expected: string | null;
}

describeVectors<UnionVector>('union.json', ({ inputs, expected }) => {
  expect(unionScopes(...inputs.map((input) => input ?? undefined))).toBe(expected ?? undefined);
});
