import { createTransform } from './create-transform.ts';

/** Requests the union of prior and challenged scopes where a later 401 takes the challenge alone. Opt-in. */
export const accumulateOn401 = createTransform('accumulate-on-401');
export default accumulateOn401.shift;
