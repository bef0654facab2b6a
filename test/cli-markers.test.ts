import { describe, expect, it } from 'vitest';
import { importCore } from '../cli/core.ts';
import { repository, workspace } from './cli-workspace.ts';

const core = await importCore();
const manual = 'https://github.com/mcp-scope-codemod/mcp-scope-codemod/blob/main/docs/manual.md';
const retry = `mcp-scope-todo(uncapped-step-up): retry-not-countable, The retry takes a way that cannot be counted in one place: count it, and stop at a retry cap. ${manual}#retry-not-countable`;

/** A retry that a person has to count, with what stands above it. */
const client = (
  above = '',
) => `import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import { scopeUnion } from './scope-union.js';

export class Reader {
  constructor(provider, url) {
    Object.assign(this, { provider, url });
  }

  async read(uri) {
    const response = await fetch(uri);
    if (response.status !== 403) return response;
    const { scope } = extractWWWAuthenticateParams(response);
    const held = (await this.provider.tokens())?.scope;
    await auth(this.provider, { serverUrl: this.url, scope: scopeUnion(held, scope), forceReauthorization: true });
${above}    return this.retry(uri);
  }

  retry(uri) {
    return this.read(uri);
  }
}
`;
const marked = client(`    // ${retry}\n`);

/** One that a machine can mend, beside one that it cannot. */
const both = `import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';

export async function call(provider, serverUrl, response) {
  if (response.status !== 403) return response;
  const { scope } = extractWWWAuthenticateParams(response);
  await auth(provider, { serverUrl, scope, forceReauthorization: true });
  return fetch(serverUrl);
}

export async function login(serverUrl, provider, response, again) {
  if (response.status !== 403) return response;
  const { scope } = extractWWWAuthenticateParams(response);
  await again(auth(provider(), { serverUrl, scope, forceReauthorization: true }));
  return fetch(serverUrl);
}
`;

const only = ['--only', 'cap-step-ups,list-markers'];

