import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import { fixtures } from './fixtures.ts';
import { main } from '../cli/main.ts';
import { run } from '../cli/run.ts';
import { byHand, overwrite, united, workspace } from './cli-workspace.ts';
import type { Workspace } from './cli-workspace.ts';

// The schema that OASIS publishes, https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json
const schema = JSON.parse(
  readFileSync(new URL('schemas/sarif-2.1.0.json', import.meta.url), 'utf8'),
) as object;
const isSarif = new Ajv({
  strict: false,
  unicodeRegExp: false, // a pattern of the schema is none with it
  formats: {
    uri: (text: string) => URL.canParse(text),
    'uri-reference': (text: string) => URL.canParse(text, 'file:///'),
    'date-time': (text: string) => !Number.isNaN(Date.parse(text)),
  },
}).compile(schema);

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface ArtifactChange {
  readonly artifactLocation: { readonly uri: string; readonly uriBaseId: string };
  readonly replacements: readonly {
    readonly deletedRegion: Region;
    readonly insertedContent: { readonly text: string };
  }[];
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: {
      readonly artifactLocation: { readonly uri: string };
      readonly region: Region;
    };
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly fixes?: readonly { readonly artifactChanges: readonly ArtifactChange[] }[];
  readonly properties: Readonly<Record<string, string>>;
}
interface SarifRun {
  readonly tool: {
    readonly driver: { readonly rules: readonly { readonly id: string; readonly helpUri: string }[] };
  };
  readonly invocations: readonly {
    readonly executionSuccessful: boolean;
    readonly toolExecutionNotifications: readonly unknown[];
  }[];
  readonly results: readonly Result[];
}

function sarifRun(text: string): SarifRun {
  const log = JSON.parse(text) as { readonly runs: readonly [SarifRun] };
  expect(isSarif(log), JSON.stringify(isSarif.errors)).toBe(true);
  return log.runs[0];
}

async function sarif(tree: Workspace, ...args: string[]): Promise<SarifRun> {
  return sarifRun((await tree.cli('--format', 'sarif', ...args)).stdout);
}

/** The command line with the real analysis. */
async function real(tree: Workspace, env: Record<string, string>, ...args: string[]) {
  const written = { stdout: '', stderr: '' };
  const code = await main(args, {
    cwd: tree.folder,
    env,
    stdout: { write: (text: string) => (written.stdout += text) },
    stderr: { write: (text: string) => (written.stderr += text) },
  });
  return { code, ...written };
}

/** The files after a fix, as a viewer applies it. */
function applied(fix: NonNullable<Result['fixes']>[number], tree: Workspace): Record<string, string> {
  return Object.fromEntries(
    fix.artifactChanges.map(({ artifactLocation, replacements }) => {
      const file = decodeURIComponent(artifactLocation.uri);
      const before = tree.all()[file] ?? '';
      const starts = [0, ...[...before.matchAll(/\r\n?|\n/g)].map((end) => end.index + end[0].length)];
      const offset = (line: number, column: number) => starts[line - 1]! + column - 1;
      let after = before;
      const fromTheEnd = [...replacements].sort(
        (a, b) =>
          offset(b.deletedRegion.startLine, b.deletedRegion.startColumn) -
          offset(a.deletedRegion.startLine, a.deletedRegion.startColumn),
      );
      for (const { deletedRegion: at, insertedContent } of fromTheEnd)
        after =
          after.slice(0, offset(at.startLine, at.startColumn)) +
          insertedContent.text +
          after.slice(offset(at.endLine, at.endColumn));
      return [file, after];
    }),
  );
}

const client = fixtures().find(({ name }) => name === 'challenged-scope-only/provider-narrowed-by-an-exit')!;

