import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../../package.json' with { type: 'json' };
import { fixtures } from '../fixtures.ts';

/**
 * A project with TypeScript 7, which has no API in JavaScript. Whatever would load it, or typescript-eslint, or ts-morph,
 * fails: see forbid-typescript.mjs.
 */
const repository = new URL('../..', import.meta.url).pathname;
const guard = new URL('forbid-typescript.mjs', import.meta.url).href;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'typescript-7-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sample = fixtures().find(({ name }) => name === 'challenged-scope-only/renamed-import')!;
const plain = fixtures().find(
  ({ file, findings }) => file === 'input.mjs' && findings.join() === 'challenged-scope-only',
)!;
const put = (file: string, text: string) => writeFileSync(join(folder, file), text);

const { eslint, oxlint } = packageJson.devDependencies;

beforeAll(() => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const output = execFileSync('npm', pack, { cwd: repository, encoding: 'utf8', stdio: 'pipe' });
  const [{ filename }] = JSON.parse(output) as [{ filename: string }];
  put('package.json', '{ "name": "with-typescript-7", "private": true }');
  const wanted = ['typescript@7.0.2', `eslint@${eslint}`, `oxlint@${oxlint}`, `./${filename}`];
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', ...wanted];
  execFileSync('npm', install, { cwd: folder, stdio: 'pipe' });
  put('client.mjs', plain.input);
  put('client.ts', sample.input);
}, 300_000);

/** Runs a program of the project behind the guard. */
function start(program: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', guard, join(folder, 'node_modules', program), ...args],
    { cwd: folder, encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', GITHUB_ACTIONS: '' } },
  );
  return { status, stdout, stderr };
}

const found = (stdout: string) =>
  (JSON.parse(stdout) as ESLint.LintResult[]).flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));

it('is installed with TypeScript 7', () => {
  const manifest = readFileSync(join(folder, 'node_modules/typescript/package.json'), 'utf8');
  expect((JSON.parse(manifest) as { version: string }).version).toMatch(/^7\./);
});

describe('ESLint with espree', () => {
  const lint = (config: string) =>
    start('eslint/bin/eslint.js', '--config', config, '--format', 'json', 'client.mjs');

  it.each([
    [
      'eslint.config.mjs',
      "import mcp from 'mcp-scope-codemod/eslint';\nexport default [mcp.configs.recommended];",
    ],
    [
      'eslint.config.cjs',
      "const mcp = require('mcp-scope-codemod/eslint');\nmodule.exports = [mcp.configs.recommended];",
    ],
  ])('reports with %s, and loads no TypeScript', (config, text) => {
    put(config, text);
    const { status, stdout, stderr } = lint(config);
    expect(stderr).toBe('');
    expect(status).toBe(1);
    expect(found(stdout)).toContain('mcp-scope/no-challenged-scope-only');
  });

  it.each([
    ['ES module', 'control.config.mjs', "import 'typescript';\nexport default [];"],
    ['CJS', 'control.config.cjs', "require('typescript');\nmodule.exports = [];"],
  ])('would fail if an %s loaded it', (_kind, config, text) => {
    put(config, text);
    const { status, stderr } = lint(config);
    expect(status).toBe(2);
    expect(stderr).toContain('forbidden: typescript');
  });
});

describe('oxlint', () => {
  const lint = (specifier: string) => {
    const config = {
      categories: { correctness: 'off' },
      jsPlugins: [{ name: 'mcp-scope', specifier }],
      rules: { 'mcp-scope/no-challenged-scope-only': 'error' },
    };
    put('.oxlintrc.json', JSON.stringify(config));
    return start('oxlint/bin/oxlint', '--format=json', 'client.ts', 'client.mjs');
  };

  it('reports in TypeScript and JavaScript, and loads no TypeScript', () => {
    const { status, stdout } = lint('mcp-scope-codemod/eslint');
    const { diagnostics } = JSON.parse(stdout) as { diagnostics: { code: string; filename: string }[] };
    expect(status).toBe(1);
    expect(diagnostics.map(({ code, filename }) => `${filename} ${code}`).sort()).toEqual([
      'client.mjs mcp-scope(no-challenged-scope-only)',
      'client.ts mcp-scope(no-challenged-scope-only)',
    ]);
  });

  it('would fail if a plugin loaded it', () => {
    put('control.mjs', "import 'typescript';\nexport { default } from 'mcp-scope-codemod/eslint';");
    const { status, stdout, stderr } = lint('./control.mjs');
    expect(status).not.toBe(0);
    expect(stdout + stderr).toContain('forbidden: typescript');
  });
});
