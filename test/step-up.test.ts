import { describe, expect, it, vi } from 'vitest';
import {
  InsufficientScopeError,
  MemoryScopeStore,
  StepUp,
  TokenRejectedError,
  type AuthorizationRequest,
  type AuthorizationContext,
  type AuthorizationOutcome,
  type HeldToken,
  type Refusal,
  type ScopeState,
  type StepUpEffects,
  type StepUpOptions,
} from '../runtime/index.ts';

const resource = 'https://mcp.example.com/mcp';

/** An engine with a host that grants what it is asked for, unless a test says otherwise. */
function setUp(
  options: Partial<StepUpOptions> = {},
  held: HeldToken = { access_token: 't0', scope: 'read' },
) {
  let token: HeldToken | undefined = held;
  let issued = 0;
  const hold = (next: Partial<HeldToken> = {}): void => {
    token = { access_token: `t${++issued}`, ...next };
  };
  const context: { current: AuthorizationContext } = { current: {} };
  const requests: AuthorizationRequest[] = [];
  const authorize = vi.fn(async (_request: AuthorizationRequest): Promise<AuthorizationOutcome> => {
    hold();
    return 'authorized';
  });
  const refresh = vi.fn(async () => {
    hold({ refresh_token: 'r1' });
    return true;
  });
  const effects: StepUpEffects = {
    tokens: () => token,
    discover: async () => context.current,
    refresh,
    authorize: (request) => {
      requests.push(request);
      return authorize(request);
    },
  };
  const store = new MemoryScopeStore();
  const stepUp = new StepUp({ resource, store, ...options }, effects);
  return {
    stepUp,
    store,
    effects,
    context,
    authorize,
    refresh,
    hold,
    lose: () => (token = undefined),
    asked: () => requests.map(({ scope }) => scope),
    requests,
    state: () => store.get(resource) as ScopeState | undefined,
    known: () => stepUp.scopes.known(token),
    /** The server wants this scope for an operation, of a request that was sent just now. */
    wants: (scope: string | undefined, operation = 'write', refusal: Partial<Refusal> = {}) =>
      stepUp.refused({
        operation,
        status: 403,
        challenge: {
          scheme: 'bearer',
          error: 'insufficient_scope',
          ...(scope === undefined ? {} : { scope }),
        },
        token: token?.access_token,
        round: stepUp.round,
        ...refusal,
      }),
    /** The server wants a good token. */
    rejects: (scope?: string, refusal: Partial<Refusal> = {}) =>
      stepUp.refused({
        operation: 'list',
        status: 401,
        challenge: { scheme: 'bearer', ...(scope === undefined ? {} : { scope }) },
        token: token?.access_token,
        round: stepUp.round,
        ...refusal,
      }),
  };
}

const reasonOf = async (promise: Promise<unknown>): Promise<unknown> => {
  const error = await promise.then(
    () => undefined,
    (each: unknown) => each,
  );
  return error instanceof InsufficientScopeError ? error.reason : error;
};

describe('StepUp.isStepUp', () => {
  it.each([
    [403, 'insufficient_scope', true],
    [401, 'insufficient_scope', true],
    [400, 'insufficient_scope', false],
    [200, 'insufficient_scope', false],
    [403, 'invalid_token', false],
    [403, undefined, false],
    [403, 'Insufficient_Scope', false],
  ])('%s with %s: %s', (status, error, expected) => {
    const challenge = { scheme: 'bearer', ...(error === undefined ? {} : { error }) };
    expect(StepUp.isStepUp({ status, challenge })).toBe(expected);
  });

  it('needs a challenge', () => {
    expect(StepUp.isStepUp({ status: 403, challenge: undefined })).toBe(false);
  });
});

