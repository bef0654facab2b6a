import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@modelcontextprotocol/sdk/client/index.js';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { HeadlessProvider } from '../../examples/scoped-tools/client.ts';
import type { ClientBuild } from './client-build.ts';
import type { StepUpWorld } from './step-up-world.ts';

/** How a call ended. A host that was sent to the authorization server has been there already. */
export type Outcome =
  | { readonly kind: 'done'; readonly text: string }
  | { readonly kind: 'redirected' }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What the options of a host's transports are, beside its provider. */
export interface TransportOptions {
  readonly onInsufficientScope?: 'reauthorize' | 'throw';
  readonly maxStepUpRetries?: number;
  readonly requestInit?: RequestInit;
  /** Which transport. Default: Streamable HTTP. */
  readonly kind?: 'SSEClientTransport';
  /** `undefined` for a host that brings its token by itself. */
  readonly authProvider?: OAuthClientProvider | undefined;
}

/** An MCP host as the SDK documents it: on `UnauthorizedError` it gets a code and calls `finishAuth`. */
export class StepUpHost {
  readonly world: StepUpWorld;
  readonly build: ClientBuild;
  readonly provider: HeadlessProvider;
  /** What the last transport reports where no call waits for it. */
  errors: readonly unknown[] = [];
  /** The status of each GET to the server. */
  readonly streams: number[] = [];
  readonly #options: TransportOptions;
  #client: Client | undefined;
  #transport: StreamableHTTPClientTransport | undefined;

  constructor(
    world: StepUpWorld,
    build: ClientBuild,
    {
      refreshTokens = false,
      ...options
    }: TransportOptions & {
      readonly refreshTokens?: boolean;
    } = {},
  ) {
    this.world = world;
    this.build = build;
    this.provider = new HeadlessProvider(refreshTokens);
    this.#options = options;
  }

  /** Connects with a new transport, after the authorizations that this needs. */
  async connect(): Promise<Client> {
    for (let authorizations = 0; ; authorizations += 1) {
      const client = new this.build.Client({ name: 'step-up-host', version: '1.0.0' });
      const errors: unknown[] = [];
      client.onerror = (error) => void errors.push(error);
      this.errors = errors;
      this.#transport = this.#newTransport();
      this.world.closeWith(() => client.close());
      try {
        await client.connect(this.#transport as Transport);
        return (this.#client = client);
      } catch (error) {
        if (authorizations === 3 || !(error instanceof this.build.UnauthorizedError)) throw error;
        await this.finishAuth();
      }
    }
  }

  get client(): Client {
    if (!this.#client) throw new Error('the host is not connected');
    return this.#client;
  }

  #newTransport(): StreamableHTTPClientTransport {
    const { kind = 'StreamableHTTPClientTransport', ...options } = this.#options;
    const Constructor = this.build[kind];
    if (!Constructor) throw new Error(`there is no ${kind}`);
    return new Constructor(this.world.serverUrl, {
      authProvider: this.provider,
      fetch: async (input: string | URL, init?: RequestInit) => {
        const response = await fetch(input, init);
        if (String(input) === this.world.serverUrl.href && (init?.method ?? 'GET') === 'GET')
          this.streams.push(response.status);
        return response;
      },
      ...options,
    } as never) as StreamableHTTPClientTransport;
  }

  /** The callback of the last redirect. */
  async finishAuth(): Promise<void> {
    const { code, iss } = this.provider.takeAnswer();
    // SDK v2 wants the issuer, too (RFC 9207); v1 does not look at it.
    const transport = this.#transport as { finishAuth: (code: string, iss?: string) => Promise<void> };
    await transport.finishAuth(code, iss);
  }

  /** Sends one tool call, once. Where this leads to a redirect, the authorization is completed. */
  async send(tool: string): Promise<Outcome> {
    try {
      const { content } = await this.client.callTool({ name: tool, arguments: {} });
      return {
        kind: 'done',
        text: (content as { text?: string }[]).map(({ text }) => text ?? '').join('\n'),
      };
    } catch (error) {
      if (!(error instanceof this.build.UnauthorizedError)) return { kind: 'failed', error };
      await this.finishAuth();
      return { kind: 'redirected' };
    }
  }

  /** Calls a tool, and again after each redirect. */
  async call(tool: string, maxRedirects = 4): Promise<Outcome> {
    for (let redirects = 0; ; redirects += 1) {
      const outcome = await this.send(tool);
      if (outcome.kind !== 'redirected' || redirects === maxRedirects) return outcome;
    }
  }

  /** Calls tools one after the other. @throws If one of them has no result. */
  async callAll(...tools: readonly string[]): Promise<void> {
    for (const tool of tools) {
      const outcome = await this.call(tool);
      if (outcome.kind === 'done') continue;
      const why = outcome.kind === 'failed' ? nameOf(outcome.error) : 'it is redirected again and again';
      throw new Error(`${tool} does not succeed: ${why}`);
    }
  }
}

/** An error in one line. */
export function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const name = error.name === 'Error' ? error.constructor.name : error.name;
  return `${name}: ${error.message}`.split('\n')[0]!.slice(0, 160);
}

/** Waits for what a transport does by itself. */
export async function until(what: string, holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 8000; !holds(); await sleep(5)) {
    if (Date.now() > end) throw new Error(`${what}: waited in vain`);
  }
}
