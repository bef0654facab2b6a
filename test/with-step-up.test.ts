import { describe, expect, it, vi } from 'vitest';
import {
  InsufficientScopeError,
  MemoryScopeStore,
  TokenRejectedError,
  UnauthorizedError,
  UnreplayableRequestError,
  withStepUp,
  type AuthorizationRequest,
  type FetchLike,
  type HeldToken,
  type HostAuthorization,
  type ScopeState,
  type ScopeStore,
  type StepUpFetch,
  type WithStepUpOptions,
} from '../runtime/index.ts';

const URL_OF_SERVER = 'https://mcp.example.com/mcp';

/** One request as a server sees it. */
interface Seen {
  readonly url: string;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

interface Answer {
  readonly status: number;
  readonly challenge?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

const challenged = (scope: string, status = 403): Answer => ({
  status,
  challenge: `Bearer error="insufficient_scope", scope="${scope}"`,
});

/** A server that gives these answers in turn, the last one again and again, and keeps what it saw. */
function serverOf(...answers: readonly Answer[]) {
  const seen: Seen[] = [];
  const fetch: FetchLike = async (input, init) => {
    const request = new Request(input, { duplex: 'half', ...init } as RequestInit);
    const body = request.body ? await request.text() : undefined;
    const { url, method, headers } = request;
    seen.push({ url, method, headers: Object.fromEntries(headers), body });
    const answer = answers[Math.min(seen.length, answers.length) - 1]!;
    const challenge = answer.challenge === undefined ? {} : { 'www-authenticate': answer.challenge };
    return new Response(answer.body ?? 'text', {
      status: answer.status,
      headers: { ...challenge, ...answer.headers },
    });
  };
  return { fetch, seen };
}

/** A host that gets whatever scope it asks for. */
function hostOf(held: HeldToken | undefined = { access_token: 't0', scope: 'read' }) {
  let tokens: HeldToken | undefined = held;
  const asked: (string | undefined)[] = [];
  const authorize = vi.fn(async ({ scope }: AuthorizationRequest) => {
    asked.push(scope);
    tokens = { access_token: `t${asked.length}` } as HeldToken;
    return 'authorized' as 'authorized' | 'redirected' | 'denied';
  });
  const host: HostAuthorization = { tokens: () => tokens, authorize };
  return { ...host, authorize, asked, hold: (token: HeldToken | undefined) => (tokens = token) };
}

type Options = Partial<Extract<WithStepUpOptions<never>, HostAuthorization>>;

function stepUpOf(fetch: FetchLike, host: HostAuthorization, options: Options = {}): StepUpFetch {
  return withStepUp(fetch, { serverUrl: URL_OF_SERVER, ...host, ...options });
}

const call = (name: string): RequestInit => ({
  method: 'POST',
  headers: { authorization: 'Bearer t0', 'content-type': 'application/json', 'mcp-session-id': 's1' },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } }),
});

const ok: Answer = { status: 200 };

