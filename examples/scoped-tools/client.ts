import { randomUUID } from 'node:crypto';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type {
  OAuthClientInformationMixed,
  OAuthClientMetadata,
  OAuthTokens,
} from '@modelcontextprotocol/sdk/shared/auth.js';
import type { FetchLike, Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import type { SdkClient } from './sdk.ts';
import { resolveClientMetadata } from '../../runtime/resolve-client-metadata.ts';

export interface HeadlessClientOptions {
  /** The MCP endpoint. */
  readonly serverUrl: URL;
  /** The SDK build to run on, see `loadSdkClient`. */
  readonly sdk: SdkClient;
  /**
   * Registers the `refresh_token` grant, so that the client holds refresh tokens. `auth()` of SDK v1 then refreshes
   * where it should ask for more, and no step-up gets anywhere. Default: `false`.
   */
  readonly refreshTokens?: boolean;
  /** Keeps registration and tokens. Default: a new provider, which has neither. */
  readonly provider?: HeadlessProvider;
  /** What the transport sends requests with, such as `withStepUp(fetch, …)` around the same provider. */
  readonly fetch?: FetchLike;
  /** How many authorizations the host completes for one operation before it gives up on it. Default: 5. */
  readonly maxAuthorizations?: number;
}

/** An MCP host without a user: it authorizes as a browser would, and sends an operation again afterwards. */
export interface HeadlessClient {
  /**
   * Runs an operation on a connected client, and runs it again after each authorization that it turns out to need.
   * The first operation connects.
   * @throws The operation's own error, or an `Error` when it asks for yet another after `maxAuthorizations`.
   */
  perform<T>(operation: (client: Client) => Promise<T>): Promise<T>;
  /** Calls a tool and gives the text of its answer. */
  callTool(name: string, input?: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

/** The host pattern that the SDK documents: on `UnauthorizedError` get a code, `finishAuth(code)`, send again. */
export function createHeadlessClient(options: HeadlessClientOptions): HeadlessClient {
  const { serverUrl, sdk, refreshTokens = false, maxAuthorizations = 5 } = options;
  const { provider = new HeadlessProvider(refreshTokens), fetch } = options;
  let client: Client | undefined;
  let transport: StreamableHTTPClientTransport | undefined;
  let finishing: Promise<void> | undefined;

  async function connected(): Promise<Client> {
    if (client) return client;
    // A failed `connect` closes its transport, so each attempt takes a new one.
    const fresh = new sdk.Client({ name: 'scoped-tools-client', version: '1.0.0' });
    transport = new sdk.StreamableHTTPClientTransport(serverUrl, {
      authProvider: provider,
      ...(fetch ? { fetch } : {}),
    });
    await fresh.connect(transport as Transport);
    client = fresh;
    return client;
  }

  /** Completes the authorization that is under way, once for all operations that wait for it. */
  async function finishAuth(): Promise<void> {
    if (provider.hasAnswer) finishing = finish().finally(() => (finishing = undefined));
    await finishing;
  }

  async function finish(): Promise<void> {
    const { code, iss } = provider.takeAnswer();
    // SDK v2 wants the issuer, too (RFC 9207); v1 does not look at it.
    const { finishAuth } = transport as { finishAuth: (code: string, iss?: string) => Promise<void> };
    await finishAuth.call(transport, code, iss);
  }

  const headless: HeadlessClient = {
    async perform(operation) {
      for (let authorizations = 0; ; authorizations += 1) {
        try {
          return await operation(await connected());
        } catch (error) {
          if (!(error instanceof sdk.UnauthorizedError)) throw error;
          if (authorizations === maxAuthorizations) {
            throw new Error(`gave up after ${maxAuthorizations} authorizations`, { cause: error });
          }
          await finishAuth();
        }
      }
    },
    callTool(name, input = {}) {
      return headless.perform(async (connectedClient) => {
        const { content } = await connectedClient.callTool({ name, arguments: input });
        return (content as { text?: string }[]).map(({ text }) => text ?? '').join('\n');
      });
    },
    async close() {
      await client?.close();
    },
  };
  return headless;
}

/** What a host keeps from one run to the next, and between the redirect and the callback. It is plain JSON. */
export interface ProviderState {
  information?: OAuthClientInformationMixed;
  tokens?: OAuthTokens;
  verifier?: string;
  state?: string;
}

/** The authorization response (RFC 6749 §4.1.2, RFC 9207 §2). */
export interface AuthorizationAnswer {
  readonly code: string;
  readonly iss: string | undefined;
}

/**
 * Keeps one client's registration, tokens and PKCE verifier, and "opens the browser" by asking for the authorization
 * page itself: the redirect that comes back is read, not followed.
 */
export class HeadlessProvider implements OAuthClientProvider {
  readonly redirectUrl = 'http://127.0.0.1/callback';
  readonly clientMetadata: OAuthClientMetadata;
  readonly #kept: ProviderState;
  #answer: AuthorizationAnswer | undefined;

  /**
   * @param refreshTokens Whether to register the `refresh_token` grant.
   * @param kept Where everything is kept; what an earlier provider had kept goes on.
   */
  constructor(refreshTokens = false, kept: ProviderState = {}) {
    this.#kept = kept;
    // With the `application_type` that a redirect to the loopback interface asks for (SEP-837).
    this.clientMetadata = resolveClientMetadata({
      redirectUrl: this.redirectUrl,
      clientMetadata: {
        client_name: 'scoped-tools headless client',
        redirect_uris: [this.redirectUrl],
        grant_types: refreshTokens ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
        response_types: ['code'],
        token_endpoint_auth_method: 'none',
      },
    });
  }

  clientInformation() {
    return this.#kept.information;
  }

  saveClientInformation(information: OAuthClientInformationMixed) {
    this.#kept.information = information;
  }

  tokens() {
    return this.#kept.tokens;
  }

  saveTokens(tokens: OAuthTokens) {
    this.#kept.tokens = tokens;
  }

  codeVerifier() {
    return this.#kept.verifier ?? '';
  }

  saveCodeVerifier(verifier: string) {
    this.#kept.verifier = verifier;
  }

  state() {
    return (this.#kept.state = randomUUID());
  }

  async redirectToAuthorization(authorizationUrl: URL) {
    const response = await fetch(authorizationUrl, { redirect: 'manual' });
    const location = response.headers.get('location');
    if (!location) throw new Error(`no redirect: ${response.status} ${await response.text()}`);
    const answer = new URL(location).searchParams;
    // RFC 6749 §10.12: an answer to another request is not ours.
    if (answer.get('state') !== this.#kept.state)
      throw new Error('the state of the authorization response is not ours');
    const code = answer.get('code');
    if (!code) throw new Error(`authorization refused: ${answer.get('error') ?? 'no code'}`);
    this.#answer = { code, iss: answer.get('iss') ?? undefined };
  }

  /** Whether there is an answer that nobody took. */
  get hasAnswer(): boolean {
    return this.#answer !== undefined;
  }

  /** The answer of the last redirect, once. */
  takeAnswer(): AuthorizationAnswer {
    const answer = this.#answer;
    if (!answer) throw new Error('there is no authorization code: nothing was redirected');
    this.#answer = undefined;
    return answer;
  }
}
