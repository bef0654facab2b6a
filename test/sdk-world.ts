import type { ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import type { OAuthDiscoveryState } from '@modelcontextprotocol/sdk/client/auth.js';
import { afterEach, vi } from 'vitest';
import {
  startAuthorizationServer,
  type AuthorizationServer,
} from '../examples/scoped-tools/authorization-server.ts';
import { HeadlessProvider, type ProviderState } from '../examples/scoped-tools/client.ts';
import { listenOnLoopback } from '../examples/scoped-tools/loopback.ts';
import type { ScopedToolsOptions } from '../examples/scoped-tools/scoped-tools.ts';
import { startToolServer } from '../examples/scoped-tools/tool-server.ts';
import type { FetchLike } from '../runtime/index.ts';
import type { OfficialSdk } from './official-sdks.ts';

export type OfficialTransport = InstanceType<
  OfficialSdk['StreamableHTTPClientTransport' | 'SSEClientTransport']
>;

let closing: (() => Promise<unknown> | void)[] = [];

/** Takes something down after the test, the last one first. */
export function closeAfterwards(close: () => Promise<unknown> | void): void {
  closing.push(close);
}

afterEach(async () => {
  for (const close of closing.reverse()) await close();
  closing = [];
});

/** The real servers, and all that went to them. */
export interface World {
  readonly serverUrl: URL;
  readonly authorizationServer: AuthorizationServer;
  /** Which authorization server the tool server trusts. */
  readonly trusted: { issuer: string; introspect: AuthorizationServer['introspect'] };
  /** Requests that `withStepUp` sent: method, path, status. */
  readonly requests: string[];
  /** What the authorization server did, oldest first: consents that it asked for, and token requests. */
  readonly authorizations: string[];
  readonly fetch: FetchLike;
  /** The authorization requests that it saw: scope, and what was granted. */
  asked(): (readonly [scope: string | undefined, granted: string | undefined])[];
  /** The status of each request of this kind. */
  statuses(request: string): string[];
}

/** Starts an authorization server and a tool server, and records what goes to them. */
export async function start({ authorization, tools }: ScopedToolsOptions = {}): Promise<World> {
  const requests: string[] = [];
  const authorizations: string[] = [];
  const authorizationServer = await startAuthorizationServer({
    ...authorization,
    consent(asked) {
      authorizations.push(`consent ${asked.join(' ')}`);
      return authorization?.consent?.(asked) ?? asked;
    },
  });
  closeAfterwards(() => authorizationServer.close());
  const { origin: issuer, introspect } = authorizationServer;
  const trusted = { ...tools, issuer, introspect };
  const toolServer = await startToolServer(trusted);
  closeAfterwards(() => toolServer.close());
  return {
    authorizationServer,
    trusted,
    serverUrl: toolServer.url,
    requests,
    authorizations,
    async fetch(input, init) {
      const { pathname } = new URL(input);
      if (pathname === '/token') {
        const parameters = new URLSearchParams(init?.body as URLSearchParams);
        const scope = parameters.has('scope') ? ` for ${parameters.get('scope')}` : '';
        authorizations.push(`token by ${parameters.get('grant_type')}${scope}`);
      }
      const response = await fetch(input, init);
      requests.push(`${init?.method ?? 'GET'} ${pathname} ${response.status}`);
      return response;
    },
    asked: () => authorizationServer.requests.map(({ scope, granted }) => [scope, granted]),
    statuses: (request) =>
      requests.filter((each) => each.startsWith(`${request} `)).map((each) => each.slice(request.length + 1)),
  };
}

/** Waits for what a transport does by itself, however busy the machine is. */
export const waitFor = (check: () => void) => vi.waitFor(check, { timeout: 10_000 });

/** The callback of a redirect. */
export async function finishAuth(transport: OfficialTransport, provider: HeadlessProvider): Promise<void> {
  const { code, iss } = provider.takeAnswer();
  await (transport.finishAuth as (code: string, iss?: string) => Promise<void>).call(transport, code, iss);
}

/** Asked for, and granted. */
export const consented = (...scopes: string[]) => scopes.map((scope) => [scope, scope]);

/** Keeps what was discovered, as SDK v2 wants it for the callback (SEP-2352). */
export class DiscoveringProvider extends HeadlessProvider {
  readonly #kept: { discovery?: OAuthDiscoveryState };

  constructor(refreshTokens?: boolean, kept: ProviderState & { discovery?: OAuthDiscoveryState } = {}) {
    super(refreshTokens, kept);
    this.#kept = kept;
  }

  discoveryState() {
    return this.#kept.discovery;
  }

  saveDiscoveryState(state: OAuthDiscoveryState) {
    this.#kept.discovery = state;
  }
}

/** The user's refusal shows where it does in a browser: at the callback. */
export class BrowserProvider extends HeadlessProvider {
  #refusal: string | undefined;

  override async redirectToAuthorization(url: URL) {
    await super.redirectToAuthorization(url).catch(({ message }: Error) => (this.#refusal = message));
  }

  takeRefusal() {
    return this.#refusal;
  }
}

/** Holds the first refusals of tool calls until there are so many; gives them in the order of the calls. */
export function together(fetch: FetchLike, count: number): FetchLike {
  const waiting: { readonly order: number; readonly go: () => void }[] = [];
  let sent = 0;
  return async (input, init) => {
    const order = sent++;
    const response = await fetch(input, init);
    const isCall = typeof init?.body === 'string' && init.body.includes('tools/call');
    if (response.ok || !isCall || waiting.length === count) return response;
    await new Promise<void>((go) => {
      waiting.push({ order, go });
      if (waiting.length < count) return;
      for (const each of waiting.sort((a, b) => a.order - b.order)) each.go();
    });
    return response;
  };
}

/** A server that asks for `admin` when a client with a token connects, whatever the token has. */
export function neverConnecting(fetch: FetchLike): FetchLike {
  return async (input, init) => {
    const isConnect = typeof init?.body === 'string' && /"(initialize|server\/discover)"/.test(init.body);
    if (!isConnect || !new Headers(init.headers).has('authorization')) return fetch(input, init);
    const header = 'Bearer error="insufficient_scope", scope="admin"';
    return new Response('', { status: 403, headers: { 'www-authenticate': header } });
  };
}

/** A request as it came, without what HTTP makes of it on the way. */
interface RawRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/**
 * An MCP server with a session, which keeps what it gets word for word. Its tool call needs `write`, and is never
 * answered then.
 */
export async function startSessionServer({ origin, introspect }: AuthorizationServer) {
  const seen: RawRequest[] = [];
  let hang: (response: ServerResponse) => void;
  const hanging = new Promise<ServerResponse>((resolve) => (hang = resolve));
  const server = await listenOnLoopback((request, response) => {
    const resource = url.href;
    const give = (status: number, headers: Record<string, string> = {}, document: unknown = {}): void => {
      const type = { 'content-type': 'application/json' };
      response.writeHead(status, { ...type, ...headers }).end(status === 202 ? '' : JSON.stringify(document));
    };
    const refuse = (status: 401 | 403, challenge: string): void =>
      give(status, { 'www-authenticate': `Bearer ${challenge}` });
    void text(request).then((body) => {
      const { method, rawHeaders } = request;
      if (request.url === '/.well-known/oauth-protected-resource/mcp')
        return give(200, {}, { resource, authorization_servers: [origin] });
      if (request.url !== '/mcp' || method !== 'POST') return give(405);
      const names = rawHeaders.filter((_, i) => i % 2 === 0).map((name) => name.toLowerCase());
      const headers = Object.fromEntries(names.map((name, i) => [name, rawHeaders[2 * i + 1]]));
      seen.push({ method, url: request.url, headers, body });
      const token = introspect(headers['authorization']?.replace('Bearer ', '') ?? '');
      if (token?.resource !== resource) return refuse(401, 'scope="basic"');
      const { id, method: operation, params } = JSON.parse(body) as Readonly<Record<string, unknown>>;
      if (operation === 'initialize') {
        const { protocolVersion } = params as { readonly protocolVersion: string };
        const serverInfo = { name: 'session', version: '1' };
        const result = { protocolVersion, capabilities: { tools: {} }, serverInfo };
        return give(200, { 'mcp-session-id': 'session-1' }, { jsonrpc: '2.0', id, result });
      }
      if (id === undefined) return give(202);
      if (token.scopes.includes('write')) return hang(response);
      refuse(403, 'error="insufficient_scope", scope="write"');
    });
  });
  closeAfterwards(() => server.close());
  const url = new URL('/mcp', server.origin);
  return { url, seen, hanging };
}
