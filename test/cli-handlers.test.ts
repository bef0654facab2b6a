import { describe, expect, it } from 'vitest';
import { importCore } from '../cli/core.ts';
import { run, type RunOptions } from '../cli/run.ts';
import { transform } from '../transforms/transform.ts';
import { workspace } from './cli-workspace.ts';

/** A wrapper that hands refused responses to a handler, in a file of its own. */
const wrapper = (refused: string, again: string) => `import type { OAuthClientProvider } from './sdk.js';

export type Recover = (answer: Response, provider: OAuthClientProvider) => Promise<void>;

export const withRecovery =
  (provider: OAuthClientProvider, recover: Recover): typeof fetch =>
  async (input, init) => {
    let answer = await fetch(input, init);
    ${refused} {
      await recover(answer, provider);
      ${again}
    }
    return answer;
  };
`;
const both = 'if (answer.status === 401 || answer.status === 403)';
const once = 'answer = await fetch(input, init);';

/** A client whose handler is a constant, and where the wrapper comes from. */
const client = (guard: string, from = './with-recovery.js', name = 'withRecovery') =>
  `import { auth, extractWWWAuthenticateParams, UnauthorizedError, type OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { ${name} } from '${from}';

export function connect(holder: OAuthClientProvider, serverUrl: URL) {
  const recover = async (response: Response, provider: OAuthClientProvider) => {
    ${guard}
    const { scope } = extractWWWAuthenticateParams(response);
    const result = await auth(provider, { serverUrl, scope });
    if (result !== 'AUTHORIZED') throw new UnauthorizedError();
  };
  return ${name}(holder, recover);
}
`;
const echoing = client('');
const ignoring = client('if (response.status !== 401) return;');

const union = 'unionScopes((await provider.tokens())?.scope, scope)';
const mendedCall = `auth(response.status === 403 ? withoutWideningRefresh(provider, ${union}) : provider, { serverUrl, scope: response.status === 403 ? ${union} : scope })`;

async function migrated(files: Record<string, string>, options: RunOptions = {}) {
  const tree = workspace({
    'tsconfig.json': '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler" } }',
    ...files,
  });
  const once = async () => {
    const result = await run({ cwd: tree.folder, ...options }, importCore);
    if (result.status !== 'done') throw new Error(JSON.stringify(result));
    return result;
  };
  const { findings } = await once();
  const after = tree.all();
  await once();
  expect(tree.all()).toEqual(after);
  const { 'mcp-scope-runtime.ts': _runtime, ...changed } = Object.fromEntries(
    Object.entries(after).filter(([file, text]) => files[file] !== text && file !== 'tsconfig.json'),
  );
  const found = findings.map(({ kind, reason, evidence }) => [kind, reason ?? evidence]);
  return { found, changed };
}

