import { describe, expect, it, vi } from 'vitest';
import { withStepUp, type FetchLike, type HeldToken, type SdkAuthOptions } from '../runtime/index.ts';

const serverUrl = 'https://mcp.example.com/mcp';
const metadataUrl = 'https://meta.example.com/x';

class SdkUnauthorizedError extends Error {}

/** A provider as hosts write them: with private fields and getters, which do not work on another `this`. */
class Provider {
  #tokens: (HeldToken & { id?: string }) | undefined = {
    access_token: 't0',
    refresh_token: 'r0',
    scope: 'read',
    id: 'own',
  };
  #verifier = '';
  readonly saved: unknown[] = [];
  readonly seen: unknown[] = [];
  get redirectUrl(): string | undefined {
    return this.#verifier === 'none' ? undefined : 'http://127.0.0.1/callback';
  }
  get clientMetadata() {
    return {
      scope: 'configured',
      grant_types: ['authorization_code', 'refresh_token'],
      redirect_uris: [this.redirectUrl!],
    };
  }
  async tokens(...context: unknown[]) {
    this.seen.push(context);
    return this.#tokens;
  }
  saveTokens(tokens: HeldToken, ...context: unknown[]) {
    this.saved.push([tokens, ...context]);
    this.#tokens = tokens;
  }
  saveCodeVerifier(verifier: string) {
    this.#verifier = verifier;
  }
  redirectToAuthorization(_url: URL) {}
  verifier() {
    return this.#verifier;
  }
}

type View = Provider & { prepareTokenRequest?: (scope?: string) => Promise<URLSearchParams> };

const challengeOf = (status: number, scope: string): Response =>
  new Response('', {
    status,
    headers: {
      'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}", resource_metadata="${metadataUrl}"`,
    },
  });

/** Sends one request, which the server refuses once. */
async function send<P extends Provider>(
  provider: P,
  auth: (view: View, options: SdkAuthOptions) => Promise<'AUTHORIZED' | 'REDIRECT'>,
  {
    refusal = challengeOf(403, 'write'),
    documents = {} as Record<string, unknown>,
    fetchFn = undefined as FetchLike | undefined,
  } = {},
) {
  const urls: string[] = [];
  let refused = false;
  const fetch: FetchLike = async (input) => {
    const { href } = new URL(input);
    urls.push(href);
    if (href !== serverUrl)
      return href in documents ? Response.json(documents[href]) : new Response('', { status: 404 });
    if (refused) return new Response('');
    refused = true;
    return refusal;
  };
  const calls: SdkAuthOptions[] = [];
  const stepUp = withStepUp(fetch, {
    serverUrl,
    provider,
    auth: (view, options) => {
      calls.push(options);
      return auth(view as View, options);
    },
    UnauthorizedError: SdkUnauthorizedError,
    fetchFn,
  });
  const outcome = await stepUp(serverUrl, { headers: { authorization: 'Bearer t0' } }).catch(
    (error: unknown) => error,
  );
  // What a test expects inside of `auth` is not an outcome.
  if (outcome instanceof Error && outcome.name === 'AssertionError') throw outcome;
  return { outcome, calls, urls, stepUp, fetch };
}

