import { createTransform } from './create-transform.ts';

/** Stores the requested or held scope with a token response that may leave it out. */
export const keepGrantedScope = createTransform('keep-granted-scope');
export default keepGrantedScope.shift;
