import { expect, it } from 'vitest';
import { operationOf } from '../runtime/index.ts';

const message = (method: unknown, params?: unknown): string =>
  JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });

it.each([
  [
    'a tool',
    'post',
    message('tools/call', { name: 'write_file', arguments: { name: 'x' } }),
    'tools/call:write_file',
  ],
  ['a resource', 'POST', message('resources/read', { uri: 'file:///a' }), 'resources/read:file:///a'],
  ['a method alone', 'POST', message('tools/list'), 'tools/list'],
  ['a method with other parameters', 'POST', message('tools/list', { cursor: 'x', name: 7 }), 'tools/list'],
  ['a method with no parameters', 'POST', message('tools/list', null), 'tools/list'],
  ['a batch', 'POST', `[${message('a')},${message('b', { name: 'x' })},${message('a')}]`, 'a b:x'],
  ['an answer', 'POST', JSON.stringify({ jsonrpc: '2.0', id: 1, result: {} }), 'POST'],
  ['a batch with an answer in it', 'POST', `[{"id":1,"result":{}},${message('a')}]`, 'a'],
  ['a method that is no text', 'POST', message(7), 'POST'],
  ['null', 'POST', 'null', 'POST'],
  ['an empty batch', 'POST', '[]', 'POST'],
  ['no JSON', 'put', '{', 'PUT'],
  ['no text', 'post', new Uint8Array(1), 'POST'],
  ['nothing', 'get', undefined, 'GET'],
  ['a long name', 'POST', message('m', { name: 'x'.repeat(500) }), `m:${'x'.repeat(198)}`],
])('names %s', (_what, method, body, expected) => {
  expect(operationOf(method, body)).toBe(expected);
});
