import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { OAuthDiscoveryState } from '@modelcontextprotocol/sdk/client/auth.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileScopeStore } from '../examples/file-scope-store.ts';
import {
  startAuthorizationServer,
  type AuthorizationServer,
} from '../examples/scoped-tools/authorization-server.ts';
import {
  createHeadlessClient,
  HeadlessProvider,
  type HeadlessClient,
  type ProviderState,
} from '../examples/scoped-tools/client.ts';
import { listenOnLoopback } from '../examples/scoped-tools/loopback.ts';
import type { ScopedToolsOptions } from '../examples/scoped-tools/scoped-tools.ts';
import {
  InsufficientScopeError,
  withStepUp,
  type FetchLike,
  type SdkProvider,
  type StepUpFetch,
  type StepUpOptions,
} from '../runtime/index.ts';
import { startToolServer } from '../examples/scoped-tools/tool-server.ts';
import { officialSdks, type OfficialSdk } from './official-sdks.ts';

type Transport = InstanceType<OfficialSdk['StreamableHTTPClientTransport' | 'SSEClientTransport']>;

/** What goes on in one test, and what has to be taken down after it. */
let closing: (() => Promise<unknown> | void)[];
beforeEach(() => {
  closing = [];
  // Both SDKs warn about providers that keep less than they could.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterEach(async () => {
  vi.restoreAllMocks();
  for (const close of closing.reverse()) await close();
});

/** The real servers, and all that went to them. */
interface World {
  readonly serverUrl: URL;
  readonly authorizationServer: AuthorizationServer;
  /** Which authorization server the tool server trusts. */
  readonly trusted: { issuer: string; introspect: AuthorizationServer['introspect'] };
  /** Requests that `withStepUp` sent: method, path, status. */
  readonly requests: string[];
  /** What the authorization server did, oldest first: consents that it asked for, and token requests. */
  readonly authorizations: string[];
  readonly fetch: FetchLike;
  /** The authorization requests that it saw: scope, and what was granted. */
  asked(): (readonly [scope: string | undefined, granted: string | undefined])[];
  /** The status of each request of this kind. */
  statuses(request: string): string[];
}

async function start({ authorization, tools }: ScopedToolsOptions = {}): Promise<World> {
  const requests: string[] = [];
  const authorizations: string[] = [];
  const authorizationServer = await startAuthorizationServer({
    ...authorization,
    consent(asked) {
      authorizations.push(`consent ${asked.join(' ')}`);
      return authorization?.consent?.(asked) ?? asked;
    },
  });
  closing.push(() => authorizationServer.close());
  const { origin: issuer, introspect } = authorizationServer;
  const trusted = { ...tools, issuer, introspect };
  const toolServer = await startToolServer(trusted);
  closing.push(() => toolServer.close());
  return {
    authorizationServer,
    trusted,
    serverUrl: toolServer.url,
    requests,
    authorizations,
    async fetch(input, init) {
      const { pathname } = new URL(input);
      if (pathname === '/token') {
        const parameters = new URLSearchParams(init?.body as URLSearchParams);
        const scope = parameters.has('scope') ? ` for ${parameters.get('scope')}` : '';
        authorizations.push(`token by ${parameters.get('grant_type')}${scope}`);
      }
      const response = await fetch(input, init);
      requests.push(`${init?.method ?? 'GET'} ${pathname} ${response.status}`);
      return response;
    },
    asked: () => authorizationServer.requests.map(({ scope, granted }) => [scope, granted]),
    statuses: (request) =>
      requests.filter((each) => each.startsWith(`${request} `)).map((each) => each.slice(request.length + 1)),
  };
}

/** Waits for what a transport does by itself, however busy the machine is. */
const waitFor = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

/** Asked for, and granted. */
const consented = (...scopes: string[]) => scopes.map((scope) => [scope, scope]);

