import { FORCE_REAUTHORIZATION, type RefreshBranch, type RefreshGate } from '../analysis/refresh-branch.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { addEntry } from './added-entry.ts';
import { optionText } from './option-texts.ts';
import { manual, type Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * `if (tokens?.refresh_token)` → `if (tokens?.refresh_token && !forceReauthorization)`, and the option on its way there:
 * in the patterns that take options, in the types that declare them, in the objects that hand them on. It has the name
 * that it has in the official SDK (typescript-sdk PR 2356).
 */
export function gateRefresh({ gate, option: route }: RefreshBranch, unit: SourceUnit): Remedy {
  if (!gate || !route) return manual('reauthorization-not-forceable');
  const option = optionText(FORCE_REAUTHORIZATION, unit.text);
  return {
    kind: 'rewrite',
    edits: [
      ...barred(gate, route.read, unit.text),
      ...route.entries.map((entry) => addEntry(entry, option, unit)),
    ],
    needs: [],
    ...(route.elsewhere.length > 0 ? { addedOptions: route.elsewhere } : {}),
  };
}

function barred({ range, as, isLoose }: RefreshGate, isForced: string, text: string): readonly TextEdit[] {
  const [start, end] = range;
  const insert = (at: number, inserted: string): TextEdit => ({ range: [at, at], text: inserted });
  switch (as) {
    case 'enters':
    case 'passes': {
      const added = as === 'enters' ? ` && !${isForced}` : ` || ${isForced}`;
      return isLoose ? [insert(start, '('), insert(end, `)${added}`)] : [insert(end, added)];
    }
    case 'tries-and-enters':
      // As prettier has it: an awaited operand in parentheses.
      return /^await\b/.test(text.slice(start, end))
        ? [insert(start, `!${isForced} && (`), insert(end, ')')]
        : [insert(start, `!${isForced} && `)];
    case 'tries-and-passes':
      return [insert(start, `${isForced} || `)];
    case 'value': {
      const chosen = `${isForced} ? undefined : `;
      const isInParentheses = text[start - 1] === '(' && text[end] === ')';
      return isLoose && !isInParentheses
        ? [insert(start, `(${chosen}`), insert(end, ')')]
        : [insert(start, chosen)];
    }
  }
}
