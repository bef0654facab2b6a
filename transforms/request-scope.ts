import { createTransform } from './create-transform.ts';

/** Hands the requested scope on to token requests that need no user, which cannot step up without it. */
export const requestScope = createTransform('request-scope');
export default requestScope.shift;
