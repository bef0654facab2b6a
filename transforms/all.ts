import { createTransform } from './create-transform.ts';
import { defaultTransforms } from './transform.ts';

/** Every transform in one pass, but for those that are opt-in. */
export const all = createTransform(...defaultTransforms);
export default all.shift;
