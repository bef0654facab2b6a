import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const accumulateOn401 = createTransform('accumulate-on-401');
export default accumulateOn401.shift;
