import { cpSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
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
