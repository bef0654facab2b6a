import type { UnsignalledInsufficientScope } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function signalInsufficientScope(_finding: UnsignalledInsufficientScope): Remedy {
  throw new Error('signal-insufficient-scope is not written yet');
}
