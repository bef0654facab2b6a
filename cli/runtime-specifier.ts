import { dirname, relative, sep } from 'node:path';
import type { ImportEnding } from './import-ending.ts';

/** How a file imports the vendored runtime: `./mcp-scope-runtime.js`. */
export function runtimeSpecifier(from: string, runtime: string, ending: ImportEnding): string {
  const path = relative(dirname(from), runtime).replaceAll(sep, '/');
  const specifier = path.startsWith('../') ? path : `./${path}`;
  if (ending === 'ts') return specifier; // JavaScript, too, is imported by the name it has
  if (ending === 'none' && /\.[jt]s$/.test(specifier)) return specifier.replace(/\.[jt]s$/, '');
  return specifier.replace(/\.([cm]?)ts$/, '.$1js'); // nobody resolves `.mts` and the like without
}
