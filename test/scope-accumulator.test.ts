import { describe, expect, it } from 'vitest';
import { MemoryScopeStore, ScopeAccumulator, selectScope, type ScopeSources } from '../runtime/index.ts';

const resource = 'https://mcp.example.com/mcp';

describe('selectScope', () => {
  it.each<[string, ScopeSources, string | undefined]>([
    ['nothing', {}, undefined],
    ['the challenge first', { challenged: 'a', scopesSupported: ['b'], defaultScope: 'c' }, 'a'],
    ['then what the resource supports', { scopesSupported: ['b', 'b2'], defaultScope: 'c' }, 'b b2'],
    ['then the default', { scopesSupported: [], defaultScope: 'c' }, 'c'],
    ['a challenge without a legal token is none', { challenged: '"', scopesSupported: ['b'] }, 'b'],
    ['prior and challenge, in this order', { prior: 'b a', challenged: 'a c' }, 'b a c'],
    [
      'nothing but the challenge beside the prior',
      { prior: 'a', scopesSupported: ['b'], defaultScope: 'c' },
      'a',
    ],
    [
      'a step-up of an unknown prior, from the start',
      { challenged: 'w', scopesSupported: ['b'], stepUp: true },
      'b w',
    ],
    [
      'a step-up of an unknown prior, from the default',
      { challenged: 'w', defaultScope: 'c', stepUp: true },
      'c w',
    ],
    ['a step-up of which nothing is known', { challenged: 'w', stepUp: true }, 'w'],
    [
      'a step-up of a known prior',
      { challenged: 'w', prior: 'r', scopesSupported: ['b'], stepUp: true },
      'r w',
    ],
    ['offline_access last', { challenged: 'a', offlineAccess: true }, 'a offline_access'],
    ['offline_access once', { challenged: 'offline_access a', offlineAccess: true }, 'offline_access a'],
    ['offline_access never alone', { offlineAccess: true }, undefined],
    ['offline_access not from before', { prior: 'a offline_access', challenged: 'b' }, 'a b'],
    [
      'offline_access from before is no prior scope',
      { prior: 'offline_access', scopesSupported: ['b'] },
      'b',
    ],
    ['hierarchies side by side', { prior: 'repo', challenged: 'repo:read' }, 'repo repo:read'],
  ])('takes %s', (_what, sources, expected) => {
    expect(selectScope(sources)).toBe(expected);
  });
});