describe('a step-up by the auth() of an SDK', () => {
  it('asks for the union, past the refresh token, in both ways that there are', async () => {
    const provider = new Provider();
    const shown: unknown[] = [];
    const { outcome, calls, fetch } = await send(provider, async (view) => {
      shown.push(await view.tokens('context'), view.redirectUrl, view.clientMetadata);
      view.saveTokens({ access_token: 't1' });
      return 'AUTHORIZED';
    });
    expect((outcome as Response).status).toBe(200);
    expect(calls).toEqual([
      {
        serverUrl: new URL(serverUrl),
        fetchFn: fetch,
        resourceMetadataUrl: new URL(metadataUrl),
        scope: 'read write',
        forceReauthorization: true,
      },
    ]);
    expect(shown).toEqual([
      { access_token: 't0', scope: 'read', id: 'own' },
      'http://127.0.0.1/callback',
      provider.clientMetadata,
    ]);
    expect(provider.seen).toContainEqual(['context']);
    expect(provider.saved).toEqual([[{ access_token: 't1' }]]);
  });

  it.each([
    ['more', 'read write offline_access admin', { access_token: 't0', scope: 'read' }, 'read write'],
    ['less', null, { access_token: 't0', scope: 'read' }, 'read write'],
  ])('sends the user away with what was selected, and not with %s', async (_what, added, held, expected) => {
    const provider = new Provider();
    provider.saveTokens(held);
    const redirect = vi.spyOn(provider, 'redirectToAuthorization');
    await send(provider, async (view) => {
      const url = new URL('https://as.example/authorize?state=s');
      if (added !== null) url.searchParams.set('scope', added);
      view.redirectToAuthorization(url);
      return 'REDIRECT';
    });
    const [url] = redirect.mock.calls[0]!;
    expect(Object.fromEntries(url.searchParams)).toEqual({ state: 's', scope: expected });
  });

  it('sends the user away without scope where none was selected', async () => {
    const provider = new Provider();
    provider.saveTokens(undefined as never);
    vi.spyOn(provider, 'clientMetadata', 'get').mockReturnValue({} as never);
    const redirect = vi.spyOn(provider, 'redirectToAuthorization');
    const { calls } = await send(
      provider,
      async (view) => {
        view.redirectToAuthorization(new URL('https://as.example/authorize?scope=all'));
        return 'REDIRECT';
      },
      { refusal: new Response('', { status: 401 }) },
    );
    expect(redirect.mock.calls[0]![0].href).toBe('https://as.example/authorize');
    expect('scope' in calls[0]!).toBe(false);
  });

  it('tells the SDK whose scope was selected, unless the provider knows better', async () => {
    const documents = { [metadataUrl]: { authorization_servers: ['https://as.example'] } };
    const seen: unknown[] = [];
    const see = async (view: View): Promise<'REDIRECT'> => {
      seen.push(await (view as { discoveryState?: () => unknown }).discoveryState!());
      return 'REDIRECT';
    };
    await send(new Provider(), see, { documents });
    const remembered = { authorizationServerUrl: 'https://remembered.example', more: 1 };
    await send(Object.assign(new Provider(), { discoveryState: () => remembered }), see, { documents });
    await send(Object.assign(new Provider(), { discoveryState: () => ({ more: 1 }) }), see, { documents });
    await send(new Provider(), see, { documents: { [metadataUrl]: 'no object' } });
    expect(seen).toEqual([
      { authorizationServerUrl: 'https://as.example' },
      remembered,
      { authorizationServerUrl: 'https://as.example', more: 1 },
      { authorizationServerUrl: 'https://mcp.example.com/' },
    ]);
  });

  it('throws the error of the SDK when the user is sent away', async () => {
    const { outcome } = await send(new Provider(), async () => 'REDIRECT');
    expect(outcome).toBeInstanceOf(SdkUnauthorizedError);
  });

  it('loses no refresh token to an SDK that saves what it was shown (v2 puts the issuer on it)', async () => {
    const provider = new Provider();
    await send(provider, async (view) => {
      view.saveTokens(
        { ...(await view.tokens())!, issuer: 'https://as.example' },
        { issuer: 'https://as.example' },
      );
      return 'REDIRECT';
    });
    expect(provider.saved).toEqual([
      [
        { access_token: 't0', refresh_token: 'r0', scope: 'read', id: 'own', issuer: 'https://as.example' },
        { issuer: 'https://as.example' },
      ],
    ]);
  });

  it('gives the SDK a provider that works: private fields, prototype, `in`, and frozen', async () => {
    const provider = Object.freeze(new Provider()) as Provider;
    const { outcome } = await send(provider, async (view) => {
      view.saveCodeVerifier('v');
      expect([
        view instanceof Provider,
        'tokens' in view,
        'dpop' in view,
        (view as { dpop?: unknown }).dpop,
      ]).toEqual([true, true, false, undefined]);
      expect(view.verifier()).toBe('v');
      return 'REDIRECT';
    });
    expect(outcome).toBeInstanceOf(SdkUnauthorizedError);
    expect(provider.verifier()).toBe('v');
  });

  it('takes a provider without tokens', async () => {
    const provider = new Provider();
    provider.saveTokens(undefined as never);
    const { calls } = await send(provider, async (view) => {
      expect(await view.tokens()).toBe(undefined);
      return 'REDIRECT';
    });
    expect(calls[0]!.scope).toBe('configured write');
  });

  it('asks the provider for its metadata no sooner than it authorizes', async () => {
    const provider = new Provider();
    provider.saveTokens(undefined as never);
    const metadata = vi.fn(() => ({ scope: 'later', grant_types: [], redirect_uris: [] }));
    Object.defineProperty(provider, 'clientMetadata', { get: metadata });
    withStepUp(fetch, { serverUrl, provider, auth: async () => 'REDIRECT', UnauthorizedError: Error });
    expect(metadata).not.toHaveBeenCalled();
    const { calls } = await send(provider, async () => 'REDIRECT');
    expect(calls[0]!.scope).toBe('later write');
  });

  it('sends requests to the authorization server by another fetch if there is one', async () => {
    const fetchFn = vi.fn(async () => new Response('', { status: 404 }));
    const { calls, urls } = await send(new Provider(), async () => 'REDIRECT', { fetchFn });
    expect(calls[0]!.fetchFn).toBe(fetchFn);
    expect(urls).toEqual([serverUrl]);
    expect(fetchFn).toHaveBeenCalled();
  });

  it('leaves the metadata URL out if it is none', async () => {
    const refusal = challengeOf(403, 'write');
    refusal.headers.set(
      'www-authenticate',
      'Bearer error="insufficient_scope", scope="write", resource_metadata="http://["',
    );
    const { calls } = await send(new Provider(), async () => 'REDIRECT', { refusal });
    expect(Object.keys(calls[0]!)).toEqual(['serverUrl', 'fetchFn', 'scope', 'forceReauthorization']);
  });
});

