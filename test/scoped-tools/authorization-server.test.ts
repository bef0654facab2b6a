import { createHash, randomBytes } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, describe, expect, it } from 'vitest';
import {
  startAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from '../../examples/scoped-tools/authorization-server.ts';

const REDIRECT_URI = 'http://127.0.0.1:4567/callback';
const RESOURCE = 'http://127.0.0.1:1234/mcp';

let running: AuthorizationServer | undefined;
afterEach(async () => {
  await running?.close();
  running = undefined;
});

async function start(options?: AuthorizationServerOptions): Promise<AuthorizationServer> {
  running = await startAuthorizationServer(options);
  return running;
}

async function register(server: AuthorizationServer, metadata: unknown) {
  const response = await fetch(`${server.origin}/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof metadata === 'string' ? metadata : JSON.stringify(metadata),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

async function registered(server: AuthorizationServer, grantTypes?: readonly string[]): Promise<string> {
  const { status, body } = await register(server, {
    redirect_uris: [REDIRECT_URI],
    ...(grantTypes ? { grant_types: grantTypes } : {}),
  });
  expect(status).toBe(201);
  return String(body['client_id']);
}

const REFRESHING = ['authorization_code', 'refresh_token'];

function proofKey() {
  const verifier = randomBytes(32).toString('base64url');
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') };
}

/** A correct authorization request; `undefined` in `changes` leaves a parameter out. */
async function authorize(
  server: AuthorizationServer,
  client: string,
  challenge: string,
  changes: Record<string, string | undefined> = {},
) {
  const url = new URL('/authorize', server.origin);
  const parameters: Record<string, string | undefined> = {
    response_type: 'code',
    client_id: client,
    redirect_uri: REDIRECT_URI,
    code_challenge: challenge,
    code_challenge_method: 'S256',
    state: 'a state & more',
    scope: 'basic',
    resource: RESOURCE,
    ...changes,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) url.searchParams.set(name, value);
  }
  const response = await fetch(url, { redirect: 'manual' });
  const location = response.headers.get('location');
  return { status: response.status, location, answer: new URL(location ?? 'about:blank').searchParams };
}

async function token(server: AuthorizationServer, parameters: Record<string, string>) {
  const response = await fetch(`${server.origin}/token`, {
    method: 'POST',
    body: new URLSearchParams(parameters),
  });
  const body = (await response.json()) as Record<string, string>;
  return { status: response.status, headers: response.headers, body };
}

/** Registers, authorizes, and gives the token request that redeems the code. */
async function authorized(server: AuthorizationServer, scope = 'basic', grantTypes?: readonly string[]) {
  const client = await registered(server, grantTypes);
  const { verifier, challenge } = proofKey();
  const { answer } = await authorize(server, client, challenge, { scope });
  return {
    grant_type: 'authorization_code',
    client_id: client,
    code: answer.get('code') ?? 'none',
    redirect_uri: REDIRECT_URI,
    code_verifier: verifier,
  };
}

describe('where it listens', () => {
  it('binds 127.0.0.1 only', async () => {
    const server = await start();
    expect(server.address).toMatchObject({ address: '127.0.0.1', family: 'IPv4' });
    const others = Object.values(networkInterfaces())
      .flatMap((addresses) => addresses ?? [])
      .filter(({ address, internal, family }) => !internal && family === 'IPv4' && address !== '127.0.0.1');
    for (const { address } of others) {
      expect(await canConnect(address, server.address.port), address).toBe(false);
    }
  });

  it('refuses a Host that is not a loopback name', async () => {
    const server = await start();
    const status = await new Promise((resolve, reject) => {
      const path = '/.well-known/oauth-authorization-server';
      httpRequest(new URL(path, server.origin), { headers: { host: 'evil.example' } }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(403);
  });
});

function canConnect(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    socket.setTimeout(1000, () => socket.destroy());
    socket.once('connect', () => {
      resolve(true);
      socket.destroy();
    });
    socket.once('error', () => resolve(false));
    socket.once('close', () => resolve(false));
  });
}

describe('its metadata (RFC 8414)', () => {
  it('names its endpoints, its scopes, and what it insists on', async () => {
    const server = await start({ scopes: ['files:read'] });
    const response = await fetch(`${server.origin}/.well-known/oauth-authorization-server`);
    expect(await response.json()).toEqual({
      issuer: server.origin,
      authorization_endpoint: `${server.origin}/authorize`,
      token_endpoint: `${server.origin}/token`,
      registration_endpoint: `${server.origin}/register`,
      scopes_supported: ['files:read'],
      response_types_supported: ['code'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      token_endpoint_auth_methods_supported: ['none'],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    });
  });
});

describe('registration (RFC 7591)', () => {
  it.each([
    'http://127.0.0.1/callback',
    'http://127.0.0.1:8080/callback',
    'https://localhost/callback?x=1',
    'http://[::1]:3000/',
  ])('takes the loopback redirect URI %s', async (uri) => {
    const { status, body } = await register(await start(), { redirect_uris: [uri] });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      redirect_uris: [uri],
      grant_types: ['authorization_code'],
      token_endpoint_auth_method: 'none',
    });
  });

  it.each([
    'https://evil.example/callback',
    'http://localhost.evil.example/',
    'http://127.0.0.1.evil.example/',
    'http://localhost@evil.example/',
    'http://user:secret@localhost/',
    'http://evil.example\\@localhost/',
    'http://local\nhost/',
    'http://0.0.0.0/',
    'http://192.168.1.2/',
    'http://localhost/#fragment',
    'http:localhost/',
    'com.example.app:/callback',
    'javascript:alert(1)//localhost',
    '/callback',
    '',
  ])('refuses the redirect URI %j', async (uri) => {
    const server = await start();
    for (const uris of [[uri], [REDIRECT_URI, uri]]) {
      const { status, body } = await register(server, { redirect_uris: uris });
      expect({ status, error: body['error'] }).toEqual({ status: 400, error: 'invalid_redirect_uri' });
    }
  });

  it.each([
    [{}, 'invalid_redirect_uri'],
    [{ redirect_uris: [] }, 'invalid_redirect_uri'],
    [{ redirect_uris: REDIRECT_URI }, 'invalid_redirect_uri'],
    [{ redirect_uris: [REDIRECT_URI], grant_types: ['implicit'] }, 'invalid_client_metadata'],
    [{ redirect_uris: [REDIRECT_URI], grant_types: ['refresh_token'] }, 'invalid_client_metadata'],
    [{ redirect_uris: [REDIRECT_URI], response_types: ['token'] }, 'invalid_client_metadata'],
    [
      { redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'client_secret_basic' },
      'invalid_client_metadata',
    ],
    ['{ this is not JSON', 'invalid_request'],
  ])('refuses %j', async (metadata, error) => {
    const { status, body } = await register(await start(), metadata);
    expect({ status, error: body['error'] }).toEqual({ status: 400, error });
  });
});

describe('an authorization request', () => {
  it('is answered with code, state and issuer, and is recorded', async () => {
    const server = await start();
    const client = await registered(server);
    const { status, location, answer } = await authorize(server, client, proofKey().challenge, {
      scope: 'write basic',
    });
    expect(status).toBe(302);
    expect(location?.startsWith(`${REDIRECT_URI}?`)).toBe(true);
    expect(answer.get('state')).toBe('a state & more');
    expect(answer.get('iss')).toBe(server.origin);
    expect(answer.get('code')).toMatch(/^[\w-]{43}$/);
    expect(server.requests).toEqual([{ client, scope: 'write basic', granted: 'write basic' }]);
  });

  it.each([
    'http://127.0.0.1:4567/callback/',
    'http://127.0.0.1:4567/callback?x=1',
    'http://127.0.0.1:4567/Callback',
    'http://127.0.0.1:4568/callback',
    'http://localhost:4567/callback',
    'HTTP://127.0.0.1:4567/callback',
    'https://evil.example/callback',
    undefined,
  ])(
    'with the redirect_uri %s, which is not registered, is shown an error and not redirected',
    async (uri) => {
      const server = await start();
      const client = await registered(server);
      const { status, location } = await authorize(server, client, proofKey().challenge, {
        redirect_uri: uri,
      });
      expect({ status, location }).toEqual({ status: 400, location: null });
      expect(server.requests).toEqual([]);
    },
  );

  it('with two redirect_uris, or of an unknown client, is not redirected', async () => {
    const server = await start();
    const client = await registered(server);
    const uri = encodeURIComponent(REDIRECT_URI);
    for (const query of [
      `client_id=${client}&redirect_uri=${uri}&redirect_uri=${encodeURIComponent('https://evil.example/')}`,
      `client_id=unknown&redirect_uri=${uri}`,
    ]) {
      const response = await fetch(`${server.origin}/authorize?${query}`, { redirect: 'manual' });
      expect([response.status, response.headers.get('location')]).toEqual([400, null]);
    }
  });

  it.each([
    ['no PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
    ['PKCE without a method, which means plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['a challenge that is no SHA-256', { code_challenge: 'short' }, 'invalid_request'],
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['an unknown scope', { scope: 'basic root' }, 'invalid_scope'],
    ['a scope in other letters', { scope: 'Basic' }, 'invalid_scope'],
    ['a resource that is no URI', { resource: 'mcp' }, 'invalid_target'],
  ])('with %s is refused by redirect', async (_what, changes, error) => {
    const server = await start();
    const client = await registered(server);
    const { status, answer } = await authorize(server, client, proofKey().challenge, changes);
    expect(status).toBe(302);
    expect(Object.fromEntries(answer)).toMatchObject({ error, state: 'a state & more' });
    expect(answer.has('code')).toBe(false);
    expect(server.requests).toMatchObject([{ granted: undefined }]);
  });

  it('without scope gets the default scope', async () => {
    const server = await start();
    await authorize(server, await registered(server), proofKey().challenge, { scope: undefined });
    expect(server.requests).toMatchObject([{ scope: undefined, granted: 'basic' }]);
  });
});

describe('a code', () => {
  it('buys a token for the scope and the resource that were asked for', async () => {
    const server = await start();
    const redeem = await authorized(server, 'basic write');
    const { status, headers, body } = await token(server, { ...redeem, resource: RESOURCE });
    expect(status).toBe(200);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(body).toMatchObject({ token_type: 'Bearer', expires_in: 3600, scope: 'basic write' });
    expect(server.introspect(String(body['access_token']))).toEqual({
      client: redeem.client_id,
      scopes: ['basic', 'write'],
      resource: RESOURCE,
    });
    expect(server.introspect('another')).toBeUndefined();
  });

  it('cannot be used twice, and a second attempt revokes what the first one gave', async () => {
    const server = await start();
    const redeem = await authorized(server, 'basic', REFRESHING);
    const first = await token(server, redeem);
    expect(first.status).toBe(200);
    const second = await token(server, redeem);
    expect([second.status, second.body['error']]).toEqual([400, 'invalid_grant']);
    expect(server.introspect(String(first.body['access_token']))).toBeUndefined();
    const refresh = await token(server, {
      grant_type: 'refresh_token',
      client_id: redeem.client_id,
      refresh_token: String(first.body['refresh_token']),
    });
    expect([refresh.status, refresh.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it.each([
    ['a wrong verifier', { code_verifier: proofKey().verifier }, 'invalid_grant'],
    ['a verifier that is too short', { code_verifier: 'short' }, 'invalid_grant'],
    ['no verifier', { code_verifier: '' }, 'invalid_request'],
    ['another redirect_uri', { redirect_uri: 'http://127.0.0.1:4567/other' }, 'invalid_grant'],
    ['another resource', { resource: 'http://127.0.0.1:1/mcp' }, 'invalid_target'],
  ])('with %s buys nothing, and is used up', async (_what, changes, error) => {
    const server = await start();
    const redeem = await authorized(server);
    const wrong = await token(server, { ...redeem, ...changes });
    expect([wrong.status, wrong.body['error']]).toEqual([400, error]);
    const late = await token(server, redeem);
    expect([late.status, late.body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('is good for the client only that asked for it', async () => {
    const server = await start();
    const redeem = await authorized(server);
    const stolen = await token(server, { ...redeem, client_id: await registered(server) });
    expect(stolen.body['error']).toBe('invalid_grant');
    const unknown = await token(server, { ...redeem, client_id: 'unknown' });
    expect([unknown.status, unknown.body['error']]).toEqual([401, 'invalid_client']);
  });

  it('expires', async () => {
    const server = await start({ codeSeconds: 0 });
    const { status, body } = await token(server, await authorized(server));
    expect([status, body['error']]).toEqual([400, 'invalid_grant']);
  });

  it('buys a token that expires', async () => {
    const server = await start({ accessTokenSeconds: 0 });
    const { body } = await token(server, await authorized(server));
    expect(server.introspect(String(body['access_token']))).toBeUndefined();
  });
});

describe('a refresh token', () => {
  async function refreshing(server: AuthorizationServer, scope: string) {
    const redeem = await authorized(server, scope, REFRESHING);
    const { body } = await token(server, redeem);
    const refresh = (refreshToken: string | undefined, scopeWish?: string) =>
      token(server, {
        grant_type: 'refresh_token',
        client_id: redeem.client_id,
        refresh_token: String(refreshToken),
        ...(scopeWish === undefined ? {} : { scope: scopeWish }),
      });
    return { first: body, refresh };
  }

  it('is not given to a client that did not register the grant', async () => {
    const server = await start();
    const redeem = await authorized(server);
    const { body } = await token(server, redeem);
    expect(body).not.toHaveProperty('refresh_token');
    const { status, body: refused } = await token(server, {
      grant_type: 'refresh_token',
      client_id: redeem.client_id,
      refresh_token: 'guessed',
    });
    expect([status, refused['error']]).toEqual([400, 'unauthorized_client']);
  });

  it('gives the scope of the grant, or less', async () => {
    const { first, refresh } = await refreshing(await start(), 'basic write');
    const same = await refresh(first['refresh_token']);
    expect(same.body).toMatchObject({ scope: 'basic write' });
    const less = await refresh(same.body['refresh_token'], 'write');
    expect(less.body).toMatchObject({ scope: 'write' });
  });

  it.each(['basic write admin', 'admin', 'basic Write'])('never widens: %s is refused', async (wish) => {
    const server = await start();
    const { first, refresh } = await refreshing(server, 'basic write');
    const { status, body } = await refresh(first['refresh_token'], wish);
    expect([status, body['error']]).toEqual([400, 'invalid_scope']);
    expect((await refresh(first['refresh_token'])).body).toMatchObject({ scope: 'basic write' });
  });

  it('is good for the client only that it was given to', async () => {
    const server = await start();
    const { first } = await refreshing(server, 'basic');
    const { body } = await token(server, {
      grant_type: 'refresh_token',
      client_id: await registered(server, REFRESHING),
      refresh_token: String(first['refresh_token']),
    });
    expect(body['error']).toBe('invalid_grant');
  });

  it('rotates, and the return of an old one revokes the grant', async () => {
    const server = await start();
    const { first, refresh } = await refreshing(server, 'basic');
    const second = await refresh(first['refresh_token']);
    expect(second.body['refresh_token']).not.toBe(first['refresh_token']);
    const replay = await refresh(first['refresh_token']);
    expect([replay.status, replay.body['error']]).toEqual([400, 'invalid_grant']);
    expect((await refresh(second.body['refresh_token'])).status).toBe(400);
    expect(server.introspect(String(second.body['access_token']))).toBeUndefined();
  });
});

describe('the service client', () => {
  const serviceClient = { id: 'robot:1', secret: 'p/w' };
  const right = `Basic ${Buffer.from('robot%3A1:p%2Fw').toString('base64')}`;
  const ask = async (server: AuthorizationServer, authorization: string, changes = {}) => {
    const response = await fetch(`${server.origin}/token`, {
      method: 'POST',
      headers: { authorization },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: RESOURCE, ...changes }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };

  it('gets what it asks for, and no refresh token', async () => {
    const server = await start({ serviceClient });
    const { status, body } = await ask(server, right, { scope: 'basic write' });
    expect([status, body['scope'], 'refresh_token' in body]).toEqual([200, 'basic write', false]);
    expect(server.introspect(body['access_token']!)).toEqual({
      client: 'robot:1',
      scopes: ['basic', 'write'],
      resource: RESOURCE,
    });
    expect(server.requests).toEqual([{ client: 'robot:1', scope: 'basic write', granted: 'basic write' }]);
  });

  it.each([
    ['with a wrong secret', `Basic ${Buffer.from('robot%3A1:x').toString('base64')}`, {}, 'invalid_client'],
    ['with another grant', right, { grant_type: 'refresh_token' }, 'unauthorized_client'],
    ['for an unknown scope', right, { scope: 'root' }, 'invalid_scope'],
  ])('gets nothing %s', async (_what, authorization, changes, error) => {
    const server = await start({ serviceClient });
    expect((await ask(server, authorization, changes)).body['error']).toBe(error);
    expect(server.requests).toEqual([]);
  });

  it('is there only if it is configured', async () => {
    const metadata = async (server: AuthorizationServer) =>
      (await (await fetch(`${server.origin}/.well-known/oauth-authorization-server`)).json()) as Record<
        string,
        string[]
      >;
    const server = await start();
    expect((await metadata(server))['grant_types_supported']).toEqual(REFRESHING);
    expect((await ask(server, right)).status).toBe(400);
    await server.close();
    expect(await metadata(await start({ serviceClient }))).toMatchObject({
      grant_types_supported: [...REFRESHING, 'client_credentials'],
      token_endpoint_auth_methods_supported: ['none', 'client_secret_basic'],
    });
  });
});

it('can let the time of access tokens be over, and not of refresh tokens', async () => {
  const server = await start();
  const redeem = await authorized(server, 'basic', REFRESHING);
  const { body } = await token(server, redeem);
  server.expireAccessTokens();
  expect(server.introspect(String(body['access_token']))).toBeUndefined();
  const refreshed = await token(server, {
    grant_type: 'refresh_token',
    client_id: redeem.client_id,
    refresh_token: String(body['refresh_token']),
  });
  expect(server.introspect(String(refreshed.body['access_token']))?.scopes).toEqual(['basic']);
});

describe('its options', () => {
  it('grants what the user consents to, and names it', async () => {
    const server = await start({ consent: () => ['basic', 'admin'], omitTokenScope: true });
    const { body } = await token(server, await authorized(server, 'basic write'));
    expect(body).toMatchObject({ scope: 'basic' });
    expect(server.requests).toMatchObject([{ scope: 'basic write', granted: 'basic' }]);
  });

  it('tells the client when the user refuses', async () => {
    const server = await start({ consent: () => [] });
    const { answer } = await authorize(server, await registered(server), proofKey().challenge);
    expect(answer.get('error')).toBe('access_denied');
  });

  it('leaves out the scope of a token response that is as requested', async () => {
    const server = await start({ omitTokenScope: true });
    const { status, body } = await token(server, await authorized(server, 'basic write'));
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('scope');
  });
});
