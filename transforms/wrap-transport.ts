import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const wrapTransport = createTransform('wrap-transport');
export default wrapTransport.shift;
