import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const signalInsufficientScope = createTransform('signal-insufficient-scope');
export default signalInsufficientScope.shift;
