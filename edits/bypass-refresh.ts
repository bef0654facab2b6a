import type { RefreshOnWidening } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { bypassAtCall } from './bypass-at-call.ts';
import { gateRefresh } from './gate-refresh.ts';
import type { Names } from './names.ts';
import { manual, type Remedy } from './remedy.ts';

/**
 * Makes a step-up pass by the refresh branch when the union of scopes exceeds the grant: `auth` learns the option
 * `forceReauthorization` (as in the official SDK v2), and its callers pass it.
 */
export function bypassRefresh({ at }: RefreshOnWidening, unit: SourceUnit, names: Names): Remedy {
  switch (at.is) {
    case 'refresh-branch':
      return gateRefresh(at, unit);
    case 'authorization':
      return bypassAtCall(at, unit, names);
    case 'inherited':
      return manual('authorization-in-another-file');
  }
}
