import type { ScopeSubstringTest, TokenSource } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { manual, type Remedy } from './remedy.ts';
import { quoteOf } from './text-style.ts';

/**
 * `scope.includes('files:read')` → `scope.split(' ').includes('files:read')`: scope tokens are delimited by spaces, and
 * compared whole (RFC 6749 §3.3). No token is empty, so that of an empty scope, `''`, is none that is looked for.
 */
export function testScopeToken({ range, test }: ScopeSubstringTest, { text }: SourceUnit): Remedy {
  const quote = quoteOf(text);
  const split = `split(${quote} ${quote})`;
  const edit = (at: readonly [number, number], instead: string): Remedy => ({
    kind: 'rewrite',
    edits: [{ range: at, text: instead }],
    needs: [],
  });
  switch (test.by) {
    case 'method':
      return edit([test.at, test.at], `${split}.`);
    case 'match':
      return edit(test.call, `${split}.includes(${tokenText(test.token, quote)})`);
    case 'search':
      return edit(test.call, `${split}.indexOf(${tokenText(test.token, quote)})`);
    case 'pattern': {
      const read = text.slice(...test.scope);
      const operand = test.isCompound ? `(${read})` : read;
      const scope = test.mayBeMissing ? `(${operand} ?? ${quote}${quote})` : operand;
      return edit(range, `${scope}.${split}.includes(${tokenText(test.token, quote)})`);
    }
    case 'several-tokens':
      return manual('several-scopes-tested');
    case 'place':
      return manual('scope-tested-by-place');
    case 'choice':
      return manual('scope-tested-by-pattern');
  }
}

/** A scope token has neither quotes nor backslashes but `'` (RFC 6749 §3.3). */
function tokenText(token: TokenSource, quote: '"' | "'"): string {
  if ('source' in token) return token.source;
  return token.text.includes("'") ? `"${token.text}"` : quote + token.text + quote;
}
