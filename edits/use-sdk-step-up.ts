import type { HandRolledStepUp } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function useSdkStepUp(_finding: HandRolledStepUp): Remedy {
  throw new Error('use-sdk-step-up is not written yet');
}
