import { createTransform } from './create-transform.ts';

/** Gives the transports of SDK v1 that an application makes a `fetch` that steps up. */
export const wrapTransport = createTransform('wrap-transport');
export default wrapTransport.shift;
