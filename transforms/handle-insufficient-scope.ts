import { createTransform } from './create-transform.ts';

/** Answers a 403 `insufficient_scope` by a step-up where only the 401 is answered. */
export const handleInsufficientScope = createTransform('handle-insufficient-scope');
export default handleInsufficientScope.shift;