describe('SARIF', () => {
  const files = {
    'src/a b#.ts': `\r\n${overwrite}${byHand}`,
    'src/b.ts': 'SYNTAX ERROR insufficient_scope',
    'src/c.min.js': overwrite,
  };

  it('tells what is left, what failed and what was skipped', async () => {
    const { results, invocations, tool } = await sarif(workspace(files), '--dry-run', 'src');
    expect(
      results.map(({ ruleId, ruleIndex, level, message, locations: [at], properties, fixes }) => ({
        rule: tool.driver.rules[ruleIndex]!.id === ruleId && ruleId,
        level,
        message: message.text,
        at: at!.physicalLocation,
        properties,
        isFixed: fixes !== undefined,
      })),
    ).toEqual([
      {
        rule: 'challenged-scope-only',
        level: 'error',
        message: 'Message of challenged-scope-only.',
        at: {
          artifactLocation: { uri: 'src/a%20b%23.ts', uriBaseId: 'SRCROOT' },
          region: { startLine: 2, startColumn: 9, endLine: 2, endColumn: 19 },
        },
        properties: { outcome: 'would-rewrite', transform: 'union-scopes' },
        isFixed: true,
      },
      {
        rule: 'uncapped-step-up',
        level: 'error',
        message: 'Message of uncapped-step-up. explained: prior-scope-out-of-reach',
        at: {
          artifactLocation: { uri: 'src/a%20b%23.ts', uriBaseId: 'SRCROOT' },
          region: { startLine: 3, startColumn: 1, endLine: 3, endColumn: 8 },
        },
        properties: { outcome: 'manual', transform: 'cap-step-ups', reason: 'prior-scope-out-of-reach' },
        isFixed: false,
      },
    ]);
    expect(invocations[0]!.executionSuccessful).toBe(false);
    expect(invocations[0]!.toolExecutionNotifications).toHaveLength(2);
  });

  it('leaves out what the run has rewritten', async () => {
    const { results } = await sarif(workspace({ 'a.ts': overwrite + byHand }));
    expect(results.map(({ ruleId }) => ruleId)).toEqual(['uncapped-step-up']);
  });

  it('is valid where nothing was found', async () => {
    const { results, invocations } = await sarif(workspace({ 'a.ts': 'export {};\n' }));
    expect({ results, ok: invocations[0]!.executionSuccessful }).toEqual({ results: [], ok: true });
  });

  it('gives fingerprints that stay when lines move, and that are never the same', async () => {
    const print = async (text: string) =>
      (await sarif(workspace({ 'a.ts': text }), '--dry-run')).results.map(
        ({ partialFingerprints }) => partialFingerprints['mcpScope/v1'],
      );
    const [first, second, ...rest] = await print(overwrite + overwrite);
    expect(rest).toEqual([]);
    expect(first).toMatch(/^[0-9a-f]{32}$/);
    expect(second).not.toBe(first);
    expect(await print(`// added\n\n  ${overwrite}`)).toEqual([first]);
    expect(await print(overwrite.replace('scope =', 'other ='))).not.toEqual([first]);
  });

  it('has fixes that leave what the command line writes, runtime and all', async () => {
    const tree = workspace({ 'src/client.ts': client.input });
    const { stdout } = await real(tree, {}, '--only', 'union-scopes', '--dry-run', '--format', 'sarif');
    const [result, ...rest] = sarifRun(stdout).results;
    expect(rest).toEqual([]);
    const fixed = applied(result!.fixes![0]!, tree);
    await run({ paths: [tree.folder], cwd: tree.folder, transforms: ['union-scopes'] });
    expect(fixed).toEqual(tree.all());
    expect(Object.keys(fixed)).toEqual(['src/client.ts', 'src/mcp-scope-runtime.ts']);
  });
});

describe('annotations for GitHub', () => {
  it('name files from the root of the repository, and escape what would end a command', async () => {
    const tree = workspace({
      'packages/a/x,y:100%.ts': overwrite + byHand,
      'packages/a/b.ts': 'SYNTAX ERROR 403 insufficient_scope',
    });
    const { stdout } = await tree.cliIn('packages/a', '--dry-run', '--format', 'github');
    expect(stdout).toBe(
      [
        '::error file=x%2Cy%3A100%25.ts,line=1,endLine=1,col=9,endColumn=19,title=mcp-scope%3A challenged-scope-only::Message of challenged-scope-only.%0Ahttps://docs.test/challenged-scope-only',
        '::error file=x%2Cy%3A100%25.ts,line=2,endLine=2,col=1,endColumn=8,title=mcp-scope%3A uncapped-step-up::Message of uncapped-step-up. explained: prior-scope-out-of-reach%0Ahttps://docs.test/manual#prior-scope-out-of-reach',
        '::error file=b.ts,line=1,col=1,title=mcp-scope%3A file not done::Unexpected token',
        '',
      ].join('\n'),
    );
  });

  it('come by themselves in Actions, with a summary of the job behind what it says already', async () => {
    const tree = workspace({ 'pkg/client.ts': client.input, 'summary.md': '# Before\n' });
    const env = {
      GITHUB_ACTIONS: 'true',
      GITHUB_WORKSPACE: tree.folder,
      GITHUB_STEP_SUMMARY: tree.path('summary.md'),
    };
    const { stdout, stderr, code } = await real(tree, env, '--check', '--only', 'union-scopes', 'pkg');
    expect({ stderr, code }).toEqual({ stderr: '', code: 1 });
    const lines = stdout.split('\n');
    expect(lines[0]).toMatch(/^pkg\/client\.ts:\d+:\d+ {2}challenged-scope-only {2}/);
    expect(lines.filter((line) => line.startsWith('::'))).toEqual([
      expect.stringMatching(
        /^::error file=pkg\/client\.ts,line=\d+,endLine=\d+,col=\d+,endColumn=\d+,title=mcp-scope%3A challenged-scope-only::/,
      ),
    ]);
    expect(tree.read('summary.md')).toMatch(
      /^# Before\n## mcp-scope-codemod\n\n1 to rewrite · 1 file seen, 1 parsed · \d\.\d s\n\n\| place/,
    );
  });

  it('do not come where another format is asked for, or outside of Actions', async () => {
    const tree = workspace({ 'client.ts': client.input });
    const asked = await real(tree, { GITHUB_ACTIONS: 'true' }, '--dry-run', '--format', 'json');
    expect(() => JSON.parse(asked.stdout) as unknown).not.toThrow();
    expect((await real(tree, {}, '--dry-run')).stdout).not.toMatch(/^::/m);
  });

  it('stand beside the pretty report, and not beside another', async () => {
    const tree = workspace({ 'a.ts': overwrite });
    const beside = await tree.cli('--dry-run', '--format', 'pretty', '--format', 'github');
    expect(beside.stdout).toMatch(/^a\.ts:1:9 [\s\S]*^::error /m);
    expect(await tree.cli('--dry-run', '--format', 'json', '--format', 'github')).toMatchObject({ code: 2 });
  });
});

