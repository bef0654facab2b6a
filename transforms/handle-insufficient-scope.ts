import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const handleInsufficientScope = createTransform('handle-insufficient-scope');
export default handleInsufficientScope.shift;
