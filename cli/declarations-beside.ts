import { statSync } from 'node:fs';

/** What the declarations of a compiled file are called: `.d.ts` for `.js`, `.d.mts` for `.mjs`, `.d.cts` for `.cjs`. */
export function declarationsName(path: string): string {
  return path.replace(/\.([cm]?)jsx?$/, '.d.$1ts');
}

/** The declarations beside a compiled file; `undefined` if it has none, or is no JavaScript. */
export function declarationsBeside(path: string): string | undefined {
  const name = declarationsName(path);
  return name !== path && statSync(name, { throwIfNoEntry: false })?.isFile() ? name : undefined;
}

/** The compiled file that declarations stand beside; `undefined` if there is none. */
export function codeBeside(declarations: string): string | undefined {
  const name = declarations.replace(/\.d\.([cm]?)ts$/, '.$1js');
  return name !== declarations && statSync(name, { throwIfNoEntry: false })?.isFile() ? name : undefined;
}