describe('the hook', () => {
  it('sees what is about to be asked for', async () => {
    const onBeforeStepUp = vi.fn();
    const { wants } = setUp({ onBeforeStepUp });
    await wants('write');
    expect(onBeforeStepUp.mock.calls).toEqual([
      [
        {
          scope: 'read write',
          challenge: { scheme: 'bearer', error: 'insufficient_scope', scope: 'write' },
          operation: 'write',
          stepUp: true,
          granted: 'read',
          held: { access_token: 't0', scope: 'read' },
        },
      ],
    ]);
  });

  it.each([undefined, true])('allows: %s', async (answer) => {
    const { wants, asked } = setUp({ onBeforeStepUp: async () => answer });
    expect(await wants('write')).toBe('retry');
    expect(asked()).toEqual(['read write']);
  });

  it('denies: nobody is asked, nothing is counted or kept', async () => {
    const { wants, asked, state } = setUp({ onBeforeStepUp: () => false });
    expect(await reasonOf(wants('write'))).toBe('denied');
    expect([asked(), state()]).toEqual([[], undefined]);
  });

  it.each([
    ['read', 'read'],
    ['write read', 'read write'],
    ['admin write', 'write'],
  ])('narrows, and cannot widen: %j', async (answer, scope) => {
    const { wants, asked, known } = setUp({ onBeforeStepUp: () => answer });
    await wants('write');
    expect([asked(), (await known()).requested]).toEqual([[scope], scope]);
  });

  it.each(['read*', '', 'admin'])('denies if it leaves nothing: %j', async (answer) => {
    const { wants, asked, state } = setUp({ onBeforeStepUp: () => answer });
    expect(await reasonOf(wants('write'))).toBe('denied');
    expect([asked(), state()]).toEqual([[], undefined]);
  });

  it.each([
    ['denies', async () => false],
    ['throws', async () => Promise.reject(new Error('closed'))],
  ])('is asked once for several at once, if it %s', async (_what, answer) => {
    const onBeforeStepUp = vi.fn(answer);
    const { wants, rejects } = setUp({ onBeforeStepUp });
    const outcomes = await Promise.allSettled([wants('write'), wants('write', 'other'), rejects('write')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(onBeforeStepUp).toHaveBeenCalledTimes(1);
    await Promise.allSettled([wants('write', 'other')]);
    expect(onBeforeStepUp).toHaveBeenCalledTimes(2);
  });

  it('that throws leaves everything as it was', async () => {
    const { wants, asked, state } = setUp({
      onBeforeStepUp: () => Promise.reject(new Error('closed')),
    });
    await expect(wants('write')).rejects.toThrow('closed');
    expect([asked(), state()]).toEqual([[], undefined]);
  });

  it('is not called for a refresh, and is called when a refresh is refused', async () => {
    const onBeforeStepUp = vi.fn();
    const { rejects, refresh } = setUp({ onBeforeStepUp }, { access_token: 't0', refresh_token: 'r0' });
    await rejects('read');
    expect(onBeforeStepUp).not.toHaveBeenCalled();
    refresh.mockResolvedValue(false);
    await rejects('read', { token: 't1' });
    expect(onBeforeStepUp).toHaveBeenCalledTimes(1);
  });
});

describe('bounds', () => {
  const tokens = (count: number): string => Array.from({ length: count }, (_, at) => `s${at}`).join(' ');

  it('requests 64 scope tokens, and not 65', async () => {
    const { wants, asked, known } = setUp();
    expect(await reasonOf(wants(tokens(64)))).toBe('too-many-scopes');
    expect([asked(), await known()]).toEqual([[], { requested: undefined, granted: 'read' }]);
    await wants(tokens(63));
    expect(asked()).toEqual([`read ${tokens(63)}`]);
  });

  it('requests 4096 characters, and not 4097', async () => {
    const { wants, asked } = setUp();
    const longest = 'x'.repeat(4096 - 'read '.length);
    expect(await reasonOf(wants(`${longest}y`))).toBe('too-many-scopes');
    await wants(longest);
    expect(asked()).toEqual([`read ${longest}`]);
  });

  it('takes other bounds', async () => {
    const { wants } = setUp({ maxScopeTokens: 2 });
    expect(await reasonOf(wants('a b'))).toBe('too-many-scopes');
    expect(await reasonOf(setUp({ maxScopeLength: 6 }).wants('ab'))).toBe('too-many-scopes');
    expect(await wants('a')).toBe('retry');
  });

  it('holds at a 401, too', async () => {
    expect(await reasonOf(setUp().rejects(tokens(64)))).toBe('too-many-scopes');
  });

  it('takes no list of everything for a start', async () => {
    const { rejects, asked, context } = setUp({ defaultScope: 'basic' }, { access_token: 't0' });
    context.current = { scopesSupported: tokens(65).split(' ') };
    await rejects();
    expect(asked()).toEqual(['basic']);
  });

  it('steps up a hundred operations before one of them succeeds', async () => {
    const { stepUp, wants, state } = setUp();
    for (let at = 0; at < 100; at++) await wants('write', `operation ${at}`);
    expect(await reasonOf(wants('write', 'one more'))).toBe('retry-cap-reached');
    expect(await reasonOf(wants('write', 'operation 0'))).toBe('nothing-to-add');
    await stepUp.succeeded('operation 7');
    expect(await wants('write', 'one more')).toBe('retry');
    expect(state()!.attempts).toHaveLength(100);
  });

  it('of what is granted already do not stop a refresh', async () => {
    const held = { access_token: 't0', refresh_token: 'r0', scope: tokens(70) };
    const { rejects, authorize } = setUp({}, held);
    expect(await rejects()).toBe('retry');
    expect(authorize).not.toHaveBeenCalled();
  });
});

describe('an authorization that fails', () => {
  it('is rolled back, counts, and its error is passed on', async () => {
    const { wants, authorize, known, state } = setUp({ maxStepUpRetries: 2 });
    authorize.mockRejectedValue(new Error('offline'));
    await expect(wants('write')).rejects.toThrow('offline');
    expect(await known()).toEqual({ requested: undefined, granted: 'read' });
    expect(state()!.attempts).toEqual([{ operation: 'write', count: 1 }]);
    await expect(wants('write')).rejects.toThrow('offline');
    expect(await reasonOf(wants('write'))).toBe('retry-cap-reached');
  });

  it('is not tried again for those that were waiting for the same', async () => {
    const { wants, authorize } = setUp();
    authorize.mockRejectedValueOnce(new Error('offline'));
    const outcomes = await Promise.allSettled([wants('write'), wants('write', 'other')]);
    expect(outcomes.map((each) => each.status === 'rejected' && (each.reason as Error).message)).toEqual([
      'offline',
      'offline',
    ]);
    expect(authorize).toHaveBeenCalledTimes(1);
  });

  it('is tried for those that were waiting for something else', async () => {
    const { wants, authorize, asked } = setUp();
    authorize.mockRejectedValueOnce(new Error('offline'));
    const outcomes = await Promise.allSettled([wants('write'), wants('admin', 'other')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect(asked()).toEqual(['read write', 'read admin']);
  });

  it('is a mistake of the host if no token is there afterwards', async () => {
    const { wants, authorize, lose, known } = setUp();
    authorize.mockImplementation(async () => {
      lose();
      return 'authorized';
    });
    await expect(wants('write')).rejects.toThrow(TypeError);
    expect(await known()).toEqual({ requested: undefined, granted: undefined });
  });
});

describe('a denial', () => {
  it('is rolled back and remembered', async () => {
    const { wants, authorize, known, asked } = setUp();
    authorize.mockResolvedValueOnce('denied');
    expect(await reasonOf(wants('admin'))).toBe('denied');
    expect(await known()).toEqual({ requested: undefined, granted: 'read' });
    expect(await reasonOf(wants('admin'))).toBe('denied');
    expect(await wants('write', 'other')).toBe('retry');
    expect(asked()).toEqual(['read admin', 'read write']);
  });

  it('may be an error with the code of RFC 6749 §4.1.2.1', async () => {
    const { wants, authorize, state } = setUp();
    const cause = Object.assign(new Error('no'), { code: 'access_denied' });
    authorize.mockRejectedValueOnce(cause);
    await expect(wants('admin')).rejects.toMatchObject({ reason: 'denied', cause });
    expect(state()!.attempts).toEqual([{ operation: 'write', count: 1, denied: 'read admin' }]);
  });

  it('holds for the operations that were waiting for it', async () => {
    const { wants, authorize, state } = setUp();
    authorize.mockResolvedValueOnce('denied');
    const reasons = await Promise.all([reasonOf(wants('admin')), reasonOf(wants('admin', 'other'))]);
    expect(reasons).toEqual(['denied', 'denied']);
    expect(state()!.attempts).toEqual([
      { operation: 'write', count: 1, denied: 'read admin' },
      { operation: 'other', count: 1, denied: 'read admin' },
    ]);
  });

  it('of a redirect is told by the host', async () => {
    const { stepUp, wants, authorize, state } = setUp();
    authorize.mockResolvedValueOnce('redirected');
    expect(await wants('admin')).toBe('redirected');
    await stepUp.denied();
    expect(await reasonOf(wants('admin'))).toBe('denied');
    expect(state()).toMatchObject({ requested: undefined, pending: undefined });
  });

  it('of nothing changes nothing', async () => {
    const { stepUp, state } = setUp();
    await stepUp.denied();
    expect(state()).toBe(undefined);
  });

  it('is forgotten when the user explicitly wants to try again', async () => {
    const { stepUp, wants, authorize, asked } = setUp();
    authorize.mockResolvedValueOnce('denied');
    await reasonOf(wants('admin'));
    await stepUp.scopes.reset('other');
    expect(await reasonOf(wants('admin'))).toBe('denied');
    await stepUp.scopes.reset('write');
    expect(await wants('admin')).toBe('retry');
    await stepUp.scopes.reset();
    expect(await wants('admin', 'write')).toBe('retry');
    expect(asked()).toEqual(['read admin', 'read admin', 'read admin']);
  });
});

describe('several refusals at once', () => {
  it('lead to one consent, and count for each operation', async () => {
    const { wants, asked, state } = setUp();
    expect(await Promise.all([wants('write'), wants('write', 'other'), wants('write', 'third')])).toEqual([
      'retry',
      'retry',
      'retry',
    ]);
    expect(asked()).toEqual(['read write']);
    expect(state()!.attempts).toEqual([
      { operation: 'write', count: 1, requested: 'read write' },
      { operation: 'other', count: 1, requested: 'read write' },
      { operation: 'third', count: 1, requested: 'read write' },
    ]);
  });

  it('lead to no second consent when the first was not granted in full', async () => {
    const { wants, authorize, hold, asked } = setUp();
    authorize.mockImplementation(async () => {
      hold({ scope: 'read' });
      return 'authorized';
    });
    await Promise.all([wants('write'), wants('write', 'other')]);
    expect(await reasonOf(wants('write', 'other'))).toBe('nothing-to-add');
    expect(asked()).toEqual(['read write']);
  });

  it('are redirected together', async () => {
    const { wants, authorize, asked, state, hold } = setUp();
    authorize.mockResolvedValue('redirected');
    expect(await Promise.all([wants('write'), wants('write', 'other'), wants('admin', 'third')])).toEqual([
      'redirected',
      'redirected',
      'redirected',
    ]);
    expect(asked()).toEqual(['read write']);
    expect(state()!.pending!.operations).toEqual(['write', 'other']);
    hold({ scope: 'read write' });
    // What waited for something else has not been asked for yet.
    expect(await wants('admin', 'third')).toBe('redirected');
    expect(asked()).toEqual(['read write', 'read write admin']);
  });

  it('refresh once', async () => {
    const { rejects, refresh } = setUp({}, { access_token: 't0', refresh_token: 'r0', scope: 'read' });
    expect(await Promise.all([rejects(), rejects(), rejects('read')])).toEqual(['retry', 'retry', 'retry']);
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('do not hold up a success of something else', async () => {
    const { stepUp, wants, authorize } = setUp();
    let consent = (): void => undefined;
    authorize.mockImplementation(async () => {
      await new Promise<void>((resolve) => (consent = resolve));
      return 'redirected';
    });
    const waiting = wants('write');
    await vi.waitFor(() => expect(authorize).toHaveBeenCalled());
    await stepUp.succeeded('other');
    consent();
    expect(await waiting).toBe('redirected');
  });

  it('of two clients with one store are one line', async () => {
    const first = setUp();
    const second = new StepUp({ resource, store: first.store }, first.effects);
    const refusal: Refusal = {
      operation: 'write',
      status: 403,
      challenge: { scheme: 'bearer', error: 'insufficient_scope', scope: 'write' },
      token: 't0',
      round: 0,
    };
    expect(await Promise.all([first.stepUp.refused(refusal), second.refused(refusal)])).toEqual([
      'retry',
      'retry',
    ]);
    expect(first.asked()).toEqual(['read write']);
  });
});

describe('another issuer', () => {
  const issuers = (context: { current: AuthorizationContext }, issuer: string | undefined) =>
    (context.current = { issuer });

  it('learns nothing of the former one, and its refresh token is not used', async () => {
    const { wants, context, asked, state, refresh } = setUp(
      {},
      { access_token: 't0', scope: 'read', refresh_token: 'r0' },
    );
    issuers(context, 'https://a.example');
    await wants('write');
    issuers(context, 'https://b.example');
    expect(await wants('write')).toBe('retry');
    expect(asked()).toEqual(['read write', 'write']);
    expect(refresh).not.toHaveBeenCalled();
    expect(state()).toMatchObject({ issuer: 'https://b.example', requested: 'write', granted: 'write' });
  });

  it('is also seen by the stamp of a token', async () => {
    const held = { access_token: 't0', scope: 'read', issuer: 'https://a.example/' };
    const { wants, context, asked } = setUp({}, held);
    issuers(context, 'https://b.example');
    await wants('write');
    expect(asked()).toEqual(['write']);
    const same = setUp({}, held);
    issuers(same.context, 'https://a.example');
    await same.wants('write');
    expect(same.asked()).toEqual(['read write']);
  });

  it('knows its own token, even if the state is about another one', async () => {
    const { wants, context, hold, asked } = setUp();
    issuers(context, 'https://a.example');
    await wants('write');
    hold({ scope: 'mail', issuer: 'https://b.example' });
    issuers(context, 'https://b.example');
    await wants('send', 'send');
    expect(asked()).toEqual(['read write', 'mail send']);
  });

  it('does not find the token of a former one foreign when that comes back', async () => {
    const held = { access_token: 't0', scope: 'read', refresh_token: 'r0' };
    const { stepUp, rejects, context, refresh } = setUp({}, held);
    for (const issuer of ['https://a.example', 'https://b.example', 'https://a.example']) {
      issuers(context, issuer);
      await stepUp.scopes.useIssuer(issuer, held);
    }
    await rejects();
    expect(refresh).toHaveBeenCalledTimes(1);
  });

  it('is not believed any number of times before something succeeds', async () => {
    const { stepUp, wants, context, asked } = setUp();
    const reasons: unknown[] = [];
    for (let at = 0; at < 6; at++) {
      issuers(context, `https://${at}.example`);
      reasons.push(await reasonOf(wants('write')));
    }
    expect(reasons).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      'retry-cap-reached',
      'retry-cap-reached',
    ]);
    expect(asked()).toEqual(['read write', 'write', 'write', 'write']);
    await stepUp.succeeded('other');
    expect(await reasonOf(wants('write'))).toBe(undefined);
  });

  it.each([
    ['a final slash', 'https://a.example', 'https://a.example/'],
    ['metadata that cannot be reached', 'https://a.example', undefined],
    ['an issuer that is known for the first time', undefined, 'https://a.example'],
  ])('is not another one by %s', async (_what, before, after) => {
    const { wants, context, asked } = setUp();
    issuers(context, before);
    await wants('write');
    issuers(context, after);
    await wants('admin');
    expect(asked()).toEqual(['read write', 'read write admin']);
  });
});

describe('a 401', () => {
  it('can ask for the challenge alone', async () => {
    const { rejects, asked, known } = setUp({ accumulateOn401: false });
    await rejects('basic');
    expect([asked(), (await known()).requested]).toEqual([['basic'], 'basic']);
  });

  it('without scope asks for the prior one, also then', async () => {
    const { rejects, asked } = setUp({ accumulateOn401: false });
    await rejects();
    expect(asked()).toEqual(['read']);
  });

  it('that the user denies is denied for all that were waiting', async () => {
    const { rejects, authorize } = setUp();
    authorize.mockResolvedValue('denied');
    expect(await Promise.all([reasonOf(rejects()), reasonOf(rejects()), reasonOf(rejects())])).toEqual([
      'denied',
      'denied',
      'denied',
    ]);
    expect(authorize).toHaveBeenCalledTimes(1);
  });

  it('to a token that expired before it was used is refreshed', async () => {
    const { rejects, hold, authorize, refresh } = setUp();
    authorize.mockImplementation(async () => {
      hold({ refresh_token: 'r0' });
      return 'authorized';
    });
    await rejects();
    expect(await rejects()).toBe('retry');
    expect(refresh).toHaveBeenCalledTimes(1);
    await expect(rejects()).rejects.toBeInstanceOf(TokenRejectedError);
    expect(authorize).toHaveBeenCalledTimes(1);
  });

  it('does not count as a step-up', async () => {
    const { rejects, wants, stepUp } = setUp({ maxStepUpRetries: 1 });
    await rejects('read');
    await stepUp.succeeded('list');
    expect(await wants('write', 'list')).toBe('retry');
  });

  it('to a token that was just issued is final, until something succeeds', async () => {
    const { rejects, stepUp } = setUp();
    await rejects('read');
    await expect(rejects('read')).rejects.toBeInstanceOf(TokenRejectedError);
    await rejects('read');
    await stepUp.succeeded('anything');
    expect(await rejects('read')).toBe('retry');
  });

  it('of an older token is answered by the one that is held', async () => {
    const { rejects, hold, authorize } = setUp();
    hold();
    expect(await rejects('read', { token: 't0' })).toBe('retry');
    expect(await rejects('read', { token: undefined })).toBe('retry');
    expect(authorize).not.toHaveBeenCalled();
  });

  it('finds a refresh that fails by throwing, and asks nobody', async () => {
    const { rejects, refresh, authorize } = setUp({}, { access_token: 't0', refresh_token: 'r0' });
    refresh.mockRejectedValue(new Error('offline'));
    await expect(rejects()).rejects.toThrow('offline');
    expect(authorize).not.toHaveBeenCalled();
  });

  it('is refreshed while a redirect is under way, which then still counts', async () => {
    const { wants, rejects, authorize, hold, known } = setUp(
      {},
      { access_token: 't0', refresh_token: 'r0', scope: 'read' },
    );
    authorize.mockResolvedValue('redirected');
    await wants('write');
    expect(await rejects('read')).toBe('retry');
    expect(await known()).toEqual({ requested: 'read write', granted: 'read' });
    hold();
    expect(await known()).toEqual({ requested: 'read write', granted: 'read write' });
  });
});

describe('a token response', () => {
  it.each([
    ['without scope means as requested', undefined, 'read write'],
    ['with an empty scope says nothing', '', 'read write'],
    ['with less means less', 'write', 'write'],
    ['with something unknown means that', 'write other', 'write other'],
    ['with what is no scope token leaves that out', 'write "x" é', 'write'],
  ])('%s', async (_what, scope, granted) => {
    const { wants, authorize, hold, known } = setUp();
    authorize.mockImplementation(async () => {
      hold(scope === undefined ? {} : { scope });
      return 'authorized';
    });
    await wants('write');
    expect(await known()).toEqual({ requested: 'read write', granted });
  });
});

it('asks for offline_access if it is advertised or the host says so, last and not for keeps', async () => {
  const { wants, context, asked, known } = setUp();
  context.current = { offlineAccess: true };
  await wants('write');
  expect([asked(), (await known()).requested]).toEqual([['read write offline_access'], 'read write']);
  const insisting = setUp({ offlineAccess: true });
  await insisting.wants('write');
  expect(insisting.asked()).toEqual(['read write offline_access']);
  const refusing = setUp({ offlineAccess: false });
  refusing.context.current = { offlineAccess: true };
  await refusing.wants('write');
  expect(refusing.asked()).toEqual(['read write']);
});

it('counts a step-up that ends in a refresh, and asks when the refresh did not help', async () => {
  const { wants, refresh, asked, state } = setUp(
    {},
    { access_token: 't0', scope: 'read write', refresh_token: 'r0' },
  );
  expect(await wants('write')).toBe('retry');
  expect(state()!.attempts).toEqual([{ operation: 'write', count: 1 }]);
  refresh.mockResolvedValue(false);
  expect(await wants('write')).toBe('retry');
  expect(state()!.attempts).toEqual([{ operation: 'write', count: 2, requested: 'read write' }]);
  expect([refresh.mock.calls.length, asked()]).toEqual([2, ['read write']]);
});

it('writes down where the resource metadata is, for the callback leg', async () => {
  const { wants, state } = setUp();
  await wants('write', 'write', {
    challenge: {
      scheme: 'bearer',
      error: 'insufficient_scope',
      scope: 'write',
      resource_metadata: 'https://r.example',
    },
  });
  expect(state()!.resourceMetadataUrl).toBe('https://r.example');
});

it('keeps no token in its state', async () => {
  const { wants, state } = setUp(
    {},
    { access_token: 'secret-access', refresh_token: 'secret-refresh', scope: 'read' },
  );
  await wants('write');
  expect(JSON.stringify(state())).not.toContain('secret');
});

it('does not need a host that can discover or refresh', async () => {
  const { effects } = setUp({}, { access_token: 't0', refresh_token: 'r0', scope: 'read write' });
  const { tokens, authorize } = effects;
  const stepUp = new StepUp({ resource }, { tokens, ...(authorize ? { authorize } : {}) });
  const refusal = { operation: 'list', status: 401, challenge: undefined, token: 't0', round: 0 };
  expect(await stepUp.refused(refusal)).toBe('retry');
});

it('refreshes for a host that cannot authorize, and leaves the rest to it', async () => {
  const { effects, refresh } = setUp({}, { access_token: 't0', refresh_token: 'r0', scope: 'read' });
  const stepUp = new StepUp({ resource }, { tokens: effects.tokens, refresh });
  const refusal = { operation: 'list', status: 401, challenge: undefined, token: 't0', round: 0 };
  expect(await stepUp.refused(refusal)).toBe('retry');
  expect(await stepUp.refused({ ...refusal, token: 't1' })).toBe('unanswered');
});

it('asks nobody for a request that was given up while it waited', async () => {
  const { wants, authorize, asked } = setUp();
  const controller = new AbortController();
  authorize.mockImplementationOnce(async () => {
    controller.abort(new Error('enough'));
    return 'redirected';
  });
  const [first, second] = await Promise.allSettled([
    wants('write'),
    wants('admin', 'other', { signal: controller.signal }),
  ]);
  expect([first.status, (second as PromiseRejectedResult).reason]).toEqual([
    'fulfilled',
    new Error('enough'),
  ]);
  expect(asked()).toEqual(['read write']);
});

it('keeps the effects of a host that is an object with private fields', async () => {
  class Host implements StepUpEffects {
    #token: HeldToken = { access_token: 't0', scope: 'read' };
    tokens() {
      return this.#token;
    }
    async authorize() {
      this.#token = { access_token: 't1' };
      return 'authorized' as const;
    }
  }
  const stepUp = new StepUp({ resource }, new Host());
  const challenge = { scheme: 'bearer', error: 'insufficient_scope', scope: 'write' };
  const refusal = { operation: 'call', status: 403, challenge, token: 't0', round: 0 };
  expect(await stepUp.refused(refusal)).toBe('retry');
});

it('passes on what an effect throws, also if it is no Error, and for those that wait', async () => {
  const { wants, authorize } = setUp();
  authorize.mockRejectedValue('closed');
  const outcomes = await Promise.allSettled([
    wants('write'),
    wants('write', 'other'),
    wants('write', 'third'),
  ]);
  expect(outcomes.map((each) => (each as PromiseRejectedResult).reason as unknown)).toEqual([
    'closed',
    'closed',
    'closed',
  ]);
  expect(authorize).toHaveBeenCalledTimes(1);
});

describe('an authorization server that gives the same access token again', () => {
  it('completes the request when the operation succeeds', async () => {
    const { stepUp, wants, authorize, known } = setUp();
    authorize.mockResolvedValueOnce('redirected');
    await wants('write');
    await stepUp.succeeded('other');
    expect(await known()).toEqual({ requested: 'read write', granted: 'read' });
    await stepUp.succeeded('write');
    await stepUp.denied();
    expect((await known()).requested).toBe('read write');
  });
});
