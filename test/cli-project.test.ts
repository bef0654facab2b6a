import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { run, type RunOptions } from '../cli/run.ts';
import { projectCore } from './cli-project-core.ts';
import { workspace, type Workspace } from './cli-workspace.ts';
import { importsOf } from './imports-of.ts';

const core = await projectCore();
const prefiltered = '// 403 insufficient_scope WWW-Authenticate\n';

function isLoaded(): boolean {
  const { cache } = createRequire(import.meta.url);
  return Object.keys(cache).some((path) => /[\\/]ts-morph[\\/]/.test(path));
}

// First, as modules stay loaded.
describe('TypeScript', () => {
  it('is not loaded as long as no remedy asks about another file', async () => {
    const tree = workspace({ 'a.ts': `${prefiltered}TODO\n`, 'tsconfig.json': '{}' });
    await run({ cwd: tree.folder }, async () => core);
    expect(tree.read('a.ts')).toBe(`${prefiltered}DONE\n`);
    expect(isLoaded()).toBe(false);
  });

  it('is imported by one file alone, which loads it when it is asked', () => {
    const folder = new URL('../cli/', import.meta.url);
    const importers = readdirSync(folder).filter(
      (file) =>
        file.endsWith('.ts') &&
        importsOf(readFileSync(new URL(file, folder), 'utf8')).some(
          ({ specifier, typeOnly }) => specifier === 'ts-morph' && !typeOnly,
        ),
    );
    expect(importers).toEqual(['typescript.ts']);
  });
});

async function migrated(tree: Workspace, options: RunOptions = {}) {
  const before = tree.all();
  const result = await run({ cwd: tree.folder, ...options }, async () => core);
  if (result.status !== 'done') throw new Error(JSON.stringify(result));
  const after = tree.all();
  const changed = Object.fromEntries(Object.entries(after).filter(([file, text]) => before[file] !== text));
  return { ...result, changed };
}

/** An `auth` that refreshes, whatever the scope. */
const refreshing = `export async function auth(provider: OAuthClientProvider, options: { serverUrl: string; scope?: string }) {
  const tokens = await provider.tokens();
  if (tokens?.refresh_token) {
    const newTokens = await refreshAuthorization(options.serverUrl, { refreshToken: tokens.refresh_token });
    await provider.saveTokens(newTokens);
    return 'AUTHORIZED';
  }
  const { authorizationUrl } = await startAuthorization(options.serverUrl, { scope: options.scope });
  await provider.redirectToAuthorization(authorizationUrl); // of an MCP server
  return 'REDIRECT';
}
`;
const forceable = refreshing
  .replace('scope?: string }', 'scope?: string; forceReauthorization?: boolean }')
  .replace('if (tokens?.refresh_token)', 'if (tokens?.refresh_token && !options.forceReauthorization)');
const typesOnly = (member: string) =>
  `export declare function auth(provider: unknown, options: {\n    scope?: string;\n${member}}): Promise<string>;\n`;
const asks = (module: string, name = 'auth') => `${prefiltered}auth() // @asks ${module} ${name}\n`;
const bundler = {
  'tsconfig.json': '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
};

