import { afterEach, describe, expect, it } from 'vitest';
import type { ActiveToken } from '../../examples/scoped-tools/authorization-server.ts';
import {
  startToolServer,
  type ToolServer,
  type ToolServerOptions,
} from '../../examples/scoped-tools/tool-server.ts';

let running: ToolServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

/** A tool server whose token `T` has these scopes. */
async function start(
  scopes: readonly string[],
  options: Partial<ToolServerOptions> = {},
  token: Partial<ActiveToken> = {},
): Promise<ToolServer> {
  const server: ToolServer = await startToolServer({
    issuer: 'http://127.0.0.1:1',
    introspect: (accessToken) =>
      accessToken === 'T' ? { client: 'c', scopes, resource: server.url.href, ...token } : undefined,
    ...options,
  });
  running = server;
  return server;
}

const call = (...names: string[]) => {
  const calls = names.map((name, id) => ({ jsonrpc: '2.0', id, method: 'tools/call', params: { name } }));
  return JSON.stringify(calls.length === 1 ? calls[0] : calls);
};

async function post(server: ToolServer, body: string, authorization: string | undefined = 'Bearer T') {
  const response = await fetch(server.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...(authorization ? { authorization } : {}),
    },
    body,
  });
  const metadata = new URL('/.well-known/oauth-protected-resource/mcp', server.url).href;
  const challenge = response.headers.get('www-authenticate')?.replace(metadata, 'METADATA');
  return { status: response.status, challenge, text: await response.text() };
}

describe('the tool server', () => {
  it('binds 127.0.0.1 only', async () => {
    expect((await start([])).address.address).toBe('127.0.0.1');
  });

  it('describes itself (RFC 9728)', async () => {
    const server = await start([]);
    const response = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', server.url));
    expect(await response.json()).toEqual({
      resource: server.url.href,
      authorization_servers: ['http://127.0.0.1:1'],
      scopes_supported: ['basic', 'write', 'admin'],
      bearer_methods_supported: ['header'],
    });
  });

  it('can describe itself elsewhere, and says where', async () => {
    const server = await start([], { metadataPath: '/meta/tools.json' });
    const elsewhere = new URL('/meta/tools.json', server.url).href;
    const { challenge } = await post(server, call('list_files'), '');
    expect(challenge).toBe(`Bearer scope="basic", resource_metadata="${elsewhere}"`);
    expect(await (await fetch(elsewhere)).json()).toMatchObject({ resource: server.url.href });
    const wellKnown = await fetch(new URL('/.well-known/oauth-protected-resource/mcp', server.url));
    expect(wellKnown.status).toBe(404);
  });

  it('challenges a request without a token for the initial scope', async () => {
    const { status, challenge } = await post(await start([]), call('delete_file'), '');
    expect(status).toBe(401);
    expect(challenge).toBe('Bearer scope="basic", resource_metadata="METADATA"');
  });

  it.each([
    ['unknown', 'Bearer other', {}],
    ['for another resource', 'Bearer T', { resource: 'http://127.0.0.1:1/mcp' }],
    ['for no resource', 'Bearer T', { resource: undefined }],
  ])('challenges a token that is %s', async (_what, authorization, token) => {
    const server = await start(['basic'], {}, token as Partial<ActiveToken>);
    const { status, challenge } = await post(server, call('list_files'), authorization);
    expect(status).toBe(401);
    expect(challenge).toBe('Bearer error="invalid_token", scope="basic", resource_metadata="METADATA"');
  });

  it.each([
    ['list_files', 'basic', ['write', 'admin']],
    ['write_file', 'write', ['basic', 'admin']],
    ['delete_file', 'admin', ['basic', 'write']],
  ])(
    'serves %s to a token with %s alone, and challenges all others for just that',
    async (tool, scope, others) => {
      const able = await start([scope]);
      const served = await post(able, call(tool));
      expect(served.status, served.text).toBe(200);
      await able.close();
      const { status, challenge } = await post(await start(others), call(tool));
      expect(status).toBe(403);
      expect(challenge).toBe(
        `Bearer error="insufficient_scope", scope="${scope}", resource_metadata="METADATA"`,
      );
    },
  );

  it('challenges for what is missing, never for what the token has', async () => {
    const { challenge } = await post(await start(['write']), call('publish_files'));
    expect(challenge).toContain('scope="basic admin"');
  });

  it('does not let a batch smuggle a call past the check', async () => {
    const { status } = await post(await start(['basic']), call('list_files', 'delete_file'));
    expect(status).toBe(403);
  });

  it('can challenge one scope token at a time', async () => {
    const { challenge } = await post(await start([], { oneScopeAtATime: true }), call('publish_files'));
    expect(challenge).toContain('scope="basic",');
  });

  it('can be never satisfied, and never says so twice in the same words', async () => {
    const server = await start(['basic', 'write', 'admin'], { neverSatisfied: true });
    const answers = [await post(server, call('write_file')), await post(server, call('write_file'))];
    for (const { status, challenge } of answers) {
      expect(status).toBe(403);
      expect(challenge).toContain('error="insufficient_scope", scope="write"');
    }
    expect(answers[0]?.challenge).not.toBe(answers[1]?.challenge);
  });

  it('can speak HTTP+SSE instead, with the same checks', async () => {
    const server = await start(['basic'], { sse: true });
    const headers = { authorization: 'Bearer T', 'content-type': 'application/json' };
    expect((await fetch(server.url)).status).toBe(401);
    const source = await fetch(server.url, { headers });
    const reader = source.body!.pipeThrough(new TextDecoderStream()).getReader();
    const { value = '' } = await reader.read();
    const messages = new URL(/data: (\/messages\?sessionId=\S+)/.exec(value)![1]!, server.url);
    const send = async (url: URL, tool: string) =>
      (await fetch(url, { method: 'POST', headers, body: call(tool) })).status;
    expect(await send(messages, 'list_files')).toBe(202);
    expect((await reader.read()).value).toContain('readme.txt');
    expect(await send(messages, 'write_file')).toBe(403);
    expect(await send(new URL('/messages?sessionId=other', server.url), 'list_files')).toBe(404);
    await reader.cancel();
    await server.close();
    const narrow = await start(['basic'], { sse: true, streamScope: 'write' });
    expect((await fetch(narrow.url, { headers })).status).toBe(403);
  });

  it('has no event stream, unless a scope for it is named', async () => {
    const stream = async (server: ToolServer) => {
      const headers = { accept: 'text/event-stream', authorization: 'Bearer T' };
      const response = await fetch(server.url, { headers });
      await response.body?.cancel();
      return [response.status, response.headers.get('content-type')];
    };
    const without = await start(['basic']);
    expect((await stream(without))[0]).toBe(405);
    await without.close();
    const denied = await start(['basic'], { streamScope: 'write' });
    expect((await stream(denied))[0]).toBe(403);
    await denied.close();
    expect(await stream(await start(['write'], { streamScope: 'write' }))).toEqual([
      200,
      'text/event-stream',
    ]);
  });
});
