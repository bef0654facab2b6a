import { mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { importCore } from '../cli/core.ts';
import { Projects } from '../cli/project.ts';
import { workspace } from './cli-workspace.ts';

const core = await importCore();

function isTypeScriptLoaded(): boolean {
  const { cache } = createRequire(import.meta.url);
  return Object.keys(cache).some((path) => /[\\/]ts-morph[\\/]/.test(path));
}

interface Asked {
  readonly files: Record<string, string>;
  /** Links by their place, as a package manager makes them for the packages of a workspace. */
  readonly links?: Record<string, string>;
  readonly from?: string;
  readonly listed?: readonly string[];
}

/** What of the SDK an import is, as `v1 auth`; `undefined` if nothing. */
function resolved(module: string, { files, links = {}, from = 'src/app.ts', listed = [] }: Asked) {
  const tree = workspace({ [from]: '', ...files });
  for (const [at, target] of Object.entries(links)) {
    mkdirSync(tree.path(at.slice(0, at.lastIndexOf('/'))), { recursive: true });
    symlinkSync(tree.path(target), tree.path(at), 'dir');
  }
  const projects = new Projects({
    core,
    files: [],
    planOf: () => undefined,
    textOf: (path) => readFileSync(path, 'utf8'),
    sdkModulesIn: (path) => core.sdkModules(listed, path, tree.folder),
  });
  const [specifier = '', ...path] = module.split(' ');
  const found = projects.of(tree.path(from)).sdkExportOf(specifier, path);
  return found && `${found.sdk} ${found.name}`;
}

const v1 = '@modelcontextprotocol/sdk/client/auth.js';
const v2 = '@modelcontextprotocol/client';
const paths = (value: object) =>
  JSON.stringify({ compilerOptions: { module: 'esnext', moduleResolution: 'bundler', paths: value } });

// First, as modules stay loaded.
describe('through relative files', () => {
  it.each<[string, string, Record<string, string>]>([
    ['export *', './mcp auth', { 'src/mcp.ts': `export * from '${v1}';\n` }],
    ['export * by the name of the output', './mcp.js auth', { 'src/mcp.ts': `export * from '${v1}';\n` }],
    ['a name', './mcp auth', { 'src/mcp.ts': `export { auth } from '${v1}';\n` }],
    ['another name', './mcp authorize', { 'src/mcp.ts': `export { auth as authorize } from '${v1}';\n` }],
    [
      'an import that is exported',
      './mcp login',
      { 'src/mcp.ts': `import { auth as a } from '${v1}';\nexport { a as login };\n` },
    ],
    [
      'a constant',
      './mcp login',
      { 'src/mcp.ts': `import { auth } from '${v1}';\nexport const login = auth;\n` },
    ],
    ['a default', './mcp default', { 'src/mcp.ts': `import { auth } from '${v1}';\nexport default auth;\n` }],
    ['a namespace', './mcp oauth auth', { 'src/mcp.ts': `export * as oauth from '${v1}';\n` }],
    [
      'a namespace that is imported first',
      './mcp oauth auth',
      { 'src/mcp.ts': `import * as oauth from '${v1}';\nexport { oauth };\n` },
    ],
    [
      'a chain',
      '../lib auth',
      {
        'lib/index.ts': "export * from './one.js';\nexport * from './two';\n",
        'lib/one.ts': 'export const one = 1;\n',
        'lib/two/index.tsx': "export { login as auth } from './three';\n",
        'lib/two/three.mts': `export { auth as login } from '${v1}';\n`,
      },
    ],
    ['CommonJS', './mcp auth', { 'src/mcp.js': `module.exports = require('${v1}');\n` }],
    [
      'the default of CommonJS',
      './mcp default auth',
      { 'src/mcp.cjs': `module.exports = require('${v1}');\n` },
    ],
    [
      'CommonJS by name',
      './mcp login',
      { 'src/mcp.js': `const { auth } = require('${v1}');\nmodule.exports = { login: auth };\n` },
    ],
    [
      'compiled CommonJS',
      './mcp auth',
      {
        'src/mcp.js': `"use strict";\n__exportStar(require("./inner"), exports);\n`,
        'src/inner.js': `var auth_js_1 = require("${v1}");\nObject.defineProperty(exports, "auth", { enumerable: true, get: function () { return auth_js_1.auth; } });\n`,
      },
    ],
  ])('follows %s', (_name, module, files) => {
    expect(resolved(module, { files })).toBe('v1 auth');
  });

  it('knows the line by what is handed on', () => {
    const files = { 'src/mcp.ts': `export { computeScopeUnion as unite } from '${v2}';\n` };
    expect(resolved('./mcp unite', { files })).toBe('v2 computeScopeUnion');
  });

  it.each<[string, string, Record<string, string>]>([
    ['a file that is not there', './mcp auth', {}],
    ['a name that is not handed on', './mcp auth', { 'src/mcp.ts': `export { withOAuth } from '${v1}';\n` }],
    ['a function of its own', './mcp auth', { 'src/mcp.ts': 'export async function auth() {}\n' }],
    [
      'a wrapper around it',
      './mcp login',
      { 'src/mcp.ts': `import { auth } from '${v1}';\nexport const login = () => auth();\n` },
    ],
    [
      'a class that extends it',
      './mcp Transport',
      {
        'src/mcp.ts': `import { SSEClientTransport } from '${v1}';\nexport class Transport extends SSEClientTransport {}\n`,
      },
    ],
    ['a type', './mcp auth', { 'src/mcp.ts': `export type { auth } from '${v1}';\n` }],
    ['a type among values', './mcp auth', { 'src/mcp.ts': `export { type auth } from '${v1}';\n` }],
    [
      'a type that was imported as one',
      './mcp auth',
      { 'src/mcp.ts': `import type { auth } from '${v1}';\nexport { auth };\n` },
    ],
    [
      'a type of an import',
      './mcp auth',
      { 'src/mcp.ts': `export type auth = typeof import('${v1}').auth;\n` },
    ],
    ['another package', './mcp auth', { 'src/mcp.ts': "export * from './auth';\n", 'src/auth.ts': '' }],
    ['a syntax error', './mcp auth', { 'src/mcp.ts': `export * from '${v1}';\n}\n` }],
    ['a member of the export', './mcp auth call', { 'src/mcp.ts': `export * from '${v1}';\n` }],
    [
      'a circle',
      './mcp auth',
      { 'src/mcp.ts': "export * from './other';\n", 'src/other.ts': "export * from './mcp';\n" },
    ],
  ])('finds nothing in %s', (_name, module, files) => {
    expect(resolved(module, { files })).toBe(undefined);
  });

  it('finds its way out of a circle', () => {
    const files = {
      'src/mcp.ts': "export * from './other';\n",
      'src/other.ts': `export * from './mcp';\nexport { auth } from '${v1}';\n`,
    };
    expect(resolved('./mcp auth', { files })).toBe('v1 auth');
  });

  it('loads no TypeScript', () => {
    expect(isTypeScriptLoaded()).toBe(false);
  });
});

describe('through packages', () => {
  const manifest = (value: object) => JSON.stringify(value);

  it('passes by an installed one that has nothing to do with the SDK, without TypeScript', () => {
    const files = {
      'node_modules/next-auth/package.json': manifest({ name: 'next-auth', main: 'index.js' }),
      'node_modules/next-auth/index.js': `module.exports = require('${v1}');\n`,
    };
    expect(resolved('next-auth auth', { files })).toBe(undefined);
    expect(isTypeScriptLoaded()).toBe(false);
  });

  it('follows an installed one that depends on the SDK', () => {
    const files = {
      'node_modules/@acme/mcp/package.json': manifest({
        name: '@acme/mcp',
        types: 'index.d.ts',
        dependencies: { [v2]: '^2.0.0' },
      }),
      'node_modules/@acme/mcp/index.d.ts': "export * from './client.js';\n",
      'node_modules/@acme/mcp/client.d.ts': `export { auth as authorize } from '${v2}';\n`,
    };
    expect(resolved('@acme/mcp authorize', { files })).toBe('v2 auth');
  });

  it.each<[string, Record<string, string>]>([
    [
      'its exports',
      { 'packages/mcp/package.json': manifest({ name: '@acme/mcp', exports: './src/index.ts' }) },
    ],
    ['its main', { 'packages/mcp/package.json': manifest({ name: '@acme/mcp', main: 'src/index.ts' }) }],
    [
      'its source, where it is not built',
      { 'packages/mcp/package.json': manifest({ name: '@acme/mcp', main: 'dist/index.js' }) },
    ],
  ])('follows a package of the workspace by %s', (_name, files) => {
    const asked = {
      from: 'apps/web/src/app.ts',
      files: { ...files, 'packages/mcp/src/index.ts': `export { auth as login } from '${v1}';\n` },
      links: { 'node_modules/@acme/mcp': 'packages/mcp' },
    };
    expect(resolved('@acme/mcp login', asked)).toBe('v1 auth');
  });

  it('follows a package of the workspace by the paths of a tsconfig', () => {
    const files = {
      'packages/mcp/package.json': manifest({ name: '@acme/mcp' }),
      'packages/mcp/src/index.ts': `export { auth as login } from '${v1}';\n`,
      'tsconfig.json': paths({ '@acme/*': ['./packages/*/src'] }),
    };
    expect(resolved('@acme/mcp login', { from: 'apps/web/src/app.ts', files })).toBe('v1 auth');
  });

  it.each([
    ['#mcp', { 'package.json': manifest({ name: 'app', imports: { '#mcp': './src/mcp.ts' } }) }],
    ['@app/mcp', { 'tsconfig.json': paths({ '@app/*': ['./src/*'] }) }],
    ['~mcp', { 'tsconfig.json': paths({ '~mcp': ['./src/mcp.ts'] }) }],
  ])('follows the alias %s', (alias, files) => {
    const asked = { files: { ...files, 'src/mcp.ts': `export { auth as login } from '${v1}';\n` } };
    expect(resolved(`${alias} login`, asked)).toBe('v1 auth');
  });

  it('knows a copy of the SDK by the name in its manifest', () => {
    const files = {
      'vendor/mcp/package.json': manifest({ name: '@modelcontextprotocol/sdk', version: '1.30.0' }),
      'vendor/mcp/dist/esm/package.json': '{ "type": "module" }',
      'vendor/mcp/dist/esm/client/auth.js': 'export async function auth() {}\n',
      'tsconfig.json': paths({ '@vendor/mcp/*': ['./vendor/mcp/dist/esm/*'] }),
    };
    expect(resolved('../vendor/mcp/dist/esm/client/auth.js auth', { files })).toBe('v1 auth');
    expect(resolved('@vendor/mcp/client/auth.js auth', { files })).toBe('v1 auth');
    // To its own files it is a fork, not the SDK.
    const inside = { files, from: 'vendor/mcp/dist/esm/client/sse.js' };
    expect(resolved('./auth.js auth', inside)).toBe(undefined);
  });

  it('knows an installed copy under another name', () => {
    const files = {
      'node_modules/mcp-next/package.json': manifest({ name: v2, exports: { '.': './index.js' } }),
      'node_modules/mcp-next/index.js': 'export async function auth() {}\n',
    };
    expect(resolved('mcp-next auth', { files })).toBe('v2 auth');
  });
});

describe('modules that are listed', () => {
  const sdk = 'export class StreamableHTTPClientTransport {}\n';
  it.each([
    ['./mcp', ['./src/mcp.ts'], 'v1 StreamableHTTPClientTransport'],
    ['./mcp', ['./src/mcp.ts=v2'], 'v2 StreamableHTTPClientTransport'],
    ['@app/mcp', ['./src/mcp'], 'v1 StreamableHTTPClientTransport'],
    ['./other', ['./src/mcp.ts'], undefined],
  ])('%s, where %j are', (module, listed, expected) => {
    const files = {
      'src/mcp.ts': sdk,
      'src/other.ts': sdk,
      'tsconfig.json': paths({ '@app/*': ['./src/*'] }),
    };
    expect(resolved(`${module} StreamableHTTPClientTransport`, { files, listed })).toBe(expected);
  });

  it('are of the line that they hand on', () => {
    const files = { 'src/mcp.ts': `export * from '${v2}';\n` };
    expect(resolved('./mcp auth', { files, listed: ['./src/mcp.ts'] })).toBe('v2 auth');
  });
});
