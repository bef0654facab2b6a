import type { UnhandledInsufficientScope } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function handleInsufficientScope(_finding: UnhandledInsufficientScope): Remedy {
  throw new Error('handle-insufficient-scope is not written yet');
}
