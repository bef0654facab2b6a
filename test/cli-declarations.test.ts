import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { workspace } from './cli-workspace.ts';
import { textsOf } from './forks/published-fork.ts';

/** `dist` of the installed v1 SDK. */
const dist = dirname(
  dirname(dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/sdk/client'))),
);
const modules = new URL('../node_modules', import.meta.url).pathname;

/** What users of v2 write, against the patched v1. */
const user = `import { InsufficientScopeError, StreamableHTTPClientTransport } from './client/streamableHttp.js';
import { auth, fetchToken, type OAuthClientProvider } from './client/auth.js';
export async function use(authProvider: OAuthClientProvider, url: URL): Promise<string | undefined> {
  const transport = new StreamableHTTPClientTransport(url, {
    authProvider,
    onInsufficientScope: 'throw',
    maxStepUpRetries: 2,
  });
  await auth(authProvider, { serverUrl: url, scope: 'a', forceReauthorization: true });
  await fetchToken(authProvider, url, { scope: 'a' });
  try {
    await transport.start();
  } catch (error) {
    if (error instanceof InsufficientScopeError) return error.requiredScope;
  }
  return undefined;
}
// @ts-expect-error
export const wrong = new StreamableHTTPClientTransport(new URL('https://mcp.example'), { onInsufficientScope: 'no' });
`;

it('a patched SDK type-checks with the options of v2', { timeout: 240_000 }, async () => {
  const tree = workspace();
  symlinkSync(modules, tree.path('node_modules'));
  const files = await Promise.all(
    ['esm', 'cjs'].map(async (format) => {
      cpSync(join(dist, format), tree.path(format), { recursive: true });
      await run({ cwd: tree.folder, paths: [`${format}/client`] });
      const file = tree.path(`${format}/user.${format === 'esm' ? 'mts' : 'cts'}`);
      writeFileSync(file, user);
      return file;
    }),
  );
  const program = ts.createProgram(files, {
    strict: true,
    noEmit: true,
    exactOptionalPropertyTypes: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    module: ts.ModuleKind.NodeNext,
  });
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => files.includes(fileName) || /\/client\/[\w-]+\.d\.ts$/.test(fileName))
    .filter(({ fileName }) => fileName.startsWith(`${tree.folder}/`) && !fileName.includes('node_modules'));
  const found = own
    .flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)])
    .map((each) => `${each.file?.fileName}: ${ts.flattenDiagnosticMessageText(each.messageText, '\n')}`);
  const names = own.map(({ fileName }) => fileName.slice(tree.folder.length + 1));
  expect(names).toContain('cjs/client/mcp-scope-runtime.d.ts');
  expect(found).toEqual([]);
});

it(
  'a folder that is named through a link is patched like the folder itself',
  { timeout: 120_000 },
  async () => {
    const tree = workspace();
    for (const folder of ['linked', 'plain'])
      cpSync(join(dist, 'esm'), tree.path(folder), { recursive: true });
    symlinkSync(tree.path('linked'), tree.path('link'));
    await run({ cwd: tree.folder, paths: ['link/client'] });
    await run({ cwd: tree.folder, paths: ['plain/client'] });
    expect(textsOf(tree.path('linked'))).toEqual(textsOf(tree.path('plain')));
  },
);
