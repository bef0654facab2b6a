import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importCore } from '../cli/core.ts';
import { run } from '../cli/run.ts';
import { workspace } from './cli-workspace.ts';

const core = await importCore();

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/script-blocks/${name}`, import.meta.url), 'utf8');
}

async function migrated(files: Record<string, string>) {
  const tree = workspace({ 'package.json': '{ "name": "app" }', ...files });
  const result = await run({ cwd: tree.folder }, async () => core);
  if (result.status !== 'done') throw new Error(result.status);
  return { ...result, tree };
}

describe('the vendored runtime of a component', () => {
  it.each([
    ['vue-two-scripts/input.vue', 'Runner.vue', 'mcp-scope-runtime.ts', "'./mcp-scope-runtime'"],
    ['svelte-module-script/input.svelte', 'Notes.svelte', 'mcp-scope-runtime.js', "'./mcp-scope-runtime.js'"],
    [
      'astro-frontmatter-and-script/input.astro',
      'files.astro',
      'mcp-scope-runtime.ts',
      "'./mcp-scope-runtime'",
    ],
  ])('of %s is of the language of its scripts', async (from, name, runtime, specifier) => {
    const { tree, exitCode } = await migrated({ [`src/${name}`]: fixture(from) });
    expect(exitCode).toBe(0);
    expect(Object.keys(tree.all())).toContain(`src/${runtime}`);
    expect(tree.read(`src/${name}`)).toContain(`from ${specifier}`);
  });

  it('is shared with the files beside it', async () => {
    const { tree } = await migrated({
      'src/Runner.vue': fixture('vue-two-scripts/input.vue'),
      'src/call.ts': fixture('vue-two-scripts/input.vue')
        .replace(/^[^]*?<script lang="ts">|<\/script>[^]*$/g, '')
        .replace('export default', 'export const options ='),
      'src/other.ts': "import { one } from './one.js';\n",
    });
    expect(Object.keys(tree.all()).filter((file) => file.includes('mcp-scope-runtime'))).toEqual([
      'src/mcp-scope-runtime.ts',
    ]);
  });
});

it('is imported through a barrel as well', async () => {
  const component = fixture('vue-two-scripts/input.vue').replace(
    "import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';",
    "import { login as auth, readMcpHeader as extractWWWAuthenticateParams } from './mcp';",
  );
  const { findings } = await migrated({
    'src/Runner.vue': component,
    'src/mcp.ts':
      "export { auth as login, extractWWWAuthenticateParams as readMcpHeader } from '@modelcontextprotocol/sdk/client/auth.js';\n",
  });
  expect(findings.map(({ kind }) => kind)).toEqual(['refresh-on-widening', 'challenged-scope-only']);
});

it('a syntax error stands where it is in the component, which is left as it is', async () => {
  const text =
    '<template><p>403</p></template>\r\n<script>\r\nconst a = "insufficient_scope";\r\n  let = = 1;\r\n</script>\r\n';
  const { errors, exitCode, tree } = await migrated({ 'a.vue': text });
  expect(errors).toMatchObject([{ file: 'a.vue', line: 4 }]);
  expect({ exitCode, text: tree.read('a.vue') }).toEqual({ exitCode: 3, text });
});

it.each([
  ['a.vue', '<script>insufficient_scope'],
  ['a.svelte', '<p>{insufficient_scope</p><script></script>'],
  ['a.astro', '---\nconst a = "insufficient_scope";\n'],
])('%s with %j is skipped with a reason', async (file, text) => {
  const { skipped, exitCode, changes } = await migrated({ [file]: text });
  expect({ skipped, exitCode, changes }).toEqual({
    skipped: [{ file, reason: 'unreadable-markup' }],
    exitCode: 0,
    changes: [],
  });
});

it('components that hold no script, or none that speaks of scopes, have no findings', async () => {
  const { findings, stats } = await migrated({
    'a.vue': '<template><p>insufficient_scope</p></template>\n',
    'b.svelte': '<p>insufficient_scope</p><script>let a</script>\n',
    'c.html': '<script>insufficient_scope</script>\n',
  });
  expect({ findings, seen: stats.filesSeen }).toEqual({ findings: [], seen: 2 });
});
