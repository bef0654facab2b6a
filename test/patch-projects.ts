/**
 * A small package that the fake core can migrate, installed in made-up projects. `overwrite` is what it mends.
 */
export const overwrite = 'scope = challenged; // 403 insufficient_scope\n';
export const mended = 'scope = unionScopes(scope, challenged); // 403 insufficient_scope\n';

/** The files of an installed package, below its folder. */
export function installedPackage(
  folder: string,
  {
    name = 'mcp-lib',
    version = '1.2.3',
    code = `let scope;\nexport function stepUp(challenged) {\n  ${overwrite}}\n`,
  } = {},
): Record<string, string> {
  return {
    [`${folder}/package.json`]: `${JSON.stringify({ name, version, type: 'module', main: 'dist/client.js' }, null, 2)}\n`,
    [`${folder}/dist/client.js`]: code,
    [`${folder}/dist/other.js`]: 'export const other = 1;',
    [`${folder}/README.md`]: '# A library\n',
  };
}

/** `package.json` of a project. */
export function manifest(fields: Record<string, unknown>): string {
  return `${JSON.stringify({ name: 'app', private: true, ...fields }, null, 2)}\n`;
}
