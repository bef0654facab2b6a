import { createHash, randomBytes } from 'node:crypto';
import { localhostHostValidation } from '@modelcontextprotocol/sdk/server/middleware/hostHeaderValidation.js';
import express, { type NextFunction, type Request, type Response } from 'express';
import { listenOnLoopback, type RunningServer } from './loopback.ts';

/** How a demo authorization server differs from the default one. Every field is for tests; none weakens a check. */
export interface AuthorizationServerOptions {
  /**
   * The scope tokens that it knows (`scopes_supported`). A request for another is refused with `invalid_scope`.
   * The first one is the default for a request without `scope` (RFC 6749 §3.3). Default: `basic`, `write`, `admin`.
   */
  readonly scopes?: readonly string[];
  /**
   * What the user answers when asked for consent: the scope tokens that are allowed. What was not asked for is never
   * granted; the empty list refuses (`access_denied`). Default: everything that was asked for.
   */
  readonly consent?: (asked: readonly string[]) => readonly string[];
  /**
   * Leaves `scope` out of token responses wherever RFC 6749 §5.1 allows it, that is, when the grant is what was asked
   * for. A smaller grant is always named. Default: `false`.
   */
  readonly omitTokenScope?: boolean;
  /** How long an authorization code can be redeemed. RFC 6749 §4.1.2 wants at most ten minutes. Default: 60. */
  readonly codeSeconds?: number;
  /**
   * A confidential client without a user: it gets the scope that it asks for by the `client_credentials` grant (RFC 6749
   * §4.4), and nothing else. Default: there is none.
   */
  readonly serviceClient?: { readonly id: string; readonly secret: string };
  /** How long an access token is good (`expires_in`). Default: 3600. */
  readonly accessTokenSeconds?: number;
  /** Default: 0, a free port. */
  readonly port?: number;
}

/** One authorization request as it came in (of the service client: its token request), and how it was answered. */
export interface AuthorizationRequest {
  /** The `client_id`. */
  readonly client: string;
  /** The `scope` parameter exactly as sent, `undefined` if there was none. */
  readonly scope: string | undefined;
  /** What the user consented to, `undefined` if the request was refused. */
  readonly granted: string | undefined;
}

/** One request to the token endpoint as it came in, whatever the answer was. */
export interface TokenRequest {
  /** The `grant_type` parameter. */
  readonly grantType: string;
  /** The `scope` parameter exactly as sent, `undefined` if there was none. */
  readonly scope: string | undefined;
}

/** What the server knows about an access token that is good now (the useful part of RFC 7662 §2.2). */
export interface ActiveToken {
  readonly client: string;
  /** The granted scope tokens. */
  readonly scopes: readonly string[];
  /** The resource that the token is for (RFC 8707 §2), `undefined` if the client named none: then it is good nowhere. */
  readonly resource: string | undefined;
}

/** A demo authorization server that is up. */
export interface AuthorizationServer extends RunningServer {
  /** All authorization requests so far, oldest first. The list grows while the server runs. */
  readonly requests: readonly AuthorizationRequest[];
  /** All token requests so far, oldest first. The list grows while the server runs. */
  readonly tokenRequests: readonly TokenRequest[];
  /** What a resource server asks about a token: its record, or `undefined` if it is unknown, expired or revoked. */
  introspect(accessToken: string): ActiveToken | undefined;
  /** Lets the time of all access tokens so far be over. Refresh tokens stay. */
  expireAccessTokens(): void;
}

/** A registered client (RFC 7591 §2): public, so it proves itself with PKCE alone; or the service client. */
interface Client {
  readonly client_id: string;
  readonly client_id_issued_at: number;
  readonly redirect_uris: readonly string[];
  readonly grant_types: readonly string[];
  readonly response_types: readonly ['code'];
  readonly token_endpoint_auth_method: 'none' | 'client_secret_basic';
  readonly client_name?: string;
}

/** What one consent of the user allowed. Its code and its tokens point here, so revoking it ends all of them. */
interface Grant {
  readonly client: Client;
  readonly scopes: readonly string[];
  /** Whether `scopes` is all that the client asked for. */
  readonly complete: boolean;
  readonly resource: string | undefined;
  revoked: boolean;
}

interface Code {
  readonly grant: Grant;
  readonly redirectUri: string;
  readonly challenge: string;
  readonly expires: number;
  used: boolean;
}

/** A refusal in the words of OAuth: `error` and `error_description` (RFC 6749 §4.1.2.1 and §5.2, RFC 7591 §3.2.2). */
class OAuthRefusal extends Error {
  override readonly name = 'OAuthRefusal';
  readonly code: string;
  readonly status: number;