describe('the report for agents', () => {
  it('has a line for each finding and failure, and the sum', async () => {
    const tree = workspace({
      'a.ts': overwrite + byHand,
      'b\nc.ts': 'SYNTAX ERROR 403 insufficient_scope',
      'd.min.js': overwrite,
    });
    expect((await tree.cli('--dry-run', '--format', 'agent')).stdout).toBe(
      [
        'a.ts:1:9 challenged-scope-only [would-rewrite] Message of challenged-scope-only. https://docs.test/challenged-scope-only',
        'a.ts:2:1 uncapped-step-up [manual prior-scope-out-of-reach] Message of uncapped-step-up. explained: prior-scope-out-of-reach https://docs.test/manual#prior-scope-out-of-reach',
        'b\uFFFDc.ts:1:1 error Unexpected token',
        'd.min.js skipped minified',
        '1 to rewrite · 1 needs you (1 prior-scope-out-of-reach) · 1 failed · 1 skipped (1 minified) · 3 files seen, 2 parsed · 0.0 s',
        '',
      ].join('\n'),
    );
  });
});

describe('Markdown', () => {
  it('has tables in which names of files are no markup', async () => {
    const tree = workspace({
      'a|<b>_.ts': overwrite + byHand,
      'b.ts': 'SYNTAX ERROR 403 insufficient_scope',
    });
    expect((await tree.cli('--dry-run', '--format', 'markdown')).stdout).toBe(
      `## mcp-scope-codemod

1 to rewrite · 1 needs you (1 prior-scope-out-of-reach) · 1 failed · 2 files seen, 2 parsed · 0.0 s

| place | finding | outcome | what is wrong |
| --- | --- | --- | --- |
| a&#124;&#60;b&#62;&#95;.ts:1:9 | [challenged-scope-only](https://docs.test/challenged-scope-only) | would-rewrite | Message of challenged-scope-only. |
| a&#124;&#60;b&#62;&#95;.ts:2:1 | [uncapped-step-up](https://docs.test/uncapped-step-up) | manual: [prior-scope-out-of-reach](https://docs.test/manual#prior-scope-out-of-reach) | Message of uncapped-step-up. |

| file | not done |
| --- | --- |
| b.ts:1:1 | Unexpected token |
`,
    );
  });

  it('says that nothing was found', async () => {
    expect((await workspace({ 'a.ts': '' }).cli('--format', 'markdown')).stdout).toBe(
      '## mcp-scope-codemod\n\n1 file seen, 0 parsed · 0.0 s\n\nNo step-up loses scopes in the files that were read.\n',
    );
  });
});

it('writes several reports at once', async () => {
  const tree = workspace({ 'a.ts': overwrite });
  const { stdout, code } = await tree.cli(
    '--format',
    'pretty',
    '--format',
    'sarif=out/a.sarif',
    '--format',
    'json=out/a.json',
    '--format',
    'agent=out/a.txt',
  );
  expect(code).toBe(0);
  expect(stdout).toMatch(/1 rewritten/);
  expect(Object.keys(tree.all())).toEqual([
    'a.ts',
    'mcp-scope-runtime.ts',
    'out/a.json',
    'out/a.sarif',
    'out/a.txt',
  ]);
  expect(tree.read('a.ts')).toContain(united);
  expect((JSON.parse(tree.read('out/a.json')) as { tool: unknown }).tool).toEqual({
    name: packageJson.name,
    version: packageJson.version,
  });
  sarifRun(tree.read('out/a.sarif'));
});
