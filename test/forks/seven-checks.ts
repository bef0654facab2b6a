import assert from 'node:assert/strict';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { ClientBuild } from './client-build.ts';
import { nameOf, StepUpHost, until, type Outcome } from './step-up-host.ts';
import {
  ALWAYS_WANTS_MORE,
  DENIES_FOR_EVER,
  expectAsked,
  expectFew,
  RESENDS,
  SERVICE_CLIENT,
  whyNot,
  type StepUpWorld,
  type Trial,
} from './step-up-world.ts';

/** What a client with a complete step-up does, as a host and two servers see it. */
export const CHECKS = {
  a: 'accumulates over three rounds',
  b: 'reaches consent past a refresh token',
  c: 'leaves a server that denies for ever',
  d: 'leaves a server that always wants more, and a host that resends',
  e: 'keeps what was requested and held',
  f: 'steps up on the GET stream',
  g: 'throws in throw mode',
} as const;

/** What is asked of a migrated v1 beyond that; no v2 does all of it. */
export const FORK_CHECKS = {
  error: 'ends at the cap with the error that v1 had, and its cause',
  kept: 'keeps a scope that no token response named, in the tokens of the provider',
  sse: 'steps up where the HTTP+SSE transport posts',
  machine: 'steps up without a user, where the version has a grant for that',
} as const;

export type CheckName = keyof typeof CHECKS | keyof typeof FORK_CHECKS;

/** Why a check does not hold, in one line; `undefined` where it holds. */
export type Verdicts<Name extends CheckName = CheckName> = Readonly<Record<Name, string | undefined>>;

interface ForkTrial extends Trial {
  readonly check: CheckName;
  readonly run: (build: ClientBuild, world: StepUpWorld) => Promise<void>;
}

