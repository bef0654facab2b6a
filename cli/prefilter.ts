import { Buffer } from 'node:buffer';
import { listedWords, prefilterWords } from '../analysis/prefilter-words.ts';

/** Some words and a piece that all of them contain. */
interface Search {
  readonly piece: Buffer;
  readonly words: readonly Buffer[];
}

/**
 * At most six bytes of a word that start with a rare one. Node looks for such by their first byte, and is then done
 * with a file four times sooner than with the whole word.
 */
function rarePiece(word: string): string {
  const start = Math.max(0, word.search(/[A-Z0-9_fkjqvwxz-]/));
  return word.slice(start, start + 6);
}

function searches(words: readonly string[]): readonly Search[] {
  const byPiece = new Map<string, Buffer[]>();
  for (const word of words) {
    const piece = rarePiece(word);
    byPiece.set(piece, [...(byPiece.get(piece) ?? []), Buffer.from(word)]);
  }
  return [...byPiece].map(([piece, found]) => ({ piece: Buffer.from(piece), words: found }));
}

const alone = searches(prefilterWords.alone);
const together = prefilterWords.together.map((group) => group.map(searches));

/**
 * Whether a file can have a finding at all, judged on its undecoded bytes: the twin of `analysis/prefilter.ts`.
 * Never false for a file with a finding; seldom true for one without.
 * @param sdkModules Modules that re-export the SDK: what imports them may have findings too.
 */
export function mayHaveFindings(bytes: Buffer, sdkModules: readonly string[] = []): boolean {
  const hasOne = ({ piece, words }: Search): boolean =>
    bytes.includes(piece) && words.some((word) => bytes.includes(word));
  if (listedWords(sdkModules).some((word) => bytes.includes(word))) return true;
  return alone.some(hasOne) || together.some((group) => group.every((row) => row.some(hasOne)));
}
