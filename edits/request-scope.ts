import type { ScopeNotInTokenRequest } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { addEntry } from './added-entry.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

/**
 * `provider.clientMetadata.scope` → `unionScopes(provider.clientMetadata.scope, requestedScope)`, and the requested scope
 * on its way there: in the patterns that take options, in their types, in the objects that hand them on. What the client
 * is configured with is requested as before, also where a 401 challenges less.
 */
export function requestScope({ way }: ScopeNotInTokenRequest, unit: SourceUnit, names: Names): Remedy {
  if (way === 'out-of-reach') return manual('token-request-out-of-reach');
  const { united, entries, elsewhere } = way;
  const added = entries.map((entry) => addEntry(entry, { name: entry.name, type: 'string', doc: [] }, unit));
  const inserted: readonly TextEdit[] = united
    ? [
        insertion(united.configured[0], `${names.local('unionScopes')}(`),
        insertion(united.configured[1], `, ${united.read})`),
      ]
    : [];
  return {
    kind: 'rewrite',
    edits: [...added, ...inserted],
    needs: united ? ['unionScopes'] : [],
    ...(elsewhere.length > 0 ? { addedOptions: elsewhere } : {}),
  };
}

function insertion(at: number, text: string): TextEdit {
  return { range: [at, at], text };
}
