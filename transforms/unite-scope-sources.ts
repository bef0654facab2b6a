import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const uniteScopeSources = createTransform('unite-scope-sources');
export default uniteScopeSources.shift;
