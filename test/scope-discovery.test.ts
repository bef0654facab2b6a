import { describe, expect, it } from 'vitest';
import { discoverAuthorization, scopesSupportedBy } from '../runtime/discover-authorization.ts';

/** A network of JSON documents; what is not there is 404, a number is a status, `null` is no connection. */
function networkOf(documents: Readonly<Record<string, unknown>>) {
  const fetched: string[] = [];
  const fetch = async (input: string | URL, init?: RequestInit): Promise<Response> => {
    const { href } = new URL(input);
    fetched.push(href);
    expect(init).toEqual({
      redirect: 'manual',
      signal: expect.any(AbortSignal) as AbortSignal,
    });
    const document = documents[href];
    if (document === null) throw new TypeError('fetch failed');
    if (document instanceof Response) return document;
    if (typeof document === 'number') return new Response('no', { status: document });
    if (document === undefined) return new Response('', { status: 404 });
    return typeof document === 'string' ? new Response(document) : Response.json(document);
  };
  return { fetch, fetched };
}

const resource = new URL('https://mcp.example.com/a/mcp');
const PLACE = 'https://mcp.example.com/.well-known/oauth-protected-resource/a/mcp';
const ROOT = 'https://mcp.example.com/.well-known/oauth-protected-resource';

describe('discoverAuthorization', () => {
  it.each<[string, Readonly<Record<string, unknown>>, string | undefined, unknown, readonly string[]]>([
    [
      'takes the first authorization server',
      {
        [PLACE]: {
          authorization_servers: ['https://as.example', 'https://b.example'],
          scopes_supported: ['a'],
        },
      },
      undefined,
      { issuer: 'https://as.example', scopesSupported: ['a'] },
      [PLACE],
    ],
    [
      'asks where the challenge points to',
      { 'https://m.example/x': { authorization_servers: ['https://as.example'] } },
      'https://m.example/x',
      { issuer: 'https://as.example' },
      ['https://m.example/x'],
    ],
    [
      'takes a challenge that points nowhere for none',
      { [PLACE]: { authorization_servers: ['https://as.example'] } },
      'https://[',
      { issuer: 'https://as.example' },
      [PLACE],
    ],
    [
      'takes a relative one for none (RFC 9728 §5.1: a URL)',
      { [PLACE]: { authorization_servers: ['https://as.example'] } },
      '/elsewhere',
      { issuer: 'https://as.example' },
      [PLACE],
    ],
    [
      'follows a redirect within the origin',
      {
        [PLACE]: new Response(null, { status: 307, headers: { location: '/moved' } }),
        'https://mcp.example.com/moved': { authorization_servers: ['https://as.example'] },
      },
      undefined,
      { issuer: 'https://as.example' },
      [PLACE, 'https://mcp.example.com/moved'],
    ],
    [
      'follows no redirect to another origin',
      { [PLACE]: new Response(null, { status: 302, headers: { location: 'https://evil.example/x' } }) },
      undefined,
      {},
      [PLACE],
    ],
    [
      'follows three redirects',
      { [PLACE]: new Response(null, { status: 302, headers: { location: PLACE } }) },
      undefined,
      {},
      [PLACE, PLACE, PLACE, PLACE],
    ],
    [
      'takes a redirect to nowhere for no answer',
      { [PLACE]: new Response(null, { status: 302 }) },
      undefined,
      {},
      [PLACE],
    ],
    ['does not fetch plain http', {}, 'http://m.example/x', {}, []],
    ['does not fetch what is no http', {}, 'data:application/json,{}', {}, []],
    [
      'asks at the root after the path (RFC 9728 §3.1)',
      { [ROOT]: { authorization_servers: ['https://as.example'] } },
      undefined,
      { issuer: 'https://as.example' },
      [PLACE, ROOT],
    ],
    [
      'takes a resource without metadata for its own issuer',
      {},
      undefined,
      { issuer: 'https://mcp.example.com/' },
      [PLACE, ROOT],
    ],
    [
      'takes metadata without a server for the same',
      { [PLACE]: { scopes_supported: 'a', authorization_servers: [1] } },
      undefined,
      { issuer: 'https://mcp.example.com/' },
      [PLACE],
    ],
    ['knows nothing when there is no connection', { [PLACE]: null }, undefined, {}, [PLACE]],
    ['knows nothing when the server fails', { [PLACE]: 500 }, undefined, {}, [PLACE]],
    ['knows nothing when the server is busy', { [PLACE]: 429 }, undefined, {}, [PLACE]],
    ['knows nothing when it gets no JSON', { [PLACE]: '<html>' }, undefined, {}, [PLACE]],
    [
      'goes on when the server refuses',
      { [PLACE]: 403 },
      undefined,
      { issuer: 'https://mcp.example.com/' },
      [PLACE, ROOT],
    ],
    [
      'goes on when the JSON is no object',
      { [PLACE]: '1' },
      undefined,
      { issuer: 'https://mcp.example.com/' },
      [PLACE, ROOT],
    ],
  ])('%s', async (_what, documents, named, expected, fetched) => {
    const network = networkOf(documents);
    expect(await discoverAuthorization(network.fetch, resource, { resourceMetadataUrl: named })).toEqual(
      expected,
    );
    expect(network.fetched).toEqual(fetched);
  });

  it.each(['https://mcp.example.com', 'https://mcp.example.com/'])(
    'asks once at the root of %s',
    async (url) => {
      const network = networkOf({});
      await discoverAuthorization(network.fetch, new URL(url));
      expect(network.fetched).toEqual([ROOT]);
    },
  );

  it('drops a final slash of the path (RFC 9728 §3.1)', async () => {
    const network = networkOf({});
    await discoverAuthorization(network.fetch, new URL('https://mcp.example.com/a/mcp/'));
    expect(network.fetched).toEqual([PLACE, ROOT]);
  });

  it('does not fetch from this machine for a resource elsewhere', async () => {
    const network = networkOf({});
    await scopesSupportedBy(network.fetch, 'http://127.0.0.1:9000', resource);
    await scopesSupportedBy(network.fetch, 'http://169.254.169.254', new URL('http://127.0.0.1:1/mcp'));
    await scopesSupportedBy(network.fetch, 'ftp://127.0.0.1', new URL('http://127.0.0.1:1/mcp'));
    expect(network.fetched).toEqual([]);
    await scopesSupportedBy(network.fetch, 'http://127.0.0.1:9000', new URL('http://localhost:1/mcp'));
    expect(network.fetched).toHaveLength(2);
  });

  it('fetches plain http from the origin of a resource on plain http, as in development', async () => {
    const place = 'http://127.0.0.1:1/meta';
    const network = networkOf({ [place]: { authorization_servers: ['http://127.0.0.1:2'] } });
    expect(
      await discoverAuthorization(network.fetch, new URL('http://127.0.0.1:1/mcp'), {
        resourceMetadataUrl: place,
      }),
    ).toEqual({
      issuer: 'http://127.0.0.1:2',
    });
  });
});