describe('ScopeAccumulator', () => {
  it('accumulates over several rounds, for a client that makes its own requests', async () => {
    const scopes = new ScopeAccumulator({ resource: new URL(resource) });
    const asked: (string | undefined)[] = [];
    const round = async (challenged: string | undefined, token: { scope?: string }): Promise<void> => {
      const scope = await scopes.select({ challenged, scopesSupported: ['basic'] });
      asked.push(scope);
      await scopes.starting(scope, { stepUp: `call:${challenged}` });
      await scopes.authorized({ access_token: `t${asked.length}`, ...token });
    };
    await round(undefined, {});
    await round('write', { scope: 'write' });
    await round('admin write', {});
    await round('mail', { scope: 'basic write admin mail' });
    expect(asked).toEqual(['basic', 'basic write', 'basic write admin', 'basic write admin mail']);
    expect(await scopes.known()).toEqual({
      requested: 'basic write admin mail',
      granted: 'basic write admin mail',
    });
  });

  it('is still there after a restart between redirect and callback', async () => {
    const store = new MemoryScopeStore();
    const before = new ScopeAccumulator({ resource, store });
    await before.starting('read write', { stepUp: 'call', held: { access_token: 't0', scope: 'read' } });
    const after = new ScopeAccumulator({ resource, store });
    expect(await after.known({ access_token: 't0', scope: 'read' })).toEqual({
      requested: 'read write',
      granted: 'read',
    });
    expect(await after.known({ access_token: 't1' })).toEqual({
      requested: 'read write',
      granted: 'read write',
    });
    expect(await after.canAttemptScopeUpgrade('call', 'write')).toBe(true);
    await after.succeeded('other', { access_token: 't1' });
    expect(await after.canAttemptScopeUpgrade('call', 'write')).toBe(false);
  });

  it('tells resources apart', async () => {
    const store = new MemoryScopeStore();
    await new ScopeAccumulator({ resource, store }).starting('read');
    expect(await new ScopeAccumulator({ resource: `${resource}/2`, store }).known()).toEqual({
      requested: undefined,
      granted: undefined,
    });
  });

  it('allows three upgrades of an operation', async () => {
    const scopes = new ScopeAccumulator({ resource });
    const upgrades: boolean[] = [];
    for (const scope of ['a', 'b', 'c', 'd']) {
      upgrades.push(await scopes.canAttemptScopeUpgrade('call'));
      await scopes.starting(scope, { stepUp: 'call' });
    }
    expect(upgrades).toEqual([true, true, true, false]);
    expect(await scopes.canAttemptScopeUpgrade('call')).toBe(false);
    expect(await scopes.canAttemptScopeUpgrade('other')).toBe(true);
    await scopes.succeeded('call');
    expect(await scopes.canAttemptScopeUpgrade('call')).toBe(true);
  });

  it('allows none with a retry cap of 0', async () => {
    expect(await new ScopeAccumulator({ resource, maxStepUpRetries: 0 }).canAttemptScopeUpgrade('call')).toBe(
      false,
    );
  });

  it('says why it allows no upgrade', async () => {
    const scopes = new ScopeAccumulator({ resource, maxStepUpRetries: 2 });
    expect(await scopes.refusalOf('call', 'a')).toBe(undefined);
    await scopes.starting('a', { stepUp: 'call' });
    await scopes.authorized({ access_token: 't1' });
    expect(await scopes.refusalOf('call', 'a')).toBe('nothing-to-add');
    expect(await scopes.refusalOf('call', '')).toBe('nothing-to-add');
    expect(await scopes.refusalOf('call', 'a b')).toBe(undefined);
    expect(await scopes.refusalOf('call')).toBe(undefined);
    await scopes.starting('a b', { stepUp: 'call' });
    expect(await scopes.refusalOf('call', 'a')).toBe('retry-cap-reached');
    await scopes.denied();
    expect(await scopes.refusalOf('call', 'b')).toBe('denied');
    expect(await scopes.refusalOf('call', 'c')).toBe('retry-cap-reached');
  });

  it('rolls a request back that failed, also when it replaced one that was never answered', async () => {
    const scopes = new ScopeAccumulator({ resource });
    await scopes.starting('read');
    await scopes.authorized({ access_token: 't0' });
    await scopes.starting('read write');
    await scopes.starting('read write admin');
    await scopes.withdrawn();
    expect(await scopes.known()).toEqual({ requested: 'read', granted: 'read' });
    await scopes.withdrawn();
    expect(await scopes.known()).toEqual({ requested: 'read', granted: 'read' });
  });

  it('keeps the grant at a refresh that says nothing, and follows one that does (RFC 6749 §6)', async () => {
    const scopes = new ScopeAccumulator({ resource });
    const held = { access_token: 't0', scope: 'read write' };
    await scopes.refreshed(held, { access_token: 't1' });
    expect(await scopes.known({ access_token: 't1' })).toEqual({
      requested: undefined,
      granted: 'read write',
    });
    await scopes.refreshed({ access_token: 't1' }, { access_token: 't2', scope: 'read' });
    expect(await scopes.known({ access_token: 't2', scope: 'read' })).toEqual({
      requested: undefined,
      granted: 'read',
    });
  });

  it('makes changes one after the other, although the store is slow', async () => {
    const memory = new MemoryScopeStore();
    const pause = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 1));
    const scopes = new ScopeAccumulator({
      resource,
      store: {
        get: async (key) => {
          await pause();
          return memory.get(key);
        },
        set: async (key, state) => {
          await pause();
          memory.set(key, state);
        },
      },
    });
    const operations = ['a', 'b', 'c', 'd'];
    await Promise.all(operations.map((operation) => scopes.starting('read', { stepUp: operation })));
    expect(memory.get(resource)!.attempts!.map(({ operation }) => operation)).toEqual(operations);
  });

  it('goes on after a store that failed once', async () => {
    const memory = new MemoryScopeStore();
    let failures = 1;
    const scopes = new ScopeAccumulator({
      resource,
      store: {
        get: (key) => memory.get(key),
        set: (key, state) => {
          if (failures-- > 0) throw new Error('disk full');
          memory.set(key, state);
        },
      },
    });
    await expect(scopes.starting('read')).rejects.toThrow('disk full');
    await scopes.starting('read');
    expect(await scopes.known()).toEqual({ requested: 'read', granted: undefined });
  });
});
