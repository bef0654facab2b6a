import { Buffer } from 'node:buffer';
import { listedWords, prefilterWords } from '../analysis/prefilter-words.ts';

/** Some words and a piece that all of them contain, by their numbers among the needles. */
interface Search {
  readonly piece: number;
  readonly words: readonly number[];
}

/** Every text that is searched for, once. */
const needles: Buffer[] = [];
const numbers = new Map<string, number>();

function needle(text: string): number {
  const known = numbers.get(text);
  if (known !== undefined) return known;
  numbers.set(text, needles.length);
  return needles.push(Buffer.from(text)) - 1;
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
  const byPiece = new Map<string, number[]>();
  for (const word of words) {
    const piece = rarePiece(word);
    byPiece.set(piece, [...(byPiece.get(piece) ?? []), needle(word)]);
  }
  return [...byPiece].map(([piece, found]) => ({ piece: needle(piece), words: found }));
}

const alone = searches(prefilterWords.alone);
const together = prefilterWords.together.map((group) => group.map(searches));

const [unknown, found, missing] = [0, 1, 2];
/** What is known of each needle in the file at hand: groups share words, and a file is searched once for each. */
const answers = new Uint8Array(needles.length);

/**
 * Whether a file can have a finding at all, judged on its undecoded bytes: the twin of `analysis/prefilter.ts`.
 * Never false for a file with a finding; seldom true for one without.
 * @param sdkModules Modules that re-export the SDK: what imports them may have findings too.
 */
export function mayHaveFindings(bytes: Buffer, sdkModules: readonly string[] = []): boolean {
  answers.fill(unknown);
  const has = (number: number): boolean => {
    if (answers[number] === unknown) answers[number] = bytes.includes(needles[number]!) ? found : missing;
    return answers[number] === found;
  };
  const hasOne = ({ piece, words }: Search): boolean => has(piece) && words.some(has);
  if (listedWords(sdkModules).some((word) => bytes.includes(word))) return true;
  return alone.some(hasOne) || together.some((group) => group.every((row) => row.some(hasOne)));
}
