import { createTransform } from './create-transform.ts';

/** Looks for a scope token among the tokens of a scope string, instead of for its text anywhere. */
export const testScopeToken = createTransform('test-scope-token');
export default testScopeToken.shift;
