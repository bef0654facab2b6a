import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { defineConfig, type RolldownChunk, type UserConfig } from 'tsdown';

/** The transforms with a jscodeshift door: those whose module's default export is a shift. */
const transforms = readdirSync('transforms').filter((file) =>
  /^export default \w+\.shift;$/m.test(readFileSync(`transforms/${file}`, 'utf8')),
);
const transformEntries = Object.fromEntries(
  transforms.map((file) => [`transforms/${file.replace(/\.ts$/, '')}`, `transforms/${file}`]),
);

// What is bundled rather than installed. A build that would bundle anything else fails.
const scopes = [
  '@typescript-eslint/scope-manager',
  '@typescript-eslint/types',
  '@typescript-eslint/visitor-keys',
  'eslint-visitor-keys',
];
const commandLine = [
  'ansi-regex',
  'ansi-styles',
  'cliui',
  'diff',
  'emoji-regex',
  'escalade',
  'get-caller-file',
  'get-east-asian-width',
  'ignore',
  'jsonc-parser',
  'picocolors',
  'string-width',
  'strip-ansi',
  'wrap-ansi',
  'y18n',
  'yaml',
  'yargs',
  'yargs-parser',
];
const parser = ['oxc-parser'];
const types = ['@eslint/core', '@oxc-project/types'];

/** What LICENSES.md says about each bundled package. */
const licenses = new Set<string>();

const shared: UserConfig = {
  outDir: 'dist',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  hash: false,
  report: false,
  logLevel: 'warn',
  failOnWarn: true,
  checks: { pluginTimings: false },
  hooks: { 'build:done': writeLicenses },
  // Shared code goes into a folder of its own, so that dist/ and dist/transforms/ hold entries only.
  outputOptions: (options, format) => ({
    ...options,
    chunkFileNames: format === 'cjs' ? 'chunks/[name].cjs' : 'chunks/[name].js',
  }),
};

/** tsdown warns of every CJS format that ESM would be better. */
const withoutCjsAdvice: UserConfig = { logLevel: 'error', failOnWarn: false };

export default defineConfig([
  {
    ...shared,
    // The bin, the API and the ESM transforms share chunks; what is heavy stays behind `import()`.
    name: 'esm',
    entry: { 'bin/mcp-scope-codemod': 'bin/mcp-scope-codemod.ts', index: 'cli/api.ts', ...transformEntries },
    format: 'esm',
    dts: false,
    // jsonc-parser's `main` is UMD, which cannot be bundled.
    inputOptions: { resolve: { mainFields: ['module', 'main'] } },
    deps: { onlyBundle: [...commandLine, ...scopes] },
  },
  {
    ...shared,
    name: 'esm types',
    entry: { index: 'cli/api.ts', ...transformEntries },
    format: 'esm',
    dts: { emitDtsOnly: true },
    deps: { onlyBundle: types },
  },
  {
    ...shared,
    ...withoutCjsAdvice,
    // jscodeshift loads transforms with `require`, behind @babel/register, which compiles whatever is loaded that way to
    // CommonJS: also oxc-parser, which is an ES module and breaks. So its JavaScript is bundled; the native binding is
    // still loaded from where oxc-parser is installed.
    name: 'cjs transforms',
    entry: transformEntries,
    format: 'cjs',
    cjsDefault: false, // `module.exports.default`, beside the transform itself
    // Babel says so on every run if a file is larger than 500 kB.
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
    dts: true,
    define: { 'import.meta.url': 'oxcParserUrl' },
    deps: { alwaysBundle: parser },
    outputOptions: {
      chunkFileNames: 'chunks/[name].cjs',
      // Babel says so on every run if a file is larger than 500 kB.
      codeSplitting: {
        groups: [
          { name: 'parser', test: /node_modules/ },
          { name: 'values', test: /[\\/]analysis[\\/](?:origin|sdk-export|mcp-client|responses)\.ts/ },
          { name: 'analysis', test: /[\\/]analysis[\\/]/ },
        ],
      },
      intro: ({ moduleIds }) =>
        moduleIds.some((id) => id.includes('/oxc-parser/'))
          ? `const oxcParserUrl = require("node:url").pathToFileURL(require.resolve("oxc-parser")).href;`
          : '',
    },
  },
  {
    ...shared,
    ...withoutCjsAdvice,
    name: 'eslint',
    entry: { eslint: 'rules/plugin.ts' },
    format: ['esm', 'cjs'],
    cjsDefault: true, // `require` gives the plugin itself
    dts: true,
    deps: { onlyBundle: types },
    hooks: {
      'build:done': (built) => {
        writeLicenses(built);
        exportPluginItself();
      },
    },
  },
  {
    ...shared,
    ...withoutCjsAdvice,
    name: 'runtime',
    platform: 'neutral',
    entry: { runtime: 'runtime/index.ts' },
    format: ['esm', 'cjs'],
    dts: true,
    deps: { onlyBundle: [] },
  },
]);

/**
 * `require` gives the plugin itself, so its types are written as `export =`, with the exported types beside it. tsdown does
 * that only for a module without such types.
 */
function exportPluginItself(): void {
  const file = 'dist/eslint.d.cts';
  if (!existsSync(file)) return;
  const text = readFileSync(file, 'utf8').replace(
    /^export \{ (.*), (\w+) as default \};$/m,
    'declare namespace $2 {\n  export { $1 };\n}\nexport = $2;',
  );
  if (!/^export = \w+;$/m.test(text)) throw new Error(`${file} has another default export than before`);
  writeFileSync(file, text);
}

/** The licences of what is bundled ask to be passed on with it. */
function writeLicenses({ chunks }: { readonly chunks: readonly RolldownChunk[] }): void {
  for (const id of chunks.flatMap((chunk) => (chunk.type === 'chunk' ? chunk.moduleIds : []))) {
    const [folder] = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id) ?? [];
    if (folder) licenses.add(licenseOf(folder));
  }
  const sections = [...licenses].sort().join('\n');
  writeFileSync('dist/LICENSES.md', `# Bundled packages and their licences\n\n${sections}`);
}

function licenseOf(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  return `## ${name} ${version} (${license})\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : ''}\n`;
}
