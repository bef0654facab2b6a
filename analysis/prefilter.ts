import { listedWords, prefilterWords } from './prefilter-words.ts';

/** Whether a text can have a finding at all: the scan with which lint ends on files that never heard of step-up. */
export function mayHaveFindings(text: string, sdkModules: readonly string[] = []): boolean {
  const has = (word: string) => text.includes(word);
  return (
    listedWords(sdkModules).some(has) ||
    prefilterWords.alone.some(has) ||
    prefilterWords.together.some((group) => group.every((row) => row.some(has)))
  );
}
