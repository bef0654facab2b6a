import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FileScopeStore } from '../examples/file-scope-store.ts';
import { startAuthorizationServer } from '../examples/scoped-tools/authorization-server.ts';
import {
  createHeadlessClient,
  HeadlessProvider,
  type HeadlessClient,
  type ProviderState,
} from '../examples/scoped-tools/client.ts';
import { listenOnLoopback } from '../examples/scoped-tools/loopback.ts';
import {
  InsufficientScopeError,
  withStepUp,
  type FetchLike,
  type SdkProvider,
  type StepUpFetch,
  type StepUpOptions,
} from '../runtime/index.ts';
import { officialSdks, type OfficialSdk } from './official-sdks.ts';
import {
  BrowserProvider,
  closeAfterwards,
  consented,
  DiscoveringProvider,
  finishAuth,
  neverConnecting,
  start,
  startSessionServer,
  together,
  waitFor,
  type OfficialTransport,
  type World,
} from './sdk-world.ts';

// Both SDKs warn about providers that keep less than they could.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

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
    closeAfterwards(() => client.close());
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
    readonly transport: OfficialTransport;
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
      closeAfterwards(() => client.close());
      try {
        await client.connect(transport as never);
        return { client, transport, errors };
      } catch (error) {
        if (!(error instanceof sdk.UnauthorizedError) || authorizations === 3) throw error;
        await finishAuth(transport, provider as HeadlessProvider);
      }
    }
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

    it('is left where it asks on connecting, too, if all transports have the same fetch', async () => {
      const world = await start();
      const provider = new HeadlessProvider();
      const fetch = stepUpFetch({ ...world, fetch: neverConnecting(world.fetch) }, provider);
      for (let connects = 0; connects < 2; connects++)
        await expect(connect(world, provider, fetch)).rejects.toMatchObject({ reason: 'nothing-to-add' });
      expect(world.asked()).toEqual(consented('basic', 'basic admin'));
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

    it('with an expired token, and no refresh token, lead to one consent', async () => {
      const world = await start();
      const host = hostOf({ ...world, fetch: together(world.fetch, 2) });
      await host.callTool('list_files');
      world.authorizationServer.expireAccessTokens();
      const calls = [host.callTool('list_files'), host.callTool('list_files')];
      expect(await Promise.all(calls)).toEqual(['readme.txt', 'readme.txt']);
      expect(world.asked()).toEqual(consented('basic', 'basic'));
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
      closeAfterwards(() => rmSync(folder, { recursive: true }));
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
      closeAfterwards(() => host.close());
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

    it('asks for one scope after the other when calls at once need different ones', async () => {
      const world = await start({ authorization: { serviceClient } });
      const provider = providerOf(world);
      const fetch = stepUpFetch({ ...world, fetch: together(world.fetch, 2) }, provider);
      const connection = await connect(world, provider, fetch);
      await Promise.all([callTool(connection, 'write_file'), callTool(connection, 'delete_file')]);
      expect(world.asked()).toEqual(consented('basic', 'basic write', 'basic write admin'));
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

    it('by the provider’s own error is a denial if the error says so', async () => {
      const world = await start({ authorization: { consent } });
      const provider = new HeadlessProvider();
      const redirect = provider.redirectToAuthorization.bind(provider);
      provider.redirectToAuthorization = (url) =>
        redirect(url).catch((error: Error) => {
          // As the OAuthError of SDK v2 says it.
          throw Object.assign(error, { code: 'access_denied' });
        });
      const host = hostOf(world, { provider });
      await expect(host.callTool('delete_file')).rejects.toMatchObject({
        reason: 'denied',
        cause: { message: 'authorization refused: access_denied' },
      });
      await expect(host.callTool('delete_file')).rejects.toMatchObject({ reason: 'denied' });
      expect(world.asked()).toHaveLength(1 + 1);
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
      const { _eventSource } = transport as unknown as {
        readonly _eventSource: { readonly readyState: number };
      };
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

    it('refreshes, without consent, when its event source or a post gets a 401', async () => {
      const world = await start({ tools: { sse: true } });
      const provider = new HeadlessProvider(true);
      const fetch = stepUpFetch(world, provider);
      await connect(world, provider, fetch, { kind });
      world.authorizationServer.expireAccessTokens();
      const connection = await connect(world, provider, fetch, { kind });
      expect(await callTool(connection, 'list_files')).toBe('readme.txt');
      world.authorizationServer.expireAccessTokens();
      expect(await callTool(connection, 'list_files')).toBe('readme.txt');
      expect(world.statuses('GET /sse')).toEqual(['401', '200', '401', '200']);
      expect(world.statuses('POST /messages').filter((status) => status !== '202')).toEqual(['401']);
      expect(world.authorizations).toEqual([
        'consent basic',
        'token by authorization_code',
        'token by refresh_token',
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
    closeAfterwards(() => other.close());
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
    closeAfterwards(() => metadata.close());
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
    closeAfterwards(() => authorizationServer.close());
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

describe('SDK v2 2.4.0 with version negotiation', () => {
  async function connecting(mode: 'auto' | 'legacy', onInsufficientScope: 'reauthorize' | 'throw') {
    const world = await start();
    const sdk = officialSdks['SDK v2 2.4.0']!;
    const provider = new HeadlessProvider();
    const fetch = withStepUp(onInsufficientScope === 'throw' ? neverConnecting(world.fetch) : world.fetch, {
      serverUrl: world.serverUrl,
      provider,
      auth: sdk.auth,
      UnauthorizedError: sdk.UnauthorizedError,
      onInsufficientScope,
    });
    const connect = async (): Promise<void> => {
      const negotiating = { versionNegotiation: { mode } } as object;
      const client = new sdk.Client({ name: 'host', version: '1.0.0' }, negotiating);
      closeAfterwards(() => client.close());
      const transport = new sdk.StreamableHTTPClientTransport(world.serverUrl, {
        authProvider: provider,
        fetch,
      });
      try {
        await client.connect(transport as never);
      } catch (error) {
        if (!(error instanceof sdk.UnauthorizedError)) throw error;
        await finishAuth(transport, provider);
        await connect();
      }
    };
    return { world, connecting: connect() };
  }

  it('authorizes on the probe, and connects', async () => {
    const { world, connecting: connected } = await connecting('auto', 'reauthorize');
    await connected;
    expect(world.asked()).toEqual(consented('basic'));
  });

  it('passes an InsufficientScopeError of the handshake on', async () => {
    await expect((await connecting('legacy', 'throw')).connecting).rejects.toBeInstanceOf(
      InsufficientScopeError,
    );
  });

  it('takes an InsufficientScopeError of the probe for a network error, and has it as its cause', async () => {
    await expect((await connecting('auto', 'throw')).connecting).rejects.toMatchObject({
      code: 'ERA_NEGOTIATION_FAILED',
      cause: { code: 'MCP_INSUFFICIENT_SCOPE' },
    });
  });
});
