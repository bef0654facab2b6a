import type { RefreshOnWidening } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { bypassByOption } from './bypass-by-option.ts';
import { gateRefresh } from './gate-refresh.ts';
import type { Names } from './names.ts';
import type { Remedy } from './remedy.ts';

/**
 * Makes a step-up pass by the refresh branch when the union of scopes exceeds the grant: `auth` learns the option
 * `forceReauthorization` (as in the official SDK v2), and its callers pass it.
 */
export function bypassRefresh({ at }: RefreshOnWidening, unit: SourceUnit, names: Names): Remedy {
  return at.is === 'refresh-branch' ? gateRefresh(at, unit) : bypassByOption(at, unit, names);
}
