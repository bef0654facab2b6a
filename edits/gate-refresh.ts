import type { RefreshBranch } from '../analysis/refresh-branch.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Remedy } from './remedy.ts';

/** TODO */
export function gateRefresh(_at: RefreshBranch, _unit: SourceUnit): Remedy {
  throw new Error('not written yet');
}
