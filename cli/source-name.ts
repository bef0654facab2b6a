import { componentKind } from '../transforms/component-kind.ts';

const source = /\.[cm]?[jt]sx?$/;
const oddOnes = /\.[cm][jt]sx$/;
const declarations = /\.d\.[cm]?ts$|\.d\.[^./\\]+\.ts$/;

/** Whether a file's name says JavaScript or TypeScript: `.ts .tsx .mts .cts .js .jsx .mjs .cjs`, declarations included. */
export function isSourceName(name: string): boolean {
  return source.test(name) && !oddOnes.test(name);
}

/** Whether it is a declaration file, which holds no code. */
export function isDeclarationName(name: string): boolean {
  return declarations.test(name);
}

/** Whether a file may hold code: a source, or a component with scripts in it. */
export function holdsCode(name: string): boolean {
  return isSourceName(name) || componentKind(name) !== undefined;
}
