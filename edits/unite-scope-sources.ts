import type { SingleSourceScopeSelection } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function uniteScopeSources(_finding: SingleSourceScopeSelection): Remedy {
  throw new Error('unite-scope-sources is not written yet');
}
