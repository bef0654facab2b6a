import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import { run, type RunOptions } from '../cli/run.ts';
import { importCore } from '../cli/core.ts';
import type { TransformName } from '../transforms/transform.ts';
import { createTransform } from '../transforms/create-transform.ts';
import { eslintConfig } from './doors.ts';
import { workspace } from './cli-workspace.ts';

const core = await importCore();

const bypassing: readonly TransformName[] = ['bypass-refresh', 'union-scopes'];

/** A fetch that steps up by what `module` exports by these names. */
const stepUp = (module: string, auth: string, read: string) => `import { ${auth}, ${read} } from '${module}';

export function guarded(provider, serverUrl, next) {
  return async (input, init) => {
    const response = await next(input, init);
    if (response.status !== 403) return response;
    const params = ${read}(response);
    if (params.error !== 'insufficient_scope') return response;
    await ${auth}(provider, { serverUrl, scope: params.scope, resourceMetadataUrl: params.resourceMetadataUrl });
    return next(input, init);
  };
}
`;

async function migrated(files: Record<string, string>, options: RunOptions = {}) {
  const tree = workspace(files);
  const before = tree.all();
  const result = await run({ cwd: tree.folder, ...options }, async () => core);
  if (result.status !== 'done') return { message: 'message' in result ? result.message : result.status };
  const after = tree.all();
  const changed = Object.keys(after).filter((file) => before[file] !== after[file]);
  const kinds = result.findings.map(({ kind }) => kind);
  return { kinds, changed, text: (file: string) => after[file] ?? '' };
}

const barrel = (from: string) =>
  `export { auth as login, extractWWWAuthenticateParams as readMcpHeader } from '${from}';\n`;
const v1 = '@modelcontextprotocol/sdk/client/auth.js';
const v2 = '@modelcontextprotocol/client';

describe('names that a barrel gives', () => {
  it.each([
    ['./mcp.js', {}],
    ['#mcp', { 'package.json': '{ "name": "app", "imports": { "#mcp": "./src/mcp.js" } }' }],
    [
      '@app/mcp',
      {
        'tsconfig.json': '{ "compilerOptions": { "module": "esnext", "paths": { "@app/*": ["./src/*"] } } }',
      },
    ],
  ])('are those of the SDK, by %s', async (module, files) => {
    const result = await migrated({
      ...files,
      'src/mcp.js': barrel(v1),
      'src/client.js': stepUp(module, 'login', 'readMcpHeader'),
    });
    expect(result).toMatchObject({
      kinds: ['refresh-on-widening', 'challenged-scope-only'],
      changed: ['src/client.js', 'src/mcp-scope-runtime.js'],
    });
  });

  it('are not, where the barrel hands on something else', async () => {
    const result = await migrated({
      'src/mcp.js': barrel('./github-auth.js'),
      'src/github-auth.js': 'export const auth = 1;\n',
      'src/client.js': stepUp('./mcp.js', 'login', 'readMcpHeader'),
    });
    expect(result).toMatchObject({ kinds: [], changed: [] });
  });
});

const manifest = (version: string) =>
  JSON.stringify({ name: v2, version, types: './index.d.mts', main: './index.mjs' });
const union = { 'index.d.mts': 'export declare function computeScopeUnion(): string;\n' };
const client = stepUp('@acme/mcp', 'auth', 'extractWWWAuthenticateParams');
const acme = (exported: string, dependencies: object = {}) => ({
  'package.json': JSON.stringify({ name: 'app', type: 'module', dependencies }),
  'node_modules/@acme/mcp/package.json': JSON.stringify({
    name: '@acme/mcp',
    types: './index.d.ts',
    dependencies: { [v2]: '^2.0.0' },
  }),
  'node_modules/@acme/mcp/index.d.ts': exported,
});
const installed = (folder: string) => ({
  [`${folder}node_modules/${v2}/package.json`]: manifest('2.4.0'),
  [`${folder}node_modules/${v2}/index.d.mts`]: union['index.d.mts'],
});
const own = 'node_modules/@acme/mcp/';
const all = `export * from '${v2}';\n`;
const some = `export { auth, extractWWWAuthenticateParams } from '${v2}';\n`;