describe('--markers', () => {
  it('puts a comment above what needs a person, once', async () => {
    const tree = workspace({ 'a.js': client() }, core);
    expect((await tree.cli('--markers', ...only)).code).toBe(1);
    expect(tree.all()).toEqual({ 'a.js': marked });
    expect((await tree.cli('--markers', ...only)).code).toBe(1);
    expect(tree.all()).toEqual({ 'a.js': marked });
  });

  it('says so, and one entry stands for the finding and its marker', async () => {
    const tree = workspace({ 'a.js': client() }, core);
    const { stdout } = await tree.cli('--markers', ...only);
    expect(stdout).toMatchInlineSnapshot(`
      "a.js:15:12  uncapped-step-up  This step-up has no retry cap, so a server that is never satisfied makes it ask for authorization without end (MCP 2026-07-28, Step-Up Authorization Flow).
            15 +     // mcp-scope-todo(uncapped-step-up): retry-not-countable, The retry takes a way that cannot be counted in one place: count it, and stop at a retry cap. htt…
        needs you: retry-not-countable, The retry takes a way that cannot be counted in one place: count it, and stop at a retry cap.
        https://github.com/mcp-scope-codemod/mcp-scope-codemod/blob/main/docs/manual.md#retry-not-countable

      1 needs you (1 retry-not-countable) · 1 file seen, 1 parsed · 0.0 s

      Next:
        npm test
        npx mcp-scope-codemod --check
      "
    `);
    const again = await tree.cli('--markers', ...only);
    expect(again.stdout).toMatchInlineSnapshot(`
      "a.js:16:12  uncapped-step-up  This step-up has no retry cap, so a server that is never satisfied makes it ask for authorization without end (MCP 2026-07-28, Step-Up Authorization Flow).
        needs you: retry-not-countable, The retry takes a way that cannot be counted in one place: count it, and stop at a retry cap.
        https://github.com/mcp-scope-codemod/mcp-scope-codemod/blob/main/docs/manual.md#retry-not-countable

      1 needs you (1 retry-not-countable) · 1 file seen, 1 parsed · 0.0 s
      "
    `);
  });

  it('writes nothing else than a run without it', async () => {
    const tree = workspace({ 'a.js': both, 'b.js': both, 'c.js': client() }, core);
    await tree.cli('--include', 'a.js');
    await tree.cli('--markers', '--include', 'b.js');
    const [a, b] = [tree.read('a.js'), tree.read('b.js')];
    expect(b.split('\n').filter((line) => !line.includes('// mcp-scope-todo('))).toEqual(a.split('\n'));
    expect(b).not.toBe(a);
    expect(tree.read('c.js')).toBe(client());
  });

  it('leaves a marker as it is whose reason still holds, with what was written behind it', async () => {
    const noted = client(
      '    // mcp-scope-todo(uncapped-step-up): retry-not-countable, Anna does it, see OPS-1187\n',
    );
    const tree = workspace({ 'a.js': noted }, core);
    await tree.cli('--markers', ...only);
    expect(tree.read('a.js')).toBe(noted);
  });

  it.each([
    ['another reason', '// mcp-scope-todo(uncapped-step-up): counted-for-each-send, …', `// ${retry}`],
    ['no reason', '// mcp-scope-todo(uncapped-step-up)', `// ${retry}`],
    [
      'another reason, in a block',
      '/* mcp-scope-todo(uncapped-step-up): counted-for-each-send, … */',
      `/* ${retry} */`,
    ],
  ])('renews one that has %s', async (_, before, after) => {
    const tree = workspace({ 'a.js': client(`    ${before}\n`) }, core);
    await tree.cli('--markers', ...only);
    expect(tree.read('a.js')).toBe(client(`    ${after}\n`));
  });

  it('takes one for another that was moved with its statement, and keeps it where it is', async () => {
    const moved = marked
      .replace(/^ +\/\/ mcp.*\n/m, '')
      .replace('  async read', `  // ${retry}\n  async read`);
    const tree = workspace({ 'a.js': moved }, core);
    await tree.cli('--markers', ...only);
    expect(tree.read('a.js')).toBe(moved);
  });

  const mended = (marker: string) => `#!/usr/bin/env node
export function mayRetry(count) {
${marker}  return count < 3;
}
`;
  it.each([
    ['alone in its line', mended(`  // ${retry}\n`), mended('')],
    ['twice', mended(`  // ${retry}\n  // ${retry}\n`), mended('')],
    ['with CRLF', mended(`  // ${retry}\n`).replaceAll('\n', '\r\n'), mended('').replaceAll('\n', '\r\n')],
    ['behind code', mended(`  count++; // ${retry}\n`), mended('  count++;\n')],
    ['before code', mended(`  /* ${retry} */ count++;\n`), mended('  count++;\n')],
    ['between code', mended(`  count/* ${retry} */++;\n`), mended('  count ++;\n')],
    ['at the end of a file', `a();\n// ${retry}`, 'a();\n'],
    ['behind the last code of a file', `a(); // ${retry}`, 'a();'],
    ['with a BOM', `\uFEFF// ${retry}\na();\n`, '\uFEFFa();\n'],
  ])('takes one away whose finding is gone, %s', async (_, before, after) => {
    const tree = workspace({ 'a.js': before }, core);
    const { code, stdout } = await tree.cli('--markers', '--format', 'json');
    expect(tree.read('a.js')).toBe(after);
    const { findings } = JSON.parse(stdout) as { findings: { kind: string; outcome: string }[] };
    expect(new Set(findings.map(({ kind, outcome }) => `${kind} ${outcome}`))).toEqual(
      new Set(['leftover-marker rewritten']),
    );
    expect(code).toBe(0);
  });

  it.each([
    ['of a kind that is not looked for', `// ${retry}\na();\n`, ['--skip', 'cap-step-ups']],
    ['of an unknown kind', '// mcp-scope-todo(consent-not-explained): later, …\na();\n', []],
    ['over several lines', `/* ${retry}\n   Anna knows more. */\na();\n`, []],
    ['of a transform that was not asked for', '// mcp-scope-todo(scope-narrowed-by-401): x, …\na();\n', []],
  ])('leaves one as it is %s', async (_, text, args) => {
    const tree = workspace({ 'a.js': text }, core);
    const { code } = await tree.cli('--markers', ...args);
    expect({ code, text: tree.read('a.js') }).toEqual({ code: 0, text });
  });

  it('writes by the newlines and the tabs of the file', async () => {
    const styled = (text: string) =>
      text.replace(/^(?: {2})+/gm, (x) => '\t'.repeat(x.length / 2)).replaceAll('\n', '\r\n');
    const tree = workspace({ 'a.js': `\uFEFF${styled(client())}` }, core);
    await tree.cli('--markers', ...only);
    expect(tree.read('a.js')).toBe(`\uFEFF${styled(marked)}`);
  });

  it('marks the scripts of components', async () => {
    const component = (script: string) =>
      `<template>\n  <p>403</p>\n</template>\n\n<script>\n${script}</script>\n`;
    const tree = workspace(
      {
        'A.vue': component(client()),
        'B.svelte': component(client()).replace(/<template>[^]*<\/template>/, '<p>403</p>'),
      },
      core,
    );
    await tree.cli('--markers', ...only);
    expect(tree.read('A.vue')).toBe(component(marked));
    expect(tree.read('B.svelte')).toContain(marked);
    await tree.cli('--markers', ...only);
    expect(tree.read('A.vue')).toBe(component(marked));
  });

  it('marks the frontmatter of an Astro page', async () => {
    const page = (script: string) => `---\n${script}---\n<p>403</p>\n`;
    const tree = workspace({ 'a.astro': page(client().replace('export class', 'class')) }, core);
    await tree.cli('--markers', ...only);
    expect(tree.read('a.astro')).toBe(page(marked.replace('export class', 'class')));
  });

  it('puts none into a minified file, even if it is named', async () => {
    const text = client().replace(/\n\s*/g, ' ');
    expect(text.length).toBeGreaterThan(600);
    const minified = `${text}${' '.repeat(600)}`;
    const tree = workspace({ 'a.js': minified, 'b.min.js': client() }, core);
    const { code, stdout } = await tree.cli('--markers', '--format', 'json', ...only, 'a.js', 'b.min.js');
    expect(tree.all()).toEqual({ 'a.js': minified, 'b.min.js': client() });
    const { findings } = JSON.parse(stdout) as { findings: { outcome: string }[] };
    expect({ code, outcomes: findings.map(({ outcome }) => outcome) }).toEqual({
      code: 1,
      outcomes: ['manual', 'manual'],
    });
  });

  it('shows on a dry run what it would write', async () => {
    const tree = repository({ 'a.js': client(), 'b.js': `// ${retry}\na();\n` }, core);
    const { code, stdout } = await tree.cli('--markers', '--dry-run', '--diff', ...only);
    expect(code).toBe(1);
    expect(tree.git('status', '--porcelain')).toBe('');
    tree.write('markers.patch', stdout);
    tree.git('apply', 'markers.patch');
    expect(tree.read('a.js')).toBe(marked);
    expect(tree.read('b.js')).toBe('a();\n');
  });

  it('names itself in the next command', async () => {
    const tree = workspace({ 'a.js': client() }, core);
    const { stdout } = await tree.cli('--markers', '--dry-run', ...only, 'a.js');
    expect(stdout.split('\n').slice(-3)).toEqual(['Next:', '  npx mcp-scope-codemod --markers a.js', '']);
  });

  it('has something left to do in a check where a marker is left over', async () => {
    const tree = workspace({ 'a.js': `// ${retry}\na();\n` }, core);
    expect((await tree.cli('--check', '--markers')).code).toBe(1);
    expect((await tree.cli('--check')).code).toBe(0);
    expect(tree.read('a.js')).toBe(`// ${retry}\na();\n`);
  });

  it('touches no file with uncommitted changes', async () => {
    const tree = repository({ 'a.js': 'a();\n' }, core);
    tree.write('a.js', client());
    const { code, stderr } = await tree.cli('--markers', ...only);
    expect({ code, text: tree.read('a.js') }).toEqual({ code: 2, text: client() });
    expect(stderr).toContain('a.js');
    await tree.cli('--markers', '--force', ...only);
    expect(tree.read('a.js')).toBe(marked);
  });
});

