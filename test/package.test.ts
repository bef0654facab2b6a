import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { runtimeNames } from '../edits/remedy.ts';
import { rules } from '../rules/index.ts';
import { onlyReports, transformNames } from '../transforms/transform.ts';
import { built, installed } from './fixture-copies.ts';
import { fixtures } from './fixtures.ts';
import { importsOf } from './imports-of.ts';

const repository = new URL('..', import.meta.url).pathname;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'package-test-')));
const packageFolder = join(folder, 'node_modules/mcp-scope-codemod');
const sample = fixtures().find(({ file, input, output }) => input !== output && file.endsWith('.ts'))!;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const environment = { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: '', NODE_OPTIONS: '' };

function start(program: string, args: readonly string[], cwd = folder) {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', env: environment });
  return { status, stdout, stderr };
}

let packed: readonly string[] = [];

/** Packs what is built (building once more would pull dist/ from under other tests), and installs it somewhere empty. */
beforeAll(() => {
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const output = execFileSync('npm', pack, { cwd: repository, encoding: 'utf8', stdio: 'pipe' });
  const [tarball] = JSON.parse(output) as [{ filename: string; files: { path: string }[] }];
  packed = tarball.files.map(({ path }) => path);
  writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true }');
  const install = ['install', '--prefer-offline', '--no-audit', '--no-fund', `./${tarball.filename}`];
  execFileSync('npm', install, { cwd: folder, stdio: 'pipe' });
  writeFileSync(join(folder, sample.file), sample.input);
}, 300_000);

describe('the tarball', () => {
  it('holds the build, the documentation and nothing else', () => {
    const known = /^(?:dist\/|docs\/|package\.json$|README\.md$|LICENSE$)/;
    expect(packed.filter((path) => !known.test(path))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['package.json', 'LICENSE', 'dist/LICENSES.md']));
  });

  it('holds every file that package.json points at', () => {
    const paths = JSON.stringify([packageJson.exports, packageJson.bin]).match(/dist\/[^"*]+(?=")/g)!;
    expect(paths.filter((path) => !packed.includes(path))).toEqual([]);
  });

  it('installs no more than it needs', () => {
    const modules = readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'));
    expect(modules).not.toContain('eslint');
    expect(modules).not.toContain('typescript');
    expect(modules).not.toContain('yargs');
  });
});

