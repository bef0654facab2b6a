import type { GrantedScopeNotKept } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function keepGrantedScope(_finding: GrantedScopeNotKept): Remedy {
  throw new Error('keep-granted-scope is not written yet');
}