  constructor(code: string, description: string, status = 400) {
    super(description);
    this.code = code;
    this.status = status;
  }
}

/**
 * Starts an OAuth 2.1 authorization server for the demo and for tests. It keeps everything in memory, has no users
 * (consent is given at once, see {@link AuthorizationServerOptions.consent}), and is strict in all that a client sees:
 *
 * - it listens on 127.0.0.1 only, and answers only requests whose `Host` is a loopback name (DNS rebinding);
 * - it registers public clients whose redirect URIs are http(s) loopback (RFC 7591, RFC 8252 §7.3);
 * - it compares `redirect_uri` as a string with the registered ones (RFC 9700 §2.1) and never redirects elsewhere;
 * - it wants PKCE with S256 (RFC 7636, OAuth 2.1 §4.1.1);
 * - it redeems a code once; a second attempt also revokes what the first one issued (RFC 6749 §4.1.2);
 * - it issues refresh tokens to clients that registered that grant, rotates them, revokes the grant when an old one
 *   returns (RFC 9700 §4.14.2), and never widens scope on refresh (RFC 6749 §6);
 * - it binds tokens to the `resource` that the client named (RFC 8707).
 *
 * The `scope` in a registration is taken as a wish and bounds nothing: step-up clients register with their first scope.
 */
