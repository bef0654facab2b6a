import { createTransform } from './create-transform.ts';

/** Puts what the official SDK v2 exports for step-ups in place of code that does the same by hand. */
export const useSdkStepUp = createTransform('use-sdk-step-up');
export default useSdkStepUp.shift;
