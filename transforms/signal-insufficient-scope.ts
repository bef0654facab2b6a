import { createTransform } from './create-transform.ts';

/** Gives transports the option `onInsufficientScope`, and errors where a step-up is given up their cause. */
export const signalInsufficientScope = createTransform('signal-insufficient-scope');
export default signalInsufficientScope.shift;
