import type {
  HandRolledStepUp,
  HandRolledUnion,
  HandRolledWideningTest,
  ReadScope,
} from '../analysis/finding.ts';
import { SDK_V2 } from '../analysis/sdk-import.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Names } from './names.ts';
import { manual, type ModuleExport, type Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';
import { quoteOf } from './text-style.ts';

const computeScopeUnion: ModuleExport = { module: SDK_V2, name: 'computeScopeUnion' };
const isStrictScopeSuperset: ModuleExport = { module: SDK_V2, name: 'isStrictScopeSuperset' };

/**
 * `[...new Set([...a.split(' '), ...b.split(' ')])].join(' ')` → `computeScopeUnion(a, b) ?? ''`, and what else the
 * official SDK v2 exports, in place of code that does the same.
 */
export function useSdkStepUp(finding: HandRolledStepUp, unit: SourceUnit, names: Names): Remedy {
  switch (finding.is) {
    case 'union':
      return bySdkUnion(finding, unit, names);
    case 'widening-test':
      return bySdkSuperset(finding, unit, names);
    case 'cap-around-calls':
      return manual('calls-capped-outside');
    case 'step-up-below-transport':
      return manual('step-up-below-the-transport');
    case 'hidden-refresh-token':
      return manual('refresh-token-hidden');
  }
}

function bySdkUnion(finding: HandRolledUnion, unit: SourceUnit, names: Names): Remedy {
  const scopes = finding.scopes.map((each) => argument(each, unit)).join(', ');
  const union = `${names.local(computeScopeUnion)}(${scopes})`;
  const value = `${union}${fallback(finding, unit)}`;
  const text = finding.isOperand && value !== union ? `(${value})` : value;
  return instead(finding, text, computeScopeUnion);
}

/** The SDK gives `undefined` for an empty union, where `join` gives an empty string. */
function fallback({ instead }: HandRolledUnion, { text }: SourceUnit): string {
  if (!instead) return ` ?? ${quoteOf(text).repeat(2)}`;
  const given = text.slice(...instead);
  return /^(?:undefined|void 0)$/.test(given)
    ? ''
    : ` ?? ${/^[\w$.'"]+$/.test(given) ? given : `(${given})`}`;
}

function bySdkSuperset(finding: HandRolledWideningTest, unit: SourceUnit, names: Names): Remedy {
  if (finding.tellsEmpty) return manual('empty-scope-told-apart');
  const scopes = [finding.requested, finding.granted].map((each) => argument(each, unit)).join(', ');
  const test = `${names.local(isStrictScopeSuperset)}(${scopes})`;
  return instead(finding, finding.isNegated ? `!${test}` : test, isStrictScopeSuperset);
}

function argument({ text, mayBeNull, isCompound }: ReadScope, unit: SourceUnit): string {
  if (!mayBeNull) return text;
  return `${isCompound ? `(${text})` : text} ?? ${quoteOf(unit.text).repeat(2)}`;
}

/** The value, and without the statements before it that made parts of it. */
function instead(
  { range, steps }: HandRolledUnion | HandRolledWideningTest,
  text: string,
  called: ModuleExport,
): Remedy {
  if (steps.stand === 'apart') return manual('scopes-used-besides');
  const edits: readonly TextEdit[] = [
    ...(steps.stand === 'right-before' ? [{ range: steps.range, text: '' }] : []),
    { range, text },
  ];
  return { kind: 'rewrite', edits, needs: [], imports: [called] };
}
