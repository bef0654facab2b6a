import { spawnSync } from 'node:child_process';

const program = 'node_modules/eslint-doc-generator/dist/bin/eslint-doc-generator.js';
const plugin = 'rules/scaffold/eslint-plugin-mcp-scope';

/**
 * Runs eslint-doc-generator, which owns the heading and the notices of each rule's page, the list of options there, and the
 * table of rules in the README (`.eslint-doc-generatorrc.js`). It reads the source, so nothing has to be built.
 * @returns what it complains of; nothing if all is as it should be.
 */
export function runDocGenerator(root: URL, ...args: readonly string[]): string {
  const { pathname: cwd } = root;
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', program, plugin, ...args],
    { cwd, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '' } },
  );
  return status === 0 ? '' : `${stdout}${stderr}` || `eslint-doc-generator ended with ${status}`;
}