describe.each(Object.entries(officialSdks))('withStepUp around the fetch of %s', (_name, sdk) => {
  function stepUpFetch<P extends SdkProvider>(
    { serverUrl, fetch }: World,
    provider: P,
    options: Partial<StepUpOptions> = {},
  ): StepUpFetch {
    const { UnauthorizedError } = sdk;
    return withStepUp(fetch, { serverUrl, provider, auth: sdk.auth as never, UnauthorizedError, ...options });
  }

  /** An MCP host as both SDKs document it, which knows nothing of step-ups. */
  function hostOf(
    world: World,
    {
      provider = new HeadlessProvider(),
      ...options
    }: Partial<StepUpOptions> & { readonly provider?: HeadlessProvider } = {},
  ): HeadlessClient & { readonly fetch: StepUpFetch } {
    const fetch = stepUpFetch(world, provider, options);
    const client = createHeadlessClient({ serverUrl: world.serverUrl, sdk, provider, fetch });
    closing.push(() => client.close());
    return { ...client, fetch };
  }

  /** Calls tools one after the other. */
  async function callAll(host: HeadlessClient, ...tools: string[]): Promise<string[]> {
    const results: string[] = [];
    for (const tool of tools) results.push(await host.callTool(tool));
    return results;
  }

  interface Connection {
    readonly client: InstanceType<OfficialSdk['Client']>;
    readonly transport: Transport;
    /** What the transport reports where no call waits for it. */
    readonly errors: unknown[];
  }

  /** A host's `new Client`, `connect`; and where that needs an authorization, again. */
  async function connect(
    { serverUrl }: Pick<World, 'serverUrl'>,
    provider: object,
    fetch: FetchLike,
    options: { readonly kind?: 'SSEClientTransport'; readonly requestInit?: RequestInit } = {},
  ): Promise<Connection> {
    const { kind = 'StreamableHTTPClientTransport', ...transportOptions } = options;
    for (let authorizations = 0; ; authorizations++) {
      const errors: unknown[] = [];
      const client = new sdk.Client({ name: 'host', version: '1.0.0' });
      client.onerror = (error) => void errors.push(error);
      const transport = new sdk[kind](serverUrl, {
        authProvider: provider as HeadlessProvider,
        fetch,
        ...transportOptions,
      });
      closing.push(() => client.close());
      try {
        await client.connect(transport as never);
        return { client, transport, errors };
      } catch (error) {
        if (!(error instanceof sdk.UnauthorizedError) || authorizations === 3) throw error;
        await finishAuth(transport, provider as HeadlessProvider);
      }
    }
  }

  async function finishAuth(transport: Transport, provider: HeadlessProvider): Promise<void> {
    const { code, iss } = provider.takeAnswer();
    await (transport.finishAuth as (code: string, iss?: string) => Promise<void>).call(transport, code, iss);
  }

  async function callTool({ client }: Connection, name: string, input = {}): Promise<unknown> {
    const { content } = await client.callTool({ name, arguments: input });
    return (content as { readonly text: string }[])[0]!.text;
  }

  describe('what a client without it loses', () => {
    const tools = ['list_files', 'write_file', 'delete_file'];
    const done = ['readme.txt', 'wrote notes.txt', 'deleted notes.txt'];

    it.each([
      ['as they are', {}],
      ['where the token response names no scope', { omitTokenScope: true }],
    ])('is kept over three rounds, %s, and nobody is asked again', async (_what, authorization) => {
      const world = await start({ authorization });
      expect(await callAll(hostOf(world), ...tools, ...tools)).toEqual([...done, ...done]);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write admin'));
    });

    it.each([
      ['as they are', {}],
      ['where the token response names no scope', { omitTokenScope: true }],
    ])('is asked for past a refresh token, %s', async (_what, authorization) => {
      const world = await start({ authorization });
      const host = hostOf(world, { provider: new HeadlessProvider(true) });
      expect(await callAll(host, ...tools, ...tools)).toEqual([...done, ...done]);
      expect(world.authorizations).toEqual([
        'consent basic',
        'token by authorization_code',
        'consent basic write',
        'token by authorization_code',
        'consent basic write admin',
        'token by authorization_code',
      ]);
    });
  });

  describe('a server that asks again and again', () => {
    it('is left after one consent if it asks for the same, however often the host calls', async () => {
      const world = await start({ tools: { neverSatisfied: true } });
      const host = hostOf(world);
      for (let calls = 0; calls < 3; calls++)
        await expect(host.callTool('write_file')).rejects.toMatchObject({
          name: 'InsufficientScopeError',
          reason: 'nothing-to-add',
          requiredScope: 'write',
          grantedScope: 'basic write',
          errorDescription: expect.stringMatching(/^denial number \d$/) as string,
        });
      expect(world.asked()).toEqual(consented('basic', 'basic write'));
    });

    it('is left at the retry cap if it asks for something else each time', async () => {
      const world = await start({ tools: { oneScopeAtATime: true } });
      const host = hostOf(world, { maxStepUpRetries: 1 });
      for (let calls = 0; calls < 2; calls++)
        await expect(host.callTool('publish_files')).rejects.toMatchObject({
          name: 'InsufficientScopeError',
          reason: 'retry-cap-reached',
          requiredScope: 'admin',
        });
      expect(world.asked()).toEqual(consented('basic', 'basic write'));
    });

    it('is followed as long as it names what is missing, one scope at a time', async () => {
      const world = await start({ tools: { oneScopeAtATime: true } });
      expect(await callAll(hostOf(world), 'publish_files', 'publish_files')).toEqual([
        'published 1',
        'published 1',
      ]);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write admin'));
    });

    it('is left when the user grants less than the operation needs', async () => {
      const world = await start({ authorization: { consent: () => ['basic'] } });
      const host = hostOf(world);
      await expect(host.callTool('write_file')).rejects.toMatchObject({
        reason: 'nothing-to-add',
        grantedScope: 'basic',
      });
      expect(await host.callTool('list_files')).toBe('readme.txt');
      expect(world.asked()).toEqual([
        ['basic', 'basic'],
        ['basic write', 'basic'],
      ]);
    });
  });

  describe('the GET stream', () => {
    it('steps up: the host hears of it, and the stream opens afterwards', async () => {
      const world = await start({ tools: { streamScope: 'write' } });
      const provider = new HeadlessProvider();
      const fetch = stepUpFetch(world, provider);
      const { transport, errors } = await connect(world, provider, fetch);
      await waitFor(() => expect(errors).toContainEqual(expect.any(sdk.UnauthorizedError)));
      await finishAuth(transport, provider);
      await connect(world, provider, fetch);
      await waitFor(() => expect(world.statuses('GET /mcp')).toEqual(['403', '200']));
      expect(world.asked()).toEqual(consented('basic', 'basic write'));
    });

    it('is left if it is never satisfied', async () => {
      const world = await start({ tools: { streamScope: 'write', neverSatisfied: true } });
      const provider = new HeadlessProvider();
      const fetch = stepUpFetch(world, provider);
      const { transport, errors } = await connect(world, provider, fetch);
      await waitFor(() => expect(errors).toContainEqual(expect.any(sdk.UnauthorizedError)));
      await finishAuth(transport, provider);
      for (const connection of [await connect(world, provider, fetch), await connect(world, provider, fetch)])
        await waitFor(() => expect(connection.errors).toContainEqual(expect.any(InsufficientScopeError)));
      expect(world.asked()).toEqual(consented('basic', 'basic write'));
    });
  });

  it('throws in throw mode, and makes no authorization request', async () => {
    const world = await start();
    const host = hostOf(world, { onInsufficientScope: 'throw' });
    expect(await host.callTool('list_files')).toBe('readme.txt');
    const calling = host.callTool('write_file');
    await expect(calling).rejects.toBeInstanceOf(InsufficientScopeError);
    await expect(calling).rejects.toMatchObject({ reason: 'step-up-disabled', requiredScope: 'write' });
    expect(await host.callTool('list_files')).toBe('readme.txt');
    expect(world.asked()).toEqual(consented('basic'));
  });

  describe('two calls at once', () => {
    it('for the same scope lead to one consent', async () => {
      const world = await start();
      const host = hostOf({ ...world, fetch: together(world.fetch, 2) });
      await host.callTool('list_files');
      const calls = ['a.txt', 'b.txt'].map((name) => host.callTool('write_file', { name }));
      expect(await Promise.all(calls)).toEqual(['wrote a.txt', 'wrote b.txt']);
      expect(world.authorizations).toEqual([
        'consent basic',
        'token by authorization_code',
        'consent basic write',
        'token by authorization_code',
      ]);
    });

    it('for different scopes both succeed, one authorization after the other', async () => {
      const world = await start();
      const host = hostOf({ ...world, fetch: together(world.fetch, 2) });
      await host.callTool('list_files');
      const calls = ['write_file', 'delete_file'].map((name) => host.callTool(name, { name: 'a.txt' }));
      const [written, deleted] = await Promise.all(calls);
      expect(written).toBe('wrote a.txt');
      expect(deleted).toMatch(/^(deleted|no file) a\.txt$/); // Which of them is first, is up to the server.
      expect(world.authorizations).toEqual([
        'consent basic',
        'token by authorization_code',
        'consent basic write',
        'token by authorization_code',
        'consent basic write admin',
        'token by authorization_code',
      ]);
    });

    it('with an expired token lead to one refresh', async () => {
      const world = await start();
      const host = hostOf(
        { ...world, fetch: together(world.fetch, 2) },
        { provider: new HeadlessProvider(true) },
      );
      await host.callTool('list_files');
      world.authorizationServer.expireAccessTokens();
      expect(await Promise.all([host.callTool('list_files'), host.callTool('list_files')])).toEqual([
        'readme.txt',
        'readme.txt',
      ]);
      expect(world.authorizations).toEqual([
        'consent basic',
        'token by authorization_code',
        'token by refresh_token',
      ]);
    });
  });

  describe.each([
    ['keeps what was discovered', DiscoveringProvider],
    ['does not', HeadlessProvider],
  ])('a restart between redirect and callback, with a provider that %s,', (_what, Provider) => {
    /** A new process: everything is new, over what was kept. */
    function process(world: World, folder: string, kept: string) {
      const state = JSON.parse(kept) as ProviderState;
      const provider = new Provider(false, state);
      const store = new FileScopeStore(join(folder, 'scopes.json'));
      const fetch = stepUpFetch(world, provider, { store });
      return { state, provider, store, fetch };
    }

    it.each([
      ['keeps the union', {}],
      ['needs nothing at a well-known place', { metadataPath: '/meta/tools.json' }],
    ])('%s', async (_that, tools) => {
      const folder = mkdtempSync(join(tmpdir(), 'scopes-'));
      closing.push(() => rmSync(folder, { recursive: true }));
      const world = await start({ authorization: { omitTokenScope: true }, tools });

      const before = process(world, folder, '{}');
      const connection = await connect(world, before.provider, before.fetch);
      expect(await callTool(connection, 'list_files')).toBe('readme.txt');
      await expect(callTool(connection, 'write_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      await connection.client.close();

      const after = process(world, folder, JSON.stringify(before.state));
      const { code, iss } = before.provider.takeAnswer();
      const transport = new sdk.StreamableHTTPClientTransport(world.serverUrl, {
        authProvider: after.provider,
        fetch: after.fetch,
      });
      await (transport.finishAuth as (code: string, iss?: string) => Promise<void>).call(
        transport,
        code,
        iss,
      );
      const host = createHeadlessClient({
        serverUrl: world.serverUrl,
        sdk,
        provider: after.provider,
        fetch: after.fetch,
      });
      closing.push(() => host.close());
      expect(await callAll(host, 'write_file', 'list_files', 'delete_file', 'list_files')).toEqual([
        'wrote notes.txt',
        'readme.txt, notes.txt',
        'deleted notes.txt',
        'readme.txt',
      ]);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write admin'));
      expect(after.state.tokens).not.toHaveProperty('scope');
      expect(world.requests.filter((request) => request.endsWith('404'))).toEqual([]);
    });
  });

  describe('a client with its own credentials', () => {
    const serviceClient = { id: 'robot', secret: 'secret' };

    function providerOf({ authorizationServer }: Pick<World, 'authorizationServer'>) {
      return new sdk.ClientCredentialsProvider({
        clientId: serviceClient.id,
        clientSecret: serviceClient.secret,
        expectedIssuer: authorizationServer.origin,
        scope: 'basic',
      });
    }

    it.each([
      ['as they are', {}],
      ['where the token response names no scope', { omitTokenScope: true }],
    ])('asks for the union, within the call: %s', async (_what, authorization) => {
      const world = await start({
        authorization: { serviceClient, ...authorization },
        tools: { streamScope: 'admin' },
      });
      const provider = providerOf(world);
      const connection = await connect(world, provider, stepUpFetch(world, provider));
      await waitFor(() => expect(world.statuses('GET /mcp')).toEqual(['403', '200']));
      for (let rounds = 0; rounds < 2; rounds++) {
        expect(await callTool(connection, 'list_files')).toBe('readme.txt');
        expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
        expect(await callTool(connection, 'delete_file')).toBe('deleted notes.txt');
      }
      expect(connection.errors).toEqual([]);
      expect(world.asked()).toEqual(consented('basic', 'basic admin', 'basic admin write'));
    });

    it('gets a new token for all prior scope when the token expires', async () => {
      const world = await start({ authorization: { serviceClient } });
      const provider = providerOf(world);
      const connection = await connect(world, provider, stepUpFetch(world, provider));
      expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
      world.authorizationServer.expireAccessTokens();
      expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write'));
    });

    it('is left alone by a server that is never satisfied', async () => {
      const world = await start({ authorization: { serviceClient }, tools: { neverSatisfied: true } });
      const provider = providerOf(world);
      const connection = await connect(world, provider, stepUpFetch(world, provider));
      for (let calls = 0; calls < 2; calls++)
        await expect(callTool(connection, 'write_file')).rejects.toMatchObject({ reason: 'nothing-to-add' });
      expect(world.asked()).toEqual(consented('basic', 'basic write'));
    });
  });

  describe('a token that expires after a step-up', () => {
    it.each([
      ['as they are', {}],
      ['where token responses name no scope', { omitTokenScope: true }],
    ])('is refreshed without consent, and nothing is lost: %s', async (_what, authorization) => {
      const world = await start({ authorization });
      const host = hostOf(world, { provider: new HeadlessProvider(true) });
      await callAll(host, 'list_files', 'write_file');
      world.authorizationServer.expireAccessTokens();
      expect(await callAll(host, 'write_file', 'list_files', 'delete_file')).toEqual([
        'wrote notes.txt',
        'readme.txt, notes.txt',
        'deleted notes.txt',
      ]);
      expect(world.authorizations).toEqual([
        'consent basic',
        'token by authorization_code',
        'consent basic write',
        'token by authorization_code',
        'token by refresh_token',
        'consent basic write admin',
        'token by authorization_code',
      ]);
    });

    it('is asked for with all prior scope if there is no refresh token', async () => {
      const world = await start();
      const host = hostOf(world);
      await callAll(host, 'list_files', 'write_file');
      world.authorizationServer.expireAccessTokens();
      expect(await callAll(host, 'list_files', 'write_file')).toEqual([
        'readme.txt, notes.txt',
        'wrote notes.txt',
      ]);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write'));
    });

    it('is asked for with all prior scope if the refresh token is dead, too', async () => {
      const world = await start();
      const kept: ProviderState = {};
      const provider = Object.assign(new HeadlessProvider(true, kept), {
        invalidateCredentials: () => void delete kept.tokens,
      });
      const host = hostOf(world, { provider });
      await callAll(host, 'list_files', 'write_file');
      world.authorizationServer.expireAccessTokens();
      kept.tokens = { ...kept.tokens!, refresh_token: 'dead' };
      expect(await callAll(host, 'list_files', 'write_file')).toEqual([
        'readme.txt, notes.txt',
        'wrote notes.txt',
      ]);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write'));
    });
  });

  describe('a consent that is denied', () => {
    const consent = (asked: readonly string[]) => (asked.includes('admin') ? [] : asked);

    it('by the provider’s own error is passed on, dragged nowhere, and ends at the retry cap', async () => {
      const world = await start({ authorization: { consent } });
      const host = hostOf(world);
      await host.callTool('list_files');
      for (let calls = 0; calls < 3; calls++)
        await expect(host.callTool('delete_file')).rejects.toThrow('authorization refused: access_denied');
      await expect(host.callTool('delete_file')).rejects.toMatchObject({ reason: 'retry-cap-reached' });
      expect(await callAll(host, 'write_file', 'list_files')).toEqual([
        'wrote notes.txt',
        'readme.txt, notes.txt',
      ]);
      expect(world.asked()).toEqual([
        ['basic', 'basic'],
        ...Array(3).fill(['basic admin', undefined]),
        ['basic write', 'basic write'],
      ]);
    });

    // The state has no request any more that could be denied: what the provider throws withdraws it.
    it.fails('by the provider’s own error is asked for no more when the host says so', async () => {
      const world = await start({ authorization: { consent } });
      const host = hostOf(world);
      await expect(host.callTool('delete_file')).rejects.toThrow('authorization refused: access_denied');
      await host.fetch.stepUp.denied();
      await expect(host.callTool('delete_file')).rejects.toMatchObject({ reason: 'denied' });
    });

    it.fails('by the provider’s own error is asked for no more if the error says so', async () => {
      const world = await start({ authorization: { consent } });
      const provider = new HeadlessProvider();
      const redirect = provider.redirectToAuthorization.bind(provider);
      provider.redirectToAuthorization = (url) =>
        redirect(url).catch((error: Error) => {
          // As OAuthError of SDK v2 and AccessDeniedError of SDK v1 say it.
          throw Object.assign(error, { code: 'access_denied', errorCode: 'access_denied' });
        });
      const host = hostOf(world, { provider });
      await expect(host.callTool('delete_file')).rejects.toThrow('authorization refused: access_denied');
      await expect(host.callTool('delete_file')).rejects.toMatchObject({ reason: 'denied' });
    });

    it('by the callback is asked for no more when the host says so, and dragged nowhere', async () => {
      const world = await start({ authorization: { consent } });
      const provider = new BrowserProvider();
      const fetch = stepUpFetch(world, provider);
      const connection = await connect(world, provider, fetch);
      await expect(callTool(connection, 'delete_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      expect(provider.takeRefusal()).toBe('authorization refused: access_denied');
      await fetch.stepUp.denied();
      await expect(callTool(connection, 'delete_file')).rejects.toMatchObject({ reason: 'denied' });
      await expect(callTool(connection, 'write_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      await finishAuth(connection.transport, provider);
      expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
      await expect(callTool(connection, 'delete_file')).rejects.toMatchObject({ reason: 'denied' });
      expect(world.asked()).toEqual([
        ['basic', 'basic'],
        ['basic admin', undefined],
        ['basic write', 'basic write'],
      ]);

      await fetch.stepUp.scopes.reset('tools/call:delete_file');
      await expect(callTool(connection, 'delete_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      expect(world.asked().at(-1)).toEqual(['basic write admin', undefined]);
    });

    it('by a callback that the host says nothing of ends at the retry cap', async () => {
      const world = await start({ authorization: { consent } });
      const host = hostOf(world, { provider: new BrowserProvider() });
      await expect(host.callTool('delete_file')).rejects.toMatchObject({ reason: 'retry-cap-reached' });
      expect(world.asked()).toEqual([['basic', 'basic'], ...Array(3).fill(['basic admin', undefined])]);
    });
  });

  it('asks anew, for all of it, when a call is sent while the user is away', async () => {
    const world = await start();
    const provider = new HeadlessProvider();
    const fetch = stepUpFetch(world, provider);
    const connection = await connect(world, provider, fetch);
    await expect(callTool(connection, 'write_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
    await expect(callTool(connection, 'delete_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
    await finishAuth(connection.transport, provider);
    expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
    expect(await callTool(connection, 'delete_file')).toBe('deleted notes.txt');
    expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write admin'));
  });

  describe('SSEClientTransport', () => {
    const kind = 'SSEClientTransport';

    it('connects, and steps up where it posts', async () => {
      const world = await start({ tools: { sse: true } });
      const provider = new HeadlessProvider();
      const connection = await connect(world, provider, stepUpFetch(world, provider), { kind });
      for (const [tool, result] of [
        ['list_files', 'readme.txt'],
        ['write_file', 'wrote notes.txt'],
        ['delete_file', 'deleted notes.txt'],
      ] as const) {
        if (tool !== 'list_files') {
          await expect(callTool(connection, tool)).rejects.toBeInstanceOf(sdk.UnauthorizedError);
          await finishAuth(connection.transport, provider);
        }
        expect(await callTool(connection, tool)).toBe(result);
      }
      expect(await callTool(connection, 'list_files')).toBe('readme.txt');
      expect(world.statuses('GET /sse')).toEqual(['401', '200']);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write admin'));
    });

    it('asks for the union when its event source needs more, and does not connect again by itself', async () => {
      const world = await start({ tools: { sse: true, streamScope: 'write' } });
      const provider = new HeadlessProvider();
      const fetch = stepUpFetch(world, provider);
      const connecting = connect(world, provider, fetch, { kind });
      await expect(connecting).rejects.toMatchObject({ code: 403 }); // The transport's own SseError.
      await finishAuth(new sdk[kind](world.serverUrl, { authProvider: provider, fetch }), provider);
      const connection = await connect(world, provider, fetch, { kind });
      expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
      expect(world.statuses('GET /sse')).toEqual(['401', '403', '200']);
      expect(world.asked()).toEqual(consented('basic', 'basic write'));
    });

    it('is closed by an event source that is never satisfied', async () => {
      const world = await start({ tools: { sse: true, streamScope: 'write', neverSatisfied: true } });
      const provider = new HeadlessProvider();
      const fetch = stepUpFetch(world, provider);
      await expect(connect(world, provider, fetch, { kind })).rejects.toMatchObject({ code: 403 });
      const transport = new sdk[kind](world.serverUrl, { authProvider: provider, fetch });
      await finishAuth(transport, provider);
      await expect(transport.start()).rejects.toMatchObject({ code: 403 });
      const { _eventSource } = transport as unknown as { readonly _eventSource: { readonly readyState: 2 } };
      expect(_eventSource.readyState).toBe(2); // CLOSED, where a failed fetch would leave it CONNECTING.
      expect(world.statuses('GET /sse')).toEqual(['401', '403', '403']);
      expect(world.asked()).toEqual(consented('basic', 'basic write'));
    });

    it('keeps prior scope when its event source gets a 401', async () => {
      const world = await start({ tools: { sse: true } });
      const provider = new HeadlessProvider();
      const fetch = stepUpFetch(world, provider);
      const connection = await connect(world, provider, fetch, { kind });
      await expect(callTool(connection, 'write_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      await finishAuth(connection.transport, provider);
      expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
      world.authorizationServer.expireAccessTokens();
      const again = await connect(world, provider, fetch, { kind });
      expect(await callTool(again, 'write_file')).toBe('wrote notes.txt');
      expect(world.statuses('GET /sse')).toEqual(['401', '200', '401', '200']);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write'));
    });

    it('refreshes, without consent, when its event source gets a 401', async () => {
      const world = await start({ tools: { sse: true } });
      const provider = new HeadlessProvider(true);
      const fetch = stepUpFetch(world, provider);
      await connect(world, provider, fetch, { kind });
      world.authorizationServer.expireAccessTokens();
      expect(await callTool(await connect(world, provider, fetch, { kind }), 'list_files')).toBe(
        'readme.txt',
      );
      expect(world.authorizations).toEqual([
        'consent basic',
        'token by authorization_code',
        'token by refresh_token',
      ]);
    });
  });

  it('asks for offline_access with each scope where that gives a refresh token, last and not as scope', async () => {
    const scopes = ['basic', 'write', 'admin', 'offline_access'];
    const world = await start({ authorization: { scopes } });
    const provider = new HeadlessProvider(true);
    const host = hostOf(world, { provider });
    await callAll(host, 'list_files', 'write_file', 'list_files');
    expect(world.asked()).toEqual(consented('basic offline_access', 'basic write offline_access'));
    expect(await host.fetch.stepUp.scopes.known(provider.tokens())).toEqual({
      requested: 'basic write',
      granted: 'basic write',
    });
  });

  it('starts anew at another authorization server: it learns neither scope nor refresh token', async () => {
    const world = await start();
    const host = hostOf(world, { provider: new HeadlessProvider(true) });
    await callAll(host, 'list_files', 'write_file');
    const other = await startAuthorizationServer();
    closing.push(() => other.close());
    Object.assign(world.trusted, { issuer: other.origin, introspect: other.introspect });
    world.authorizations.length = 0;
    expect(await callAll(host, 'list_files', 'delete_file', 'list_files')).toEqual([
      'readme.txt, notes.txt',
      'deleted notes.txt',
      'readme.txt',
    ]);
    expect(other.requests.map(({ scope }) => scope)).toEqual(['basic', 'basic admin']);
    expect(world.authorizations).toEqual(['token by authorization_code', 'token by authorization_code']);
  });

  it('takes an issuer with and without its slash for one', async () => {
    const world = await start();
    world.trusted.issuer += '/';
    const host = hostOf(world, { provider: new HeadlessProvider(true) });
    await callAll(host, 'list_files', 'write_file');
    world.authorizationServer.expireAccessTokens();
    expect(await callAll(host, 'delete_file', 'list_files')).toEqual(['deleted notes.txt', 'readme.txt']);
    expect(world.authorizations.filter((each) => each !== 'token by authorization_code')).toEqual([
      'consent basic',
      'consent basic write',
      'token by refresh_token',
      'consent basic write admin',
    ]);
  });

  describe('a token that expires before it is used', () => {
    it('is refreshed', async () => {
      const world = await start();
      const provider = new HeadlessProvider(true);
      const fetch = stepUpFetch(world, provider);
      const connection = await connect(world, provider, fetch);
      await expect(callTool(connection, 'write_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      await finishAuth(connection.transport, provider);
      world.authorizationServer.expireAccessTokens();
      expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
      expect(world.authorizations.slice(2)).toEqual([
        'consent basic write',
        'token by authorization_code',
        'token by refresh_token',
      ]);
    });

    it('is an error once, for it looks like one that the server never takes; then all of it is asked for', async () => {
      const world = await start();
      const provider = new HeadlessProvider();
      const fetch = stepUpFetch(world, provider);
      const connection = await connect(world, provider, fetch);
      await expect(callTool(connection, 'write_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      await finishAuth(connection.transport, provider);
      world.authorizationServer.expireAccessTokens();
      await expect(callTool(connection, 'write_file')).rejects.toMatchObject({ code: 'MCP_TOKEN_REJECTED' });
      await expect(callTool(connection, 'write_file')).rejects.toBeInstanceOf(sdk.UnauthorizedError);
      await finishAuth(connection.transport, provider);
      expect(await callTool(connection, 'write_file')).toBe('wrote notes.txt');
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write'));
    });
  });

  it('takes no uncached GET of the host for an event source', async () => {
    const world = await start({ tools: { streamScope: 'write' } });
    const provider = new HeadlessProvider();
    const requestInit = { cache: 'no-store' } as RequestInit;
    const { errors } = await connect(world, provider, stepUpFetch(world, provider), { requestInit });
    await waitFor(() => expect(errors).toContainEqual(expect.any(sdk.UnauthorizedError)));
  });

  it('finds metadata on another port of this machine, on every leg', async () => {
    const metadata = await listenOnLoopback((_request, response) => {
      const { serverUrl, trusted } = world;
      const document = { resource: serverUrl.href, authorization_servers: [trusted.issuer] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(document));
    });
    closing.push(() => metadata.close());
    const world = await start({ tools: { metadataPath: `${metadata.origin}/elsewhere.json` } });
    expect(await callAll(hostOf(world), 'list_files', 'write_file')).toEqual([
      'readme.txt',
      'wrote notes.txt',
    ]);
    expect(world.asked()).toEqual(consented('basic', 'basic write'));
    expect(world.requests.filter((request) => request.endsWith('404'))).toEqual([]);
  });

  it('finds metadata where the challenge says, on every leg', async () => {
    const world = await start({ tools: { metadataPath: '/meta/tools.json' } });
    expect(await callAll(hostOf(world), 'list_files', 'write_file')).toEqual([
      'readme.txt',
      'wrote notes.txt',
    ]);
    expect(world.asked()).toEqual(consented('basic', 'basic write'));
    expect(world.requests.filter((request) => request.endsWith('404'))).toEqual([]);
  });

  it('sends the request again as it was, in the same session, and stops when it is given up', async () => {
    const serviceClient = { id: 'robot', secret: 'secret' };
    const authorizationServer = await startAuthorizationServer({ serviceClient });
    closing.push(() => authorizationServer.close());
    const server = await startSessionServer(authorizationServer);
    const provider = new sdk.ClientCredentialsProvider({
      clientId: serviceClient.id,
      clientSecret: serviceClient.secret,
      expectedIssuer: authorizationServer.origin,
    });
    const signals: unknown[] = [];
    const world = {
      serverUrl: server.url,
      fetch: (async (input, init) => {
        if (String(input) === server.url.href) signals.push(init?.signal);
        return fetch(input, init);
      }) satisfies FetchLike,
    } as World;
    const connection = await connect(world, provider, stepUpFetch(world, provider), {
      requestInit: { headers: { 'x-host': 'own' }, referrer: 'about:client' },
    });
    const calling = callTool(connection, 'hang', { text: 'Grüße' });
    calling.catch(() => {});
    const retried = await server.hanging;
    const [first, second, ...more] = server.seen.filter(({ body }) => body.includes('tools/call'));
    expect(more).toEqual([]);
    const { authorization, ...headers } = first!.headers;
    expect(headers).toMatchObject({ 'mcp-session-id': 'session-1', 'x-host': 'own' });
    expect(JSON.parse(first!.body)).toMatchObject({ params: { name: 'hang', arguments: { text: 'Grüße' } } });
    const { authorization: other, ...headersAgain } = second!.headers;
    expect({ ...second, headers: headersAgain }).toEqual({ ...first, headers });
    expect(other).not.toBe(authorization);
    expect(authorizationServer.requests.map(({ scope }) => scope)).toEqual(['basic', 'basic write']);

    expect(new Set(signals)).toEqual(new Set([expect.any(AbortSignal)]));
    const isGone = new Promise((resolve) => retried.on('close', resolve));
    await connection.client.close();
    await isGone;
    await expect(calling).rejects.toThrow();
  });
});

/** Keeps what was discovered, as SDK v2 wants it for the callback (SEP-2352). */
class DiscoveringProvider extends HeadlessProvider {
  readonly #kept: { discovery?: OAuthDiscoveryState };

  constructor(refreshTokens?: boolean, kept: ProviderState & { discovery?: OAuthDiscoveryState } = {}) {
    super(refreshTokens, kept);
    this.#kept = kept;
  }

  discoveryState() {
    return this.#kept.discovery;
  }

  saveDiscoveryState(state: OAuthDiscoveryState) {
    this.#kept.discovery = state;
  }
}

/** The user's refusal shows where it does in a browser: at the callback. */
class BrowserProvider extends HeadlessProvider {
  #refusal: string | undefined;

  override async redirectToAuthorization(url: URL) {
    await super.redirectToAuthorization(url).catch(({ message }: Error) => (this.#refusal = message));
  }

  takeRefusal() {
    return this.#refusal;
  }
}

/** Holds the first refusals of tool calls until there are so many; gives them in the order of the calls. */
function together(fetch: FetchLike, count: number): FetchLike {
  const waiting: { readonly order: number; readonly go: () => void }[] = [];
  let sent = 0;
  return async (input, init) => {
    const order = sent++;
    const response = await fetch(input, init);
    const isCall = typeof init?.body === 'string' && init.body.includes('tools/call');
    if (response.ok || !isCall || waiting.length === count) return response;
    await new Promise<void>((go) => {
      waiting.push({ order, go });
      if (waiting.length < count) return;
      for (const each of waiting.sort((a, b) => a.order - b.order)) each.go();
    });
    return response;
  };
}

/** A request as it came, without what HTTP makes of it on the way. */
interface RawRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/**
 * An MCP server with a session, which keeps what it gets word for word. Its tool call needs `write`, and is never
 * answered then.
 */
async function startSessionServer({ origin, introspect }: AuthorizationServer) {
  const seen: RawRequest[] = [];
  let hang: (response: ServerResponse) => void;
  const hanging = new Promise<ServerResponse>((resolve) => (hang = resolve));
  const server = await listenOnLoopback((request, response) => {
    const resource = url.href;
    const give = (status: number, headers: Record<string, string> = {}, document: unknown = {}): void => {
      const type = { 'content-type': 'application/json' };
      response.writeHead(status, { ...type, ...headers }).end(status === 202 ? '' : JSON.stringify(document));
    };
    const refuse = (status: 401 | 403, challenge: string): void =>
      give(status, { 'www-authenticate': `Bearer ${challenge}` });
    void text(request).then((body) => {
      const { method, rawHeaders } = request;
      if (request.url === '/.well-known/oauth-protected-resource/mcp')
        return give(200, {}, { resource, authorization_servers: [origin] });
      if (request.url !== '/mcp' || method !== 'POST') return give(405);
      const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
      const headers = Object.fromEntries(names.map((name, i) => [name, rawHeaders[2 * i + 1]]));
      seen.push({ method, url: request.url, headers, body });
      const token = introspect(headers['authorization']?.replace('Bearer ', '') ?? '');
      if (token?.resource !== resource) return refuse(401, 'scope="basic"');
      const { id, method: operation, params } = JSON.parse(body) as Readonly<Record<string, unknown>>;
      if (operation === 'initialize') {
        const { protocolVersion } = params as { readonly protocolVersion: string };
        const serverInfo = { name: 'session', version: '1' };
        const result = { protocolVersion, capabilities: { tools: {} }, serverInfo };
        return give(200, { 'mcp-session-id': 'session-1' }, { jsonrpc: '2.0', id, result });
      }
      if (id === undefined) return give(202);
      if (token.scopes.includes('write')) return hang(response);
      refuse(403, 'error="insufficient_scope", scope="write"');
    });
  });
  closing.push(() => server.close());
  const url = new URL('/mcp', server.origin);
  return { url, seen, hanging };
}
