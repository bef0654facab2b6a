import { createTransform } from './create-transform.ts';

/** Reads challenges by the runtime's parser, in place of patterns. */
export const parseChallenge = createTransform('parse-challenge');
export default parseChallenge.shift;
