import { Buffer } from 'node:buffer';
import { prefilterWords } from '../analysis/prefilter-words.ts';

const alone = prefilterWords.alone.map((word) => Buffer.from(word));
const together = prefilterWords.together.map((row) => row.map((word) => Buffer.from(word)));

/**
 * Whether a file can have a finding at all, judged on its undecoded bytes: the twin of `analysis/prefilter.ts`.
 * Never false for a file with a finding; seldom true for one without.
 */
export function mayHaveFindings(bytes: Buffer): boolean {
  const has = (word: Buffer): boolean => bytes.includes(word);
  return alone.some(has) || together.every((row) => row.some(has));
}