export async function startAuthorizationServer(
  options: AuthorizationServerOptions = {},
): Promise<AuthorizationServer> {
  const {
    scopes: knownScopes = ['basic', 'write', 'admin'],
    consent = (asked) => asked,
    omitTokenScope = false,
    serviceClient,
    codeSeconds = 60,
    accessTokenSeconds = 3600,
    port,
  } = options;
  const clients = new Map<string, Client>();
  const codes = new Map<string, Code>();
  const accessTokens = new Map<string, { grant: Grant; scopes: readonly string[]; expires: number }>();
  const refreshTokens = new Map<string, { grant: Grant; used: boolean }>();
  const requests: AuthorizationRequest[] = [];
  const tokenRequests: TokenRequest[] = [];

  const app = express();
  app.disable('x-powered-by');
  app.use(localhostHostValidation());

  /** RFC 8414 §2. */
  app.get('/.well-known/oauth-authorization-server', (_req, res) => {
    res.json({
      issuer: server.origin,
      authorization_endpoint: `${server.origin}/authorize`,
      token_endpoint: `${server.origin}/token`,
      registration_endpoint: `${server.origin}/register`,
      scopes_supported: knownScopes,
      response_types_supported: ['code'],
      grant_types_supported: [
        'authorization_code',
        'refresh_token',
        ...(serviceClient ? ['client_credentials'] : []),
      ],
      token_endpoint_auth_methods_supported: ['none', ...(serviceClient ? ['client_secret_basic'] : [])],
      code_challenge_methods_supported: ['S256'],
      authorization_response_iss_parameter_supported: true,
    });
  });

  /** RFC 7591 §3. */
  app.post('/register', express.json(), (req, res) => {
    const client = registeredClient(req.body);
    clients.set(client.client_id, client);
    res.status(201).set('Cache-Control', 'no-store').json(client);
  });

  /** RFC 6749 §4.1.1. */
  app.get('/authorize', (req, res) => {
    const parameters = new URL(req.url, server.origin).searchParams;
    let client: Client | undefined;
    let redirectUri: string | undefined;
    try {
      client = clients.get(single(parameters, 'client_id') ?? '');
      redirectUri = single(parameters, 'redirect_uri');
    } catch (error) {
      if (!(error instanceof OAuthRefusal)) throw error;
      // A parameter that comes twice is none that could be trusted with a redirect.
    }
    if (!client || !redirectUri || !client.redirect_uris.includes(redirectUri)) {
      // RFC 6749 §4.1.2.1: tell the user, and do not redirect.
      const wrong = client ? 'redirect_uri is not one that this client registered' : 'unknown client_id';
      res.status(400).type('text/plain').send(`This authorization request was refused: ${wrong}.\n`);
      return;
    }
    const answer = new URL(redirectUri);
    answer.searchParams.set('iss', server.origin); // RFC 9207 §2
    const state = parameters.getAll('state');
    if (state.length === 1 && state[0]) answer.searchParams.set('state', state[0]);
    try {
      answer.searchParams.set('code', authorize(client, redirectUri, parameters));
    } catch (error) {
      if (!(error instanceof OAuthRefusal)) throw error;
      answer.searchParams.set('error', error.code);
      answer.searchParams.set('error_description', error.message);
    }
    res.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).redirect(302, answer.href);
  });

  /** RFC 6749 §4.1.3 and §6, and §4.4.2 for the service client. */
  app.post('/token', express.text({ type: 'application/x-www-form-urlencoded' }), (req, res) => {
    const parameters = new URLSearchParams(typeof req.body === 'string' ? req.body : '');
    tokenRequests.push({
      grantType: parameters.get('grant_type') ?? '',
      scope: parameters.get('scope') ?? undefined,
    });
    if (serviceClient && req.headers.authorization !== undefined) {
      if (req.headers.authorization !== basicCredentials(serviceClient)) {
        throw new OAuthRefusal('invalid_client', 'unknown client, or a wrong secret', 401);
      }
      res.set('Cache-Control', 'no-store').json(serve(serviceClient.id, parameters));
      return;
    }
    const client = clients.get(required(parameters, 'client_id'));
    if (!client) throw new OAuthRefusal('invalid_client', 'unknown client_id', 401);
    const grantType = required(parameters, 'grant_type');
    if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
      throw new OAuthRefusal(
        'unsupported_grant_type',
        'only authorization_code and refresh_token are supported',
      );
    }
    if (!client.grant_types.includes(grantType)) {
      throw new OAuthRefusal('unauthorized_client', `this client did not register the ${grantType} grant`);
    }
    const tokens = grantType === 'refresh_token' ? refresh(client, parameters) : redeem(client, parameters);
    res.set('Cache-Control', 'no-store').json(tokens);
  });

  app.use((error: unknown, _req: Request, res: Response, next: NextFunction) => {
    const refusal = isUnreadableBody(error)
      ? new OAuthRefusal('invalid_request', 'the request body cannot be read')
      : error;
    if (!(refusal instanceof OAuthRefusal)) return next(error);
    res
      .status(refusal.status)
      .set('Cache-Control', 'no-store')
      .json({ error: refusal.code, error_description: refusal.message });
  });

  /**
   * Answers an authorization request whose client and redirect URI are already known to be good.
   * @returns The authorization code.
   * @throws {OAuthRefusal} What the client has to be told by redirect.
   */
  function authorize(client: Client, redirectUri: string, parameters: URLSearchParams): string {
    const request = { client: client.client_id, scope: parameters.get('scope') ?? undefined };
    try {
      if (required(parameters, 'response_type') !== 'code') {
        throw new OAuthRefusal('unsupported_response_type', 'only response_type=code is supported');
      }
      const challenge = required(parameters, 'code_challenge');
      // RFC 7636 §4.3: a request without a method means `plain`.
      if (single(parameters, 'code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) {
        throw new OAuthRefusal('invalid_request', 'PKCE with code_challenge_method=S256 is required');
      }
      const resource = resourceIndicator(parameters);
      const asked = askedScopes(parameters);
      const allowed = consent(asked);
      const scopes = asked.filter((scope) => allowed.includes(scope));
      if (scopes.length === 0) throw new OAuthRefusal('access_denied', 'the user refused');
      const grant = { client, scopes, complete: scopes.length === asked.length, resource, revoked: false };
      const code = secret();
      codes.set(code, { grant, redirectUri, challenge, expires: inSeconds(codeSeconds), used: false });
      requests.push({ ...request, granted: scopes.join(' ') });
      return code;
    } catch (error) {
      requests.push({ ...request, granted: undefined });
      throw error;
    }
  }

  /** The scope tokens of a request: known ones, or the default (RFC 6749 §3.3). */
  function askedScopes(parameters: URLSearchParams): readonly string[] {
    const asked = scopeTokens(single(parameters, 'scope') ?? knownScopes[0]);
    if (asked.length === 0 || asked.some((scope) => !knownScopes.includes(scope))) {
      throw new OAuthRefusal('invalid_scope', 'the requested scope is unknown or malformed');
    }
    return asked;
  }

  /** Issues a token to the service client: all that it asks for, and no refresh token (RFC 6749 §4.4.3). */
  function serve(id: string, parameters: URLSearchParams) {
    if (required(parameters, 'grant_type') !== 'client_credentials') {
      throw new OAuthRefusal(
        'unauthorized_client',
        'the service client has the client_credentials grant only',
      );
    }
    const client: Client = {
      client_id: id,
      client_id_issued_at: 0,
      redirect_uris: [],
      grant_types: ['client_credentials'],
      response_types: ['code'],
      token_endpoint_auth_method: 'client_secret_basic',
    };
    const resource = resourceIndicator(parameters);
    const scopes = askedScopes(parameters);
    requests.push({
      client: id,
      scope: parameters.get('scope') ?? undefined,
      granted: scopes.join(' '),
    });
    return issue({ client, scopes, complete: true, resource, revoked: false }, scopes, true);
  }

  /** Redeems an authorization code (RFC 6749 §4.1.3, RFC 7636 §4.6). Any attempt uses it up. */
  function redeem(client: Client, parameters: URLSearchParams) {
    const code = codes.get(required(parameters, 'code'));
    if (!code || code.grant.client !== client) throw new OAuthRefusal('invalid_grant', 'unknown code');
    if (code.used) {
      code.grant.revoked = true;
      throw new OAuthRefusal('invalid_grant', 'this code was used before; what it gave is revoked');
    }
    code.used = true;
    if (isPast(code.expires)) throw new OAuthRefusal('invalid_grant', 'this code has expired');
    if (required(parameters, 'redirect_uri') !== code.redirectUri) {
      throw new OAuthRefusal('invalid_grant', 'redirect_uri is not the one of the authorization request');
    }
    if (s256(required(parameters, 'code_verifier')) !== code.challenge) {
      throw new OAuthRefusal('invalid_grant', 'code_verifier does not match code_challenge');
    }
    requireSameResource(code.grant, parameters);
    return issue(code.grant, code.grant.scopes, code.grant.complete);
  }

  /** Refreshes within the grant: the same scope, or less on request (RFC 6749 §6). The old refresh token ends here. */
  function refresh(client: Client, parameters: URLSearchParams) {
    const held = refreshTokens.get(required(parameters, 'refresh_token'));
    if (!held || held.grant.client !== client || held.grant.revoked) {
      throw new OAuthRefusal('invalid_grant', 'unknown or revoked refresh token');
    }
    if (held.used) {
      held.grant.revoked = true;
      throw new OAuthRefusal('invalid_grant', 'this refresh token was used before; its grant is revoked');
    }
    const wish = single(parameters, 'scope');
    const scopes = wish === undefined ? held.grant.scopes : scopeTokens(wish);
    if (scopes.length === 0 || scopes.some((scope) => !held.grant.scopes.includes(scope))) {
      throw new OAuthRefusal('invalid_scope', 'a refresh cannot widen the scope that was granted');
    }
    requireSameResource(held.grant, parameters);
    held.used = true;
    return issue(held.grant, scopes, true);
  }

  /** RFC 6749 §5.1. @param asExpected Whether `scopes` is what the client expects, so that it need not be named. */
  function issue(grant: Grant, scopes: readonly string[], asExpected: boolean) {
    const accessToken = secret();
    accessTokens.set(accessToken, { grant, scopes, expires: inSeconds(accessTokenSeconds) });
    const refreshToken = grant.client.grant_types.includes('refresh_token') ? secret() : undefined;
    if (refreshToken) refreshTokens.set(refreshToken, { grant, used: false });
    return {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: accessTokenSeconds,
      ...(omitTokenScope && asExpected ? {} : { scope: scopes.join(' ') }),
      ...(refreshToken ? { refresh_token: refreshToken } : {}),
    };
  }

  const server = await listenOnLoopback(app, port);
  return {
    ...server,
    requests,
    tokenRequests,
    introspect(accessToken) {
      const token = accessTokens.get(accessToken);
      if (!token || token.grant.revoked || isPast(token.expires)) return undefined;
      const { client, resource } = token.grant;
      return { client: client.client_id, scopes: token.scopes, resource };
    },
    expireAccessTokens: () => accessTokens.clear(),
  };
}

