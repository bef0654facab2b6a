import { describe, expect, it } from 'vitest';
import { withoutWideningRefresh } from '../runtime/index.ts';

interface Tokens {
  readonly access_token: string;
  readonly token_type: string;
  readonly scope?: string;
  readonly refresh_token?: string;
}

const held: Tokens = { access_token: 'a', token_type: 'Bearer', scope: 'read list', refresh_token: 'r' };

/** As in the SDK: at once, or later. */
type Held = Tokens | undefined | Promise<Tokens | undefined>;

/** A provider as people write it: a class with private fields, whose methods need their `this`. */
class Provider {
  #tokens: Tokens | undefined;
  readonly redirectUrl = 'http://localhost/callback';
  readonly seen: unknown[][] = [];

  constructor(tokens: Tokens | undefined) {
    this.#tokens = tokens;
  }

  get clientMetadata(): { readonly scope: string | undefined } {
    return { scope: this.#tokens?.scope };
  }

  tokens(...context: unknown[]): Held {
    this.seen.push(context);
    return this.#tokens;
  }

  saveTokens(tokens: Tokens): void {
    this.#tokens = tokens;
  }
}

describe('withoutWideningRefresh', () => {
  it.each([
    ['the union with one more', 'read list write', true],
    ['the same in another order', 'list read', false],
    ['a part of it', 'read', false],
    ['nothing', undefined, false],
    ['null', null, false],
    ['a scope that lacks a granted one, which a union never does', 'read write', false],
    ['one more that is no scope token', 'read list "', false],
  ])('hides the refresh token from %s only if it exceeds the grant', async (_what, scope, isHidden) => {
    const shown = await withoutWideningRefresh(new Provider(held), scope).tokens();
    expect(shown).toEqual(isHidden ? { ...held, refresh_token: undefined } : held);
    expect(Boolean(shown?.refresh_token)).toBe(!isHidden);
  });

  it('hides it where nothing is known to be granted', async () => {
    const { scope: _scope, ...unscoped } = held;
    expect(await withoutWideningRefresh(new Provider(unscoped), 'read').tokens()).toEqual({
      ...unscoped,
      refresh_token: undefined,
    });
    expect(await withoutWideningRefresh(new Provider(unscoped), undefined).tokens()).toEqual(unscoped);
  });

  it('looks at the token that is held when it is asked', async () => {
    const provider = new Provider(undefined);
    const view = withoutWideningRefresh(provider, 'read list');
    expect(await view.tokens()).toBeUndefined();
    view.saveTokens(held);
    expect(await view.tokens()).toEqual(held);
    view.saveTokens({ ...held, scope: 'read' });
    expect((await view.tokens())?.refresh_token).toBeUndefined();
  });

  it('changes neither the provider nor its tokens', async () => {
    const provider = new Provider(held);
    await withoutWideningRefresh(provider, 'read list write').tokens();
    expect(provider.tokens()).toBe(held);
    expect(held.refresh_token).toBe('r');
  });

  it('hands all but the tokens through, with private fields, accessors and prototype', async () => {
    const provider = new Provider(held);
    const view = withoutWideningRefresh(provider, 'read list write');
    expect(view).toBeInstanceOf(Provider);
    expect(view.redirectUrl).toBe(provider.redirectUrl);
    expect(view.clientMetadata).toEqual({ scope: 'read list' });
    expect('saveTokens' in view && 'redirectUrl' in view).toBe(true);
    expect('state' in view).toBe(false);
    const { saveTokens } = view;
    saveTokens({ ...held, access_token: 'b' });
    expect((await provider.tokens())?.access_token).toBe('b');
  });

  it.each([
    ['gives its tokens at once', (): Held => held],
    ['gives its tokens later', (): Held => Promise.resolve(held)],
  ])('views a frozen provider that %s', async (_what, tokens) => {
    const view = withoutWideningRefresh(Object.freeze({ redirectUrl: 'a', tokens }), 'read list write');
    expect(await view.tokens()).toEqual({ ...held, refresh_token: undefined });
    expect(view.redirectUrl).toBe('a');
  });

  it('hands the arguments of `tokens` through, as SDK v2 gives its context', async () => {
    const provider = new Provider(held);
    await withoutWideningRefresh(provider, 'write').tokens({ issuer: 'https://as.example' }, 2);
    expect(provider.seen).toEqual([[{ issuer: 'https://as.example' }, 2]]);
  });

  it('gives what a provider without tokens gives', async () => {
    expect(await withoutWideningRefresh({ tokens: (): Held => undefined }, 'read').tokens()).toBeUndefined();
    expect(await withoutWideningRefresh({ tokens: (): unknown => null }, 'read').tokens()).toBeNull();
    const without: { tokens?: () => unknown } = {};
    expect(await withoutWideningRefresh(without, 'read').tokens?.()).toBeUndefined();
  });

  it('rejects with what the provider throws', async () => {
    const failing = {
      tokens: (): Held => {
        throw new Error('locked');
      },
    };
    await expect(async () => withoutWideningRefresh(failing, 'read').tokens()).rejects.toThrow('locked');
  });

  it('is shown as such once more', async () => {
    const view = withoutWideningRefresh(new Provider(held), 'read list write');
    const twice = withoutWideningRefresh(view, 'read');
    expect((await twice.tokens())?.refresh_token).toBeUndefined();
    expect(twice).toBeInstanceOf(Provider);
  });
});
