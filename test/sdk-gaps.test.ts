import { readFileSync } from 'node:fs';
import { extractWWWAuthenticateParams, SSEClientTransport, withOAuth } from 'client-2.4.0';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { gapsKnownOf, sdkGaps } from '../cli/sdk-gaps.ts';
import { startAuthorizationServer } from '../examples/scoped-tools/authorization-server.ts';
import { createHeadlessClient, HeadlessProvider } from '../examples/scoped-tools/client.ts';
import { officialSdks } from './official-sdks.ts';
import { closeAfterwards, start, together, type World } from './sdk-world.ts';

// The SDK warns about providers that keep less than they could.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

const sdk = officialSdks['SDK v2 2.4.0']!;

/** A host on v2 as its documentation has it: nothing of ours is under its transport. */
function hostOf({ serverUrl, fetch }: World, provider = new HeadlessProvider()) {
  const host = createHeadlessClient({ serverUrl, sdk, provider, fetch });
  closeAfterwards(() => host.close());
  return host;
}

const requestedOf = ({ asked }: World) => asked().map(([scope]) => scope);

const paramsOf = (header: string) =>
  extractWWWAuthenticateParams(new Response('', { headers: { 'www-authenticate': header } }));

const insufficient = () =>
  new Response('', {
    status: 403,
    headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="write"' },
  });

/** Each gap by its name, as the last release that is known shows it. */
const shown: Readonly<Record<string, () => Promise<void>>> = {
  async 'the-cap-is-for-one-send'() {
    const world = await start({ tools: { neverSatisfied: true } });
    const host = hostOf(world);
    await expect(host.callTool('write_file')).rejects.toThrow('gave up after 5 authorizations');
    await expect(host.callTool('write_file')).rejects.toThrow('gave up after 5 authorizations');
    const consents = requestedOf(world).filter((scope) => scope === 'basic write');
    expect(consents.length).toBeGreaterThan(10); // maxStepUpRetries is 1
  },

  async 'a-token-response-without-scope'() {
    const world = await start({ authorization: { omitTokenScope: true } });
    const host = hostOf(world);
    for (const tool of ['list_files', 'write_file', 'delete_file']) await host.callTool(tool);
    expect(requestedOf(world)).toEqual(['basic', 'write', 'write admin']);
  },

  async 'a-refresh-response-without-scope'() {
    const world = await start({ authorization: { omitTokenScope: true } });
    const provider = new HeadlessProvider(true);
    const host = hostOf(world, provider);
    await host.callTool('list_files');
    provider.saveTokens({ ...provider.tokens()!, scope: 'basic' });
    world.authorizationServer.expireAccessTokens();
    await host.callTool('list_files');
    expect(world.authorizations.at(-1)).toBe('token by refresh_token');
    expect(provider.tokens()).not.toHaveProperty('scope');
  },

  async 'a-401-after-a-step-up'() {
    const world = await start();
    const host = hostOf(world);
    for (const tool of ['list_files', 'write_file']) await host.callTool(tool);
    world.authorizationServer.expireAccessTokens();
    await host.callTool('list_files');
    expect(requestedOf(world)).toEqual(['basic', 'basic write', 'basic']);
  },

  async 'challenges-at-the-same-time'() {
    const world = await start();
    const host = hostOf({ ...world, fetch: together(world.fetch, 2) });
    await host.callTool('list_files');
    const calls = await Promise.allSettled(
      ['a.txt', 'b.txt'].map((name) => host.callTool('write_file', { name })),
    );
    expect(calls.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(requestedOf(world)).toEqual(['basic', 'basic write', 'basic write']);
  },

  async 'a-consent-that-is-denied'() {
    const consent = (wanted: readonly string[]) => (wanted.includes('admin') ? [] : wanted);
    const world = await start({ authorization: { consent } });
    const host = hostOf(world);
    await host.callTool('list_files');
    await expect(host.callTool('delete_file')).rejects.toThrow('access_denied');
    await expect(host.callTool('write_file')).rejects.toThrow('access_denied');
    expect(requestedOf(world)).toEqual(['basic', 'basic admin', 'basic admin write']);
  },

  async 'another-authorization-server'() {
    const world = await start();
    const host = hostOf(world);
    for (const tool of ['list_files', 'write_file']) await host.callTool(tool);
    const other = await startAuthorizationServer();
    closeAfterwards(() => other.close());
    Object.assign(world.trusted, { issuer: other.origin, introspect: other.introspect });
    for (const tool of ['list_files', 'delete_file']) await host.callTool(tool);
    expect(other.requests.map(({ scope }) => scope)).toEqual(['basic', 'basic write admin']);
  },

  async 'the-header-is-read-by-pattern'() {
    const quoted = 'Bearer error="insufficient_scope", error_description="not scope=admin", scope="read"';
    expect(paramsOf(quoted).scope).toBe('admin"');
    expect(paramsOf('Basic realm="x", Bearer error="insufficient_scope", scope="read"')).toEqual({});
  },

  async 'no-step-up-over-sse'() {
    const provider = new HeadlessProvider();
    const authorizes = vi.spyOn(provider, 'redirectToAuthorization');
    const fetch = async () => insufficient();
    const transport = new SSEClientTransport(new URL('https://mcp.example'), {
      authProvider: provider as never,
      fetch,
    });
    await expect(transport.start()).rejects.toMatchObject({ code: 403 });
    expect(authorizes).not.toHaveBeenCalled();
  },

  async 'no-step-up-in-withoauth'() {
    const provider = new HeadlessProvider();
    const authorizes = vi.spyOn(provider, 'redirectToAuthorization');
    const fetch = withOAuth(provider as never, 'https://mcp.example')(async () => insufficient());
    expect((await fetch('https://mcp.example/mcp')).status).toBe(403);
    expect(authorizes).not.toHaveBeenCalled();
  },
};

it('every gap is shown, and in the release that the list names last', () => {
  expect(Object.keys(shown)).toEqual(sdkGaps.map(({ name }) => name));
  const manifest = new URL('../node_modules/client-2.4.0/package.json', import.meta.url);
  expect(JSON.parse(readFileSync(manifest, 'utf8'))).toMatchObject({ version: gapsKnownOf.last });
});

describe(`@modelcontextprotocol/client ${gapsKnownOf.last} has the gap`, () => {
  it.each(Object.entries(shown))('%s', (_name, show) => show());
});
