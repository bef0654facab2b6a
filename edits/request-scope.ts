import type { ScopeNotInTokenRequest } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { addEntry } from './added-entry.ts';
import { manual, type Remedy } from './remedy.ts';

/**
 * `provider.clientMetadata.scope` → `requestedScope || provider.clientMetadata.scope`, and the requested scope on its
 * way there: in the patterns that take options, in their types, in the objects that hand them on. An empty scope is none.
 */
export function requestScope({ way }: ScopeNotInTokenRequest, unit: SourceUnit): Remedy {
  if (way === 'out-of-reach') return manual('token-request-out-of-reach');
  const { preferred, entries, elsewhere } = way;
  const added = entries.map((entry) => addEntry(entry, { name: entry.name, type: 'string', doc: [] }, unit));
  const inserted = preferred
    ? [
        {
          range: [preferred.at, preferred.at] as const,
          text: `${preferred.read} ${preferred.by} `,
        },
      ]
    : [];
  return {
    kind: 'rewrite',
    edits: [...added, ...inserted],
    needs: [],
    ...(elsewhere.length > 0 ? { addedOptions: elsewhere } : {}),
  };
}
