import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { repository, workspace } from './cli-workspace.ts';

/** `dist` of the installed v1 SDK, the fork that everybody has. */
const dist = dirname(
  dirname(dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/sdk/client'))),
);

it.each(['esm', 'cjs'])('mends a copy of the official SDK (%s) with the real core, once', async (format) => {
  const tree = workspace();
  cpSync(join(dist, format, 'client'), tree.path('client'), { recursive: true });
  const before = tree.all();
  const first = await run({ cwd: tree.folder });
  const after = tree.all();
  const changed = Object.keys(after).filter((file) => after[file] !== before[file]);
  expect({ exitCode: first.exitCode, changed }).toEqual({
    exitCode: 0,
    changed: [
      'client/auth.d.ts',
      'client/auth.js',
      'client/mcp-scope-runtime.d.ts',
      'client/mcp-scope-runtime.js',
      'client/middleware.js',
      'client/sse.d.ts',
      'client/sse.js',
      'client/streamableHttp.d.ts',
      'client/streamableHttp.js',
    ],
  });
  const second = await run({ cwd: tree.folder });
  expect({ exitCode: second.exitCode, same: tree.all() }).toEqual({ exitCode: 0, same: after });
});

it('finds it under node_modules when it is named, and not otherwise', async () => {
  const tree = repository({ '.gitignore': 'node_modules\n', 'a.ts': '' });
  const client = 'node_modules/sdk/dist/esm/client';
  tree.write(`${client}/streamableHttp.js`, readFileSync(join(dist, 'esm/client/streamableHttp.js')));
  const kinds = async (...paths: string[]): Promise<string[]> => {
    const result = await run({ cwd: tree.folder, paths, dryRun: true });
    return result.status === 'done' ? result.findings.map(({ kind }) => kind) : [result.status];
  };
  expect(await kinds()).toEqual([]);
  const all = [
    'unhandled-insufficient-scope',
    'challenged-scope-only',
    'unsignalled-insufficient-scope',
    'refresh-on-widening',
    'uncapped-step-up',
  ];
  expect(await kinds('node_modules/sdk')).toEqual(all);
  expect(await kinds(`${client}/streamableHttp.js`)).toEqual(all);
});

describe('a file on SDK v2', () => {
  const input = readFileSync(
    new URL(
      '../fixtures/refresh-on-widening/challenged-scope-passed-straight-to-the-sdk-v2/input.ts',
      import.meta.url,
    ),
    'utf8',
  );
  const client = 'node_modules/@modelcontextprotocol/client';

  async function importsAfter(tree: ReturnType<typeof workspace>, runtime: 'auto' | 'sdk' | 'vendored') {
    tree.write('src/client.ts', input);
    const result = await run({ cwd: tree.folder, runtime });
    expect(result).toMatchObject({ status: 'done', exitCode: 0 });
    const imports = tree.read('src/client.ts').match(/^import[^;]*;/gm) ?? [];
    const nameIn = (text: string) =>
      ['computeScopeUnion', 'unionScopes', 'isStrictScopeSuperset'].filter((name) =>
        new RegExp(`\\b${name}\\b`).test(text),
      );
    return Object.fromEntries(
      imports.map((text) => [/'(.*)'/.exec(text)![1], nameIn(text)]).filter(([, names]) => names!.length > 0),
    ) as Record<string, string[]>;
  }

  it.each(['auto', 'sdk'] as const)(
    'takes from 2.4.0 what that exports (%s), and vendors nothing',
    async (runtime) => {
      const tree = workspace({});
      mkdirSync(tree.path('node_modules/@modelcontextprotocol'), { recursive: true });
      symlinkSync(new URL('../node_modules/client-2.4.0', import.meta.url).pathname, tree.path(client));
      expect(await importsAfter(tree, runtime)).toEqual({
        '@modelcontextprotocol/client': ['computeScopeUnion', 'isStrictScopeSuperset'],
      });
      expect(Object.keys(tree.all()).filter((file) => file.startsWith('src/'))).toEqual(['src/client.ts']);
    },
  );

  it('takes each name by itself: from the SDK what it has, the rest from the vendored file', async () => {
    const tree = workspace({
      [`${client}/package.json`]: '{ "version": "2.9.0", "types": "./index.d.ts" }',
      [`${client}/index.d.ts`]: 'export declare function computeScopeUnion(...scopes: string[]): string;\n',
    });
    expect(await importsAfter(tree, 'auto')).toEqual({
      '@modelcontextprotocol/client': ['computeScopeUnion'],
      './mcp-scope-runtime': ['isStrictScopeSuperset'],
    });
    tree.write(`${client}/index.d.ts`, 'export declare function isStrictScopeSuperset(): boolean;\n');
    expect(await importsAfter(tree, 'auto')).toEqual({
      '@modelcontextprotocol/client': ['isStrictScopeSuperset'],
      './mcp-scope-runtime': ['unionScopes'],
    });
  });

  it('takes nothing from it where the runtime is to be vendored', async () => {
    const tree = workspace({ [`${client}/package.json`]: '{ "version": "2.4.0" }' });
    expect(await importsAfter(tree, 'vendored')).toEqual({
      './mcp-scope-runtime': ['unionScopes', 'isStrictScopeSuperset'],
    });
  });
});
