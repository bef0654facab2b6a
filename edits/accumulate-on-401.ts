import type { ScopeNarrowedBy401 } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function accumulateOn401(_finding: ScopeNarrowedBy401): Remedy {
  throw new Error('accumulate-on-401 is not written yet');
}
