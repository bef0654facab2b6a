import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const keepGrantedScope = createTransform('keep-granted-scope');
export default keepGrantedScope.shift;