describe('the retried request', () => {
  it('differs in its Authorization alone', async () => {
    const { fetch, seen } = serverOf(challenged('write'), ok);
    const response = await stepUpOf(fetch, hostOf())(URL_OF_SERVER, call('write'));
    expect(response.status).toBe(200);
    const { headers, ...rest } = seen[0]!;
    expect(seen[1]).toEqual({ ...rest, headers: { ...headers, authorization: 'Bearer t1' } });
  });

  it('is the very init that was given, the first time', async () => {
    const init = call('write');
    const fetch = vi.fn(async () => new Response(''));
    await stepUpOf(fetch, hostOf())(URL_OF_SERVER, init);
    expect(fetch.mock.calls).toEqual([[URL_OF_SERVER, init]]);
    expect((fetch.mock.calls as unknown[][])[0]![1]).toBe(init);
  });

  it('passes the signal on', async () => {
    const { signal } = new AbortController();
    const fetch = vi.fn(
      async (_url: unknown, _init?: RequestInit) =>
        new Response('', { status: fetch.mock.calls.length === 1 ? 401 : 200 }),
    );
    await stepUpOf(fetch, hostOf())(URL_OF_SERVER, { ...call('write'), signal });
    expect(fetch.mock.calls.map(([, init]) => init?.signal)).toEqual([signal, signal]);
  });

  it.each([
    ['a Request', new Request(URL_OF_SERVER, { ...call('write') }), undefined],
    ['a URL', new URL(URL_OF_SERVER), call('write')],
    ['bytes', URL_OF_SERVER, { ...call('write'), body: new TextEncoder().encode('bytes') }],
    ['a Blob', URL_OF_SERVER, { ...call('write'), body: new Blob(['blob']) }],
    ['a form', URL_OF_SERVER, { ...call('write'), body: new URLSearchParams('a=b') }],
  ])('can be %s', async (_what, input, init) => {
    const { fetch, seen } = serverOf(challenged('write'), ok);
    await stepUpOf(fetch, hostOf())(input as string, init as RequestInit);
    expect(seen.map(({ headers }) => headers['authorization'])).toEqual(['Bearer t0', 'Bearer t1']);
    expect(seen[1]!.body).toBe(seen[0]!.body);
    expect(seen[1]!.body).not.toBe(undefined);
  });

  it.each([
    ['a stream', new Blob(['x']).stream()],
    [
      'an async iterable',
      (async function* () {
        yield new Uint8Array(1);
      })(),
    ],
  ])(
    'cannot be sent if the body is %s: authorization is complete, and the error says so',
    async (_what, body) => {
      const fetch = vi.fn(async () => new Response('', { status: 401 }));
      const host = hostOf();
      const sending = stepUpOf(fetch, host)(URL_OF_SERVER, {
        ...call('write'),
        body: body as ReadableStream,
      });
      await expect(sending).rejects.toBeInstanceOf(UnreplayableRequestError);
      await expect(sending).rejects.toMatchObject({
        name: 'UnreplayableRequestError',
        code: 'MCP_UNREPLAYABLE_REQUEST',
        message: 'Authorization is complete: send the request anew.',
      });
      expect(fetch).toHaveBeenCalledTimes(1);
      expect(host.asked).toEqual(['read']);
    },
  );

  it('cannot be sent if it is signed for the former token', async () => {
    const { fetch, seen } = serverOf(challenged('write'), ok);
    const init = { ...call('write'), headers: { authorization: 'DPoP t0', dpop: 'proof' } };
    await expect(stepUpOf(fetch, hostOf())(URL_OF_SERVER, init)).rejects.toThrow(UnreplayableRequestError);
    expect(seen).toHaveLength(1);
  });

  it('is not sent for ever, whatever the server says about its issuer', async () => {
    const { fetch, seen } = serverOf(challenged('write'));
    let issuers = 0;
    const host = { ...hostOf(), discover: async () => ({ issuer: `https://as${issuers++}.example.com` }) };
    await expect(stepUpOf(fetch, host)(URL_OF_SERVER, call('write'))).rejects.toMatchObject({
      reason: 'retry-cap-reached',
    });
    expect([seen.length, host.asked.length]).toEqual([5, 4]);
  });

  it('is not sent for ever, whatever else succeeds meanwhile', async () => {
    const { fetch, seen } = serverOf({ status: 401 });
    const host = hostOf();
    const stepUp = stepUpOf(async (url, init) => {
      const response = await fetch(url, init);
      await stepUp.stepUp.succeeded('ping');
      return response;
    }, host);
    await expect(stepUp(URL_OF_SERVER, call('write'))).rejects.toBeInstanceOf(TokenRejectedError);
    expect([seen.length, host.asked.length]).toEqual([3, 2]);
  });
});

describe('what is not for the server', () => {
  it.each([
    ['another origin', 'https://as.example.com/token', { authorization: 'Bearer t0' }],
    ['another path without a token', 'https://mcp.example.com/token', {}],
    ['another path with other credentials', 'https://mcp.example.com/token', { authorization: 'Basic eDp5' }],
    ['the endpoint with other credentials', URL_OF_SERVER, { authorization: 'Basic eDp5' }],
  ])('is passed through: %s', async (_what, url, headers) => {
    const { fetch } = serverOf(challenged('write', 401));
    const host = hostOf();
    const init = { method: 'POST', headers };
    const response = await stepUpOf(fetch, host)(url, init);
    expect([response.status, host.asked]).toEqual([401, []]);
  });

  it('is served if it carries a token to the same origin, as the messages of an SSE transport do', async () => {
    const { fetch } = serverOf(challenged('write'), ok);
    const host = hostOf();
    const response = await stepUpOf(fetch, host)('https://mcp.example.com/messages?id=1', call('write'));
    expect([response.status, host.asked]).toEqual([200, ['read write']]);
  });

  it('gets no token', async () => {
    const { fetch, seen } = serverOf(ok);
    await stepUpOf(fetch, hostOf())('https://mcp.example.com/other');
    expect(seen[0]!.headers).toEqual({});
  });
});