describe('markers in the code', () => {
  async function findingsOf(text: string, ...args: string[]) {
    const { stdout } = await workspace({ 'a.js': text }, core).cli('--check', '--format', 'json', ...args);
    const { findings } = JSON.parse(stdout) as {
      findings: { kind: string; outcome: string; line: number; reason?: string; message: string }[];
    };
    return findings;
  }

  it('are places of their own in the JSON report, as they are for lint', async () => {
    expect(
      (await findingsOf(marked, ...only)).map(({ kind, outcome, line, reason }) => [
        kind,
        outcome,
        line,
        reason,
      ]),
    ).toEqual([
      ['leftover-marker', 'reported', 15, undefined],
      ['uncapped-step-up', 'manual', 16, 'retry-not-countable'],
    ]);
  });

  it('tell what they mark and where to read on', async () => {
    const [finding] = await findingsOf(`// ${retry}\na();\n`);
    expect(finding?.message).toBe(
      'This marker says that a step-up is left to a person (MCP 2026-07-28, Step-Up Authorization Flow): mend it, and ' +
        `remove the marker. uncapped-step-up (retry-not-countable), see ${manual}#retry-not-countable`,
    );
  });

  it('are listed for people where what they say is not', async () => {
    const { stdout, code } = await workspace({ 'a.js': `// ${retry}\na();\n` }, core).cli('--check');
    expect({ code, lines: stdout.split('\n').map((line) => line.slice(0, 24)) }).toEqual({
      code: 0,
      lines: ['a.js:1:1  leftover-marke', '  https://github.com/mcp', '', '1 reported · 1 file seen', ''],
    });
    const both = await workspace({ 'a.js': marked }, core).cli('--check', ...only);
    expect(both.stdout).not.toContain('leftover-marker');
    expect(both.stdout).toContain('1 needs you (1 retry-not-countable) · 1 file seen');
    const listed = await workspace({ 'a.js': marked }, core).cli('--check', '--only', 'list-markers');
    expect({ code: listed.code, start: listed.stdout.slice(0, 27) }).toEqual({
      code: 0,
      start: 'a.js:15:5  leftover-marker ',
    });
  });

  it.each(['agent', 'github', 'markdown'])(
    'have no entry of their own beside their finding as %s',
    async (format) => {
      const beside = await workspace({ 'a.js': marked }, core).cli('--check', '--format', format, ...only);
      expect(beside.stdout).toContain('uncapped-step-up');
      expect(beside.stdout).not.toContain('leftover-marker');
      const alone = await workspace({ 'a.js': `// ${retry}\na();\n` }, core).cli(
        '--check',
        '--format',
        format,
      );
      expect(alone.stdout).toContain('leftover-marker');
    },
  );

  it('are taken away by the fix of the SARIF report, if that was asked for', async () => {
    const tree = workspace({ 'a.js': `// ${retry}\na();\n` }, core);
    const fixes = async (...args: string[]) => {
      const { stdout } = await tree.cli('--check', '--format', 'sarif', ...args);
      const { runs } = JSON.parse(stdout) as {
        runs: { results: { ruleId: string; level: string; fixes?: unknown }[] }[];
      };
      return runs.flatMap(({ results }) => results);
    };
    const [left] = await fixes();
    expect({ ...left, fixes: left?.fixes }).toMatchObject({
      ruleId: 'leftover-marker',
      level: 'note',
      fixes: undefined,
    });
    const [removed] = await fixes('--markers');
    expect(removed).toMatchObject({
      ruleId: 'leftover-marker',
      fixes: [
        {
          artifactChanges: [
            { replacements: [{ deletedRegion: { startLine: 1, startColumn: 1, endLine: 2, endColumn: 1 } }] },
          ],
        },
      ],
    });
  });
});