describe('takesForceReauthorization', () => {
  it.each<[string, Record<string, string>, string]>([
    ['of the file beside it, by the name of its output', { 'auth.ts': forceable }, './auth.js'],
    ['of a file that this run mends', { 'auth.ts': refreshing }, './auth.js'],
    ['of a file without an ending', { 'auth.ts': refreshing }, './auth'],
    [
      'by the paths of the tsconfig',
      {
        'src/client/auth.ts': refreshing,
        'tsconfig.json': '{ "compilerOptions": { "module": "esnext", "paths": { "#/*": ["./src/*"] } } }',
      },
      '#/client/auth',
    ],
    [
      'by a tsconfig that extends another',
      {
        'src/client/auth.ts': refreshing,
        'base.json': '{ "compilerOptions": { "module": "esnext", "paths": { "~/*": ["./src/*"] } } }',
        'tsconfig.json': '{ "extends": "./base.json" }',
      },
      '~/client/auth.js',
    ],
    ['through export *', { 'auth.ts': refreshing, 'index.ts': "export * from './auth.js';\n" }, './index.js'],
    [
      'through two indexes and another name',
      {
        'a/auth.ts': refreshing,
        'a/index.ts': "export * from './auth.js';\n",
        'index.ts': "export { auth as authorize } from './a/index.js';\n",
      },
      './index.js authorize',
    ],
    [
      'through the exports of a package',
      {
        'auth.ts': refreshing,
        'package.json': '{ "name": "fork", "type": "module", "exports": { "./auth.js": "./auth.ts" } }',
      },
      'fork/auth.js',
    ],
    [
      'of an installed package that has it',
      {
        'node_modules/sdk/package.json': '{ "name": "sdk", "types": "./index.d.ts", "main": "./index.js" }',
        'node_modules/sdk/index.d.ts': "export * from './auth.js';\n",
        'node_modules/sdk/auth.d.ts': typesOnly('    forceReauthorization?: boolean;\n'),
      },
      'sdk',
    ],
    [
      'of an installed package with a named type',
      {
        'node_modules/sdk/package.json': '{ "name": "sdk", "types": "./index.d.ts" }',
        'node_modules/sdk/index.d.ts':
          "import type { Base } from './base.js';\nexport interface Options extends Base { scope?: string }\nexport declare function auth(provider: unknown, options?: Options): void;\n",
        'node_modules/sdk/base.d.ts': 'export interface Base {\n  forceReauthorization?: boolean;\n}\n',
      },
      'sdk',
    ],
  ])('holds %s', async (_name, files, module) => {
    const [specifier = '', name] = module.split(' ');
    const tree = workspace({ ...bundler, ...files, 'transport.ts': asks(specifier, name) });
    const { changed } = await migrated(tree);
    expect(changed['transport.ts']).toBe(asks(specifier, name).replace('auth()', 'forced()'));
  });

  it.each<[string, Record<string, string>, RunOptions]>([
    ['a module that is not there', {}, {}],
    [
      'a file outside the run',
      { 'lib/auth.ts': refreshing, 'auth.ts': "export * from './lib/auth.js';\n" },
      { exclude: ['lib'] },
    ],
    [
      'a file of the run, while bypass-refresh is off',
      { 'auth.ts': refreshing },
      { transforms: ['cap-step-ups'] },
    ],
    ['another name', { 'auth.ts': refreshing.replace('function auth', 'function authorize') }, {}],
    ['a minified file', { 'auth.ts': refreshing + `// ${'x'.repeat(9000)}\n` }, {}],
    ['a file with a syntax error', { 'auth.ts': refreshing + '}\n' }, {}],
    [
      'indexes in a circle',
      { 'auth.ts': "export * from './b.js';\n", 'b.ts': "export * from './auth.js';\n" },
      {},
    ],
    [
      'an installed package without it',
      {
        'auth.ts': "export { auth } from 'sdk';\n",
        'node_modules/sdk/package.json': '{ "name": "sdk", "types": "./index.d.ts" }',
        'node_modules/sdk/index.d.ts': typesOnly(''),
      },
      {},
    ],
  ])('does not hold of %s', async (_name, files, options) => {
    const tree = workspace({ ...bundler, ...files, 'transport.ts': asks('./auth.js') });
    const { changed } = await migrated(tree, options);
    expect(changed['transport.ts']).toBe(undefined);
  });

  it.each([
    ['./auth.js', 'auth.js'],
    ['./auth', 'auth.js'],
    ['./index.js', 'auth.js', '__exportStar(require("./auth.js"), exports);\n'],
    [
      './index.js',
      'auth.js',
      'var auth_js_1 = require("./auth.js");\nObject.defineProperty(exports, "auth", { enumerable: true, get: function () { return auth_js_1.auth; } });\n',
    ],
  ])('holds in compiled CommonJS, by %s', async (module, file, index = '') => {
    const compiled = refreshing
      .replace('export ', '')
      .replace(/: OAuthClientProvider|: \{ serverUrl.*?\}/g, '')
      .concat('exports.auth = auth;\n');
    const tree = workspace({
      [file]: compiled,
      'auth.d.ts': typesOnly(''),
      'index.js': index,
      'transport.js': `"use strict";\n${asks(module)}`,
    });
    const { changed } = await migrated(tree);
    expect(changed['transport.js']).toBe(`"use strict";\n${asks(module)}`.replace('auth()', 'forced()'));
    expect(changed['auth.d.ts']).toBe(typesOnly('    forceReauthorization?: boolean;\n'));
  });
});