it('puts the held token on a request to the endpoint that has none', async () => {
  const { fetch, seen } = serverOf(ok);
  await stepUpOf(fetch, hostOf())(`${URL_OF_SERVER}?x=1`, { headers: { accept: 'a/b' } });
  expect(seen[0]!.headers).toEqual({ accept: 'a/b', authorization: 'Bearer t0' });
});

it.each([
  ['the page, as browsers do', 'https://app.example.com/page', undefined],
  ['the page, if that is where the server is', 'https://mcp.example.com/page', 'Bearer t0'],
  ['the server where there is no page', undefined, 'Bearer t0'],
])('takes a relative URL relative to %s', async (_what, href, expected) => {
  if (href !== undefined) vi.stubGlobal('location', { href });
  const fetch = vi.fn(async (_url: unknown, _init?: RequestInit) => new Response(''));
  try {
    await stepUpOf(fetch, hostOf())('/mcp');
  } finally {
    vi.unstubAllGlobals();
  }
  const [url, init] = fetch.mock.calls[0]!;
  expect([url, new Headers(init?.headers).get('authorization') ?? undefined]).toEqual(['/mcp', expected]);
});

it('leaves a 401 of a signed request to who signs (RFC 9449 §9)', async () => {
  for (const [authorization, challenge] of [
    ['DPoP t0', 'DPoP error="invalid_token"'],
    ['Bearer t0', 'DPoP error="use_dpop_nonce"'],
  ] as const) {
    const { fetch } = serverOf({ status: 401, challenge });
    const host = hostOf();
    const response = await stepUpOf(fetch, host)(URL_OF_SERVER, { headers: { authorization } });
    expect([response.status, response.headers.get('www-authenticate'), host.asked]).toEqual([
      401,
      challenge,
      [],
    ]);
  }
});

it('gives a good response although nobody can name what was done', async () => {
  const operationOf = (): string => {
    throw new Error('no name');
  };
  const { fetch } = serverOf(ok);
  expect((await stepUpOf(fetch, hostOf(), { operationOf })(URL_OF_SERVER, call('write'))).status).toBe(200);
});

it('answers a refusal although its body cannot be read any more', async () => {
  let sends = 0;
  const body = (): ReadableStream => new ReadableStream({ cancel: () => Promise.reject(new Error('reset')) });
  const stepUp = stepUpOf(
    async () => (sends++ === 0 ? new Response(body(), { status: 401 }) : new Response('')),
    hostOf(),
  );
  expect((await stepUp(URL_OF_SERVER, call('write'))).status).toBe(200);
});

describe('a response that is no refusal', () => {
  it.each([200, 202, 204, 301, 400, 404, 405, 500])('is given as it is: %s', async (status) => {
    const given = new Response(status === 204 ? null : 'x', { status });
    const host = hostOf();
    expect(await stepUpOf(async () => given, host)(URL_OF_SERVER, call('write'))).toBe(given);
    expect(host.asked).toEqual([]);
  });

  it('is given as it is: 403 without insufficient_scope', async () => {
    const given = new Response('x', {
      status: 403,
      headers: { 'www-authenticate': 'Bearer error="invalid_token", scope="write"' },
    });
    expect(await stepUpOf(async () => given, hostOf())(URL_OF_SERVER, call('write'))).toBe(given);
  });

  it.each([
    ['inside of another value', 'Bearer realm="error=insufficient_scope scope=admin"'],
    ['longer than 8 KiB', `Bearer error="insufficient_scope", scope="${'write '.repeat(1366)}"`],
  ])('does not show the SDK an insufficient_scope that is none: %s', async (_what, header) => {
    const { fetch } = serverOf({ status: 403, challenge: header, body: 'why' });
    const host = hostOf();
    const response = await stepUpOf(fetch, host)(URL_OF_SERVER, call('write'));
    expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([
      403,
      null,
      'why',
    ]);
    expect(host.asked).toEqual([]);
  });

  it('reads a header of exactly 8 KiB', async () => {
    const header = 'Bearer error="insufficient_scope", scope="write", realm=""';
    const { fetch } = serverOf(
      { status: 403, challenge: header.replace('""', `"${'x'.repeat(8192 - header.length)}"`) },
      ok,
    );
    const host = hostOf();
    await stepUpOf(fetch, host)(URL_OF_SERVER, call('write'));
    expect(host.asked).toEqual(['read write']);
  });
});