describe('--runtime auto', () => {
  it.each<[string, Record<string, string>, string]>([
    [
      'the module through which the SDK is used, if that has the union',
      { ...acme(all), ...installed(own) },
      "import { auth, computeScopeUnion, extractWWWAuthenticateParams } from '@acme/mcp';",
    ],
    [
      'the SDK, if the package depends on it',
      { ...acme(some, { [v2]: '^2.0.0' }), ...installed('') },
      "import { computeScopeUnion } from '@modelcontextprotocol/client';",
    ],
    [
      'a vendored file, if the package does not',
      { ...acme(some), ...installed('') },
      "import { unionScopes } from './mcp-scope-runtime.js';",
    ],
    [
      'a vendored file, if the SDK has no union',
      { ...acme(all), [`${own}node_modules/${v2}/package.json`]: manifest('2.0.0-alpha.2') },
      "import { unionScopes } from './mcp-scope-runtime.js';",
    ],
  ])('takes %s', async (_name, files, line) => {
    const result = await migrated({ ...files, 'client.js': client }, { transforms: ['union-scopes'] });
    expect(result.text?.('client.js').split('\n')).toContain(line);
  });

  it('does the same through an alias', async () => {
    const result = await migrated(
      {
        ...installed(''),
        'tsconfig.json': '{ "compilerOptions": { "module": "esnext", "paths": { "@acme/*": ["./lib/*"] } } }',
        'lib/mcp.ts': all,
        'client.ts': client,
      },
      { transforms: ['union-scopes'] },
    );
    expect(result.text?.('client.ts').split('\n')[0]).toBe(
      "import { auth, computeScopeUnion, extractWWWAuthenticateParams } from '@acme/mcp';",
    );
  });
});

it('--runtime sdk takes the module through which the SDK is used', async () => {
  const files = { ...acme(all), ...installed(own), 'client.js': client };
  const result = await migrated(files, { transforms: ['union-scopes'], runtime: 'sdk' });
  expect(result.changed).toEqual(['client.js']);
  const lacking = await migrated({ 'client.js': client }, { transforms: ['union-scopes'], runtime: 'sdk' });
  expect(lacking.message).toMatch(/^--runtime sdk: client\.js needs computeScopeUnion/);
});

describe('a module that is listed', () => {
  const files = {
    'client.js': client.replace(
      /await auth\(.*/,
      'await auth(provider, { serverUrl, scope: params.scope });',
    ),
  };
  it.each([
    [[], 'withoutWideningRefresh(provider'],
    [['@acme/mcp=v2'], 'forceReauthorization: isStrictScopeSuperset('],
    [['@acme/mcp'], 'withoutWideningRefresh(provider'],
  ])('%j is taken at its word', async (sdkModules, bypass) => {
    const result = await migrated(files, { sdkModules, transforms: bypassing });
    const text = result.text!('client.js');
    expect(text).toContain(bypass); // only the v2's `auth` takes the option
    const shifted = createTransform(...bypassing).shift(
      { path: 'client.js', source: files['client.js'] },
      undefined,
      { runtime: './mcp-scope-runtime.js', sdkModules },
    );
    expect(shifted).toBe(text);
  });
});

it('is listed in the settings of ESLint', () => {
  const code = client.replace(/await auth\(.*/, 'await auth(provider, { serverUrl, scope: params.scope });');
  const fixed = (sdkModules: readonly string[]) => {
    const [config] = eslintConfig(bypassing, undefined);
    const settings = { 'mcp-scope': { runtime: './mcp-scope-runtime.js', fix: true, sdkModules } };
    return new Linter({ cwd: '/work' }).verifyAndFix(code, [{ ...config, settings }], '/work/client.js')
      .output;
  };
  expect(fixed([])).toContain('withoutWideningRefresh(provider');
  expect(fixed(['@acme/mcp=v2'])).toContain('forceReauthorization: isStrictScopeSuperset(');
});
