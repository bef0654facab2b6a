import { chmodSync, lstatSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run } from '../cli/run.ts';
import { fakeCore } from './cli-fake-core.ts';
import { byHand, overwrite, repository, united, workspace } from './cli-workspace.ts';

const imported = "import { unionScopes } from './mcp-scope-runtime';\n";
const runtime = '// vendored by mcp-scope-codemod: unionScopes\nexport { unionScopes };\n';

describe('a rewrite', () => {
  it('changes the files with findings, adds the runtime, and nothing else', async () => {
    const tree = workspace({ 'a.ts': overwrite, 'b.ts': 'const a = 1;\n', 'c.ts': byHand });
    expect(await tree.cli()).toEqual({
      code: 1,
      stdout: `a.ts:1:9  challenged-scope-only  Message of challenged-scope-only.
       1 - scope = challenged; // 403 insufficient_scope
       1 + import { unionScopes } from './mcp-scope-runtime';
       2 + scope = unionScopes(scope, challenged); // 403 insufficient_scope
c.ts:1:1  uncapped-step-up  Message of uncapped-step-up.
  needs you: prior-scope-out-of-reach, explained: prior-scope-out-of-reach
  https://docs.test/manual#prior-scope-out-of-reach
mcp-scope-runtime.ts  new file: unionScopes

1 rewritten · 1 needs you (1 prior-scope-out-of-reach) · 3 files seen, 2 parsed · 0.0 s

Next:
  npm test
  npx mcp-scope-codemod --check
`,
      stderr: '',
    });
    expect(tree.all()).toEqual({
      'a.ts': imported + united,
      'b.ts': 'const a = 1;\n',
      'c.ts': byHand,
      'mcp-scope-runtime.ts': runtime,
    });
  });

  it('finds nothing to do the second time', async () => {
    const tree = workspace({ 'a.ts': overwrite });
    expect((await tree.cli()).code).toBe(0);
    const before = tree.all();
    const time = statSync(tree.path('mcp-scope-runtime.ts')).mtimeMs;
    expect(await tree.cli()).toEqual({
      code: 0,
      stdout: 'Nothing to do: no step-up here loses scopes (2 files seen, 1 parsed).\n',
      stderr: '',
    });
    expect(tree.all()).toEqual(before);
    expect(statSync(tree.path('mcp-scope-runtime.ts')).mtimeMs).toBe(time);
  });

  it('keeps BOM, CRLF, shebang and every other byte', async () => {
    const bom = `\uFEFF${overwrite}`.replaceAll('\n', '\r\n');
    const script = `#!/usr/bin/env node\n${overwrite}\t 'é\u2028' \r mixed\r\n no newline at the end`;
    const tree = workspace({ 'bom/a.ts': bom, 'script/b.mjs': script });
    expect((await tree.cli('bom')).code).toBe(0);
    expect((await tree.cli('script')).code).toBe(0);
    expect(tree.all()).toEqual({
      'bom/a.ts': `\uFEFF${imported}${united}`.replaceAll('\n', '\r\n'),
      'bom/mcp-scope-runtime.ts': runtime.replaceAll('\n', '\r\n'),
      'script/b.mjs': script.replace(overwrite, imported.replace("runtime'", "runtime.mjs'") + united),
      'script/mcp-scope-runtime.mjs': runtime,
    });
  });

  it('keeps mode bits, and writes through a named link', async () => {
    const tree = workspace({ 'real/a.ts': overwrite });
    chmodSync(tree.path('real/a.ts'), 0o751);
    symlinkSync('real/a.ts', tree.path('link.ts'));
    expect((await tree.cli('link.ts', '--runtime', 'package')).code).toBe(0);
    expect(lstatSync(tree.path('link.ts')).isSymbolicLink()).toBe(true);
    expect(statSync(tree.path('real/a.ts')).mode & 0o777).toBe(0o751);
    expect(tree.read('real/a.ts')).toBe(
      `import { unionScopes } from 'mcp-scope-codemod/runtime';\n${united}`,
    );
    expect(Object.keys(tree.all())).toEqual(['real/a.ts']);
  });

  it('runs chosen transforms only', async () => {
    const tree = workspace({ 'a.ts': byHand + overwrite });
    expect((await tree.cli('--skip', 'union-scopes', '--format', 'json')).stdout).toContain(
      'uncapped-step-up',
    );
    expect(tree.all()).toEqual({ 'a.ts': byHand + overwrite });
    expect((await tree.cli('--only', 'union-scopes')).code).toBe(0);
    expect(tree.read('a.ts')).toBe(imported + byHand + united);
  });
});

