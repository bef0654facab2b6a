import { createTransform } from './create-transform.ts';

/** Requests the union of granted, requested and challenged scopes wherever a step-up takes the challenge alone. */
export const unionScopes = createTransform('union-scopes');
export default unionScopes.shift;
