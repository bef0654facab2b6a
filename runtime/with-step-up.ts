import { absoluteUrl } from './absolute-url.ts';
import { fetchableUrl, type FetchLike } from './discover-authorization.ts';
import { operationOf } from './operation-of.ts';
import { parseChallenges } from './parse-challenges.ts';
import { MemoryScopeStore, type ScopeStore } from './memory-scope-store.ts';
import { sdkEffects, type SdkAuth, type SdkProvider } from './sdk-effects.ts';
import type { ScopeState } from './scope-state.ts';
import { selectChallenge, type SelectedChallenge } from './select-challenge.ts';
import {
  StepUp,
  type AuthorizationRequest,
  type Refusal,
  type StepUpEffects,
  type StepUpOptions,
} from './step-up.ts';
import { TokenRejectedError } from './token-rejected-error.ts';
import { UnauthorizedError } from './unauthorized-error.ts';
import { UnreplayableRequestError } from './unreplayable-request-error.ts';

/** A longer header is not read at all: a part of it could end in the middle of a scope token. */
const MAX_HEADER_LENGTH = 8192;

/** The stores of providers: whoever makes a client for one of them goes on where the former client was. */
const stores = new WeakMap<SdkProvider, ScopeStore>();

interface CommonOptions extends Omit<StepUpOptions, 'resource'> {
  /** The MCP endpoint, as it is given to the transport. Requests to other places are passed through. */
  readonly serverUrl: string | URL;
  /** Names what a request does; attempts are counted by it. Default: the JSON-RPC method and its subject. */
  readonly operationOf?: ((method: string, body: unknown) => string) | undefined;
}

/** To authorize with the SDK's own `auth`, v1 or v2. */
export interface SdkAuthorization<P extends SdkProvider> {
  /** The provider that the transport has as `authProvider`. */
  readonly provider: P;
  readonly auth: SdkAuth<P>;
  /** The SDK's own, which is thrown when the user was sent away: hosts test for it before they call `finishAuth`. */
  readonly UnauthorizedError: new (message?: string) => Error;
  /** For requests to the authorization server. Default: the `fetch` that is wrapped. */
  readonly fetchFn?: FetchLike | undefined;
}

/** To authorize with the host's own code. Without `authorize` a step-up throws `InsufficientScopeError`. */
export interface HostAuthorization extends StepUpEffects {
  readonly UnauthorizedError?: (new (message?: string) => Error) | undefined;
}

export type WithStepUpOptions<P extends SdkProvider> = CommonOptions &
  (SdkAuthorization<P> | HostAuthorization);

/** A `fetch` that steps up, with the engine that it uses. */
export type StepUpFetch = ((input: string | URL | Request, init?: RequestInit) => Promise<Response>) & {
  /** For the host: `denied()` when the user comes back without consent; `scopes` for what is requested and granted. */
  readonly stepUp: StepUp;
};

/**
 * Wraps a `fetch` so that requests to an MCP server get the token and the scope that they need: at 403
 * `insufficient_scope` it requests the union of prior and challenged scope and sends the request again; at 401 it
 * refreshes or authorizes without losing scope. It sits below a transport, so it serves POST, the GET stream and SSE.
 * @param fetch What sends requests, such as `globalThis.fetch`.
 * @returns Responses as `fetch` gives them, of the first request or of the last retry. A retry differs from the first
 * request in its `Authorization` alone. It rejects with:
 * - `UnauthorizedError`, the SDK's or this package's: the user was sent to the authorization server;
 * - `InsufficientScopeError`: there is no step-up, or no further one;
 * - `TokenRejectedError`: the server answers 401 to a token that was just issued, or to one request three times;
 * - `UnreplayableRequestError`: authorization is complete, but the request cannot be sent again.
 * @throws RangeError At once, if `maxStepUpRetries` is no whole number from 0 up.
 * @throws TypeError At once, if `serverUrl` is no absolute URL.
 * @example new StreamableHTTPClientTransport(url, {
 *   authProvider,
 *   fetch: withStepUp(fetch, { serverUrl: url, provider: authProvider, auth, UnauthorizedError }),
 * });
 * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)
 */
