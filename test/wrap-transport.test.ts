import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UnauthorizedError, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import ts from 'typescript';
import { describe, expect, it, vi } from 'vitest';
import { run } from '../cli/run.ts';
import { runtimeNames } from '../edits/remedy.ts';
import { vendoredRuntime } from '../edits/vendored-runtime.ts';
import { HeadlessProvider } from '../examples/scoped-tools/client.ts';
import { workspace, type Workspace } from './cli-workspace.ts';
import { fixtures } from './fixtures.ts';
import { closeAfterwards, consented, finishAuth, start, type World } from './sdk-world.ts';

const root = new URL('../', import.meta.url).pathname;
const own = fixtures().filter(({ name }) => name.startsWith('transport-without-step-up/'));

describe('fixtures of wrap-transport', () => {
  it('are left alone in at least half of the cases', () => {
    const untouched = own.filter(({ input, output }) => input === output);
    expect(untouched.length).toBeGreaterThanOrEqual(own.length / 2);
  });

  const typed = own.filter(({ file }) => /\.[mc]?ts$/.test(file));
  const texts = new Map(
    typed.flatMap(({ path, input, output }) => [
      [join(path, 'before.ts'), input],
      [join(path, 'after.ts'), output],
      [join(path, 'mcp-scope-runtime.ts'), vendoredRuntime(runtimeNames, 'ts', { newline: '\n' })],
    ]),
  );
  const options: ts.CompilerOptions = {
    strict: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    paths: {
      'mcp-scope-codemod/runtime': [join(root, 'runtime/index.ts')],
      '@modelcontextprotocol/client': [join(root, 'node_modules/client-2.4.0')],
    },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile(file, version, ...rest)
      : ts.createSourceFile(file, text, version, true);
  };
  const program = ts.createProgram([...texts.keys()], options, host);

  it.each(typed)('$name has no type errors before and after', ({ path }) => {
    for (const file of ['before.ts', 'after.ts']) {
      const errors = ts.getPreEmitDiagnostics(program, program.getSourceFile(join(path, file)));
      expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
    }
  });
});

/** An application that makes a transport for each connection, and knows nothing of step-ups. */
const application = `import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const seen = [];

export const requestsWith = (header) => seen.filter((each) => each.headers.get(header)).map((each) => each.path);

async function recording(input, init) {
  seen.push({ path: new URL(input).pathname, headers: new Headers(init?.headers) });
  return fetch(input, init);
}

export function transportFor(url, provider) {
  return new StreamableHTTPClientTransport(url, {
    authProvider: provider,
    fetch: recording,
    requestInit: { headers: { 'X-Tenant': 'notes' } },
  });
}

export const eventsFor = (url, provider) => new SSEClientTransport(url, { authProvider: provider });
`;

interface Application {
  transportFor(url: URL, provider: OAuthClientProvider): StreamableHTTPClientTransport;
  eventsFor(url: URL, provider: OAuthClientProvider): StreamableHTTPClientTransport;
  requestsWith(header: string): readonly string[];
}

function installed(): Workspace {
  const tree = workspace({ 'package.json': '{ "type": "module" }', 'src/transports.js': application });
  symlinkSync(join(root, 'node_modules'), tree.path('node_modules'));
  return tree;
}

async function rewritten(): Promise<Application> {
  const tree = installed();
  const result = await run({ cwd: tree.folder, paths: ['src'] });
  expect(result).toMatchObject({ status: 'done', exitCode: 0 });
  return (await import(/* @vite-ignore */ pathToFileURL(tree.path('src/transports.js')).href)) as Application;
}

/** Calls a tool in a connection of its own, authorizing as often as the application is told to. */
async function call(
  make: Application['transportFor'],
  { serverUrl }: World,
  provider: HeadlessProvider,
  name: string,
): Promise<unknown> {
  for (let authorizations = 0; ; authorizations++) {
    const client = new Client({ name: 'application', version: '1.0.0' });
    closeAfterwards(() => client.close());
    const transport = make(serverUrl, provider);
    try {
      await client.connect(transport);
      const { content } = await client.callTool({ name, arguments: {} });
      return (content as { readonly text: string }[])[0]!.text;
    } catch (error) {
      if (!(error instanceof UnauthorizedError) || authorizations === 6) throw error;
      await finishAuth(transport, provider);
    }
  }
}

describe('an application after wrap-transport', { timeout: 60_000 }, () => {
  const tools = ['list_files', 'write_file', 'delete_file', 'list_files', 'write_file'];
  const done = ['readme.txt', 'wrote notes.txt', 'deleted notes.txt', 'readme.txt', 'wrote notes.txt'];

  it.each([
    ['', false],
    [', past its refresh token', true],
  ])('requests the union%s', async (_what, refreshTokens) => {
    const { transportFor } = await rewritten();
    const world = await start();
    const provider = new HeadlessProvider(refreshTokens);
    const results: unknown[] = [];
    for (const tool of tools) results.push(await call(transportFor, world, provider, tool));
    expect(results).toEqual(done);
    expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write admin'));
  });

  it('sends its requestInit with every request, those for the token included, and keeps its fetch', async () => {
    const { transportFor, requestsWith } = await rewritten();
    const world = await start();
    await call(transportFor, world, new HeadlessProvider(), 'write_file');
    expect(new Set(requestsWith('x-tenant'))).toEqual(
      new Set([
        '/mcp',
        '/.well-known/oauth-protected-resource/mcp',
        '/.well-known/oauth-authorization-server',
        '/register',
        '/token',
      ]),
    );
  });

  it.each([
    ['is never satisfied', { neverSatisfied: true }, 'nothing-to-add', 2],
    ['always wants one scope more', { alwaysOneMore: true }, 'retry-cap-reached', 4],
  ])(
    'gives up at a server that %s, whatever the number of its transports',
    async (_what, server, reason, consents) => {
      const { transportFor } = await rewritten();
      const scopes = ['basic', 'write', 'admin', ...[1, 2, 3, 4, 5, 6].map((i) => `more-${i}`)];
      const world = await start({ tools: server, authorization: { scopes } });
      const calling = call(transportFor, world, new HeadlessProvider(), 'write_file');
      await expect(calling).rejects.toMatchObject({ code: 'MCP_INSUFFICIENT_SCOPE', reason });
      expect(world.asked()).toHaveLength(consents);
    },
  );

  it('steps up for the stream and the messages of SSE', async () => {
    const { eventsFor } = await rewritten();
    const world = await start({ tools: { sse: true } });
    const provider = new HeadlessProvider();
    expect(await call(eventsFor, world, provider, 'list_files')).toBe('readme.txt');
    expect(await call(eventsFor, world, provider, 'write_file')).toBe('wrote notes.txt');
    expect(world.asked()).toEqual(consented('basic', 'basic write'));
  });

  it('is one whose transports narrow the scope without', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => {});
    const tree = installed();
    const url = pathToFileURL(tree.path('src/transports.js')).href;
    const { transportFor } = (await import(/* @vite-ignore */ url)) as Application;
    const world = await start();
    const provider = new HeadlessProvider();
    for (const tool of ['list_files', 'write_file']) await call(transportFor, world, provider, tool);
    expect(world.asked().slice(0, 2)).toEqual(consented('basic', 'write'));
  });
});
