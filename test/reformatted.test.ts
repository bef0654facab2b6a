import { format, type Options } from 'prettier';
import { describe, expect, it } from 'vitest';
import { rewrittenByJscodeshift, transformsFor } from './doors.ts';
import { fixtures } from './fixtures.ts';

const styles: Readonly<Record<string, Options>> = {
  'the defaults': {},
  'no semicolons and single quotes': { semi: false, singleQuote: true },
  'wide lines and wide indents': { tabWidth: 4, printWidth: 140 },
};

/** A formatter runs behind the codemod, and the codemod once more behind that: nothing is left to rewrite. */
describe('what is rewritten stays as it is when prettier has reformatted it', () => {
  for (const fixture of fixtures()) {
    const { name, file, output } = fixture;
    it.each(Object.entries(styles))(`${name}: %s`, async (_, style) => {
      const formatted = await format(output, { ...style, filepath: file });
      expect(rewrittenByJscodeshift(formatted, file, transformsFor(fixture))).toBe(formatted);
    });
  }
});
