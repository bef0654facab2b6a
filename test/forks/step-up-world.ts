import assert from 'node:assert/strict';
import {
  startScopedTools,
  type ScopedTools,
  type ScopedToolsOptions,
} from '../../examples/scoped-tools/scoped-tools.ts';
import { nameOf } from './step-up-host.ts';

/** The only client of the service grant, for hosts without a user. */
export const SERVICE_CLIENT = { id: 'robot', secret: 'secret' };

/** The scope tokens of the example, and those that a server asks for which always wants one more. */
const SCOPES = ['basic', 'write', 'admin', ...Array.from({ length: 100 }, (_, i) => `more-${i + 1}`)];

export const DENIES_FOR_EVER = { tools: { neverSatisfied: true } };
export const ALWAYS_WANTS_MORE = { tools: { alwaysOneMore: true } };

/** The most that a server without end may cost. */
const MOST_AUTHORIZATIONS = 10;
/** How often a host sends that never learns. */
export const RESENDS = 30;
/** A client that is here loops by itself: no host sends so often. */
const LOOPING = 3 * RESENDS;
const TIME_LIMIT = 20_000;

/** The servers of the example as a resource owner and an operator see them. */
export class StepUpWorld {
  readonly servers: ScopedTools;
  readonly #closing: (() => Promise<void>)[] = [];
  #isClosed = false;

  private constructor(servers: ScopedTools) {
    this.servers = servers;
  }

  static async start({ authorization, tools }: ScopedToolsOptions = {}): Promise<StepUpWorld> {
    return new StepUpWorld(
      await startScopedTools({
        authorization: { scopes: SCOPES, serviceClient: SERVICE_CLIENT, ...authorization },
        ...(tools ? { tools } : {}),
      }),
    );
  }

  get serverUrl(): URL {
    return this.servers.toolServer.url;
  }

  /** The scope of each authorization request, as a list of tokens, oldest first. */
  get asked(): readonly (readonly string[])[] {
    return this.servers.authorizationServer.requests.map(({ scope = '' }) => scope.split(' '));
  }

  /** How many refresh grants were asked for. */
  get refreshes(): number {
    const { tokenRequests } = this.servers.authorizationServer;
    return tokenRequests.filter(({ grantType }) => grantType === 'refresh_token').length;
  }

  /** How often the authorization server was asked for another token: consents, refreshes and service grants. */
  get authorizations(): number {
    return this.asked.length + this.refreshes;
  }

  /** Takes a client down with the servers. */
  closeWith(close: () => Promise<void>): void {
    this.#closing.push(close);
  }

  /** A client that still sends then gets no answer, so what loops comes to its end. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    for (const close of this.#closing.reverse()) await close().catch(() => {}); // A fork may fail here: no verdict.
    await this.servers.close();
  }
}

/** What is tried, and with which servers. */
export interface Trial {
  readonly title: string;
  readonly servers?: ScopedToolsOptions;
}

/** Runs a trial. @returns Why it does not hold, in one line; `undefined` where it holds. */
export async function whyNot(
  { title, servers }: Trial,
  run: (world: StepUpWorld) => Promise<void>,
): Promise<string | undefined> {
  const world = await StepUpWorld.start(servers);
  const running = run(world);
  running.catch(() => {}); // After a verdict nobody waits for it.
  const watch = watchOver(world);
  try {
    await Promise.race([running, watch.verdict]);
    return undefined;
  } catch (error) {
    const why = error instanceof assert.AssertionError ? error.message.split('\n')[0]! : nameOf(error);
    return `${title}: ${why}`;
  } finally {
    watch.stop();
    await world.close();
  }
}

/** Rejects where a client loops or hangs. */
function watchOver(world: StepUpWorld): { readonly verdict: Promise<never>; stop(): void } {
  let timer: NodeJS.Timeout | undefined;
  const end = Date.now() + TIME_LIMIT;
  const verdict = new Promise<never>((_resolve, reject) => {
    timer = setInterval(() => {
      if (world.authorizations > LOOPING)
        reject(new Error(`it loops: ${world.authorizations} authorizations`));
      if (Date.now() > end) reject(new Error(`no end after ${TIME_LIMIT / 1000} seconds`));
    }, 20);
  });
  verdict.catch(() => {}); // It may reject between the verdict and `stop`.
  return { verdict, stop: () => clearInterval(timer) };
}

/** That these scopes were asked for, one after the other, each in any order. */
export function expectAsked(world: StepUpWorld, ...expected: readonly string[]): void {
  const wanted = (tokens: readonly string[]): string => tokens.toSorted().join(' ');
  const asked = world.asked.map(wanted);
  const isAsExpected =
    asked.length === expected.length && expected.every((scope, i) => wanted(scope.split(' ')) === asked[i]);
  const actual = world.asked.map((tokens) => tokens.join(' ')).join(', then ');
  assert.ok(isAsExpected, `it asked for ${actual}`);
}

/** That a server without end did not cost much. */
export function expectFew(world: StepUpWorld): void {
  const { authorizations, refreshes } = world;
  const ofThem = refreshes > 0 ? `, ${refreshes} of them refreshes` : '';
  assert.ok(authorizations <= MOST_AUTHORIZATIONS, `${authorizations} authorizations${ofThem}`);
}