export function withStepUp<P extends SdkProvider = SdkProvider>(
  fetch: FetchLike,
  options: WithStepUpOptions<P>,
): StepUpFetch {
  const serverUrl = new URL(options.serverUrl);
  const sdk = 'provider' in options ? options : undefined;
  const effects: StepUpEffects = sdk
    ? sdkEffects({ ...sdk, serverUrl, fetchFn: sdk.fetchFn ?? fetch }, readState)
    : (options as HostAuthorization);
  const store = options.store ?? (sdk && storeOf(sdk.provider));
  const requests = {
    ...options,
    store,
    resource: serverUrl,
    // The SDK reads it no sooner either: until then a provider may know neither its scope nor where it redirects to.
    get defaultScope() {
      return options.defaultScope ?? sdk?.provider.clientMetadata.scope;
    },
  };
  const stepUp = new StepUp(requests, effects);

  function readState(): Promise<ScopeState> {
    return stepUp.scopes.read();
  }

  async function stepUpFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Replayable(input, init, serverUrl);
    if (!request.isFor(serverUrl))
      return fetch((await metadataPlaceFor(request)) ?? (input as string | URL), init);

    if (request.token === undefined) request.authorize((await effects.tokens())?.access_token);
    const operation = (): string => (options.operationOf ?? operationOf)(request.method, init?.body);
    let rejections = 0;
    for (;;) {
      const { round } = stepUp;
      const response = await request.send(fetch);
      if (response.ok) await forget(operation);
      const { status, headers } = response;
      const header = headers.get('www-authenticate') ?? '';
      const challenge = challengeIn(header);
      const refusal = { status, challenge };
      const isStepUp = StepUp.isStepUp(refusal);
      if (!isStepUp) {
        const isLeftToSigner = request.isSigned || challenge?.error === 'use_dpop_nonce';
        if (status === 403) return withoutMisreadable(response, header);
        if (status !== 401 || isLeftToSigner) return response;
        // One request refreshes once and authorizes once for a 401; the engine bounds its step-ups.
        if (++rejections > 2) throw new TokenRejectedError();
      }
      const { signal, token } = request;
      const answer = await answerTo(response, request, {
        ...refusal,
        operation: operation(),
        round,
        token,
        signal,
      });
      if (answer) return answer;

      await discard(response);
      if (!request.isReplayable) throw new UnreplayableRequestError();
      request.authorize((await effects.tokens())?.access_token);
    }
  }

  /** The response that the caller gets instead of a retry, if any. */
  async function answerTo(
    response: Response,
    { isEventSource }: Replayable,
    refusal: Refusal,
  ): Promise<Response | undefined> {
    const { signal } = refusal;
    const isLeft = isEventSource && sdk?.provider.redirectUrl && refusal.status === 401;
    let challenge: string | undefined;
    // The SDK's SSE transport answers a 401 of its event source by itself, and needs to know the scope to ask for.
    const leave: StepUpEffects['authorize'] = async (request) => {
      // The SDK would send a token of another issuer, so this authorization is not left to it.
      if (!request.held && (await effects.tokens())) return effects.authorize!(request);
      challenge = challengeFor(request);
      return 'redirected';
    };
    try {
      const outcome = await unlessAborted(stepUp.refused(refusal, isLeft ? leave : undefined), signal);
      if (outcome === 'retry') return undefined;
      if (outcome === 'unanswered') return response;
    } catch (error) {
      if (!isEventSource || signal?.aborted) throw error;
    }
    // An event source does not pass an error on: it connects again and again. So it gets a response, at which it stops.
    if (isEventSource) return withChallenge(response, challenge, challenge ? 401 : 403);
    await discard(response);
    throw new (options.UnauthorizedError ?? UnauthorizedError)();
  }

  /** A response that came is not lost because a store fails: the attempts then stay counted. */
  async function forget(operation: () => string): Promise<void> {
    try {
      await stepUp.succeeded(operation());
    } catch {
      return;
    }
  }

  /**
   * `finishAuth` of a transport looks for the resource's metadata in the well-known place if the transport itself has
   * seen no challenge. It gets what the last challenge pointed to.
   */
  async function metadataPlaceFor({ url, method }: Replayable): Promise<URL | undefined> {
    const isMetadata =
      method === 'GET' &&
      url.origin === serverUrl.origin &&
      url.pathname.startsWith('/.well-known/oauth-protected-resource');
    return isMetadata ? fetchableUrl((await readState()).resourceMetadataUrl, serverUrl) : undefined;
  }

  return Object.assign(stepUpFetch, { stepUp });
}

function storeOf(provider: SdkProvider): ScopeStore {
  const store = stores.get(provider) ?? new MemoryScopeStore();
  stores.set(provider, store);
  return store;
}

