import { statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { isDeclarationName, isSourceName } from './source-name.ts';

const endings = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs'];

/** What a name in an import may stand for: `./a.js` is what `a.ts` is compiled to. */
function candidates(path: string): readonly string[] {
  const compiled = /\.([cm]?)jsx?$/.exec(path);
  const without = compiled ? path.slice(0, compiled.index) : path;
  const sources = compiled ? [`${without}.${compiled[1]}ts`, ...(compiled[1] ? [] : [`${without}.tsx`])] : [];
  const itself = isSourceName(path) ? [path] : [];
  return [...sources, ...itself, ...endings.map((ending) => path + ending), ...indexesOf(path)];
}

function indexesOf(folder: string): readonly string[] {
  return endings.map((ending) => resolve(folder, `index${ending}`));
}

/**
 * The code that a relative import leads to, by the names of the files alone: TypeScript takes long to load, and knows
 * little more (`rootDirs`, which is rare).
 */
export function relativeModule(specifier: string, from: string): string | undefined {
  const path = resolve(dirname(from), specifier);
  const isFolder = /(?:^|\/)\.{0,2}$/.test(specifier);
  return (isFolder ? indexesOf(path) : candidates(path)).find(
    (each) => !isDeclarationName(each) && statSync(each, { throwIfNoEntry: false })?.isFile(),
  );
}
