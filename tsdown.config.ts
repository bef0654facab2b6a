import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig, type UserConfig } from 'tsdown';

/** The transforms with a jscodeshift door: those whose module's default export is a shift. */
const transforms = readdirSync('transforms').filter((file) =>
  /^export default \w+\.shift;$/m.test(readFileSync(`transforms/${file}`, 'utf8')),
);
const transformEntries = Object.fromEntries(
  transforms.map((file) => [`transforms/${file.replace(/\.ts$/, '')}`, `transforms/${file}`]),
);

const shared: UserConfig = {
  outDir: 'dist',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  hash: false,
  treeshake: true,
  report: false,
  logLevel: 'warn',
  failOnWarn: true,
  checks: { pluginTimings: false },
  // Shared code goes into a folder of its own, so that dist/ and dist/transforms/ hold entries only.
  outputOptions: (options, format) => ({
    ...options,
    chunkFileNames: format === 'cjs' ? 'chunks/[name].cjs' : 'chunks/[name].js',
  }),
};

/** tsdown warns of every CJS format that ESM would be better. */
const withoutCjsAdvice: UserConfig = { logLevel: 'error', failOnWarn: false };

/** What is bundled rather than installed: anything else fails the build until it is listed here or in package.json. */
const scopes = [
  '@typescript-eslint/scope-manager',
  '@typescript-eslint/types',
  '@typescript-eslint/visitor-keys',
  'eslint-visitor-keys',
];
const commandLine = [
  'ansi-regex',
  'cliui',
  'diff',
  'emoji-regex',
  'escalade',
  'get-caller-file',
  'get-east-asian-width',
  'ignore',
  'picocolors',
  'signal-exit',
  'string-width',
  'strip-ansi',
  'wrap-ansi',
  'write-file-atomic',
  'y18n',
  'yargs',
  'yargs-parser',
  'ansi-styles',
];
const syntaxTree = ['@oxc-project/types'];

export default defineConfig([
  {
    ...shared,
    // The bin, the API and the ESM transforms share chunks; what is heavy stays behind `import()`.
    name: 'esm',
    entry: { 'bin/mcp-scope-codemod': 'bin/mcp-scope-codemod.ts', index: 'cli/api.ts', ...transformEntries },
    format: 'esm',
    dts: false,
    shims: true, // write-file-atomic reads __filename
    deps: { onlyBundle: [...commandLine, ...scopes] },
  },
  {
    ...shared,
    name: 'esm types',
    entry: { index: 'cli/api.ts', ...transformEntries },
    format: 'esm',
    dts: { emitDtsOnly: true },
    deps: { onlyBundle: syntaxTree },
  },
  {
    ...shared,
    // jscodeshift loads transforms with `require`.
    name: 'cjs transforms',
    entry: transformEntries,
    format: 'cjs',
    cjsDefault: false, // `module.exports.default`, beside the transform itself
    dts: true,
    ...withoutCjsAdvice,
    deps: { onlyBundle: [...scopes, ...syntaxTree] },
  },
  {
    ...shared,
    name: 'eslint',
    entry: { eslint: 'rules/plugin.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    cjsDefault: true, // `require` gives the plugin itself
    ...withoutCjsAdvice,
    deps: { onlyBundle: ['@eslint/core'] },
  },
  {
    ...shared,
    name: 'runtime',
    platform: 'neutral',
    entry: { runtime: 'runtime/index.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    ...withoutCjsAdvice,
    deps: { onlyBundle: [] },
  },
]);