describe('a refresh by the auth() of an SDK', () => {
  const expired = (): Response =>
    new Response('', { status: 401, headers: { 'www-authenticate': 'Bearer' } });

  it('has no scope, and is all that is done', async () => {
    const provider = new Provider();
    const { outcome, calls, fetch } = await send(
      provider,
      async (view) => {
        view.saveTokens({ access_token: 't1', refresh_token: 'r1' });
        return 'AUTHORIZED';
      },
      { refusal: expired() },
    );
    expect((outcome as Response).status).toBe(200);
    expect(calls).toEqual([{ serverUrl: new URL(serverUrl), fetchFn: fetch }]);
  });

  it('that is refused leads to one authorization request, not to that of the refresh', async () => {
    const provider = new Provider();
    const redirect = vi.spyOn(provider, 'redirectToAuthorization');
    const { outcome, calls } = await send(
      provider,
      async (view, { scope }) => {
        view.saveCodeVerifier(`verifier for ${scope}`);
        view.redirectToAuthorization(new URL('https://as.example'));
        return 'REDIRECT';
      },
      { refusal: expired() },
    );
    expect(outcome).toBeInstanceOf(SdkUnauthorizedError);
    expect(calls.map(({ scope }) => scope)).toEqual([undefined, 'read']);
    expect(redirect).toHaveBeenCalledTimes(1);
    expect(provider.verifier()).toBe('verifier for read');
  });

  it('that fails is an error', async () => {
    const { outcome } = await send(
      new Provider(),
      async () => {
        throw new Error('offline');
      },
      { refusal: expired() },
    );
    expect(outcome).toEqual(new Error('offline'));
  });
});

