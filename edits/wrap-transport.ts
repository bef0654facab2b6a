import type { TransportWithoutStepUp } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function wrapTransport(_finding: TransportWithoutStepUp): Remedy {
  throw new Error('wrap-transport is not written yet');
}
