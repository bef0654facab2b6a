import type { FetchLike } from './discover-authorization.ts';
import { InsufficientScopeError } from './insufficient-scope-error.ts';
import { operationOf } from './operation-of.ts';
import { parseChallenges } from './parse-challenges.ts';
import { sdkEffects, type SdkAuth, type SdkProvider } from './sdk-effects.ts';
import { selectChallenge, type SelectedChallenge } from './select-challenge.ts';
import { StepUp, type StepUpEffects, type StepUpOptions } from './step-up.ts';
import { UnauthorizedError } from './unauthorized-error.ts';
import { UnreplayableRequestError } from './unreplayable-request-error.ts';

/** A longer header is not read at all: a part of it could end in the middle of a scope token. */
const MAX_HEADER_LENGTH = 8192;

/** Beyond the retry cap a request is sent again after a refresh, after a 401, and if it waited for another one. */
const SPARE_RETRIES = 3;

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
 * request in its `Authorization` alone.
 * @throws UnauthorizedError The SDK's, or this package's: the user was sent to the authorization server.
 * @throws InsufficientScopeError There is no step-up, or no further one.
 * @throws TokenRejectedError The server answers 401 to a token that was just issued.
 * @throws UnreplayableRequestError Authorization is complete, but the request cannot be sent again.
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
    ? sdkEffects({ ...sdk, serverUrl, fetchFn: sdk.fetchFn ?? fetch }, lastResourceMetadataUrl)
    : (options as HostAuthorization);
  const stepUp = new StepUp({ ...options, resource: serverUrl }, effects);

  async function lastResourceMetadataUrl(): Promise<string | undefined> {
    return (await stepUp.scopes.read()).resourceMetadataUrl;
  }

  async function stepUpFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
    const request = new Replayable(input, init, serverUrl);
    const { url } = request;
    const isEndpoint = url.origin === serverUrl.origin && url.pathname === serverUrl.pathname;
    if (!isEndpoint && (url.origin !== serverUrl.origin || request.bearer === undefined))
      return fetch((await metadataPlaceFor(request)) ?? (input as string | URL), init);

    if (request.bearer === undefined) request.authorize((await effects.tokens())?.access_token);
    const operation = (): string => (options.operationOf ?? operationOf)(request.method, init?.body);
    for (let retries = 0; ; retries++) {
      const { round } = stepUp;
      const response = await request.send(fetch);
      const refused = response.status === 401 || response.status === 403;
      if (response.ok) await forget(operation());
      if (!refused) return response;

      const header = response.headers.get('www-authenticate') ?? '';
      const challenge =
        header.length > MAX_HEADER_LENGTH ? undefined : selectChallenge(parseChallenges(header));
      const isStepUp = StepUp.isStepUp({ status: response.status, challenge });
      if (response.status === 403 && !isStepUp) return withoutMisreadable(response, header);

      const answer = await answered(request, response, challenge, { operation: operation(), round });
      if (answer) return answer;
      // Attempts end with the issuer that they were made at; a server that names another one each time ends here.
      if (retries > stepUp.scopes.maxStepUpRetries + SPARE_RETRIES) return withHeader(response);
      await response.body?.cancel();
      if (!request.isReplayable) throw new UnreplayableRequestError();
      request.authorize((await effects.tokens())?.access_token);
    }
  }

  /** The response that the caller gets instead of a retry, if any. */
  async function answered(
    request: Replayable,
    response: Response,
    challenge: SelectedChallenge | undefined,
    { operation, round }: { readonly operation: string; readonly round: number },
  ): Promise<Response | undefined> {
    const { status } = response;
    const refusal = { operation, status, challenge, token: request.bearer, round };
    // The SDK's SSE transport answers a 401 of its event source by itself; it only has to ask for the right scope.
    let left: string | undefined;
    const isLeft = sdk?.provider.redirectUrl && request.isEventSource && status === 401;
    const leave: StepUpEffects['authorize'] = async ({ scope }) => {
      left = scope;
      return 'redirected';
    };
    try {
      const outcome = await unlessAborted(
        stepUp.refused(refusal, isLeft ? leave : undefined),
        request.signal,
      );
      if (outcome === 'retry') return undefined;
      if (outcome === 'unanswered') return response;
    } catch (error) {
      // An event source does not pass an error on, and connects again and again; at a refusal it stops.
      if (request.isEventSource && error instanceof InsufficientScopeError) return withHeader(response);
      throw error;
    }
    if (isLeft) return withHeader(response, challengeFor(left, challenge));
    if (request.isEventSource) return withHeader(response);
    await response.body?.cancel();
    throw new (options.UnauthorizedError ?? UnauthorizedError)();
  }

  /** A response that came is not lost because a store fails: the attempts then stay counted. */
  async function forget(operation: string): Promise<void> {
    try {
      await stepUp.succeeded(operation);
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
    const place = isMetadata ? await lastResourceMetadataUrl() : undefined;
    if (place === undefined || !URL.canParse(place)) return undefined;
    const other = new URL(place);
    return other.protocol === 'https:' || other.origin === serverUrl.origin ? other : undefined;
  }

  return Object.assign(stepUpFetch, { stepUp });
}

