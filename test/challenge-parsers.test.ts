import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { afterAll, describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { copyPublished } from './forks/published-fork.ts';

/** The headers of a study of the official parser, six of which it misreads, with what they say. */
const headers: readonly (readonly [header: string, scope: string | undefined, error?: string])[] = [
  ['Bearer error="insufficient_scope", scope="mcp:write"', 'mcp:write', 'insufficient_scope'],
  ['bearer scope="a b"', 'a b'],
  ['Bearer realm="x", scope=plain', 'plain'],
  [
    'Basic realm="x, y", Bearer error="insufficient_scope", scope="mcp:write"',
    'mcp:write',
    'insufficient_scope',
  ],
  ['Negotiate, Bearer scope="z"', 'z'],
  ['Bearer error_description="need scope=admin", scope="good"', 'good'],
  ['Bearer xscope="evil", scope="good"', 'good'],
  ['Bearer realm="say \\"scope=\\"evil\\"\\"", scope="good"', 'good'],
  ['Bearer scope = "a b"', 'a b'],
];

const modules = new URL('../node_modules/', import.meta.url).pathname;
mkdirSync(join(modules, '.cache'), { recursive: true });
const root = mkdtempSync(join(modules, '.cache/parsers-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Auth {
  extractWWWAuthenticateParams(response: Response): { scope?: string; error?: string };
}

describe.each(['esm', 'cjs'] as const)('the %s client of the SDK 1.32.2, as a fork', (format) => {
  const sdk = join(modules, '@modelcontextprotocol/sdk');
  const fork = copyPublished(sdk, format, join(root, format));
  const load = async (name: string): Promise<Auth> => {
    const file = join(fork.client, name);
    return format === 'cjs'
      ? (createRequire(import.meta.url)(file) as Auth)
      : ((await import(pathToFileURL(file).href)) as Auth);
  };
  const read = ({ extractWWWAuthenticateParams }: Auth, header: string) => {
    const { scope, error } = extractWWWAuthenticateParams(
      new Response(null, { status: 403, headers: { 'WWW-Authenticate': header } }),
    );
    return [scope, error];
  };

  it('reads every header right once its parsers are rewritten, and is left alone by a second run', async () => {
    const options = { paths: [fork.client], cwd: fork.folder, transforms: ['parse-challenge'] as const };
    expect(await run(options)).toMatchObject({
      exitCode: 0,
      findings: [{ outcome: 'rewritten' }, { outcome: 'rewritten' }],
    });
    const auth = await load('auth.js');
    expect(headers.map(([header]) => [header, ...read(auth, header)])).toEqual(
      headers.map(([header, scope, error]) => [header, scope, error]),
    );
    expect(await run(options)).toMatchObject({ exitCode: 0, findings: [] });
  }, 120_000);
});