describe('a handler that passes the challenge on', () => {
  const imports = `import { unionScopes, withoutWideningRefresh } from './mcp-scope-runtime.js';\n`;
  const mended = (text: string) =>
    text
      .replace(/(?=\nexport function)/, imports)
      .replace('auth(provider, { serverUrl, scope })', mendedCall);
  const found = [
    ['refresh-on-widening', 'project'],
    ['challenged-scope-only', 'project'],
  ];

  it.each<[string, Record<string, string>, string]>([
    ['is called for 401s and 403s by the wrapper that it is given to', {}, echoing],
    [
      'is given through an index',
      { 'index.ts': "export { withRecovery as recovering } from './with-recovery.js';\n" },
      client('', './index.js', 'recovering'),
    ],
    [
      'is handed on by the wrapper to another file',
      {
        'outer.ts':
          "import { withRecovery, type Recover } from './with-recovery.js';\nexport function outer(provider: never, handle: Recover = async () => {}) {\n  return withRecovery(provider, handle);\n}\n",
      },
      client('', './outer.js', 'outer'),
    ],
    [
      'is given by the default export of a file',
      {
        'own.ts': wrapper(both, once).replace('export const withRecovery =', 'export default'),
      },
      client('', './own.js').replace('{ withRecovery }', 'withRecovery'),
    ],
    [
      'is called in a loop, which is the business of the wrapper',
      { 'loop.ts': wrapper('while (answer.status === 401 || answer.status === 403)', once) },
      client('', './loop.js'),
    ],
  ])('%s', async (_name, files, text) => {
    const result = await migrated({ 'with-recovery.ts': wrapper(both, once), ...files, 'client.ts': text });
    expect(result.found).toEqual(found);
    expect(result.changed).toEqual({ 'client.ts': mended(text) });
    expect(transform(text, { filename: 'client.ts' }).sites).toEqual([]);
  });

  it('needs no test of the status where it is called for 403s alone', async () => {
    const { found, changed } = await migrated({
      'with-recovery.ts': wrapper('if (answer.status === 403)', once),
      'client.ts': echoing,
    });
    expect(found.map(([kind]) => kind)).toEqual(['refresh-on-widening', 'challenged-scope-only']);
    expect(changed['client.ts']).toBe(
      mended(echoing)
        .replaceAll('response.status === 403 ? ', '')
        .replace(') : provider', ')')
        .replace(' : scope }', ' }'),
    );
  });

  it.each<[string, Record<string, string>]>([
    ['for 401s alone', { 'with-recovery.ts': wrapper('if (answer.status === 401)', once) }],
    ['for every failure', { 'with-recovery.ts': wrapper('if (!answer.ok)', once) }],
    [
      'behind an exit for 403s',
      {
        'with-recovery.ts': wrapper(both, once).replace(
          'await recover',
          "if (answer.status === 403) throw new Error('Forbidden');\n      await recover",
        ),
      },
    ],
    ['by nobody that is known', {}],
    [
      'by an installed package',
      {
        'node_modules/recovering/package.json': '{ "name": "recovering", "main": "./index.js" }',
        'node_modules/recovering/index.js': wrapper(both, once),
        'with-recovery.ts': "export { withRecovery } from 'recovering';\n",
      },
    ],
    [
      'where nobody sees as well',
      {
        'with-recovery.ts': wrapper(both, once).replace(
          'let answer',
          'handlers.push(recover);\n    let answer',
        ),
      },
    ],
    [
      'with the address instead of the response',
      {
        'with-recovery.ts': wrapper(both, once).replace(
          'recover(answer, provider)',
          'recover(input, provider)',
        ),
      },
    ],
    [
      'by functions that hand it on in a circle',
      {
        'with-recovery.ts':
          "import { other } from './other.js';\nexport const withRecovery = (a: unknown, b: unknown): unknown => other(a, b);\n",
        'other.ts':
          "import { withRecovery } from './with-recovery.js';\nexport const other = (a: unknown, b: unknown): unknown => withRecovery(a, b);\n",
      },
    ],
  ])('is left alone if it is called %s', async (_name, files) => {
    const { found, changed } = await migrated({ ...files, 'client.ts': echoing });
    expect(found).toEqual([]);
    expect(changed).toEqual({});
  });

  it('is left alone if it unites by itself', async () => {
    const text = echoing.replace(
      'serverUrl, scope }',
      "serverUrl, scope: [...new Set([(await provider.tokens())?.scope, scope])].join(' ') }",
    );
    const { found } = await migrated({ 'with-recovery.ts': wrapper(both, once), 'client.ts': text });
    expect(found).toEqual([]);
  });
});

describe('a handler that lets nothing but 401s through', () => {
  const guard =
    "response.status !== 401 && !(response.status === 403 && readChallenge(response).error === 'insufficient_scope')";

  it('lets the 403 through where the wrapper sends once more', async () => {
    const { found, changed } = await migrated({
      'with-recovery.ts': wrapper(both, once),
      'client.ts': ignoring,
    });
    expect(found).toEqual([['unhandled-insufficient-scope', undefined]]);
    expect(changed).toEqual({
      'client.ts': ignoring
        .replace(
          /(?=\nexport function)/,
          `import { readChallenge, unionScopes, withoutWideningRefresh } from './mcp-scope-runtime.js';\n`,
        )
        .replace('response.status !== 401', guard)
        .replace('auth(provider, { serverUrl, scope })', mendedCall),
    });
  });

  it.each<[string, string, string]>([
    ['does not send again', both, ''],
    ['sends again after a 401 alone', both, `if (answer.status === 401) ${once}`],
    ['goes on without end', 'while (answer.status === 401 || answer.status === 403)', once],
    ['never hands it a 403', 'if (answer.status === 401)', once],
  ])('is left to a person where the wrapper %s', async (_name, refused, again) => {
    const { found, changed } = await migrated({
      'with-recovery.ts': wrapper(refused, again),
      'client.ts': ignoring,
    });
    expect(found).toEqual([['unhandled-insufficient-scope', 'request-out-of-reach']]);
    expect(changed).toEqual({});
  });

  it('is left alone where the wrapper sees to the 403', async () => {
    const steppingUp = wrapper('if (answer.status === 401)', once).replace(
      'return answer;',
      'if (answer.status === 403) return stepUp(answer);\n    return answer;',
    );
    const { found } = await migrated({ 'with-recovery.ts': steppingUp, 'client.ts': ignoring });
    expect(found).toEqual([]);
  });
});