const TRIALS: readonly ForkTrial[] = [
  {
    check: 'a',
    title: 'three tools',
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      await host.callAll('list_files', 'write_file', 'delete_file', 'list_files', 'write_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'a',
    title: 'one tool that names a scope at a time',
    servers: { tools: { oneScopeAtATime: true } },
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      await host.callAll('publish_files', 'publish_files');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'b',
    title: 'three tools',
    async run(build, world) {
      const host = new StepUpHost(world, build, { refreshTokens: true });
      await host.connect();
      await host.callAll('list_files', 'write_file', 'delete_file', 'list_files');
      assert.equal(world.refreshes, 0, `it refreshed ${world.refreshes} times`);
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'b',
    title: 'and refreshes a token that expired',
    async run(build, world) {
      const host = new StepUpHost(world, build, { refreshTokens: true });
      await host.connect();
      await host.callAll('write_file');
      world.servers.authorizationServer.expireAccessTokens();
      await host.callAll('list_files', 'write_file');
      assert.equal(world.refreshes, 1, `it refreshed ${world.refreshes} times`);
      expectAsked(world, 'basic', 'basic write');
    },
  },
  {
    check: 'c',
    title: 'with a refresh token',
    servers: DENIES_FOR_EVER,
    async run(build, world) {
      const host = new StepUpHost(world, build, { refreshTokens: true });
      await host.connect();
      const { kind } = await host.call('write_file');
      assert.equal(kind, 'failed', `the call is ${kind} in the end`);
      expectFew(world);
      assert.deepEqual(world.asked[1], ['basic', 'write'], 'it did not step up');
    },
  },
  {
    check: 'c',
    title: 'without a user',
    servers: DENIES_FOR_EVER,
    async run(build, world) {
      const host = await serviceHost(world, build);
      if (!host) return;
      const outcome = await host.call('write_file');
      assert.equal(outcome.kind, 'failed', `the call is ${outcome.kind} in the end`);
      expectFew(world);
      assert.ok(world.asked.length > 1, 'it did not step up');
    },
  },
  {
    check: 'd',
    title: 'one more scope each time',
    servers: ALWAYS_WANTS_MORE,
    run: resending({}),
  },
  {
    check: 'd',
    title: 'one more scope each time, a new transport each',
    servers: ALWAYS_WANTS_MORE,
    run: resending({ reconnects: true }),
  },
  {
    check: 'd',
    title: 'the same denial',
    servers: DENIES_FOR_EVER,
    run: resending({}),
  },
  {
    check: 'd',
    title: 'the same denial, a refresh token',
    servers: DENIES_FOR_EVER,
    run: resending({ refreshTokens: true }),
  },
  {
    check: 'd',
    title: 'the same denial, another request succeeds in between',
    servers: DENIES_FOR_EVER,
    run: resending({ lists: true }),
  },
  {
    check: 'd',
    title: 'the same denial, a new transport each',
    servers: DENIES_FOR_EVER,
    run: resending({ reconnects: true }),
  },
  {
    check: 'd',
    title: 'a user who does not consent to it',
    servers: { authorization: { consent: () => ['basic'] } },
    run: resending({}),
  },
  {
    check: 'd',
    title: 'and a success clears the count',
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      const narrow = host.provider.tokens()!;
      for (let rounds = 0; rounds < 6; rounds += 1) {
        host.provider.saveTokens(narrow); // As a host does that goes back to what it had.
        await host.callAll('write_file');
      }
      assert.equal(world.asked.length, 7, `it asked ${world.asked.length} times in six rounds`);
    },
  },
  {
    check: 'e',
    title: 'requested, where less is granted',
    servers: {
      authorization: { consent: (asked) => (asked.includes('admin') ? asked : [asked.at(-1)!]) },
    },
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      await host.callAll('write_file', 'delete_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'e',
    title: 'held, by a new transport',
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      await host.callAll('write_file');
      await host.connect();
      await host.callAll('delete_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'e',
    title: 'requested by this transport, where no token response names a scope',
    servers: { authorization: { omitTokenScope: true } },
    async run(build, world) {
      const host = new StepUpHost(world, build, { refreshTokens: true });
      await host.connect();
      await host.callAll('write_file');
      world.servers.authorizationServer.expireAccessTokens();
      await host.callAll('write_file', 'delete_file');
      assert.equal(world.refreshes, 1, `it refreshed ${world.refreshes} times`);
      const last = world.asked.at(-1)!;
      assert.ok(last.includes('write') && last.includes('admin'), `it asked for ${last.join(' ')}`);
    },
  },
  {
    check: 'f',
    title: 'and opens it',
    servers: { tools: { streamScope: 'write' } },
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      await until('a redirect', () => host.provider.hasAnswer);
      const [error] = host.errors;
      assert.ok(error instanceof build.UnauthorizedError, `the host hears of ${nameOf(error)}`);
      await host.finishAuth();
      await host.connect();
      await until('the stream', () => host.streams.length === 2);
      assert.deepEqual(host.streams, [403, 200]);
      expectAsked(world, 'basic', 'basic write');
      await host.callAll('list_files', 'write_file');
      expectAsked(world, 'basic', 'basic write');
    },
  },
  {
    check: 'f',
    title: 'past a refresh token',
    servers: { tools: { streamScope: 'write' } },
    async run(build, world) {
      const host = new StepUpHost(world, build, { refreshTokens: true });
      await host.connect();
      await until('a redirect', () => host.provider.hasAnswer);
      assert.equal(world.refreshes, 0, `it refreshed ${world.refreshes} times`);
      expectAsked(world, 'basic', 'basic write');
    },
  },
  {
    check: 'f',
    title: 'and leaves one that denies for ever',
    servers: { tools: { streamScope: 'write', neverSatisfied: true } },
    async run(build, world) {
      const host = new StepUpHost(world, build, { refreshTokens: true });
      await host.connect();
      await until('a redirect', () => host.provider.hasAnswer);
      await host.finishAuth();
      await host.connect();
      await until('an error', () => host.errors.length > 0);
      expectFew(world);
      expectAsked(world, 'basic', 'basic write');
    },
  },
  {
    check: 'g',
    title: 'a tool call',
    async run(build, world) {
      const host = new StepUpHost(world, build, { onInsufficientScope: 'throw' });
      await host.connect();
      expectThrown(await host.send('write_file'), 'write');
      await host.callAll('list_files');
      expectThrown(await host.send('write_file'), 'write');
      expectAsked(world, 'basic');
    },
  },
  {
    check: 'g',
    title: 'a tool call, with a refresh token',
    async run(build, world) {
      const host = new StepUpHost(world, build, { onInsufficientScope: 'throw', refreshTokens: true });
      await host.connect();
      expectThrown(await host.send('delete_file'), 'admin');
      assert.equal(world.refreshes, 0, `it refreshed ${world.refreshes} times`);
      expectAsked(world, 'basic');
    },
  },
  {
    check: 'g',
    title: 'the GET stream',
    servers: { tools: { streamScope: 'write' } },
    async run(build, world) {
      const host = new StepUpHost(world, build, { onInsufficientScope: 'throw' });
      await host.connect();
      await until('an error', () => host.errors.length > 0);
      expectThrown({ kind: 'failed', error: host.errors[0] }, 'write');
      expectAsked(world, 'basic');
    },
  },
  {
    check: 'g',
    title: 'a tool call of a host that brings its token',
    async run(build, world) {
      const authorized = new StepUpHost(world, build);
      await authorized.connect();
      const { access_token } = authorized.provider.tokens()!;
      const host = new StepUpHost(world, build, {
        onInsufficientScope: 'throw',
        authProvider: undefined,
        requestInit: { headers: { authorization: `Bearer ${access_token}` } },
      });
      await host.connect();
      await host.callAll('list_files');
      expectThrown(await host.send('write_file'), 'write');
      expectAsked(world, 'basic');
    },
  },
  {
    check: 'error',
    title: 'a server that denies for ever',
    servers: DENIES_FOR_EVER,
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      const outcome = await host.call('write_file');
      assert.equal(outcome.kind, 'failed', `the call is ${outcome.kind} in the end`);
      const { error } = outcome as { readonly error: Error & { readonly code?: unknown } };
      assert.equal(error.constructor.name, 'StreamableHTTPError', `it is ${nameOf(error)}`);
      assert.equal(error.code, 403, `its code is ${String(error.code)}`);
      assert.match(error.message, /Server returned 403 after trying upscoping/, `it is ${nameOf(error)}`);
      expectThrown({ kind: 'failed', error: error.cause }, 'write');
    },
  },
  {
    check: 'kept',
    title: 'over three rounds',
    servers: { authorization: { omitTokenScope: true } },
    async run(build, world) {
      const host = new StepUpHost(world, build);
      await host.connect();
      await host.callAll('write_file');
      await host.connect();
      await host.callAll('delete_file', 'list_files', 'write_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'kept',
    title: 'over a refresh',
    servers: { authorization: { omitTokenScope: true } },
    async run(build, world) {
      const host = new StepUpHost(world, build, { refreshTokens: true });
      await host.connect();
      await host.callAll('write_file');
      world.servers.authorizationServer.expireAccessTokens();
      await host.connect();
      await host.callAll('delete_file');
      assert.equal(world.refreshes, 1, `it refreshed ${world.refreshes} times`);
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'sse',
    title: 'over three rounds, with a refresh token',
    servers: { tools: { sse: true } },
    async run(build, world) {
      const host = new StepUpHost(world, build, { kind: 'SSEClientTransport', refreshTokens: true });
      await host.connect();
      await host.callAll('list_files', 'write_file', 'delete_file', 'list_files');
      assert.equal(world.refreshes, 0, `it refreshed ${world.refreshes} times`);
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'sse',
    title: 'and leaves a server that denies for ever',
    servers: { tools: { sse: true, neverSatisfied: true } },
    run: resending({ kind: 'SSEClientTransport' }),
  },
  {
    check: 'machine',
    title: 'three tools',
    async run(build, world) {
      const host = await serviceHost(world, build);
      if (!host) return;
      await host.callAll('list_files', 'write_file', 'delete_file', 'list_files', 'write_file');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'machine',
    title: 'one tool that names a scope at a time, where no token response names one',
    servers: { tools: { oneScopeAtATime: true }, authorization: { omitTokenScope: true } },
    async run(build, world) {
      const host = await serviceHost(world, build);
      if (!host) return;
      await host.callAll('publish_files', 'publish_files');
      expectAsked(world, 'basic', 'basic write', 'basic write admin');
    },
  },
  {
    check: 'machine',
    title: 'and leaves a server that denies for ever',
    servers: DENIES_FOR_EVER,
    async run(build, world) {
      const host = await serviceHost(world, build);
      if (!host) return;
      for (let sends = 0; sends < RESENDS; sends += 1) {
        const outcome: Outcome = await host.send('write_file');
        assert.equal(outcome.kind, 'failed', `a call is ${outcome.kind}`);
      }
      expectFew(world);
      assert.deepEqual(world.asked[1], ['basic', 'write'], 'it did not step up');
    },
  },
];

/** Runs the checks of these names, one after the other: each has servers of its own. */
export async function verdictsOn<Name extends CheckName>(
  build: ClientBuild,
  names: readonly Name[],
): Promise<Verdicts<Name>> {
  const verdicts: Partial<Record<CheckName, string | undefined>> = {};
  for (const name of names) {
    verdicts[name] = undefined;
    for (const trial of TRIALS.filter(({ check }) => check === name)) {
      verdicts[name] = await whyNot(trial, (world) => trial.run(build, world));
      if (verdicts[name] !== undefined) break;
    }
  }
  return verdicts as Verdicts<Name>;
}

/** The names of the checks that hold. */
export function held<Name extends CheckName>(verdicts: Verdicts<Name>): readonly Name[] {
  return (Object.keys(verdicts) as Name[]).filter((name) => verdicts[name] === undefined);
}

/** A host that sends the same call again and again, whatever comes back. */
function resending({
  reconnects = false,
  lists = false,
  ...options
}: {
  /** Sends each with a new transport, over the same provider. */
  readonly reconnects?: boolean;
  /** Sends another request in between, which succeeds. */
  readonly lists?: boolean;
  readonly refreshTokens?: boolean;
  readonly kind?: 'SSEClientTransport';
}): ForkTrial['run'] {
  return async (build, world) => {
    const host = new StepUpHost(world, build, options);
    await host.connect();
    let outcome = await host.send('write_file');
    for (let sends = 1; sends < RESENDS; sends += 1) {
      if (lists) await host.client.listTools();
      if (reconnects) await host.connect();
      outcome = await host.send('write_file');
    }
    expectFew(world);
    assert.ok(world.asked.length > 1, 'it did not step up');
    assert.ok(world.asked[1]!.includes('basic'), 'it stepped up without what it had');
    assert.equal(outcome.kind, 'failed', `the last call is ${outcome.kind}`);
  };
}

/** A host without a user that is connected, or `undefined` where the version has no grant for it. */
async function serviceHost(world: StepUpWorld, build: ClientBuild): Promise<StepUpHost | undefined> {
  const authProvider = serviceProvider();
  const host = new StepUpHost(world, build, { authProvider });
  try {
    await host.connect();
    return host;
  } catch (error) {
    if (authProvider.wasAsked) throw error;
    return undefined;
  }
}

/** A provider of the client_credentials grant, and whether it was asked to prepare it. */
function serviceProvider(): OAuthClientProvider & { readonly wasAsked: boolean } {
  let tokens: Awaited<ReturnType<OAuthClientProvider['tokens']>>;
  let wasAsked = false;
  const { id, secret } = SERVICE_CLIENT;
  return {
    get wasAsked() {
      return wasAsked;
    },
    redirectUrl: undefined as never, // Optional since there is this grant.
    clientMetadata: { redirect_uris: [], grant_types: ['client_credentials'] },
    clientInformation: () => ({ client_id: id, client_secret: secret }),
    tokens: () => tokens,
    saveTokens: (saved) => void (tokens = saved),
    saveCodeVerifier: () => {},
    codeVerifier: () => '',
    redirectToAuthorization() {
      throw new Error('there is no user');
    },
    prepareTokenRequest(scope) {
      wasAsked = true;
      return new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) });
    },
  };
}

/** That an outcome is an `InsufficientScopeError` of this scope, of whichever class. */
function expectThrown(outcome: { readonly kind: string; readonly error?: unknown }, scope: string): void {
  assert.equal(outcome.kind, 'failed', `the call is ${outcome.kind}`);
  const { error } = outcome;
  const name = error instanceof Error ? error.name : '';
  const isNamed = name === 'InsufficientScopeError' || error?.constructor.name === 'InsufficientScopeError';
  assert.ok(isNamed, `there is no InsufficientScopeError, but ${nameOf(error)}`);
  const { requiredScope } = error as { readonly requiredScope?: unknown };
  assert.equal(requiredScope, scope, `its requiredScope is ${String(requiredScope)}`);
}
