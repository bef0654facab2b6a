import { createTransform } from './create-transform.ts';
import { transformNames } from './transform.ts';

/** Every transform in one pass. */
export const all = createTransform(...transformNames);
export default all.shift;
