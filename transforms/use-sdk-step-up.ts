import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const useSdkStepUp = createTransform('use-sdk-step-up');
export default useSdkStepUp.shift;
