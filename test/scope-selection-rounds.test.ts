import { describe, expect, it } from 'vitest';
import ts from 'typescript';
import * as runtime from '../runtime/index.ts';
import { fixtures } from './fixtures.ts';

/** What the modules of a fixture are given of, and what came out of it. */
interface World {
  /** The scopes that authorization was requested with, a list of scope tokens as a scope string. */
  readonly requested: (string | undefined)[];
  readonly modules: Record<string, Record<string, unknown>>;
}

type Challenge = Record<'error', string> & Partial<Record<'scope', string>>;
type Exports = Record<string, (...args: unknown[]) => unknown>;

/** Starts the client of a fixture; the function that it gives has the client answer a challenge. */
type Client = (exported: Exports, world: World) => (challenge: Challenge) => unknown;

const SERVER = new URL('https://mcp.example.com/mcp');
const SUPPORTED = ['files:read', 'files:write'];

const provider = ({ requested }: World) => ({
  clientMetadata: { scope: 'configured' },
  // The authorization server grants what is asked for.
  tokens: () => Promise.resolve(requested.length > 0 ? { scope: requested.at(-1) } : undefined),
});

const construct = (exported: Exports, name: string, ...args: unknown[]): Record<string, Client> =>
  new (exported[name] as unknown as new (...args: unknown[]) => Record<string, Client>)(...args);

/** By fixture: how its client is started, whether a challenge without a scope asks for what was asked for before. */
const clients: Record<string, Client> = {
  'early-return-before-the-requested-scope': (exported, world) => {
    const session = construct(exported, 'ToolSession', provider(world), SERVER) as unknown as {
      authorize(challenge: Challenge): unknown;
    };
    return (challenge) => session.authorize(challenge);
  },
  'or-chain-stored-by-a-session': (exported, world) => {
    const connection = construct(exported, 'GatewayConnection', provider(world), SERVER) as unknown as {
      answerChallenge(challenge: Challenge): unknown;
    };
    return (challenge) => connection.answerChallenge(challenge);
  },
  'list-in-a-closure': (exported, world) => {
    const { answer } = exported['createAuthorizer']!(SERVER, {
      startLogin: ({ scope }: { scope: string }) => world.requested.push(scope),
      discover: () => Promise.resolve({ scopesSupported: SUPPORTED }),
      fallback: ['configured'],
    }) as { answer(response: unknown): unknown };
    return (challenge) => answer({ headers: { get: () => challenge } });
  },
  'selection-with-its-source': (exported, world) => {
    const flow = construct(exported, 'ConsentFlow', 'configured') as unknown as {
      onTokens(tokens: unknown): void;
      run(challenge: Challenge, resource: unknown): Promise<void>;
    };
    return async (challenge) => {
      await flow.run(challenge, { url: SERVER, scopes_supported: SUPPORTED });
      flow.onTokens({ scope: world.requested.at(-1) });
    };
  },
  'base-scopes-of-a-manager': (exported, world) => {
    const manager = construct(exported, 'AuthorizationManager') as unknown as {
      rememberToken(token: unknown): void;
      rememberResource(metadata: unknown): void;
      selectScopes(challenged: string | undefined, defaults: string[]): string[];
    };
    manager.rememberResource({ scopesSupported: SUPPORTED });
    return ({ scope }) => {
      world.requested.push(manager.selectScopes(scope, ['configured']).join(' '));
      manager.rememberToken({ scope: world.requested.at(-1) });
    };
  },
  'selector-with-an-options-object': (exported, world) => (challenge) => {
    const granted = world.requested.at(-1)?.split(' ');
    const metadata = { scopes_supported: SUPPORTED };
    world.requested.push(exported['selectScope']!({ challenge, granted, metadata }) as string);
  },
  'set-of-scopes': (exported, world) => (challenge) => {
    const selected = exported['pickScopes']!({
      challenge: { scopes: challenge.scope?.split(' ') },
      grantedScopes: new Set(world.requested.at(-1)?.split(' ')),
      supportedScopes: new Set(SUPPORTED),
    }) as Set<string>;
    world.requested.push([...selected].join(' '));
  },
  'switch-over-the-sources': (exported, world) => (challenge) =>
    exported['reauthorize']!(
      { headers: { get: () => challenge } },
      { scope: world.requested.at(-1) },
      world.requested.length === 0 ? SUPPORTED : undefined,
    ),
  'ternary-that-knows-the-grant': (exported, world) => (challenge) => {
    const scope = exported['resolveScope']!(challenge.scope, world.requested.at(-1), SUPPORTED);
    world.requested.push(scope as string);
  },
};

const rounds: readonly Challenge[] = ['read', 'write', 'admin write'].map((scope) => ({
  error: 'insufficient_scope',
  scope,
}));

describe.each(Object.entries(clients))('%s', (name, start) => {
  const fixture = fixtures().find((each) => each.name === `single-source-scope-selection/${name}`)!;

  it('loses at each round what it gained before, as it was', async () => {
    expect(await requestedBy(fixture.input, start, rounds)).toEqual(['read', 'write', 'admin write']);
  });

  it('asks for more at each round when it is rewritten', async () => {
    expect(fixture.output).not.toBe(fixture.input);
    expect(await requestedBy(fixture.output, start, rounds)).toEqual([
      'read',
      'read write',
      'read write admin',
    ]);
  });

  it('keeps the priority of the first authorization', async () => {
    const nameless = [{ error: 'invalid_token' }];
    expect(await requestedBy(fixture.output, start, nameless)).toEqual([SUPPORTED.join(' ')]);
    expect(await requestedBy(fixture.input, start, nameless)).toEqual([SUPPORTED.join(' ')]);
  });
});

/** Runs a text as a module, has it answer the challenges one after the other, and gives what it asked for. */
async function requestedBy(
  text: string,
  start: Client,
  challenges: readonly Challenge[],
): Promise<readonly (string | undefined)[]> {
  const world = worldOf();
  const answer = start(load(text, world), world);
  for (const challenge of challenges) await answer(challenge);
  return world.requested;
}

function worldOf(): World {
  const requested: (string | undefined)[] = [];
  const authorize = ({ scope }: { scope?: string }) => void requested.push(scope);
  const read = (challenge: Challenge) => challenge;
  return {
    requested,
    modules: {
      './mcp-scope-runtime.js': runtime,
      '@modelcontextprotocol/sdk/client/auth.js': {
        auth: (_provider: unknown, options: { scope?: string }) => {
          authorize(options);
          return Promise.resolve('AUTHORIZED');
        },
        extractWWWAuthenticateParams: read,
      },
      './discovery.js': { loadResourceMetadata: () => Promise.resolve({ scopes_supported: SUPPORTED }) },
      './challenge.js': {
        readChallenge: ({ scope }: Challenge) => ({ scopes: scope?.split(' ') }),
      },
      './consent.js': { openConsent: { authorize } },
      './oauth.js': { authorizeWithScope: authorize, parseWwwAuthenticate: read },
      './offline-access.js': { addOfflineAccess: (scopes: string[]) => scopes },
    },
  };
}

function load(text: string, { modules }: World): Exports {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const exported: Exports = {};
  const require = (name: string) => {
    if (!modules[name]) throw new Error(`a fixture imports ${name}, which the test does not know`);
    return modules[name];
  };
  new Function('require', 'exports', 'console', outputText)(require, exported, { debug: () => undefined });
  return exported;
}
