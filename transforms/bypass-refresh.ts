import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const bypassRefresh = createTransform('bypass-refresh');
export default bypassRefresh.shift;
