import { createRequire } from 'node:module';
import type { ts } from 'ts-morph';

export type TypeScript = typeof ts;

const require = createRequire(import.meta.url);
let loaded: TypeScript | undefined;

/**
 * The TypeScript compiler that ts-morph brings. It takes longer to load than most runs take, so only what has to know
 * another file of the project asks for it, and no import does.
 */
export function typeScript(): TypeScript {
  return (loaded ??= (require('ts-morph') as { readonly ts: TypeScript }).ts);
}