/** A request that can be sent more than once. */
class Replayable {
  readonly url: URL;
  readonly method: string;
  readonly signal: AbortSignal | null | undefined;
  /** Whether it can be sent again with another token. */
  readonly isReplayable: boolean;
  /** Whether an `EventSource` sends it (HTML §9.2.2: its requests are not cached). */
  readonly isEventSource: boolean;
  /** The access token that it carries. */
  bearer: string | undefined;
  readonly #input: string | URL;
  readonly #request: Request | undefined;
  readonly #init: RequestInit | undefined;
  #headers: Headers | undefined;

  /** @param base What a relative URL is relative to. */
  constructor(input: string | URL | Request, init: RequestInit | undefined, base: URL) {
    const request = typeof input === 'object' && 'headers' in input ? (input as Request) : undefined;
    const { cache } = (init ?? {}) as { readonly cache?: string };
    this.#input = input as string | URL;
    this.#request = request;
    this.#init = init;
    this.url = new URL(request?.url ?? this.#input, base);
    this.method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    this.signal = init?.signal ?? request?.signal;
    this.isEventSource = this.method === 'GET' && (cache ?? request?.cache) === 'no-store';
    const [scheme = '', token] = this.#originalHeaders().get('authorization')?.split(/ +/) ?? [];
    const isSigned = scheme.toLowerCase() === 'dpop';
    this.bearer = isSigned || scheme.toLowerCase() === 'bearer' ? token : undefined;
    this.isReplayable = !isSigned && !isStream(init?.body);
  }

  /** Puts another access token on it. */
  authorize(token: string | undefined): void {
    if (token === undefined || token === this.bearer) return;
    this.#headers = this.#originalHeaders();
    this.#headers.set('authorization', `Bearer ${token}`);
    this.bearer = token;
  }

  send(fetch: FetchLike): Promise<Response> {
    const init = this.#headers ? { ...this.#init, headers: this.#headers } : this.#init;
    // A `Request` can be sent once, so a copy of it is.
    return fetch((this.#request?.clone() as never) ?? this.#input, init);
  }

  #originalHeaders(): Headers {
    return new Headers(this.#init?.headers ?? this.#request?.headers);
  }
}

function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && ('getReader' in body || Symbol.asyncIterator in body);
}

/**
 * A 403 that is no step-up, but that the regular expressions of SDKs take for one (by text inside of a quoted value, or
 * a header too long to be read): they would request a scope from it.
 */
function withoutMisreadable(response: Response, header: string): Response {
  return header.includes('insufficient_scope') ? withHeader(response) : response;
}

/** The response with another challenge, or with none. */
function withHeader(response: Response, challenge?: string): Response {
  const headers = new Headers(response.headers);
  headers.delete('www-authenticate');
  if (challenge !== undefined) headers.set('www-authenticate', challenge);
  const { status, statusText, body } = response;
  return new Response(body, { status, statusText, headers });
}

/** A challenge for this scope. Scope tokens need no escapes (RFC 6749 §3.3), and a URL that would is left out. */
function challengeFor(scope: string | undefined, challenge: SelectedChallenge | undefined): string {
  const metadata = challenge?.resource_metadata;
  const parameters = [
    ...(scope === undefined ? [] : [`scope="${scope}"`]),
    ...(metadata !== undefined && URL.canParse(metadata)
      ? [`resource_metadata="${new URL(metadata).href}"`]
      : []),
  ];
  return `Bearer ${parameters.join(', ')}`;
}

/** Rejects when the request is given up; the authorization goes on, for others may wait for it. */
function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason as Error);
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
