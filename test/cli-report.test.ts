import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import schema from '../cli/report.schema.json' with { type: 'json' };
import packageJson from '../package.json' with { type: 'json' };
import { reportPretty } from '../cli/report-pretty.ts';
import type { PrettyOptions } from '../cli/report-pretty.ts';
import type { Report, RunFinding } from '../cli/report.ts';
import { byHand, overwrite, repository, workspace } from './cli-workspace.ts';

const isReport = new Ajv({ strict: true, formats: { uri: (text: string) => URL.canParse(text) } }).compile(
  schema,
);

async function json(tree: ReturnType<typeof workspace>, ...args: string[]): Promise<unknown> {
  const { stdout } = await tree.cli('--format', 'json', ...args);
  const report: unknown = JSON.parse(stdout);
  expect(isReport(report), JSON.stringify(isReport.errors)).toBe(true);
  return report;
}

describe('JSON', () => {
  const finding = {
    file: 'src/a.ts',
    kind: 'challenged-scope-only',
    line: 2,
    column: 9,
    endLine: 2,
    endColumn: 19,
    message: 'Message of challenged-scope-only.',
    docs: 'https://docs.test/challenged-scope-only',
    transform: 'union-scopes',
  };
  const manual = {
    file: 'src/a.ts',
    kind: 'uncapped-step-up',
    line: 3,
    column: 1,
    endLine: 3,
    endColumn: 8,
    message: 'Message of uncapped-step-up.',
    docs: 'https://docs.test/uncapped-step-up',
    transform: 'cap-step-ups',
    outcome: 'manual',
    reason: 'prior-scope-out-of-reach',
  };
  const tool = { name: 'mcp-scope-codemod', version: packageJson.version };
  const files = {
    'src/a.ts': `\uFEFF\r\n${overwrite}${byHand}`,
    'src/b.ts': 'SYNTAX ERROR insufficient_scope',
    'src/c.min.js': overwrite,
  };
  const rest = {
    skipped: [{ file: 'src/c.min.js', reason: 'minified' }],
    errors: [{ file: 'src/b.ts', line: 1, column: 1, message: 'Unexpected token' }],
  };
  const stats = { filesSeen: 3, filesParsed: 2, filesChanged: 0, milliseconds: 0 };

  it('tells of a dry run', async () => {
    expect(await json(workspace(files), '--dry-run', 'src')).toEqual({
      version: 1,
      tool,
      findings: [{ ...finding, outcome: 'would-rewrite' }, manual],
      ...rest,
      stats,
    });
  });

  it('tells of a rewrite, by the places before it', async () => {
    expect(await json(workspace(files))).toEqual({
      version: 1,
      tool,
      findings: [{ ...finding, outcome: 'rewritten' }, manual],
      ...rest,
      stats: { ...stats, filesChanged: 2 },
    });
  });

  it('names files from the working directory', async () => {
    const tree = workspace({ 'src/a.ts': byHand, 'x/keep': '' });
    const { stdout } = await tree.cliIn('x', '--format', 'json', '../src');
    expect((JSON.parse(stdout) as { findings: { file: string }[] }).findings.map(({ file }) => file)).toEqual(
      ['../src/a.ts'],
    );
  });

  it('goes to a file, in a new folder if need be, beside the report for people', async () => {
    const tree = workspace({ 'a.ts': byHand });
    const { stdout } = await tree.cli('--format', 'json=out/report.json', '--format', 'pretty', '--check');
    expect(stdout.split('\n')[0]).toBe('a.ts:1:1  uncapped-step-up  Message of uncapped-step-up.');
    expect(isReport(JSON.parse(tree.read('out/report.json')))).toBe(true);
  });

  it('exits 3 if its file cannot be written', async () => {
    const { code, stderr } = await workspace({ 'a.ts': '', out: '' }).cli('--format', 'json=out/report.json');
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'out/report.json was not written: something of that name is in the way (EEXIST)\n',
    });
  });
});

describe('pretty', () => {
  const finding: RunFinding = {
    kind: 'challenged-scope-only',
    file: 'a.ts',
    line: 2,
    column: 1,
    endLine: 2,
    endColumn: 2,
    message: 'Message.',
    docs: 'https://docs.test/x',
    transform: 'union-scopes',
    outcome: 'rewritten',
    fingerprint: '',
  };
  const empty: Report = {
    findings: [],
    skipped: [],
    errors: [],
    changes: [],
    staleMaps: [],
    stats: { filesSeen: 1204, filesParsed: 12, filesChanged: 0, milliseconds: 430 },
  };
  const options: PrettyOptions = {
    mode: 'rewrite',
    paths: ['my src', 'b'],
    colors: false,
    inWorkTree: true,
    runtimeFromPackage: false,
  };

  it('says in one line that there is nothing to do', async () => {
    expect(await reportPretty(empty, options)).toBe(
      'Nothing to do: no step-up here loses scopes (1,204 files seen, 12 parsed).\n',
    );
  });

  it('shows each change once, with the finding it belongs to, the import with the first', async () => {
    const manual = { ...finding, line: 6, outcome: 'manual' as const };
    const findings = [{ ...finding, editedLines: [2] }, { ...finding, line: 3, editedLines: [5, 2] }, manual];
    const change = {
      file: 'a.ts',
      path: '/a.ts',
      before: '1\n2\n3\n4\n5\n6\n',
      after: 'import\n1\ntwo\n3\n4\nfive\n6\n',
    };
    expect(await reportPretty({ ...empty, findings, changes: [change] }, options)).toBe(
      `a.ts:2:1  challenged-scope-only  Message.
       1 + import
       2 - 2
       3 + two
a.ts:3:1  challenged-scope-only  Message.
       5 - 5
       6 + five
a.ts:6:1  challenged-scope-only  Message.

2 rewritten · 1 needs you · 1,204 files seen, 12 parsed · 0.4 s

Next:
  git diff
  npm test
  npx mcp-scope-codemod --check 'my src' b
`,
    );
  });

  it('cuts long hunks and long lines, and lets no control character through', async () => {
    const after = `\u001b[31m${'x'.repeat(300)}\n${Array.from({ length: 20 }, (_, at) => `\tn${at}\n`).join('')}`;
    const change = { file: 'a.ts', path: '/a.ts', before: '', after };
    const shown = await reportPretty(
      { ...empty, findings: [{ ...finding, editedLines: [1] }], changes: [change] },
      options,
    );
    const rows = Array.from({ length: 11 }, (_, at) => `  ${String(at + 2).padStart(6)} +   n${at}\n`).join(
      '',
    );
    expect(shown.slice(0, shown.indexOf('\n\n') + 1)).toBe(
      `a.ts:2:1  challenged-scope-only  Message.
       1 + \uFFFD[31m${'x'.repeat(154)}…
${rows}         … 9 more lines
`,
    );
  });

  it('colours only when asked to', async () => {
    const shown = await reportPretty(
      { ...empty, findings: [{ ...finding, outcome: 'reported' }] },
      { ...options, colors: true },
    );
    expect(shown.split('\n').slice(0, 2)).toEqual([
      '\u001b[1ma.ts\u001b[22m:2:1  \u001b[33mchallenged-scope-only\u001b[39m  Message.',
      '  \u001b[2mhttps://docs.test/x\u001b[22m',
    ]);
  });

  it('proposes git diff in a work tree', async () => {
    const { stdout } = await repository({ 'a.ts': overwrite }).cli();
    expect(stdout.slice(stdout.indexOf('Next:'))).toBe(`Next:
  git diff
  npm test
  npx mcp-scope-codemod --check
`);
  });
});
