import { afterEach, describe, expect, it, vi } from 'vitest';
import { clearStepUps, countStepUp } from '../runtime/index.ts';

const call = (name: string, id = 1): object => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name },
});

describe('countStepUp by owner and operation', () => {
  it('goes on for a message that is sent anew', () => {
    const owner = {};
    expect(countStepUp(owner, call('write_file', 1))).toBe(1);
    expect(countStepUp(owner, call('write_file', 2))).toBe(2);
    expect(countStepUp(owner, call('write_file', 3))).toBe(3);
  });

  it.each([
    ['another tool', call('write_file'), call('read_file')],
    ['another resource', { method: 'resources/read', params: { uri: 'a:1' } }, { method: 'resources/read' }],
    ['another method', { method: 'tools/list' }, { method: 'prompts/list' }],
    ['a batch with one more', [call('write_file')], [call('write_file'), call('read_file')]],
    ['a name', call('write_file'), 'GET'],
    ['no name', call('write_file'), undefined],
  ])('counts %s by itself', (_what, one, other) => {
    const owner = {};
    expect([countStepUp(owner, one), countStepUp(owner, other), countStepUp(owner, one)]).toEqual([1, 1, 2]);
  });

  it('counts each owner by itself', () => {
    const [one, other] = [{}, Object.freeze(() => undefined)];
    expect([countStepUp(one, 'GET'), countStepUp(other, 'GET'), countStepUp(other, 'GET')]).toEqual([
      1, 1, 2,
    ]);
    expect(Reflect.ownKeys(one)).toEqual([]);
  });

  it('takes a batch for the operations in it, each once', () => {
    const owner = {};
    expect(countStepUp(owner, [call('write_file', 1), call('write_file', 2)])).toBe(1);
    expect(countStepUp(owner, call('write_file', 3))).toBe(2);
    expect(countStepUp(owner, 'tools/call:write_file')).toBe(3);
  });

  it('takes all that has no name for one operation', () => {
    const owner = {};
    const nameless = [
      undefined,
      null,
      7,
      {},
      { method: 1 },
      [],
      [null],
      { jsonrpc: '2.0', id: 1, result: {} },
    ];
    expect(nameless.map((each) => countStepUp(owner, each))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('does not count for an owner that is no object', () => {
    for (const owner of [undefined, null, 'owner', 7, Symbol.iterator, true]) {
      expect([countStepUp(owner, 'GET'), countStepUp(owner, 'GET')]).toEqual([1, 1]);
      expect(() => clearStepUps(owner, 'GET')).not.toThrow();
    }
  });

  it.each(['__proto__', 'constructor', 'hasOwnProperty', ''])(
    'counts a tool named %j as any other',
    (name) => {
      const owner = {};
      expect([countStepUp(owner, call(name)), countStepUp(owner, call(name))]).toEqual([1, 2]);
      expect([countStepUp(owner, name), countStepUp(owner, name)]).toEqual([1, 2]);
      clearStepUps(owner, name);
      expect([countStepUp(owner, name), countStepUp(owner, call(name))]).toEqual([1, 3]);
    },
  );
});

describe('clearStepUps', () => {
  it('forgets the operation that succeeded, whatever message it was', () => {
    const owner = {};
    countStepUp(owner, call('write_file', 1));
    countStepUp(owner, call('write_file', 2));
    clearStepUps(owner, call('write_file', 3));
    expect(countStepUp(owner, call('write_file', 4))).toBe(1);
  });

  it('forgets nothing of another operation, nor of another owner', () => {
    const [one, other] = [{}, {}];
    countStepUp(one, call('write_file'));
    countStepUp(other, call('write_file'));
    clearStepUps(one, call('read_file'));
    clearStepUps(one, [call('write_file'), call('read_file')]);
    clearStepUps(one, 'GET');
    clearStepUps(one);
    clearStepUps(other, call('write_file'));
    expect([countStepUp(one, call('write_file')), countStepUp(other, call('write_file'))]).toEqual([2, 1]);
  });

  it('forgets what was counted for the object alone', () => {
    const message = call('write_file');
    countStepUp(message);
    clearStepUps(message, message);
    expect(countStepUp(message)).toBe(2);
    clearStepUps(message);
    expect(countStepUp(message)).toBe(1);
  });

  it('has nothing against an operation that was never counted', () => {
    expect(clearStepUps({}, 'GET')).toBeUndefined();
  });
});

describe('the hour', () => {
  afterEach(() => void vi.useRealTimers());

  it('starts the count anew after the last step-up, not after the first', () => {
    vi.useFakeTimers();
    const owner = {};
    const later = (minutes: number) => {
      vi.advanceTimersByTime(minutes * 60_000);
      return countStepUp(owner, call('write_file'));
    };
    expect([later(0), later(59), later(59), later(60), later(1)]).toEqual([1, 2, 3, 1, 2]);
  });
});