describe('a client without a user', () => {
  class Machine extends Provider {
    override get redirectUrl() {
      return undefined;
    }
    readonly asked: unknown[] = [];
    prepareTokenRequest(scope?: string) {
      this.asked.push(scope);
      return new URLSearchParams({ grant_type: 'client_credentials', scope: 'its own' });
    }
  }

  it('asks for the union, whatever the provider makes of it', async () => {
    const provider = new Machine();
    const { calls } = await send(provider, async (view) => {
      expect(String(await view.prepareTokenRequest!('ignored'))).toBe(
        'grant_type=client_credentials&scope=read+write',
      );
      view.saveTokens({ access_token: 't1' });
      return 'AUTHORIZED';
    });
    expect(provider.asked).toEqual(['read write']);
    expect(calls).toHaveLength(1);
    expect(provider.clientMetadata.scope).toBe('configured');
  });

  it('makes no refresh, but a new token request', async () => {
    const { calls } = await send(
      new Machine(),
      async (view) => {
        view.saveTokens({ access_token: 't1' });
        return 'AUTHORIZED';
      },
      { refusal: new Response('', { status: 401 }) },
    );
    expect(calls.map(({ scope }) => scope)).toEqual(['read']);
  });

  it('may lack what others have', async () => {
    const provider = new Provider();
    provider.saveCodeVerifier('none');
    await send(provider, async (view) => {
      expect(view.prepareTokenRequest).toBe(undefined);
      return 'REDIRECT';
    });
  });

  it('asks without scope where none was selected', async () => {
    const provider = new Machine();
    provider.saveTokens(undefined as never);
    vi.spyOn(provider, 'clientMetadata', 'get').mockReturnValue({} as never);
    const { calls } = await send(
      provider,
      async (view) => {
        expect(String(await view.prepareTokenRequest!())).toBe('grant_type=client_credentials&scope=its+own');
        return 'REDIRECT';
      },
      { refusal: new Response('', { status: 401 }) },
    );
    expect(calls).toHaveLength(1);
  });

  it('may leave the request to the SDK', async () => {
    const provider = new Machine();
    vi.spyOn(provider, 'prepareTokenRequest').mockReturnValue(undefined as never);
    await send(provider, async (view) => {
      expect(await view.prepareTokenRequest!()).toBe(undefined);
      return 'REDIRECT';
    });
  });
});

describe('what an SDK has discovered', () => {
  const metadata = {
    [metadataUrl]: { authorization_servers: ['https://as.example'], scopes_supported: ['basic'] },
  };

  it('is found out by the resource metadata and the authorization server metadata', async () => {
    const documents = {
      ...metadata,
      'https://as.example/.well-known/oauth-authorization-server': { scopes_supported: ['offline_access'] },
    };
    const { calls, stepUp } = await send(new Provider(), async () => 'REDIRECT', { documents });
    expect(calls[0]!.scope).toBe('read write offline_access');
    expect((await stepUp.stepUp.scopes.read()).issuer).toBe('https://as.example');
  });

  it('is taken from a provider that remembers it', async () => {
    const provider = Object.assign(new Provider(), {
      discoveryState: () => ({
        authorizationServerUrl: 'https://remembered.example',
        resourceMetadata: { scopes_supported: ['basic'] },
        authorizationServerMetadata: { scopes_supported: ['offline_access'] },
      }),
    });
    const { calls, stepUp, urls } = await send(provider, async () => 'REDIRECT', { documents: metadata });
    expect(calls[0]!.scope).toBe('read write offline_access');
    expect((await stepUp.stepUp.scopes.read()).issuer).toBe('https://remembered.example');
    expect(urls).toEqual([serverUrl]);
  });

  it('is found out for a provider that remembers nothing yet', async () => {
    const provider = Object.assign(new Provider(), { discoveryState: async () => undefined });
    const { stepUp } = await send(provider, async () => 'REDIRECT', { documents: metadata });
    expect((await stepUp.stepUp.scopes.read()).issuer).toBe('https://as.example');
  });

  it('does not matter to a client that cannot refresh', async () => {
    const provider = new Provider();
    vi.spyOn(provider, 'clientMetadata', 'get').mockReturnValue({
      grant_types: ['authorization_code'],
    } as never);
    const { urls, calls } = await send(provider, async () => 'REDIRECT', { documents: metadata });
    expect([urls, calls[0]!.scope]).toEqual([[serverUrl, metadataUrl], 'read write']);
  });
});