describe('errors', () => {
  it('says what it knows, and not in the message', async () => {
    const header =
      'Bearer error="insufficient_scope", scope="write", error_description="d", resource_metadata="https://r.example"';
    const { fetch } = serverOf({ status: 403, challenge: header });
    const error = await stepUpOf(fetch, hostOf(), { onInsufficientScope: 'throw' })(
      URL_OF_SERVER,
      call('write'),
    ).catch((each: unknown) => each);
    expect(error).toBeInstanceOf(InsufficientScopeError);
    expect({ ...(error as InsufficientScopeError) }).toEqual({
      name: 'InsufficientScopeError',
      code: 'MCP_INSUFFICIENT_SCOPE',
      reason: 'step-up-disabled',
      requiredScope: 'write',
      grantedScope: 'read',
      resourceMetadataUrl: 'https://r.example',
      errorDescription: 'd',
    });
    expect((error as Error).message).toBe('Insufficient scope: step-up-disabled');
  });

  it('throws the error of the host at a redirect, or its own', async () => {
    class HostError extends Error {}
    const host = hostOf();
    host.authorize.mockResolvedValue('redirected');
    const { fetch } = serverOf(challenged('write'));
    await expect(
      stepUpOf(fetch, host, { UnauthorizedError: HostError })(URL_OF_SERVER, call('w')),
    ).rejects.toThrow(HostError);
    const sending = stepUpOf(fetch, host)(URL_OF_SERVER, call('write'));
    await expect(sending).rejects.toBeInstanceOf(UnauthorizedError);
    await expect(sending).rejects.toMatchObject({
      name: 'UnauthorizedError',
      code: 'MCP_UNAUTHORIZED',
      message: 'Authorization is under way.',
    });
  });

  it('stops at a token that is rejected, and lets the next call through to the user', async () => {
    const { fetch, seen } = serverOf({ status: 401 });
    const host = hostOf();
    const stepUp = stepUpOf(fetch, host);
    const sending = stepUp(URL_OF_SERVER, call('write'));
    await expect(sending).rejects.toBeInstanceOf(TokenRejectedError);
    await expect(sending).rejects.toMatchObject({
      code: 'MCP_TOKEN_REJECTED',
      status: 401,
      message: 'The server rejects a token that was just issued.',
    });
    expect([seen.length, host.asked]).toEqual([2, ['read']]);
    await expect(stepUp(URL_OF_SERVER, { ...call('write'), headers: {} })).rejects.toThrow(
      TokenRejectedError,
    );
    expect(host.asked).toEqual(['read', 'read']);
  });

  it('gives the response of a 401 if there is nothing to authorize with', async () => {
    const { fetch } = serverOf({ status: 401, challenge: 'Bearer scope="a"', body: 'why' });
    const response = await stepUpOf(fetch, { tokens: () => undefined })(URL_OF_SERVER, call('write'));
    expect([response.status, response.headers.get('www-authenticate'), await response.text()]).toEqual([
      401,
      'Bearer scope="a"',
      'why',
    ]);
  });

  it('rejects a retry cap that is no whole number from 0 up', () => {
    for (const maxStepUpRetries of [-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
      expect(() => stepUpOf(fetch, hostOf(), { maxStepUpRetries })).toThrow(RangeError);
  });
});

describe('a request that is given up', () => {
  it('rejects at once, and the authorization goes on', async () => {
    const { fetch } = serverOf(challenged('write'), ok);
    const host = hostOf();
    const controller = new AbortController();
    let consent = (): void => undefined;
    host.authorize.mockImplementation(async ({ scope }) => {
      await new Promise<void>((resolve) => (consent = resolve));
      host.hold({ access_token: 't1', scope: scope! });
      return 'authorized';
    });
    const stepUp = stepUpOf(fetch, host);
    const sending = stepUp(URL_OF_SERVER, { ...call('write'), signal: controller.signal });
    await vi.waitFor(() => expect(host.authorize).toHaveBeenCalled());
    controller.abort(new Error('enough'));
    await expect(sending).rejects.toThrow('enough');
    consent();
    await vi.waitFor(async () =>
      expect(await stepUp.stepUp.scopes.known(host.tokens() as HeldToken)).toEqual({
        requested: 'read write',
        granted: 'read write',
      }),
    );
  });
});

describe('an event source', () => {
  const open = {
    headers: { authorization: 'Bearer t0', accept: 'text/event-stream' },
    cache: 'no-store',
    mode: 'cors',
  };

  it('is answered rather than thrown at, for it would connect again and again', async () => {
    const { fetch, seen } = serverOf(challenged('write'));
    const response = await stepUpOf(fetch, hostOf(), { onInsufficientScope: 'throw' })(
      URL_OF_SERVER,
      open as RequestInit,
    );
    expect([response.status, response.headers.get('www-authenticate'), seen.length]).toEqual([403, null, 1]);
  });

  it('is answered when the user is sent away', async () => {
    const host = hostOf();
    host.authorize.mockResolvedValue('redirected');
    const { fetch } = serverOf(challenged('write'));
    const response = await stepUpOf(fetch, host)(URL_OF_SERVER, open as RequestInit);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([403, null]);
  });

  it.each([
    ['a POST', { method: 'POST' }],
    ['a request that may be cached', { cache: 'default' }],
    ['a request of its own origin', { mode: 'same-origin' }],
  ])('is not %s', async (_what, differs) => {
    const { fetch } = serverOf(challenged('write'));
    const init = { ...open, ...differs } as RequestInit;
    const sending = stepUpOf(fetch, hostOf(), { onInsufficientScope: 'throw' })(URL_OF_SERVER, init);
    await expect(sending).rejects.toBeInstanceOf(InsufficientScopeError);
  });

  it('that is given up is told so', async () => {
    const { fetch } = serverOf(challenged('write'));
    const signal = AbortSignal.abort(new Error('enough'));
    const ignoring: FetchLike = (url, init) => fetch(url, { ...init, signal: null });
    await expect(
      stepUpOf(ignoring, hostOf())(URL_OF_SERVER, { ...open, signal } as RequestInit),
    ).rejects.toThrow('enough');
  });

  it('gets the 401 of a server that nobody can authorize at', async () => {
    const { fetch } = serverOf({ status: 401, challenge: 'Bearer' });
    const response = await stepUpOf(fetch, { tokens: () => undefined })(URL_OF_SERVER, {
      ...open,
      headers: {},
    } as RequestInit);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
  });

  it('steps up like any other request', async () => {
    const { fetch, seen } = serverOf(challenged('write'), ok);
    const response = await stepUpOf(fetch, hostOf())(URL_OF_SERVER, open as RequestInit);
    expect([response.status, seen.length]).toEqual([200, 2]);
  });
});

describe('a store', () => {
  const failing = (method: 'get' | 'set'): ScopeStore => {
    const store = new MemoryScopeStore();
    return Object.assign(Object.create(store) as ScopeStore, {
      get: (resource: string) => store.get(resource),
      set: (resource: string, state: ScopeState) => store.set(resource, state),
      [method]: () => {
        throw new Error('disk full');
      },
    });
  };

  it.each(['get', 'set'] as const)('that fails to %s starts no authorization', async (method) => {
    const { fetch, seen } = serverOf(challenged('write'), ok);
    const host = hostOf();
    const sending = stepUpOf(fetch, host, { store: failing(method) })(URL_OF_SERVER, call('write'));
    await expect(sending).rejects.toThrow('disk full');
    expect([seen.length, host.asked]).toEqual([1, []]);
  });

  it.each(['get', 'set'] as const)('that fails to %s does not take a good response away', async (method) => {
    const { fetch } = serverOf(ok);
    const response = await stepUpOf(fetch, hostOf(), { store: failing(method) })(
      URL_OF_SERVER,
      call('write'),
    );
    expect(response.status).toBe(200);
  });

  it.each([
    ['a number', 1],
    ['text', 'x'],
    ['a list', [1]],
    ['an object of somebody else', { requested: 'x', attempts: 1 }],
    ['a state of another version', { version: 2, requested: 'x' }],
  ])('with %s in it is a store with nothing in it', async (_what, garbage) => {
    const { fetch } = serverOf(challenged('write'), ok);
    const host = hostOf();
    const store: ScopeStore = { get: () => garbage as never, set: () => undefined };
    await stepUpOf(fetch, host, { store })(URL_OF_SERVER, call('write'));
    expect(host.asked).toEqual(['read write']);
  });

  it('is read once, and not written, as long as nothing is refused', async () => {
    const store = { get: vi.fn(() => undefined), set: vi.fn() };
    const { fetch } = serverOf(ok);
    const stepUp = stepUpOf(fetch, hostOf(), { store });
    await stepUp(URL_OF_SERVER, call('a'));
    await stepUp(URL_OF_SERVER, call('b'));
    expect([store.get.mock.calls.length, store.set.mock.calls.length]).toEqual([1, 0]);
  });
});

describe('clients of one provider', () => {
  /** A provider, and the `auth` of an SDK that gets whatever scope it asks for. */
  function providerOf(scope = 'read') {
    let held: HeldToken = { access_token: 't0', scope };
    const asked: (string | undefined)[] = [];
    const provider = { redirectUrl: 'http://127.0.0.1/', clientMetadata: {}, tokens: () => held };
    const auth = async (_view: unknown, options: { scope?: string }): Promise<'AUTHORIZED'> => {
      asked.push(options.scope);
      held = { access_token: `t${asked.length}`, scope: options.scope! };
      return 'AUTHORIZED';
    };
    return { provider, auth, asked };
  }

  function clientOf(
    fetch: FetchLike,
    { provider, auth }: ReturnType<typeof providerOf>,
    options: { readonly serverUrl?: string; readonly store?: ScopeStore } = {},
  ): StepUpFetch {
    const nothing: FetchLike = async () => new Response('', { status: 404 });
    const common = { serverUrl: URL_OF_SERVER, auth, UnauthorizedError, fetchFn: nothing };
    return withStepUp(fetch, { ...common, provider, ...options });
  }

  it('go on where the former one was: what is never granted costs one consent', async () => {
    const { fetch } = serverOf(challenged('write'));
    const user = providerOf();
    for (let client = 0; client < 3; client++) {
      const calling = clientOf(fetch, user)(URL_OF_SERVER, call('write'));
      await expect(calling).rejects.toMatchObject({ reason: 'nothing-to-add' });
    }
    expect(user.asked).toEqual(['read write']);
  });

  it('ask once for what both are refused', async () => {
    const { fetch } = serverOf(challenged('write'), challenged('write'), ok);
    const user = providerOf();
    const clients = [clientOf(fetch, user), clientOf(fetch, user)];
    const responses = await Promise.all(clients.map((each) => each(URL_OF_SERVER, call('write'))));
    expect(responses.map(({ status }) => status)).toEqual([200, 200]);
    expect(user.asked).toEqual(['read write']);
  });

  it('are told of a denial by whichever of them', async () => {
    const { fetch } = serverOf(challenged('write'));
    const user = providerOf();
    const leaving = { ...user, auth: async () => 'REDIRECT' as const } as never;
    const first = clientOf(fetch, leaving);
    await expect(first(URL_OF_SERVER, call('write'))).rejects.toBeInstanceOf(UnauthorizedError);
    await clientOf(fetch, user).stepUp.denied();
    await expect(first(URL_OF_SERVER, call('write'))).rejects.toMatchObject({ reason: 'denied' });
  });

  it('know nothing of those of another provider, or of one with a store of its own', async () => {
    const { fetch } = serverOf(challenged('write'));
    const user = providerOf();
    const others = [clientOf(fetch, providerOf()), clientOf(fetch, user, { store: new MemoryScopeStore() })];
    await clientOf(fetch, user)(URL_OF_SERVER, call('write')).catch(() => {});
    for (const other of others) expect(await other.stepUp.scopes.read()).toEqual({ version: 1 });
  });

  it('of several servers keep what they know apart', async () => {
    const { fetch } = serverOf(challenged('write'));
    const user = providerOf();
    const elsewhere = clientOf(fetch, user, { serverUrl: 'https://other.example.com/mcp' });
    await clientOf(fetch, user)(URL_OF_SERVER, call('write')).catch(() => {});
    const { requested, attempts } = await elsewhere.stepUp.scopes.read();
    expect([requested, attempts]).toEqual([undefined, undefined]);
  });
});
