import { describe, expect, it } from 'vitest';
import { importHabit } from '../cli/import-ending.ts';
import { runtimeSpecifier } from '../cli/runtime-specifier.ts';
import { fakeCore } from './cli-fake-core.ts';
import { overwrite, workspace } from './cli-workspace.ts';

const cjs = "const x = require('x');\n";
const marked = '// vendored by mcp-scope-codemod: ';

/** Runs, and tells for each file that was there its new first import line, and which files are new. */
async function place(files: Record<string, string>, ...args: string[]): Promise<Record<string, string>> {
  const tree = workspace(files);
  const { code, stderr } = await tree.cli(...args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  const changed = Object.entries(tree.all()).filter(([file, text]) => text !== files[file]);
  return Object.fromEntries(
    changed.map(([file, text]) => [file, files[file] === undefined ? 'new' : (text.split('\n', 1)[0] ?? '')]),
  );
}

const esm = (module: string): string => `import { unionScopes } from '${module}';`;

describe('the extension of the vendored file follows its importer', () => {
  it.each([
    ['a.ts', '', 'mcp-scope-runtime.ts', './mcp-scope-runtime'],
    ['a.tsx', '', 'mcp-scope-runtime.ts', './mcp-scope-runtime'],
    ['a.mts', '', 'mcp-scope-runtime.mts', './mcp-scope-runtime.mjs'],
    ['a.cts', '', 'mcp-scope-runtime.cts', './mcp-scope-runtime.cjs'],
    ['a.js', '', 'mcp-scope-runtime.js', './mcp-scope-runtime.js'],
    ['a.jsx', '', 'mcp-scope-runtime.js', './mcp-scope-runtime.js'],
    ['a.mjs', '', 'mcp-scope-runtime.mjs', './mcp-scope-runtime.mjs'],
  ])('%s', async (importer, head, runtime, module) => {
    expect(await place({ [importer]: head + overwrite })).toEqual({
      [importer]: esm(module),
      [runtime]: 'new',
    });
  });

  it.each([
    ['a.js', 'mcp-scope-runtime.js'],
    ['a.cjs', 'mcp-scope-runtime.cjs'],
  ])('%s, CommonJS', async (importer, runtime) => {
    const tree = workspace({ [importer]: cjs + overwrite });
    await tree.cli();
    expect(tree.all()).toEqual({
      [importer]: `const { unionScopes } = require('./${runtime}');\n${cjs}${overwrite.replace('challenged', 'unionScopes(scope, challenged)')}`,
      [runtime]: `${marked}unionScopes\nObject.assign(exports, { unionScopes });\n`,
    });
  });
});

describe('the specifier follows the habit of', () => {
  const one = { 'package.json': '{}' };

  it.each([
    ["import './x.js';\nimport './y.js';\nimport './z';\n", './mcp-scope-runtime.js'],
    ["export * from '../x.ts';\n", './mcp-scope-runtime.ts'],
    ["import { x } from './x';\nimport './x.css';\nimport './a.service';\n", './mcp-scope-runtime'],
    ["const x = await import('./x.mjs');\n", './mcp-scope-runtime.js'],
    ["import x from 'y.js';\n", './mcp-scope-runtime'],
  ])('the file itself: %j', async (head, module) => {
    const placed = await place({ ...one, 'src/a.ts': head + overwrite });
    expect(placed['src/a.ts']).toBe(head.startsWith('import') || head ? esm(module) : '');
  });

  it('its neighbours', async () => {
    const tsconfig = '{ "compilerOptions": { "module": "NodeNext" } }';
    const files = {
      ...one,
      'tsconfig.json': tsconfig,
      'src/a.ts': overwrite,
      'src/b.ts': "import './c.ts';\n",
    };
    expect((await place(files))['src/a.ts']).toBe(esm('./mcp-scope-runtime.ts'));
  });

  it('other files of the package, where the neighbours have none', async () => {
    const files = { ...one, 'src/a.ts': overwrite, 'lib/b.ts': "import './c.ts';\n" };
    expect((await place(files))['src/a.ts']).toBe(esm('./mcp-scope-runtime.ts'));
  });

  it.each([
    ['{ "compilerOptions": { "module": "nodenext" } }', './mcp-scope-runtime.js'],
    ['{ /* "x */ "compilerOptions": { "moduleResolution": "Node16", }, // y\n }', './mcp-scope-runtime.js'],
    ['{ "extends": "./base" }', './mcp-scope-runtime.js'],
    [
      '{ "extends": ["./base.json"], "compilerOptions": { "moduleResolution": "bundler" } }',
      './mcp-scope-runtime',
    ],
    ['{ "extends": "@acme/base" }', './mcp-scope-runtime.js'],
    ['{ "extends": "./nowhere" }', './mcp-scope-runtime'],
    ['{ "compilerOptions": { "module": "esnext" } }', './mcp-scope-runtime'],
    ['not json', './mcp-scope-runtime'],
  ])('the tsconfig, where nothing else tells: %s', async (tsconfig, module) => {
    const base = '{ "compilerOptions": { "module": "node18" } }';
    const files = {
      'tsconfig.json': tsconfig,
      'base.json': base,
      'node_modules/@acme/base/tsconfig.json': base,
    };
    expect((await place({ ...one, ...files, 'src/a.ts': overwrite }))['src/a.ts']).toBe(esm(module));
  });

  it('a CommonJS neighbour, which may leave the extension out; an ES module may not', async () => {
    const neighbour = { 'b.js': "require('./c');\nimport './d';\n" };
    expect(await place({ ...neighbour, 'a.js': cjs + overwrite })).toEqual({
      'a.js': "const { unionScopes } = require('./mcp-scope-runtime');",
      'mcp-scope-runtime.js': 'new',
    });
    expect((await place({ ...neighbour, 'a.js': overwrite }))['a.js']).toBe(esm('./mcp-scope-runtime.js'));
  });
});

describe('one vendored file per package', () => {
  it('in the common folder of the files that need it', async () => {
    const files = { 'package.json': '{}', 'src/a/x.ts': overwrite, 'src/b/c/y.ts': overwrite };
    expect(await place(files)).toEqual({
      'src/a/x.ts': esm('../mcp-scope-runtime'),
      'src/b/c/y.ts': esm('../../mcp-scope-runtime'),
      'src/mcp-scope-runtime.ts': 'new',
    });
  });

  it('next to the first file rather than in the root of the package, unless a file lies there', async () => {
    const files = { 'package.json': '{}', 'lib/a.ts': overwrite, 'src/b.ts': overwrite };
    expect(await place(files)).toEqual({
      'lib/a.ts': esm('./mcp-scope-runtime'),
      'lib/mcp-scope-runtime.ts': 'new',
      'src/b.ts': esm('../lib/mcp-scope-runtime'),
    });
    expect(await place({ ...files, 'c.ts': overwrite })).toEqual({
      'c.ts': esm('./mcp-scope-runtime'),
      'lib/a.ts': esm('../mcp-scope-runtime'),
      'mcp-scope-runtime.ts': 'new',
      'src/b.ts': esm('../mcp-scope-runtime'),
    });
  });

  it('never outside of the named paths', async () => {
    const files = { 'package.json': '{}', 'src/a/x.ts': overwrite, 'src/b/y.ts': overwrite };
    expect(Object.keys(await place(files, 'src/a', 'src/b'))).toEqual([
      'src/a/mcp-scope-runtime.ts',
      'src/a/x.ts',
      'src/b/y.ts',
    ]);
    expect(Object.keys(await place(files, 'src/b/y.ts'))).toEqual([
      'src/b/mcp-scope-runtime.ts',
      'src/b/y.ts',
    ]);
  });

  it('for each package of a monorepo, and each half of a dual one', async () => {
    const files = {
      'package.json': '{}',
      'p/package.json': '{}',
      'p/a.ts': overwrite,
      'q/dist/package.json': '{ "type": "module" }',
      'q/dist/a.js': overwrite,
      'q/dist/cjs/b.js': cjs + overwrite,
      'q/dist/c.mts': overwrite,
    };
    expect(await place(files, 'p', 'q/dist')).toEqual({
      'p/a.ts': esm('./mcp-scope-runtime'),
      'p/mcp-scope-runtime.ts': 'new',
      'q/dist/a.js': esm('./mcp-scope-runtime.js'),
      'q/dist/c.mts': esm('./mcp-scope-runtime.mjs'),
      'q/dist/cjs/b.js': "const { unionScopes } = require('./mcp-scope-runtime.js');",
      'q/dist/cjs/mcp-scope-runtime.js': 'new',
      'q/dist/mcp-scope-runtime.js': 'new',
      'q/dist/mcp-scope-runtime.mts': 'new',
    });
  });

  it('takes a number where two formats want the same name', async () => {
    expect(await place({ 'a.js': overwrite, 'b.js': cjs + overwrite })).toEqual({
      'a.js': esm('./mcp-scope-runtime.js'),
      'b.js': "const { unionScopes } = require('./mcp-scope-runtime-2.js');",
      'mcp-scope-runtime-2.js': 'new',
      'mcp-scope-runtime.js': 'new',
    });
  });

  it('a mixed group gets the extension that all of it can import', async () => {
    expect(await place({ 'a.js': overwrite, 'b.mjs': overwrite })).toEqual({
      'a.js': esm('./mcp-scope-runtime.mjs'),
      'b.mjs': esm('./mcp-scope-runtime.mjs'),
      'mcp-scope-runtime.mjs': 'new',
    });
    expect(await place({ 'a.ts': overwrite, 'b.mts': overwrite })).toEqual({
      'a.ts': esm('./mcp-scope-runtime'),
      'b.mts': esm('./mcp-scope-runtime'),
      'mcp-scope-runtime.ts': 'new',
    });
  });

  it('never touches a file of that name that is not ours', async () => {
    const files = { 'a.ts': overwrite, 'mcp-scope-runtime.ts': 'mine\n', 'mcp-scope-runtime-2.ts': 'mine\n' };
    expect(await place(files)).toEqual({
      'a.ts': esm('./mcp-scope-runtime-3'),
      'mcp-scope-runtime-3.ts': 'new',
    });
  });
});

describe('an existing vendored file', () => {
  const holding = `${marked}unionScopes InsufficientScopeError\nrest\n`;
  const lacking = `${marked}InsufficientScopeError\r\nrest\r\n`;

  it.each([['src/mcp-scope-runtime.ts'], ['mcp-scope-runtime.ts'], ['lib/deep/mcp-scope-runtime-2.ts']])(
    'is used wherever it is in the package, untouched if it holds what is needed: %s',
    async (file) => {
      const placed = await place({ 'package.json': '{}', 'src/a.ts': overwrite, [file]: holding });
      expect(Object.keys(placed)).toEqual(['src/a.ts']);
    },
  );

  it('is extended by what it lacks, in its own newline style', async () => {
    const tree = workspace({ 'a.ts': overwrite, 'mcp-scope-runtime.ts': lacking });
    const { stdout } = await tree.cli();
    expect(stdout.split('\n').find((line) => line.startsWith('mcp-scope-runtime.ts'))).toBe(
      'mcp-scope-runtime.ts  renewed: InsufficientScopeError, unionScopes',
    );
    expect(tree.read('mcp-scope-runtime.ts')).toBe(
      fakeCore.vendoredRuntime(['InsufficientScopeError', 'unionScopes'], 'ts', { newline: '\r\n' }),
    );
  });

  it('is renewed if it is named itself, and only then', async () => {
    const tree = workspace({ 'mcp-scope-runtime.ts': holding, 'a.ts': '' });
    expect((await tree.cli()).code).toBe(0);
    expect(tree.read('mcp-scope-runtime.ts')).toBe(holding);
    expect((await tree.cli('mcp-scope-runtime.ts')).stdout)
      .toBe(`mcp-scope-runtime.ts  renewed: unionScopes, InsufficientScopeError

1 file seen, 0 parsed · 0.0 s

Next:
  npm test
  npx mcp-scope-codemod --check mcp-scope-runtime.ts
`);
    const names = ['unionScopes', 'InsufficientScopeError'] as const;
    expect(tree.read('mcp-scope-runtime.ts')).toBe(fakeCore.vendoredRuntime(names, 'ts', { newline: '\n' }));
    expect((await tree.cli('mcp-scope-runtime.ts')).stdout).toBe(
      'Nothing to do: no step-up here loses scopes (1 file seen, 0 parsed).\n',
    );
  });

  it('of another format or package is not used', async () => {
    const files = {
      'package.json': '{}',
      'a.js': cjs + overwrite,
      'p/package.json': '{}',
      'p/b.ts': overwrite,
    };
    const placed = await place({
      ...files,
      'mcp-scope-runtime.ts': holding,
      'mcp-scope-runtime.js': `${holding}export {};\n`,
    });
    expect(placed).toEqual({
      'a.js': "const { unionScopes } = require('./mcp-scope-runtime-2.js');",
      'mcp-scope-runtime-2.js': 'new',
      'p/b.ts': esm('./mcp-scope-runtime'),
      'p/mcp-scope-runtime.ts': 'new',
    });
  });

  it('is neither needed nor written where the file imports the name already', async () => {
    const text = `import { unionScopes } from 'mcp-scope-codemod/runtime';\n${overwrite}`;
    const tree = workspace({ 'a.ts': text });
    await tree.cli();
    expect(tree.all()).toEqual({ 'a.ts': text.replace('= challenged', '= unionScopes(scope, challenged)') });
  });
});

describe('the SDK', () => {
  const manifest = (version: string): string =>
    JSON.stringify({
      version,
      exports: { './x': './x.d.ts', '.': { import: { types: './index.d.mts', default: './index.mjs' } } },
    });
  const v2 = {
    'node_modules/@modelcontextprotocol/client/package.json': manifest('2.4.0'),
    'node_modules/@modelcontextprotocol/client/index.d.mts':
      'declare function computeScopeUnion(): void;\nexport { type A, Client, computeScopeUnion, b as c };\n',
  };
  const old = {
    ...v2,
    'node_modules/@modelcontextprotocol/client/package.json': manifest('2.0.0-alpha.3'),
    'node_modules/@modelcontextprotocol/client/index.d.mts': 'export { type computeScopeUnion };\n',
  };
  const user = `import { Client } from '@modelcontextprotocol/client';\n${overwrite}`;
  const fromSdk = "import { computeScopeUnion as unionScopes } from '@modelcontextprotocol/client';";

  it('auto: is used by a file that imports it, and vendored by others', async () => {
    expect(await place({ ...v2, 'a.ts': user, 'b.ts': overwrite })).toEqual({
      'a.ts': fromSdk,
      'b.ts': esm('./mcp-scope-runtime'),
      'mcp-scope-runtime.ts': 'new',
    });
    expect(await place({ ...old, 'a.ts': user })).toEqual({
      'a.ts': esm('./mcp-scope-runtime'),
      'mcp-scope-runtime.ts': 'new',
    });
  });

  it('sdk: is used by every file', async () => {
    expect(await place({ ...v2, 'src/b.ts': overwrite }, '--runtime', 'sdk')).toEqual({
      'src/b.ts': fromSdk,
    });
  });

  it('finds an export through the files of the package', async () => {
    const files = {
      ...v2,
      'node_modules/@modelcontextprotocol/client/index.d.mts':
        "export * from './in/a.mjs';\nexport * from './index.mjs';\n",
      'node_modules/@modelcontextprotocol/client/in/a.d.mts':
        'export declare function computeScopeUnion(): void;\n',
    };
    expect(await place({ ...files, 'b.ts': overwrite }, '--runtime', 'sdk')).toEqual({ 'b.ts': fromSdk });
  });

  it.each([
    [old, 'version 2.0.0-alpha.3, which lacks it, is installed'],
    [{}, 'none is installed there'],
  ])('sdk: is refused where the union is lacking, and nothing is written', async (sdk, what) => {
    const files: Record<string, string> = { ...sdk, 'src/b.ts': overwrite };
    const tree = workspace(files);
    expect(await tree.cli('--runtime', 'sdk')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'mcp-scope-codemod: --runtime sdk: src/b.ts needs computeScopeUnion of @modelcontextprotocol/client 2, ' +
        `but ${what}; use --runtime vendored\n`,
    });
    expect(tree.all()).toEqual(Object.fromEntries(Object.entries(files).sort()));
  });

  it('package and vendored do not ask for it', async () => {
    expect(await place({ ...v2, 'a.ts': user }, '--runtime', 'package')).toEqual({
      'a.ts': esm('mcp-scope-codemod/runtime'),
    });
    expect(Object.keys(await place({ ...v2, 'a.ts': user }, '--runtime', 'vendored'))).toEqual([
      'a.ts',
      'mcp-scope-runtime.ts',
    ]);
  });
});

it.each([
  ['/p/a.ts', '/p/r.ts', 'none', './r'],
  ['/p/a.ts', '/p/r.mts', 'none', './r.mjs'],
  ['/p/a.ts', '/p/r.mts', 'ts', './r.mts'],
  ['/p/x/a.ts', '/p/y/r.ts', 'js', '../y/r.js'],
  ['/p/a.ts', '/p/.x/r.ts', 'none', './.x/r'],
] as const)('%s imports %s (%s) as %s', (from, runtime, ending, specifier) => {
  expect(runtimeSpecifier(from, runtime, ending)).toBe(specifier);
});

it('learns no habit from packages, assets and folders', () => {
  expect(
    importHabit(["import 'x.js'; import './a.css'; import '..'; import './'; import './b.service';"]),
  ).toBe(undefined);
});
