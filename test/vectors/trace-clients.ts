import { auth as authV2, UnauthorizedError as UnauthorizedErrorV2 } from 'client-2.4.0';
import {
  auth as authV1,
  UnauthorizedError as UnauthorizedErrorV1,
} from '@modelcontextprotocol/sdk/client/auth.js';
import {
  parseChallenges,
  selectChallenge,
  StepUp,
  UnauthorizedError,
  withStepUp,
  type AuthorizationOutcome,
  type FetchLike,
  type SdkAuth,
  type StepUpEffects,
  type StepUpFetch,
} from '../../runtime/index.ts';
import { ISSUER, RESOURCE, type TokenResponse, type TraceWorld } from './trace-world.ts';

/** A client under test, as the script of a trace drives it. */
export interface TraceClient {
  /** Sends a request and takes it to its end. @throws What the host gets; an `HttpError` for any other response. */
  send(req: number, op: string): Promise<void>;
  /** The user comes back. */
  callback(answer: { readonly code?: string; readonly error?: string }): Promise<void>;
}

/** What the host gets where nothing is to be authorized any more. */
class HttpError extends Error {
  override readonly name = 'HttpError';
}

/** The engine alone, driven by hand. */
export function engineClient(world: TraceWorld): TraceClient {
  const stepUp = new StepUp({ ...optionsOf(world), resource: RESOURCE }, effectsOf(world));
  return {
    async send(req, op) {
      for (;;) {
        const { round } = stepUp;
        const token = world.tokens?.access_token;
        const response = world.mcp(req, op, token);
        if (response.ok) return stepUp.succeeded(op);
        const challenge = selectChallenge(parseChallenges(response.headers.get('www-authenticate')));
        const refusal = { operation: op, status: response.status, challenge, token, round };
        if (response.status !== 401 && !StepUp.isStepUp(refusal)) throw new HttpError();
        const outcome = await stepUp.refused(refusal);
        if (outcome === 'redirected') throw new UnauthorizedError();
        if (outcome === 'unanswered') throw new HttpError();
      }
    },
    callback: async ({ code }) =>
      code === undefined ? stepUp.denied() : keep(world, world.token('authorization_code', null)),
  };
}

/** `withStepUp` with the host's own code for authorization. */
export function hostClient(world: TraceWorld): TraceClient {
  const fetch = withStepUp(endpointOf(world), {
    ...optionsOf(world),
    serverUrl: RESOURCE,
    ...effectsOf(world),
  });
  return {
    send: (req, op) => sendBy(fetch, world, req, op),
    callback: async ({ code }) =>
      code === undefined ? fetch.stepUp.denied() : keep(world, world.token('authorization_code', null)),
  };
}

/** `withStepUp` around the `fetch` of the official SDK v1. */
export const sdkV1Client = (world: TraceWorld): TraceClient =>
  sdkClient(world, authV1 as unknown as SdkAuth<TraceProvider>, UnauthorizedErrorV1);

/** `withStepUp` around the `fetch` of the official SDK v2. */
export const sdkV2Client = (world: TraceWorld): TraceClient =>
  sdkClient(world, authV2 as unknown as SdkAuth<TraceProvider>, UnauthorizedErrorV2);

function sdkClient(
  world: TraceWorld,
  auth: SdkAuth<TraceProvider>,
  UnauthorizedErrorOfSdk: new (message?: string) => Error,
): TraceClient {
  const provider = new TraceProvider(world);
  const isBearer = world.trace.config.provider === 'bearer';
  const options = { ...optionsOf(world), serverUrl: RESOURCE };
  const fetch: StepUpFetch = isBearer
    ? withStepUp(endpointOf(world), { ...options, tokens: () => world.tokens })
    : withStepUp(endpointOf(world), {
        ...options,
        provider,
        auth,
        UnauthorizedError: UnauthorizedErrorOfSdk,
      });
  const finish = (code: string): Promise<unknown> =>
    auth(provider, { serverUrl: RESOURCE, authorizationCode: code, fetchFn: fetch } as never);
  let finishing: Promise<unknown> | undefined;
  return {
    async send(req, op) {
      try {
        return await sendBy(fetch, world, req, op);
      } catch (error) {
        const isSentAway = error instanceof UnauthorizedErrorOfSdk;
        if (!isSentAway || world.trace.config.redirect === 'manual')
          throw isSentAway ? new UnauthorizedError() : error;
      }
      // The host's flow: one authorization for all that was sent away, then each request once more.
      await (finishing ??= finish('c').finally(() => (finishing = undefined)));
      return this.send(req, op);
    },
    callback: async ({ code }) => {
      await (code === undefined ? fetch.stepUp.denied() : finish(code));
    },
  };
}

/** Keeps tokens as hosts do: as they come, with nothing added. */
class TraceProvider {
  readonly clientMetadata: { redirect_uris: string[]; grant_types: string[] };
  readonly redirectUrl: string | undefined;
  readonly #world: TraceWorld;
  #verifier = '';

