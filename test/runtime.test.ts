import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { countStepUp, InsufficientScopeError, MAX_STEP_UP_RETRIES, unionScopes } from '../runtime/index.ts';
import { scope } from './scope-strings.ts';

describe('unionScopes', () => {
  it('takes null as it takes undefined', () => {
    expect(unionScopes(null, 'read', null)).toBe('read');
    expect(unionScopes(null)).toBeUndefined();
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

  it('takes the URL of the metadata as text, too', () => {
    const resourceMetadataUrl = 'https://mcp.example/metadata';
    expect(new InsufficientScopeError({ resourceMetadataUrl, reason: 'denied' }).resourceMetadataUrl).toBe(
      resourceMetadataUrl,
    );
  });

  it('is an instance of each copy of the class, and nothing else is', async () => {
    vi.resetModules();
    const copy = await import('../runtime/insufficient-scope-error.ts');
    expect(copy.InsufficientScopeError).not.toBe(InsufficientScopeError);
    class Own extends InsufficientScopeError {}
    const values = [
      new InsufficientScopeError({ reason: 'denied' }),
      new copy.InsufficientScopeError({ reason: 'denied' }),
      new Own({ reason: 'denied' }),
      Object.assign(new Error(), { code: 'EACCES' }),
      new Error(),
      undefined,
      null,
    ];
    expect(values.map((value) => value instanceof InsufficientScopeError)).toEqual([
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(values.map((value) => value instanceof Own)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
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