describe('--dry-run and --check', () => {
  it.each([
    [
      '--dry-run',
      `a.ts:1:9  challenged-scope-only  Message of challenged-scope-only.
       1 - scope = challenged; // 403 insufficient_scope
       1 + import { unionScopes } from './mcp-scope-runtime';
       2 + scope = unionScopes(scope, challenged); // 403 insufficient_scope
mcp-scope-runtime.ts  new file: unionScopes

1 to rewrite · 1 file seen, 1 parsed · 0.0 s

Next:
  npx mcp-scope-codemod .
`,
    ],
    [
      '--check',
      `a.ts:1:9  challenged-scope-only  Message of challenged-scope-only.

1 to rewrite · 1 file seen, 1 parsed · 0.0 s

Next:
  npx mcp-scope-codemod --dry-run --diff .
  npx mcp-scope-codemod .
`,
    ],
  ])('%s writes nothing and exits 1, in a dirty tree too', async (option, stdout) => {
    const tree = repository({ 'a.ts': '' });
    tree.write('a.ts', overwrite);
    expect(await tree.cli(option, '.')).toEqual({ code: 1, stdout, stderr: '' });
    expect(tree.all()).toEqual({ 'a.ts': overwrite });
  });

  it('exit 0 where nothing is left', async () => {
    expect((await workspace({ 'a.ts': united }).cli('--check')).code).toBe(0);
    expect(await workspace().cli('--dry-run')).toEqual({
      code: 0,
      stdout: 'No JavaScript or TypeScript files here.\n',
      stderr: '',
    });
  });
});

