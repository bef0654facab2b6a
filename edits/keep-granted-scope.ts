import type { GrantedScopeNotKept, KeptScope } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { manual, type Remedy } from './remedy.ts';
import { indentAt, newlineOf } from './text-style.ts';

/**
 * `saveTokens(tokens)` → `saveTokens({ ...(scope && { scope }), ...tokens })`: the scope that holds on stands before
 * the response, whose own scope wins (RFC 6749 §5.1, §6). No key is written where nothing is known.
 */
export function keepGrantedScope(
  { range, stored, scope }: GrantedScopeNotKept,
  { text }: SourceUnit,
): Remedy {
  if (!scope) return manual('held-scope-out-of-reach');
  const kept = keptText(scope);
  const [start, end] = range;
  if (stored.as === 'response') {
    const response = text.slice(start, end);
    const spread = /^[\w$.#]+$/.test(response) ? response : `(${response})`;
    return { kind: 'rewrite', edits: [{ range, text: `{ ${kept}, ...${spread} }` }], needs: [] };
  }
  const [first] = stored.first;
  const hasOwnLine = text.slice(start, first).includes('\n');
  const gap = hasOwnLine ? newlineOf(text) + indentAt(text, first) : ' ';
  return { kind: 'rewrite', edits: [{ range: [first, first], text: `${kept},${gap}` }], needs: [] };
}

function keptText({ test, read, only }: KeptScope): string {
  const tests = only === undefined ? test : `${only} && ${test}`;
  return `...(${tests} && { ${read === 'scope' ? 'scope' : `scope: ${read}`} })`;
}
