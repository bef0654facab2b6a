import type { ScopeState, ScopeStore } from '../../runtime/index.ts';

/** A token response (RFC 6749 §5.1), or an error response of the token endpoint (§5.2). */
export interface TokenResponse {
  readonly access_token: string;
  readonly token_type: string;
  readonly scope?: string;
  readonly refresh_token?: string;
  readonly error?: string;
}

export interface Send {
  readonly do: 'send' | 'open';
  readonly req: number;
  readonly op: string;
}

export type Step =
  | Send
  | { readonly do: 'parallel'; readonly sends: readonly Send[] }
  | { readonly do: 'callback'; readonly code?: string; readonly error?: string }
  | { readonly do: 'restart' };

/** What can be seen of a client. */
export interface Effect {
  readonly e: 'mcp' | 'authorize' | 'token' | 'resolve' | 'reject';
  readonly req?: number;
  readonly bearer?: string | null;
  readonly scope?: string | null;
  readonly grant?: string;
  readonly error?: string;
}

export interface Trace {
  readonly id: string;
  readonly title: string;
  readonly config: {
    readonly mode: 'reauthorize' | 'throw';
    readonly maxStepUpRetries: number;
    readonly grant: 'authorization_code' | 'client_credentials';
    readonly redirect: 'auto' | 'manual';
    readonly provider?: 'bearer';
  };
  readonly prm: { readonly scopes_supported: readonly string[] | null };
  readonly as: { readonly scopes_supported: readonly string[] | null };
  readonly store: { readonly token: TokenResponse | null; readonly requested: string | null };
  readonly script: readonly Step[];
  readonly mcp: readonly { readonly op: string; readonly status: number; readonly www?: readonly string[] }[];
  readonly token: readonly TokenResponse[];
  readonly expect: {
    readonly effects: readonly Effect[];
    readonly state: { readonly requested: string | null; readonly granted: string | null };
  };
  readonly unordered?: boolean;
}

export const RESOURCE = 'https://mcp.example.com/mcp';
export const ISSUER = 'https://as.example.com';

/** The servers of a trace, the stores that survive a restart, and what was seen so far. */
export class TraceWorld {
  readonly trace: Trace;
  readonly effects: Effect[] = [];
  readonly store: ScopeStore;
  /** What the token holder keeps. */
  tokens: TokenResponse | undefined;
  #state: string | undefined;
  readonly #answers = new Map<string, TraceMcp[]>();
  readonly #tokenResponses: TokenResponse[];

  constructor(trace: Trace) {
    this.trace = trace;
    this.tokens = trace.store.token ?? undefined;
    this.#tokenResponses = [...trace.token];
    for (const answer of trace.mcp)
      this.#answers.set(answer.op, [...(this.#answers.get(answer.op) ?? []), answer]);
    if (trace.store.requested !== null)
      this.#state = JSON.stringify({ version: 1, requested: trace.store.requested });
    // As text, so that nothing is shared that a restart would lose.
    this.store = {
      get: () => (this.#state === undefined ? undefined : (JSON.parse(this.#state) as ScopeState)),
      set: (_resource, state) => void (this.#state = JSON.stringify(state)),
    };
  }

  /** The MCP server's answer to an operation; the last one repeats. */
  mcp(req: number, op: string, bearer: string | undefined): Response {
    this.effects.push({ e: 'mcp', req, bearer: bearer ?? null });
    const answers = this.#answers.get(op);
    const answer = answers && answers.length > 1 ? answers.shift() : answers?.[0];
    if (!answer) throw new Error(`the trace has no answer to ${op}`);
    const headers = new Headers();
    for (const line of answer.www ?? []) headers.append('www-authenticate', line);
    return new Response('{}', { status: answer.status, headers });
  }

  /** The authorization endpoint sees a request. */
  authorization(scope: string | null | undefined): void {
    this.effects.push({ e: 'authorize', scope: scope ?? null });
  }

  /** The token endpoint's answer. */
  token(grant: string, scope: string | null | undefined): TokenResponse {
    this.effects.push({ e: 'token', grant, scope: scope ?? null });
    const response = this.#tokenResponses.shift();
    if (!response) throw new Error('the trace has no further token response');
    return response;
  }

  /** What is kept of requested and granted scope. A client without OAuth keeps nothing. */
  persisted(): Trace['expect']['state'] {
    if (this.trace.config.provider === 'bearer') return { requested: null, granted: null };
    const state = this.store.get(RESOURCE) as ScopeState | undefined;
    return {
      requested: state?.requested ?? null,
      granted: state?.granted ?? this.tokens?.scope ?? null,
    };
  }
}

type TraceMcp = Trace['mcp'][number];
