import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countStepUp, InsufficientScopeError, MAX_STEP_UP_RETRIES, unionScopes } from '../runtime/index.ts';

/** RFC 6749 §3.3, written down once more, so that the tests do not borrow it from what they test. */
const isScopeToken = (token: string) =>
  token.length > 0 && [...token].every((char) => char >= '!' && char <= '~' && char !== '"' && char !== '\\');

const scopeToken = fc.constantFrom(
  'read',
  'write',
  'Read',
  'repo',
  'repo:status',
  'files:*',
  'https://api.example/a',
  '!',
  '~',
  '[]',
);
const otherToken = fc.oneof(
  fc.constantFrom('a"b', 'a\\b', 'été', 'a\u00A0b', '\uFEFFread', 'a\u0000b', 'a\u007F', '🔐'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }).filter((text) => !/[\t\n\v\f\r ]/.test(text)),
);
const space = fc.constantFrom(' ', '  ', '\t', '\r\n', ' \n ');
const scopeString = fc
  .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: scopeToken }, otherToken), space), { maxLength: 6 })
  .map((parts) => parts.map(([token, gap]) => token + gap).join(''));
const scope = fc.oneof({ weight: 5, arbitrary: scopeString }, fc.constant(undefined), fc.constant(null));

const tokensOf = (text: string | null | undefined) =>
  (text ?? '').split(/[\t\n\v\f\r ]+/).filter(isScopeToken);

describe('unionScopes', () => {
  it('takes null as it takes undefined', () => {
    expect(unionScopes(null, 'read', null)).toBe('read');
    expect(unionScopes(null)).toBeUndefined();
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(scope, (a) => {
        expect(unionScopes(a, a)).toBe(unionScopes(a));
        expect(unionScopes(unionScopes(a))).toBe(unionScopes(a));
      }),
    );
  });

  it('is associative', () => {
    fc.assert(
      fc.property(scope, scope, scope, (a, b, c) => {
        expect(unionScopes(unionScopes(a, b), c)).toBe(unionScopes(a, b, c));
        expect(unionScopes(a, unionScopes(b, c))).toBe(unionScopes(a, b, c));
      }),
    );
  });

  it('keeps the order in which scope tokens are first seen', () => {
    fc.assert(
      fc.property(scope, scope, (a, b) => {
        const prior = tokensOf(unionScopes(a));
        expect(tokensOf(unionScopes(a, b)).slice(0, prior.length)).toEqual(prior);
        expect(tokensOf(unionScopes(a, b))).toEqual([...new Set([...tokensOf(a), ...tokensOf(b)])]);
      }),
    );
  });

  it('invents no scope token, loses none and repeats none', () => {
    fc.assert(
      fc.property(fc.array(scope, { maxLength: 5 }), (scopes) => {
        const given = new Set(scopes.flatMap(tokensOf));
        const united = unionScopes(...scopes);
        const tokens = united?.split(' ') ?? [];
        expect(new Set(tokens)).toEqual(given);
        expect(tokens).toHaveLength(given.size);
        expect(tokens.every(isScopeToken)).toBe(true);
      }),
    );
  });

  it('is never the empty string, which is no scope (RFC 6749 §3.3)', () => {
    fc.assert(fc.property(fc.array(scope, { maxLength: 5 }), (scopes) => unionScopes(...scopes) !== ''));
  });
});

describe('InsufficientScopeError', () => {
  it('carries what is known about the challenge', () => {
    const error = new InsufficientScopeError({
      requiredScope: 'files:write',
      grantedScope: 'files:read',
      resourceMetadataUrl: new URL('https://mcp.example/.well-known/oauth-protected-resource'),
      errorDescription: 'Writing needs more.',
      reason: 'retry-cap-reached',
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: 'InsufficientScopeError',
      code: 'MCP_INSUFFICIENT_SCOPE',
      reason: 'retry-cap-reached',
      requiredScope: 'files:write',
      grantedScope: 'files:read',
      resourceMetadataUrl: 'https://mcp.example/.well-known/oauth-protected-resource',
      errorDescription: 'Writing needs more.',
    });
    expect(String(error)).toBe(`InsufficientScopeError: ${error.message}`);
    expect(error.stack).toContain('InsufficientScopeError');
  });

  it('has undefined for what is not known', () => {
    const error = new InsufficientScopeError({
      requiredScope: null,
      resourceMetadataUrl: null,
      errorDescription: null,
      reason: 'nothing-to-add',
    });
    expect(error.requiredScope).toBeUndefined();
    expect(error.grantedScope).toBeUndefined();
    expect(error.resourceMetadataUrl).toBeUndefined();
    expect(error.errorDescription).toBeUndefined();
  });

  it('keeps its cause, and has none where none was given', () => {
    const cause = new Error('Server returned 403 after trying upscoping');
    expect(new InsufficientScopeError({ reason: 'retry-cap-reached', cause }).cause).toBe(cause);
    expect('cause' in new InsufficientScopeError({ reason: 'retry-cap-reached' })).toBe(false);
  });

  it('says nothing in its message that came from the challenge', () => {
    const plain = {
      'retry-cap-reached': new InsufficientScopeError({ reason: 'retry-cap-reached' }).message,
      'nothing-to-add': new InsufficientScopeError({ reason: 'nothing-to-add' }).message,
    };
    expect(plain['retry-cap-reached']).not.toBe(plain['nothing-to-add']);
    fc.assert(
      fc.property(
        fc.constantFrom('retry-cap-reached' as const, 'nothing-to-add' as const),
        fc.record({
          requiredScope: scope,
          grantedScope: scope,
          resourceMetadataUrl: fc.string(),
          errorDescription: fc.string(),
        }),
        (reason, details) => {
          expect(new InsufficientScopeError({ ...details, reason }).message).toBe(plain[reason]);
        },
      ),
    );
  });
});

describe('countStepUp', () => {
  it('counts each operation by itself', () => {
    const read = { jsonrpc: '2.0', id: 1, method: 'tools/call' };
    const write = { jsonrpc: '2.0', id: 1, method: 'tools/call' };
    expect([countStepUp(read), countStepUp(read), countStepUp(write), countStepUp(read)]).toEqual([
      1, 2, 1, 3,
    ]);
  });

  it('counts a batch and an object that cannot be changed', () => {
    const batch = [{ method: 'a' }, { method: 'b' }];
    const frozen = Object.freeze({ method: 'a' });
    expect([countStepUp(batch), countStepUp(batch)]).toEqual([1, 2]);
    expect([countStepUp(frozen), countStepUp(frozen)]).toEqual([1, 2]);
    expect(Object.keys(frozen)).toEqual(['method']);
  });

  it('does not count what stands for no operation', () => {
    for (const value of [undefined, null, 'tools/call', 7, Symbol.iterator]) {
      expect([countStepUp(value), countStepUp(value)]).toEqual([1, 1]);
    }
  });

  it('lets as many step-ups through as the retry cap says', () => {
    const message = { method: 'tools/call' };
    let made = 0;
    while (!(countStepUp(message) > MAX_STEP_UP_RETRIES)) made++;
    expect(made).toBe(MAX_STEP_UP_RETRIES);
    expect(MAX_STEP_UP_RETRIES).toBe(3);
  });
});
