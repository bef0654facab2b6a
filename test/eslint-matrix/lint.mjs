// Lints files with one version of ESLint and the built plugin, in a process of its own that transpiles nothing: what a
// project gets that installs both. Takes a `LintRequest` (run-eslint.ts) on stdin, and prints a `Reports` on stdout.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import process from 'node:process';
import { text } from 'node:stream/consumers';

const require = createRequire(import.meta.url);
const request = JSON.parse(await text(process.stdin));
const { Linter } = require(request.eslint);
const plugin =
  request.plugin === 'cjs'
    ? require('../../dist/eslint.cjs')
    : (await import('../../dist/eslint.js')).default;

/** Babel 8 is kept apart from the Babel 7 of the tools. */
const importBabel = () => {
  const beside = require.resolve('babel-of-eslint-matrix/package.json');
  return import(createRequire(beside).resolve('@babel/eslint-parser'));
};
const babelOptions = {
  requireConfigFile: false,
  babelOptions: {
    babelrc: false,
    configFile: false,
    parserOpts: { plugins: ['typescript', 'jsx', 'decorators-legacy'] },
  },
};

/** The parsers by their names; behind a plus sign the one that reads the scripts of a component. */
const languageOptions = {
  espree: () => ({}),
  typescript: async () => ({ parser: await import('@typescript-eslint/parser') }),
  babel: async () => ({ parser: await importBabel(), parserOptions: babelOptions }),
  'vue+espree': async () => ({ parser: await import('vue-eslint-parser') }),
  'vue+typescript': async () => ({
    parser: await import('vue-eslint-parser'),
    parserOptions: { parser: await import('@typescript-eslint/parser') },
  }),
  'vue+babel': async () => ({
    parser: await import('vue-eslint-parser'),
    parserOptions: { ...babelOptions, parser: await importBabel() },
  }),
};

const reports = {};
for (const { parser, files } of request.jobs) {
  const { parserOptions, ...chosen } = await languageOptions[parser]();
  const config = {
    files: ['**'],
    plugins: { 'mcp-scope': plugin },
    languageOptions: {
      ecmaVersion: 'latest',
      sourceType: 'module',
      ...chosen,
      parserOptions: { ecmaFeatures: { jsx: true }, ...parserOptions },
    },
    settings: { 'mcp-scope': { runtime: request.runtime, fix: false } },
    rules: plugin.configs.all.rules,
  };
  const linter = new Linter();
  // Without their own comments for other plugins, whose rules are not there.
  const options = { allowInlineConfig: false, reportUnusedDisableDirectives: 'off' };
  reports[parser] = {};
  for (const file of files) {
    reports[parser][file] = linter.verify(readFileSync(file, 'utf8'), [config], {
      ...options,
      filename: file,
    });
  }
}
process.stdout.write(JSON.stringify({ version: Linter.version, reports }));