/**
 * Checks client metadata and fills in what RFC 7591 §2 leaves to the server.
 * @throws {OAuthRefusal} `invalid_redirect_uri` or `invalid_client_metadata` (§3.2.2).
 */
function registeredClient(metadata: unknown): Client {
  if (typeof metadata !== 'object' || metadata === null) {
    throw new OAuthRefusal('invalid_client_metadata', 'client metadata has to be a JSON object');
  }
  const {
    redirect_uris: redirectUris,
    grant_types: grantTypes = ['authorization_code'],
    response_types: responseTypes = ['code'],
    token_endpoint_auth_method: authMethod = 'none',
    client_name: clientName,
  } = metadata as Record<string, unknown>;
  if (
    !isStringList(redirectUris) ||
    redirectUris.length === 0 ||
    !redirectUris.every(isLoopbackRedirectUri)
  ) {
    throw new OAuthRefusal(
      'invalid_redirect_uri',
      'every redirect URI has to be http or https on 127.0.0.1, [::1] or localhost, without a fragment',
    );
  }
  const supported = ['authorization_code', 'refresh_token'];
  if (
    !isStringList(grantTypes) ||
    !grantTypes.includes('authorization_code') ||
    !grantTypes.every((type) => supported.includes(type))
  ) {
    throw new OAuthRefusal(
      'invalid_client_metadata',
      'grant_types: authorization_code, and maybe refresh_token',
    );
  }
  if (!isStringList(responseTypes) || responseTypes.some((type) => type !== 'code')) {
    throw new OAuthRefusal('invalid_client_metadata', 'response_types: only code is supported');
  }
  if (authMethod !== 'none') {
    throw new OAuthRefusal('invalid_client_metadata', 'token_endpoint_auth_method: only none is supported');
  }
  return {
    client_id: secret(),
    client_id_issued_at: Math.floor(Date.now() / 1000),
    redirect_uris: redirectUris,
    grant_types: grantTypes,
    response_types: ['code'],
    token_endpoint_auth_method: 'none',
    ...(typeof clientName === 'string' ? { client_name: clientName } : {}),
  };
}