/** A request that can be sent more than once. */
class Replayable {
  readonly url: URL;
  readonly method: string;
  readonly signal: AbortSignal | null | undefined;
  /** Whether it can be sent again with another token. */
  readonly isReplayable: boolean;
  /** Whether an `EventSource` sends it: its requests are CORS requests that are not cached (HTML §9.2.2). */
  readonly isEventSource: boolean;
  /** Whether it is signed for its token: then it has to be signed anew, and a 401 is answered by who signs (RFC 9449 §9). */
  readonly isSigned: boolean;
  /** The access token that it carries. */
  token: string | undefined;
  readonly #hasCredentials: boolean;
  readonly #input: string | URL;
  readonly #request: Request | undefined;
  #init: RequestInit | undefined;

  /** @param base What a relative URL is relative to. */
  constructor(input: string | URL | Request, init: RequestInit | undefined, base: URL) {
    const request = typeof input === 'object' && 'headers' in input ? (input as Request) : undefined;
    const { cache, mode } = (init ?? request ?? {}) as { readonly cache?: string; readonly mode?: string };
    this.#input = input as string | URL;
    this.#request = request;
    this.#init = init;
    const { location } = globalThis as { readonly location?: { readonly href: string } };
    this.url = new URL(request?.url ?? this.#input, location?.href ?? base);
    this.method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    this.signal = init?.signal ?? request?.signal;
    this.isEventSource = this.method === 'GET' && cache === 'no-store' && mode === 'cors';
    const authorization = this.#headers().get('authorization');
    const [scheme = '', token] = authorization?.split(/ +/) ?? [];
    this.#hasCredentials = authorization !== null;
    this.isSigned = scheme.toLowerCase() === 'dpop';
    this.token = this.isSigned || scheme.toLowerCase() === 'bearer' ? token : undefined;
    this.isReplayable = !this.isSigned && !isStream(init?.body);
  }

  /** Whether it is for the resource: to the endpoint itself, or with an access token to the same origin. */
  isFor(serverUrl: URL): boolean {
    if (this.url.origin !== serverUrl.origin) return false;
    return this.#hasCredentials ? this.token !== undefined : this.url.pathname === serverUrl.pathname;
  }

  /** Puts another access token on it. */
  authorize(token: string | undefined): void {
    if (token === undefined || token === this.token) return;
    const headers = this.#headers();
    headers.set('authorization', `Bearer ${token}`);
    this.#init = { ...this.#init, headers };
    this.token = token;
  }

  send(fetch: FetchLike): Promise<Response> {
    // A `Request` can be sent once, so a copy of it is.
    return fetch((this.#request?.clone() as never) ?? this.#input, this.#init);
  }

  /** A copy of its headers. */
  #headers(): Headers {
    return new Headers(this.#init?.headers ?? this.#request?.headers);
  }
}

function isStream(body: unknown): boolean {
  const object = Object(body) as object;
  return 'getReader' in object || Symbol.asyncIterator in object;
}

/** The challenge that a client acts on. A header that is too long to be read whole has none. */
function challengeIn(header: string): SelectedChallenge | undefined {
  return header.length > MAX_HEADER_LENGTH ? undefined : selectChallenge(parseChallenges(header));
}

/**
 * A 403 that is no step-up, but that the regular expressions of SDKs take for one (by text inside of a quoted value, or
 * a header too long to be read): they would request a scope from it.
 */
function withoutMisreadable(response: Response, header: string): Response {
  return header.includes('insufficient_scope') ? withChallenge(response, undefined) : response;
}

/** The response with another challenge, or with none. */
function withChallenge(
  response: Response,
  challenge: string | undefined,
  status = response.status,
): Response {
  const headers = new Headers(response.headers);
  headers.delete('www-authenticate');
  if (challenge !== undefined) headers.set('www-authenticate', challenge);
  return new Response(response.body, { status, statusText: response.statusText, headers });
}

/** Nobody reads the body of a refusal that is answered; that it cannot be read any more is no matter. */
async function discard({ body }: Response): Promise<void> {
  await body?.cancel().catch(() => undefined);
}

/** A challenge for this scope. Scope tokens need no escapes (RFC 6749 §3.3), and a URL is written without them. */
function challengeFor({ scope, challenge }: AuthorizationRequest): string {
  const metadata = absoluteUrl(challenge?.resource_metadata);
  const parameters = [scope && `scope="${scope}"`, metadata && `resource_metadata="${metadata.href}"`];
  return `Bearer ${parameters.filter(Boolean).join(', ')}`;
}

/** Rejects when the request is given up; the authorization goes on, for others may wait for it. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort);
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
