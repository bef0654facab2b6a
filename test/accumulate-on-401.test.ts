import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { main } from '../cli/main.ts';
import plugin from '../rules/plugin.ts';
import { all } from '../transforms/all.ts';
import { transform, type TransformName } from '../transforms/transform.ts';
import { runtime } from './doors.ts';
import { fixtures } from './fixtures.ts';
import { workspace } from './cli-workspace.ts';
import { changedLines, copyClient, filesOf, publishedV1, unpackSources } from './published-sdks.ts';

const withSteps = fixtures().filter(({ name }) =>
  /^(?:challenged-scope-only|scope-narrowed-by-401)\//.test(name),
);
const [narrowed] = fixtures().filter(
  ({ name }) => name === 'scope-narrowed-by-401/field-that-a-step-up-filled',
);
const { input, output } = narrowed!;

describe('accumulate-on-401 and union-scopes', () => {
  const pair = ['union-scopes', 'accumulate-on-401'] as const;
  for (const { name, file, input: text } of withSteps) {
    it(`give one text for ${name}, together or in any order`, () => {
      const after = (source: string, ...transforms: TransformName[]) =>
        transform(source, { filename: file, transforms, runtime }).text;
      const both = after(text, ...pair);
      expect(pair.reduce((source, each) => after(source, each), text)).toBe(both);
      expect(pair.toReversed().reduce((source, each) => after(source, each), text)).toBe(both);
    });
  }
});

describe('what is opt-in', () => {
  const kinds = async (...argv: string[]): Promise<string[]> => {
    const tree = workspace({ 'input.ts': input });
    let printed = '';
    const stdout = { write: (text: string) => (printed += text) };
    await main(['--dry-run', '--format', 'json', ...argv], { cwd: tree.folder, stdout, env: {} });
    const { findings } = JSON.parse(printed) as { findings: { kind: string }[] };
    return [...new Set(findings.map(({ kind }) => kind))].filter((kind) => kind === 'scope-narrowed-by-401');
  };
  const found = ['scope-narrowed-by-401'];
  it.each<[string[], string[]]>([
    [[], []],
    [['--include-401'], found],
    [['--only', 'accumulate-on-401'], found],
    [['--only', 'union-scopes'], []],
    [['--only', 'union-scopes', '--include-401'], found],
    [['--skip', 'union-scopes'], []],
    [['--skip', 'union-scopes', '--include-401'], found],
    [['--skip', 'accumulate-on-401', '--include-401'], []],
  ])('is found by %j: %j', async (argv, expected) => {
    expect(await kinds(...argv)).toEqual(expected);
  });

  it('is marked by --list', async () => {
    let printed = '';
    const stdout = { write: (text: string) => (printed += text) };
    expect(await main(['--list'], { stdout })).toBe(0);
    const marked = printed.split('\n').filter((line) => line.includes('only with --include-401'));
    expect(marked).toEqual([expect.stringMatching(/^accumulate-on-401 /)]);
  });

  it('is left out by transform, by transforms/all and by recommended, not by strict', () => {
    const kind = 'scope-narrowed-by-401';
    const { sites } = transform(input, { filename: 'input.ts' });
    expect(sites.some(({ finding }) => finding.kind === kind)).toBe(false);
    const shifted = all.shift({ path: 'input.ts', source: input }, undefined, { runtime }) ?? input;
    expect(shifted).toContain('this._scope = scope;');
    const named = transform(input, { filename: 'input.ts', transforms: ['accumulate-on-401'], runtime });
    expect(named.text).toBe(output);
    const rule = 'mcp-scope/no-scope-narrowing-on-401';
    const configs = Object.entries(plugin.configs).filter(([, { rules }]) => rules && rule in rules);
    expect(configs.map(([name]) => name)).toEqual(['strict', 'all']);
  });
});

const cases = publishedV1.flatMap(({ version, folder: sdk }) =>
  (['esm', 'cjs'] as const).map((build) => ({ version, build, sdk })),
);

/** The lines that one run with the transform adds below the imports of each file, and that a second adds nothing. */
async function added(client: string, cwd: string): Promise<Record<string, readonly string[]>> {
  const before = filesOf(client);
  const options = { paths: [client], cwd, transforms: ['accumulate-on-401'] } as const;
  expect((await run(options)).exitCode).toBe(0);
  const after = filesOf(client);
  expect(await run(options)).toMatchObject({ exitCode: 0, findings: [] });
  expect(filesOf(client)).toEqual(after);
  const changed = Object.keys(before).filter((file) => after[file] !== before[file]);
  return Object.fromEntries(
    changed.map((file) => [
      file,
      changedLines(before[file]!, after[file]!).added.filter((line) => !/import|require/.test(line)),
    ]),
  );
}

const union = (provider: string) =>
  `this._scope = unionScopes((await ${provider}.tokens())?.scope, this._scope, scope);`;
const passed = 'scope: unionScopes((await provider.tokens())?.scope, scope),';

it.each(cases)('mends every 401 of the $build client of SDK $version', async ({ build, sdk }) => {
  const tree = workspace();
  const client = copyClient(sdk, build, tree.folder);
  expect(await added(client, tree.folder)).toEqual({
    'middleware.js': [passed],
    'sse.js': [union('this._authProvider?'), union('this._authProvider')],
    'streamableHttp.js': [union('this._authProvider')],
  });
});

it('mends every 401 in the TypeScript sources of client 2.0.0-alpha.3', async () => {
  const tree = workspace();
  unpackSources('client-2.0.0-alpha.3', tree.folder);
  expect(await added(tree.path('src/client'), tree.folder)).toEqual({
    'auth.ts': [passed],
    'middleware.ts': [passed],
    'sse.ts': [union('this._oauthProvider?'), union('this._oauthProvider?')],
    'streamableHttp.ts': [union('this._oauthProvider?'), union('this._oauthProvider?')],
  });
});

it('leaves the union of client 2.4.0 alone, and mends its other 401s', async () => {
  const tree = workspace();
  unpackSources('client-2.4.0', tree.folder);
  const changed = await added(tree.path('src/client'), tree.folder);
  expect(Object.keys(changed)).toEqual(['auth.ts', 'middleware.ts', 'sse.ts']);
});