describe('finishAuth of a transport that saw no challenge', () => {
  const wellKnown = 'https://mcp.example.com/.well-known/oauth-protected-resource/mcp';

  it('finds the metadata where the challenge pointed to', async () => {
    const { stepUp, urls } = await send(new Provider(), async () => 'REDIRECT', {
      documents: { [metadataUrl]: { resource: serverUrl } },
    });
    urls.length = 0;
    expect(await (await stepUp(wellKnown)).json()).toEqual({ resource: serverUrl });
    await stepUp('https://mcp.example.com/.well-known/openid-configuration');
    await stepUp('https://other.example.com/.well-known/oauth-protected-resource/mcp');
    await stepUp(wellKnown, { method: 'POST' });
    expect(urls).toEqual([
      metadataUrl,
      'https://mcp.example.com/.well-known/openid-configuration',
      'https://other.example.com/.well-known/oauth-protected-resource/mcp',
      wellKnown,
    ]);
  });

  it.each(['http://plain.example.com/x', 'http://['])('does not go to %s', async (place) => {
    const refusal = challengeOf(403, 'write');
    refusal.headers.set(
      'www-authenticate',
      `Bearer error="insufficient_scope", scope="write", resource_metadata="${place}"`,
    );
    const { stepUp, urls } = await send(new Provider(), async () => 'REDIRECT', { refusal });
    urls.length = 0;
    await stepUp(wellKnown);
    expect(urls).toEqual([wellKnown]);
  });
});

describe('an event source of the SDK', () => {
  const open = { headers: { authorization: 'Bearer t0' }, cache: 'no-store', mode: 'cors' } as RequestInit;
  const options = { serverUrl, UnauthorizedError: SdkUnauthorizedError };

  it('gets a 401 with the scope to ask for, since the SDK answers it by itself', async () => {
    const auth = vi.fn(async () => 'REDIRECT' as const);
    const provider = new Provider();
    provider.saveTokens({ access_token: 't0', scope: 'read' });
    const refused = (): Response =>
      new Response('', {
        status: 401,
        headers: { 'www-authenticate': `Bearer scope="basic", resource_metadata="${metadataUrl}"` },
      });
    const fetch = withStepUp(
      async (url) => (String(url) === serverUrl ? refused() : new Response('', { status: 404 })),
      {
        ...options,
        provider,
        auth,
      },
    );
    const response = await fetch(serverUrl, open);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([
      401,
      `Bearer scope="read basic", resource_metadata="${metadataUrl}"`,
    ]);
    expect(auth).not.toHaveBeenCalled();
    expect((await fetch.stepUp.scopes.read()).requested).toBe('read basic');
  });

  it('is refreshed without the SDK', async () => {
    const provider = new Provider();
    let refusals = 1;
    const fetch = withStepUp(
      async (url) =>
        new Response('', { status: String(url) !== serverUrl ? 404 : refusals-- > 0 ? 401 : 200 }),
      {
        ...options,
        provider,
        auth: async (view) => {
          view.saveTokens({ access_token: 't1' });
          return 'AUTHORIZED';
        },
      },
    );
    expect((await fetch(serverUrl, open)).status).toBe(200);
  });
});
