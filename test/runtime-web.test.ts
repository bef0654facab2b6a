import { readFileSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import type * as Runtime from '../runtime/index.ts';

const built = (file: string): string => readFileSync(new URL(`../dist/${file}`, import.meta.url), 'utf8');

/** What browsers, workers, Deno and Bun have in common with Node, and nothing that only Node has. */
const webGlobals = { AbortController, AbortSignal, Headers, Request, Response, URL, URLSearchParams };

/** The CJS build, in a global scope without `process`, `Buffer`, `require` and the like. */
function loadOnWeb(globals: object): typeof Runtime {
  const module = { exports: {} as typeof Runtime };
  const context = createContext({ ...globals, module, exports: module.exports });
  runInContext(built('runtime.cjs'), context);
  return module.exports;
}

describe('the built runtime', () => {
  it.each(['runtime.js', 'runtime.cjs'])('%s imports nothing', (file) => {
    expect(built(file)).not.toMatch(/\bimport\s*[('"{*\w]|\brequire\(/);
  });

  it.each([
    ['the globals of the web', webGlobals],
    ['those of a page', { ...webGlobals, location: { href: 'https://app.example.com/' } }],
  ])('steps up with nothing but %s', async (_what, globals) => {
    const { withStepUp, InsufficientScopeError } = loadOnWeb(globals);
    const seen: (string | null)[] = [];
    const asked: (string | undefined)[] = [];
    let held = { access_token: 't0', scope: 'read' };
    const fetch = withStepUp(
      async (_url, init) => {
        seen.push(new Headers(init?.headers).get('authorization'));
        const header = 'Bearer error="insufficient_scope", scope="write"';
        return seen.length === 2
          ? new Response('')
          : new Response('', { status: 403, headers: { 'www-authenticate': header } });
      },
      {
        serverUrl: 'https://mcp.example.com/mcp',
        tokens: () => held,
        async authorize({ scope }) {
          asked.push(scope);
          held = { access_token: 't1', scope: scope! };
          return 'authorized';
        },
      },
    );
    expect((await fetch('https://mcp.example.com/mcp')).status).toBe(200);
    expect([seen, asked]).toEqual([['Bearer t0', 'Bearer t1'], ['read write']]);

    const error = await fetch('https://mcp.example.com/mcp')
      .then(() => fetch('https://mcp.example.com/mcp'))
      .catch((each: unknown) => each);
    // Of another realm and another copy, and recognised all the same.
    expect(error).toMatchObject({ code: 'MCP_INSUFFICIENT_SCOPE', reason: 'nothing-to-add' });
    expect(error).toBeInstanceOf(InsufficientScopeError);
    const copy = loadOnWeb(globals);
    expect(error).toBeInstanceOf(copy.InsufficientScopeError);
    class Own extends copy.InsufficientScopeError {}
    expect(error).not.toBeInstanceOf(Own);
    expect(new Own({ reason: 'denied' })).toBeInstanceOf(Own);
  });
});