  constructor(world: TraceWorld) {
    const { grant } = world.trace.config;
    this.#world = world;
    this.clientMetadata = {
      redirect_uris: ['http://127.0.0.1/callback'],
      grant_types: [grant, 'refresh_token'],
    };
    this.redirectUrl = grant === 'client_credentials' ? undefined : 'http://127.0.0.1/callback';
    if (grant === 'client_credentials') this.prepareTokenRequest = prepareClientCredentials;
  }

  prepareTokenRequest?: (scope?: string) => URLSearchParams;
  clientInformation = () => ({ client_id: 'client' });
  tokens = () => this.#world.tokens;
  saveTokens = (tokens: TokenResponse) => void (this.#world.tokens = tokens);
  invalidateCredentials = () => void (this.#world.tokens = undefined);
  redirectToAuthorization = (url: URL) => this.#world.authorization(url.searchParams.get('scope'));
  saveCodeVerifier = (verifier: string) => void (this.#verifier = verifier);
  codeVerifier = () => this.#verifier;
}

function prepareClientCredentials(scope?: string): URLSearchParams {
  return new URLSearchParams({ grant_type: 'client_credentials', ...(scope === undefined ? {} : { scope }) });
}

function optionsOf({ trace, store }: TraceWorld) {
  const { mode, maxStepUpRetries } = trace.config;
  return { store, onInsufficientScope: mode, maxStepUpRetries };
}

function effectsOf(world: TraceWorld): StepUpEffects {
  const { config, prm, as } = world.trace;
  const tokens = () => world.tokens;
  if (config.provider === 'bearer') return { tokens };
  return {
    tokens,
    discover: async () => ({
      issuer: ISSUER,
      ...(prm.scopes_supported ? { scopesSupported: prm.scopes_supported } : {}),
      offlineAccess: as.scopes_supported?.includes('offline_access') ?? false,
    }),
    async authorize({ scope }): Promise<AuthorizationOutcome> {
      const isClientCredentials = config.grant === 'client_credentials';
      if (!isClientCredentials) world.authorization(scope);
      if (!isClientCredentials && config.redirect === 'manual') return 'redirected';
      keep(world, world.token(config.grant, isClientCredentials ? scope : null));
      return 'authorized';
    },
    async refresh() {
      const response = world.token('refresh_token', null);
      if (response.error === undefined) keep(world, response);
      return response.error === undefined;
    },
  };
}

function keep(world: TraceWorld, response: TokenResponse): void {
  world.tokens = response;
}

/** Sends an operation as JSON-RPC, or opens the GET stream. The request number goes along in a header. */
async function sendBy(fetch: StepUpFetch, world: TraceWorld, req: number, op: string): Promise<void> {
  const [method, name] = op.split(':');
  const token = world.tokens?.access_token;
  const headers = {
    'x-req': String(req),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  const response = await fetch(
    RESOURCE,
    op === 'GET'
      ? { method: 'GET', headers }
      : {
          method: 'POST',
          headers,
          body: JSON.stringify({ jsonrpc: '2.0', id: req, method, params: { name } }),
        },
  );
  if (!response.ok) throw new HttpError();
}

/** The servers of a trace as a `fetch`: the MCP endpoint, both metadata documents, and the token endpoint. */
function endpointOf(world: TraceWorld): FetchLike {
  return async (input, init) => {
    const url = new URL(input);
    const headers = new Headers(init?.headers);
    if (url.href === RESOURCE) {
      const { method, params } = JSON.parse(typeof init?.body === 'string' ? init.body : '{}');
      const op =
        method === undefined ? 'GET' : params.name === undefined ? method : `${method}:${params.name}`;
      const bearer = headers.get('authorization')?.replace('Bearer ', '');
      return world.mcp(Number(headers.get('x-req')), op, bearer);
    }
    if (url.href.startsWith('https://mcp.example.com/.well-known/oauth-protected-resource')) {
      const { scopes_supported } = world.trace.prm;
      const optional = scopes_supported === null ? {} : { scopes_supported };
      return Response.json({ resource: RESOURCE, authorization_servers: [ISSUER], ...optional });
    }
    if (url.href === `${ISSUER}/.well-known/oauth-authorization-server`) {
      const { scopes_supported } = world.trace.as;
      return Response.json({
        issuer: ISSUER,
        authorization_endpoint: `${ISSUER}/authorize`,
        token_endpoint: `${ISSUER}/token`,
        response_types_supported: ['code'],
        code_challenge_methods_supported: ['S256'],
        token_endpoint_auth_methods_supported: ['none'],
        ...(scopes_supported === null ? {} : { scopes_supported }),
      });
    }
    if (url.href === `${ISSUER}/token`) {
      const parameters = new URLSearchParams(init?.body as URLSearchParams);
      const response = world.token(parameters.get('grant_type')!, parameters.get('scope'));
      return Response.json(response, { status: response.error === undefined ? 200 : 400 });
    }
    return new Response('', { status: 404 });
  };
}