describe('the bin', () => {
  const npx = (...args: string[]) => start('npx', ['--no-install', 'mcp-scope-codemod', ...args]);

  it('is executable', () => {
    const bin = join(packageFolder, 'dist/bin/mcp-scope-codemod.js');
    expect(statSync(bin).mode & 0o111).toBe(0o111);
    expect(readFileSync(bin, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it('prints its help', () => {
    const { status, stdout } = npx('--help');
    expect(status).toBe(0);
    expect(stdout).toBe(readFileSync(new URL('cli-help.txt', import.meta.url), 'utf8'));
  });

  it('prints its version', () => {
    expect(npx('--version')).toMatchObject({ status: 0, stdout: `${packageJson.version}\n` });
  });

  it('shows on a dry run what it would do, and does not', () => {
    const { status, stdout } = npx('--dry-run', '--diff', '--runtime', 'package', sample.file);
    expect(status).toBe(1);
    expect(stdout).toContain('+import { ');
    expect(stdout).toContain('mcp-scope-codemod/runtime');
    expect(readFileSync(join(folder, sample.file), 'utf8')).toBe(sample.input);
  });

  it('needs none of its dependencies to print help and version', () => {
    // Out of the project, so that no node_modules is above it.
    const elsewhere = mkdtempSync(join(tmpdir(), 'package-test-bare-'));
    cpSync(join(packageFolder, 'dist'), join(elsewhere, 'dist'), { recursive: true });
    cpSync(join(packageFolder, 'package.json'), join(elsewhere, 'package.json'));
    const status = (option: string) =>
      start(process.execPath, ['dist/bin/mcp-scope-codemod.js', option], elsewhere).status;
    expect([status('--help'), status('--version')]).toEqual([0, 0]);
    rmSync(elsewhere, { recursive: true });
  });

  it('loads nothing heavy before it is needed', () => {
    const loaded = staticallyLoaded(built('bin/mcp-scope-codemod.js'));
    const heavy = loaded.filter((file) =>
      /region node_modules\/@typescript-eslint/.test(readFileSync(file, 'utf8')),
    );
    expect(heavy).toEqual([]);
  });
});

/** A built module and all that it imports other than by `import()`. */
function staticallyLoaded(file: string, seen = new Set<string>()): readonly string[] {
  if (seen.has(file)) return [...seen];
  seen.add(file);
  const text = readFileSync(file, 'utf8');
  for (const [, specifier] of text.matchAll(/^(?:import|export)\b[^;]*?["'](\.{1,2}\/[^"']+)["'];$/gm)) {
    staticallyLoaded(join(dirname(file), specifier!), seen);
  }
  return [...seen];
}

/** The names that each entry exports, by the way of loading that a CJS and an ES module have. */
const entries: Readonly<Record<string, readonly string[]>> = {
  'mcp-scope-codemod': ['ParseError', 'run', 'transform', 'transformNames'],
  'mcp-scope-codemod/runtime': runtimeNames,
  ...Object.fromEntries(
    [...transformNames.filter((name) => !onlyReports(name)), 'all'].map((name) => [
      `mcp-scope-codemod/transforms/${name}`,
      ['default'],
    ]),
  ),
};

function evaluate(type: 'module' | 'commonjs', code: string): unknown {
  const { status, stdout, stderr } = start(process.execPath, [`--input-type=${type}`, '--eval', code]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

describe.each(Object.entries(entries))('%s', (entry, names) => {
  it('can be imported', () => {
    const code = `console.log(JSON.stringify(Object.keys(await import('${entry}'))))`;
    expect(evaluate('module', code)).toEqual(expect.arrayContaining([...names]));
  });
  it('can be required', () => {
    const code = `console.log(JSON.stringify(Object.keys(require('${entry}'))))`;
    expect(evaluate('commonjs', code)).toEqual(expect.arrayContaining([...names]));
  });
});

describe('mcp-scope-codemod/eslint', () => {
  const summary = 'JSON.stringify([plugin.meta, Object.keys(plugin.rules), Object.keys(plugin.configs)])';
  const expected = [
    { name: packageJson.name, version: packageJson.version, namespace: 'mcp-scope' },
    Object.keys(rules),
    ['recommended', 'strict', 'all'],
  ];
  it('can be imported', () => {
    const code = `import plugin from 'mcp-scope-codemod/eslint'; console.log(${summary})`;
    expect(evaluate('module', code)).toEqual(expected);
  });
  it('can be required', () => {
    const code = `const plugin = require('mcp-scope-codemod/eslint'); console.log(${summary})`;
    expect(evaluate('commonjs', code)).toEqual(expected);
  });
});

it('lets package.json be read', () => {
  const code = `console.log(JSON.stringify(require('mcp-scope-codemod/package.json').version))`;
  expect(evaluate('commonjs', code)).toBe(packageJson.version);
});

describe('the entries that run in other programs', () => {
  it.each(['runtime.js', 'runtime.cjs', 'eslint.js', 'eslint.cjs'])('%s loads no other module', (file) => {
    expect(importsOf(readFileSync(built(file), 'utf8'))).toEqual([]);
  });
});

it('has types that a strict project can use, from ES modules and from CJS', { timeout: 120_000 }, () => {
  // ESLint is a peer: whoever imports the plugin has it.
  symlinkSync(join(repository, 'node_modules/eslint'), join(folder, 'node_modules/eslint'));
  const use = `
    const result = transform('', { filename: 'a.ts' });
    export const text: string = result.text;
    export const kinds: FindingKind[] = result.sites.map(({ finding }) => finding.kind);
    export const done: Promise<RunResult> = run({ paths: ['.'], dryRun: true });
    export const united: string | undefined = unionScopes('a', undefined);
    export const config: Linter.Config[] = [plugin.configs.recommended];
    export const shifted: string | undefined = shift({ path: 'a.ts', source: '' });
  `;
  const imports = `
    import type { Linter } from 'eslint';
    import { run, transform, type FindingKind, type RunResult } from 'mcp-scope-codemod';
    import { unionScopes } from 'mcp-scope-codemod/runtime';
    import { unionScopes as unite } from 'mcp-scope-codemod/transforms/union-scopes';
  `;
  const shift = 'const shift = unite.shift;';
  const asModule = "import plugin from 'mcp-scope-codemod/eslint';";
  const asCommonJs = "import plugin = require('mcp-scope-codemod/eslint');";
  writeFileSync(join(folder, 'use.mts'), imports + asModule + shift + use);
  writeFileSync(join(folder, 'use.cts'), imports + asCommonJs + shift + use);
  const compilerOptions = {
    noEmit: true,
    strict: true,
    target: 'es2023',
    module: 'nodenext',
    lib: ['es2023', 'dom', 'dom.iterable'],
    types: [],
  };
  const config = { compilerOptions, files: ['use.mts', 'use.cts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  expect(start(installed('tsc'), ['--project', folder]).stdout).toBe('');
});