describe('files that cannot be done', () => {
  it('reports a syntax error in one line, leaves the file, does the rest, exits 3', async () => {
    const broken = `${overwrite}  SYNTAX ERROR\n`;
    const tree = workspace({ 'src/a.ts': broken, 'src/b.ts': overwrite });
    expect(await tree.cli('--runtime', 'package')).toEqual({
      code: 3,
      stdout: `src/b.ts:1:9  challenged-scope-only  Message of challenged-scope-only.
       1 - scope = challenged; // 403 insufficient_scope
       1 + import { unionScopes } from 'mcp-scope-codemod/runtime';
       2 + scope = unionScopes(scope, challenged); // 403 insufficient_scope

1 rewritten · 1 failed · 2 files seen, 2 parsed · 0.0 s

Next:
  npm install mcp-scope-codemod
  npm test
  npx mcp-scope-codemod --check
`,
      stderr: 'src/a.ts:2:3 Unexpected token\n',
    });
    expect(tree.read('src/a.ts')).toBe(broken);
  });

  it('survives a failure of its own, without a stack trace', async () => {
    const tree = workspace({ 'a.ts': `CRASH ${overwrite}` });
    expect(await tree.cli()).toEqual({
      code: 3,
      stdout: '1 failed · 1 file seen, 1 parsed · 0.0 s\n',
      stderr: 'a.ts internal error: the fake is broken\n',
    });
  });

  it('leaves read-only files and says so', async () => {
    const tree = workspace({ 'a.ts': overwrite, 'b.ts': overwrite });
    chmodSync(tree.path('a.ts'), 0o444);
    const { code, stderr } = await tree.cli();
    expect({ code, stderr }).toEqual({ code: 3, stderr: 'a.ts was not written: it is read-only\n' });
    expect(tree.read('a.ts')).toBe(overwrite);
    expect(tree.read('b.ts')).toBe(imported + united);
  });

  it('leaves a file that changed while it was looked at', async () => {
    const core = {
      ...fakeCore,
      applyPlan: (...args: Parameters<typeof fakeCore.applyPlan>) => {
        tree.write('a.ts', 'mine\n');
        return fakeCore.applyPlan(...args);
      },
    };
    const tree = workspace({ 'a.ts': overwrite }, core);
    const { code, stderr } = await tree.cli();
    expect({ code, stderr }).toEqual({
      code: 3,
      stderr: 'a.ts was not written: it changed during the run\n',
    });
    expect(tree.read('a.ts')).toBe('mine\n');
  });

  it('does not rewrite a file whose runtime could not be written', async () => {
    const core = {
      ...fakeCore,
      vendoredRuntime: (...args: Parameters<typeof fakeCore.vendoredRuntime>) => {
        tree.write('mcp-scope-runtime.ts', 'theirs\n');
        return fakeCore.vendoredRuntime(...args);
      },
    };
    const tree = workspace({ 'a.ts': overwrite }, core);
    expect((await tree.cli()).stderr)
      .toBe(`mcp-scope-runtime.ts was not written: a file of that name appeared during the run
a.ts was not written: the runtime file that it needs was not
`);
    expect(tree.all()).toEqual({ 'a.ts': overwrite, 'mcp-scope-runtime.ts': 'theirs\n' });
  });

  it('skips what is not UTF-8, minified or generated, with the reason, and leaves every byte', async () => {
    const latin1 = Uint8Array.from(Buffer.from(`// \xe9\n${overwrite}`, 'latin1'));
    const tree = workspace({
      'generated.ts': `// @generated by x\n${overwrite}`,
      'latin1.ts': latin1,
      'minified.js': `${'x();'.repeat(500)}\n${overwrite}`,
      'small.min.js': overwrite,
      'unrelated.js': 'x();'.repeat(500),
      'mapped.js': `//\n//# sourceMappingURL=data:application/json;base64,${'A'.repeat(9000)}\n${byHand}`,
    });
    const { code, stdout } = await tree.cli('--dry-run');
    expect({ code, stdout }).toEqual({
      code: 1,
      stdout: `mapped.js:3:1  uncapped-step-up  Message of uncapped-step-up.
  needs you: prior-scope-out-of-reach, explained: prior-scope-out-of-reach
  https://docs.test/manual#prior-scope-out-of-reach
generated.ts  skipped: generated
latin1.ts  skipped: not-utf8
minified.js  skipped: minified
small.min.js  skipped: minified

1 needs you (1 prior-scope-out-of-reach) · 4 skipped (1 generated, 2 minified, 1 not-utf8) · 6 files seen, 1 parsed · 0.0 s
`,
    });
    await tree.cli();
    expect(readFileSync(tree.path('latin1.ts'))).toEqual(Buffer.from(latin1));
    expect((await tree.cli('generated.ts', 'small.min.js')).code).toBe(0);
  });
});

it('reads a large tree without MCP, parses none of it, and never loads the core', async () => {
  const files: Record<string, string> = {};
  for (let at = 0; at < 2000; at++)
    files[`src/${at % 40}/file-${at}.ts`] = `if (response.status === 403) throw new Error('${at}');\n`;
  const tree = repository(files);
  const result = await run({ cwd: tree.folder }, () => Promise.reject(new Error('loaded')));
  expect({ ...result, stats: { ...(result as { stats: object }).stats, milliseconds: 0 } }).toEqual({
    status: 'done',
    exitCode: 0,
    findings: [],
    skipped: [],
    errors: [],
    changes: [],
    staleMaps: [],
    stats: { filesSeen: 2000, filesParsed: 0, filesChanged: 0, milliseconds: 0 },
  });
});
