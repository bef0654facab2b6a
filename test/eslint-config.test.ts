import { spawnSync } from 'node:child_process';
import {
  mkdtempSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint, type Linter } from 'eslint';
import { defineConfig } from 'eslint/config';
import { afterAll, describe, expect, it } from 'vitest';
import plugin from '../rules/plugin.ts';
import { rules } from '../rules/index.ts';
import { configNames, isInConfig } from '../rules/declaration.ts';
import { installed } from './fixture-copies.ts';

const repository = new URL('..', import.meta.url).pathname;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'eslint-config-test-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const code = readFileSync(
  join(repository, 'fixtures/scope-not-in-token-request/scope-given-but-not-taken/input.js'),
  'utf8',
);

/** The rules that real ESLint has on for a file. */
async function rulesOf(config: Linter.Config[], filePath = 'client.js'): Promise<readonly string[]> {
  const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: config });
  const { rules: on } = (await eslint.calculateConfigForFile(filePath)) as { rules: object };
  return Object.keys(on).sort();
}

describe.each(configNames)('the config %s', (name) => {
  const inside = Object.values(rules)
    .filter(({ declaration }) => isInConfig(declaration, name))
    .map(({ declaration }) => declaration.name);
  const prefixed = (namespace: string) => inside.map((rule) => `${namespace}/${rule}`).sort();

  it('is an element of a config', async () => {
    expect(await rulesOf([plugin.configs[name]])).toEqual(prefixed('mcp-scope'));
  });
  it('is extended by its name', async () => {
    const config = defineConfig({ plugins: { 'mcp-scope': plugin }, extends: [`mcp-scope/${name}`] });
    expect(await rulesOf(config)).toEqual(prefixed('mcp-scope'));
  });
  it('is extended by its object, beside the plugin', async () => {
    const config = defineConfig({ plugins: { 'mcp-scope': plugin } }, { extends: [plugin.configs[name]] });
    expect(await rulesOf(config)).toEqual(prefixed('mcp-scope'));
  });
  it('is extended under another name of the plugin', async () => {
    const config = defineConfig({ plugins: { scopes: plugin }, extends: [`scopes/${name}`] });
    expect(await rulesOf(config)).toEqual(expect.arrayContaining(prefixed('scopes')));
  });
});

it('lints with all configs at once', async () => {
  const eslint = new ESLint({
    cwd: folder,
    overrideConfigFile: true,
    overrideConfig: defineConfig(plugin.configs.recommended, plugin.configs.strict, plugin.configs.all),
  });
  const [result] = await eslint.lintText(code, { filePath: 'client.js' });
  expect(result!.messages.map(({ ruleId }) => ruleId)).toContain('mcp-scope/require-scope-in-token-request');
});

describe('beside files of another language', () => {
  const plain = {
    fileType: 'text',
    lineStart: 1,
    columnStart: 0,
    nodeTypeKey: 'type',
    validateLanguageOptions() {},
  };
  const other: Linter.Config = {
    files: ['**/*.txt'],
    plugins: { text: { languages: { plain: plain as never } } },
    language: 'text/plain',
  };
  it('is refused by ESLint 10, as its rules are for JavaScript', async () => {
    await expect(rulesOf([plugin.configs.recommended, other], 'notes.txt')).rejects.toThrow(
      /do not support the language "text\/plain":\n\t- "mcp-scope\//,
    );
  });
  it('is taken where `files` say which are meant', async () => {
    const config = [{ ...plugin.configs.recommended, files: ['**/*.js'] }, other];
    expect(await rulesOf(config, 'client.js')).toContain('mcp-scope/require-step-up-cap');
    const eslint = new ESLint({ cwd: folder, overrideConfigFile: true, overrideConfig: config });
    expect((await eslint.calculateConfigForFile('notes.txt')) as object).not.toHaveProperty(
      'rules.mcp-scope/require-step-up-cap',
    );
  });
});

it('has types for eslint.config.ts', { timeout: 120_000 }, () => {
  mkdirSync(join(folder, 'node_modules'));
  for (const name of ['eslint', 'typescript'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  symlinkSync(repository, join(folder, 'node_modules/mcp-scope-codemod'));
  const config = (option: string, setting: string, rule = 'require-step-up-cap') => `
    import { defineConfig } from 'eslint/config';
    import mcpScope, { type Rules, type Settings } from 'mcp-scope-codemod/eslint';
    export default defineConfig(mcpScope.configs.strict, {
      files: ['src/**/*.ts'],
      plugins: { 'mcp-scope': mcpScope },
      extends: ['mcp-scope/recommended'],
      rules: { 'mcp-scope/${rule}': ['error', { ${option} }] } satisfies Rules,
      settings: { 'mcp-scope': { ${setting} } satisfies Settings },
    });`;
  writeFileSync(
    join(folder, 'right.mts'),
    config('fix: true', "sdkModules: ['@acme/mcp=v2'], runtime: '#scopes'"),
  );
  writeFileSync(join(folder, 'option.mts'), config('fixes: true', ''));
  writeFileSync(join(folder, 'setting.mts'), config('', "sdkModule: '@acme/mcp'"));
  writeFileSync(join(folder, 'rule.mts'), config('', '', 'require-step-up-caps'));
  writeFileSync(
    join(folder, 'commonjs.cts'),
    `import mcpScope = require('mcp-scope-codemod/eslint');
    const settings: mcpScope.Settings = { fix: true };
    export = [mcpScope.configs.recommended, { settings: { 'mcp-scope': settings } }];`,
  );
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    types: [],
    skipLibCheck: true,
  };
  writeFileSync(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ compilerOptions, include: ['*.mts', '*.cts'] }),
  );
  const { stdout } = spawnSync(installed('tsc'), ['--project', folder, '--pretty', 'false'], {
    encoding: 'utf8',
    cwd: folder,
  });
  const errors = stdout.split('\n').filter((line) => line.includes('error TS'));
  const places = errors.map((line) => line.replace(/\(.*TS\d+: /, ': ').replace(/ does not exist.*/, ''));
  expect(places.filter((each) => !each.includes('Partial<RulesConfig>'))).toEqual([
    "option.mts: Object literal may only specify known properties, but 'fixes'",
    "rule.mts: Object literal may only specify known properties, and ''mcp-scope/require-step-up-caps''",
    "setting.mts: Object literal may only specify known properties, but 'sdkModule'",
  ]);
});