/**
 * Whether a redirect URI stays on this machine (RFC 8252 §7.3 and §8.3). Only printable ASCII counts: the URL parser
 * drops tabs and line breaks, so that `local\nhost` would pass for what it is not.
 */
function isLoopbackRedirectUri(uri: string): boolean {
  if (!/^https?:\/\/[!-~]+$/i.test(uri) || /[#\\]/.test(uri) || !URL.canParse(uri)) return false;
  const { hostname, username, password } = new URL(uri);
  return ['127.0.0.1', '[::1]', 'localhost'].includes(hostname) && username === '' && password === '';
}

/** RFC 6749 §2.3.1: both parts are form-encoded, then RFC 7617. */
function basicCredentials({ id, secret }: { readonly id: string; readonly secret: string }): string {
  return `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`;
}

/** What Express's body parsers throw about a client's mistake; it must not be answered with a stack trace. */
function isUnreadableBody(error: unknown): boolean {
  return error instanceof Error && 'type' in error && 'expose' in error && error.expose === true;
}

function isStringList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

/** A parameter that may be absent. Empty counts as absent, and twice is an error (RFC 6749 §3.1). */
function single(parameters: URLSearchParams, name: string): string | undefined {
  const values = parameters.getAll(name);
  if (values.length > 1) throw new OAuthRefusal('invalid_request', `${name} is given more than once`);
  return values[0] || undefined;
}

function required(parameters: URLSearchParams, name: string): string {
  const value = single(parameters, name);
  if (value === undefined) throw new OAuthRefusal('invalid_request', `${name} is missing`);
  return value;
}

/** The scope tokens of a scope string, each once (RFC 6749 §3.3). One with a foreign character is kept, and unknown. */
function scopeTokens(scope: string | undefined): readonly string[] {
  return [...new Set((scope ?? '').split(' ').filter((token) => token !== ''))];
}

/** The `resource` parameter: an absolute URI without fragment (RFC 8707 §2). This server takes one at most. */
function resourceIndicator(parameters: URLSearchParams): string | undefined {
  const resource = single(parameters, 'resource');
  if (resource !== undefined && (!URL.canParse(resource) || resource.includes('#'))) {
    throw new OAuthRefusal('invalid_target', 'resource has to be an absolute URI without a fragment');
  }
  return resource;
}

/** RFC 8707 §2.2: a token request may repeat the resource of the grant, and name no other. */
function requireSameResource(grant: Grant, parameters: URLSearchParams): void {
  const resource = resourceIndicator(parameters);
  if (resource !== undefined && resource !== grant.resource) {
    throw new OAuthRefusal('invalid_target', 'resource is not the one of the authorization request');
  }
}

/** RFC 7636 §4.2: `BASE64URL(SHA256(ASCII(code_verifier)))`. A verifier of another syntax (§4.1) matches nothing. */
function s256(verifier: string): string | undefined {
  if (!/^[\w.~-]{43,128}$/.test(verifier)) return undefined;
  return createHash('sha256').update(verifier).digest('base64url');
}

/** 256 bits that nobody can guess (RFC 6749 §10.10). */
function secret(): string {
  return randomBytes(32).toString('base64url');
}

function inSeconds(seconds: number): number {
  return Date.now() + seconds * 1000;
}

function isPast(time: number): boolean {
  return Date.now() >= time;
}
