import { mkdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repository, overwrite, workspace } from './cli-workspace.ts';

const lines = (count: number): string => Array.from({ length: count }, (_, at) => `line ${at};\n`).join('');

it('is a patch on stdout, and the report goes to stderr', async () => {
  const tree = workspace({ 'src/a.ts': lines(5) + overwrite });
  expect(await tree.cli('--dry-run', '--diff')).toEqual({
    code: 1,
    stdout: `--- /dev/null
+++ b/src/mcp-scope-runtime.ts
@@ -0,0 +1,2 @@
+// vendored by mcp-scope-codemod: unionScopes
+export { unionScopes };
--- a/src/a.ts
+++ b/src/a.ts
@@ -1,6 +1,7 @@
+import { unionScopes } from './mcp-scope-runtime';
 line 0;
 line 1;
 line 2;
 line 3;
 line 4;
-scope = challenged; // 403 insufficient_scope
+scope = unionScopes(scope, challenged); // 403 insufficient_scope
`,
    stderr: `src/a.ts:6:9  challenged-scope-only  Message of challenged-scope-only.
       1 + import { unionScopes } from './mcp-scope-runtime';
       6 - scope = challenged; // 403 insufficient_scope
       7 + scope = unionScopes(scope, challenged); // 403 insufficient_scope
src/mcp-scope-runtime.ts  new file: unionScopes

1 to rewrite · 1 file seen, 1 parsed · 0.0 s

Next:
  npx mcp-scope-codemod
`,
  });
});

const hard = {
  'crlf.ts': (lines(9) + overwrite + lines(9)).replaceAll('\n', '\r\n'),
  'bom.ts': `\uFEFF${overwrite}`,
  'no newline.ts': `${lines(3)}${overwrite.trimEnd()}`,
  'no-newline-before.mts': `${overwrite}// end`,
  'sub dir/é [x]/b.ts': overwrite + lines(20) + overwrite,
  'q"uote\\.ts': overwrite,
  'form\ffeed.ts': `${lines(2)}\f\u2028\r${overwrite}`,
};

describe('git apply makes of it what the rewrite makes', () => {
  it.each([
    ['in the top folder', [], '.', '.'],
    ['in a sub-folder', [], 'work', 'work'],
    ['in the top folder, if the run was beside the files', ['../work'], 'other', '.'],
  ])('%s', async (_, paths, from, appliedIn) => {
    const files = Object.fromEntries(Object.entries(hard).map(([file, text]) => [`work/${file}`, text]));
    const [patched, rewritten] = [repository(files), repository(files)];
    for (const tree of [patched, rewritten]) mkdirSync(tree.path('other'));
    const { code, stdout } = await patched.cliIn(from, '--dry-run', '--diff', ...paths);
    expect(code).toBe(1);
    patched.write('.git/change.patch', stdout);
    patched.git('-C', appliedIn, 'apply', '--whitespace=nowarn', patched.path('.git/change.patch'));
    expect((await rewritten.cliIn(from, ...paths)).code).toBe(0);
    expect(patched.all()).toEqual(rewritten.all());
    expect(Object.keys(patched.all())).toHaveLength(Object.keys(files).length + 1);
  });
});

it('shows what was rewritten when it is not a dry run', async () => {
  const tree = workspace({ 'a.ts': overwrite });
  const preview = await tree.cli('--check', '--diff', '--runtime', 'package');
  const { stdout } = await tree.cli('--diff', '--runtime', 'package');
  expect(stdout).toBe(preview.stdout);
  expect(tree.read('a.ts')).toBe(
    `import { unionScopes } from 'mcp-scope-codemod/runtime';\n${overwrite.replace('challenged', 'unionScopes(scope, challenged)')}`,
  );
});

it('is empty where there is nothing to do', async () => {
  expect((await workspace({ 'a.ts': '' }).cli('--diff')).stdout).toBe('');
});
