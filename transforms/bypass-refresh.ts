import { createTransform } from './create-transform.ts';

/** Has a step-up that widens the scope pass by the refresh branch, by the option `forceReauthorization`. */
export const bypassRefresh = createTransform('bypass-refresh');
export default bypassRefresh.shift;