describe('transport', () => {
  const installed = 'node_modules/@modelcontextprotocol/sdk';
  const published = (file: string): string =>
    readFileSync(new URL(`../${installed}/dist/esm/client/${file}`, import.meta.url), 'utf8');
  const manifest = '{ "name": "sdk", "type": "module", "exports": { "./*": { "default": "./dist/*" } } }';
  const application = (module: string): string =>
    `import { StreamableHTTPClientTransport } from '${module}';
import { provider } from './provider.js';
export const transport = (url) => new StreamableHTTPClientTransport(url, { authProvider: provider, requestInit });
const requestInit = { headers: { tenant: 'notes' } };
`;
  const streamable = '@modelcontextprotocol/sdk/client/streamableHttp.js';
  const only = { transforms: ['wrap-transport'] } as const;

  /** The changed application, on an SDK of these files. */
  async function onSdk(files: Record<string, string>, module = streamable): Promise<string | undefined> {
    const sdk = Object.entries(files).map(([file, text]) => [`${installed}/dist/client/${file}`, text]);
    const tree = workspace({
      'package.json': '{ "type": "module" }',
      'src/app.js': application(module),
      [`${installed}/package.json`]: manifest,
      ...(Object.fromEntries(sdk) as Record<string, string>),
    });
    return (await migrated(tree, { paths: ['src'], ...only })).changed['src/app.js'];
  }

  /** What `patch` makes of the published file. */
  async function patched(): Promise<string> {
    const tree = workspace({ 'streamableHttp.js': published('streamableHttp.js') });
    return (await migrated(tree)).changed['streamableHttp.js']!;
  }

  it.each([
    ['as it is published', () => ({ 'streamableHttp.js': published('streamableHttp.js') })],
    ['that is not installed', () => ({})],
    ['of which only the declarations are there', () => ({ 'streamableHttp.d.ts': 'export {};' })],
  ])('is wrapped with an SDK %s', async (_what, files) => {
    const changed = await onSdk(files() as Record<string, string>);
    expect(changed).toContain('fetchFn: createFetchWithInit(fetch, requestInit)');
  });

  it('does not get what an older SDK lacks', async () => {
    const older = published('streamableHttp.js').replaceAll('createFetchWithInit', 'bound');
    expect(await onSdk({ 'streamableHttp.js': older })).toMatch(/withStepUp\((?!.*createFetchWithInit)/s);
  });

  it('is left alone with an SDK that is patched', async () => {
    expect(await onSdk({ 'streamableHttp.js': await patched() })).toBe(undefined);
  });

  it('is left alone where the patched file is handed on by another one', async () => {
    const index = "export * from './own.js';\n";
    expect(await onSdk({ 'streamableHttp.js': index, 'own.js': await patched() })).toBe(undefined);
  });

  it('is left alone where its name leads to a fork that is a part of the run', async () => {
    const tree = workspace({
      'tsconfig.json': `{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "allowJs": true,
        "paths": { "@modelcontextprotocol/sdk/*": ["./fork/*"] } } }`,
      'fork/client/streamableHttp.js': published('streamableHttp.js'),
      'src/app.js': application(streamable),
    });
    expect((await migrated(tree, only)).changed).toEqual({});
    expect((await migrated(tree, { paths: ['src'], ...only })).changed['src/app.js']).toContain('withStepUp');
  });
});