describe('scopesSupportedBy', () => {
  const document = { scopes_supported: ['a', 7, 'offline_access'] };

  it.each([
    ['https://as.example', 'https://as.example/.well-known/oauth-authorization-server', 1],
    ['https://as.example', 'https://as.example/.well-known/openid-configuration', 2],
    ['https://as.example/t', 'https://as.example/.well-known/oauth-authorization-server/t', 1],
    ['https://as.example/t/', 'https://as.example/.well-known/openid-configuration/t', 2],
    ['https://as.example/t', 'https://as.example/t/.well-known/openid-configuration', 3],
  ])('of %s are found at %s', async (issuer, place, fetches) => {
    const network = networkOf({ [place]: document });
    expect(await scopesSupportedBy(network.fetch, issuer, resource)).toEqual(['a', 'offline_access']);
    expect(network.fetched).toHaveLength(fetches);
  });

  it.each([
    ['no URL', 'https://[', 0],
    ['a server without metadata', 'https://as.example', 2],
    ['a server without metadata, with a path', 'https://as.example/t', 3],
  ])('of %s are none', async (_what, issuer, fetches) => {
    const network = networkOf({});
    expect(await scopesSupportedBy(network.fetch, issuer, resource)).toEqual([]);
    expect(network.fetched).toHaveLength(fetches);
  });

  it('are none of metadata that says nothing', async () => {
    const network = networkOf({ 'https://as.example/.well-known/oauth-authorization-server': {} });
    expect(await scopesSupportedBy(network.fetch, 'https://as.example', resource)).toEqual([]);
    expect(network.fetched).toHaveLength(1);
  });
});
