import { rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { repository, workspace } from './cli-workspace.ts';
import type { Workspace } from './cli-workspace.ts';
import { installedPackage, manifest } from './patch-projects.ts';

const app = {
  'package.json': manifest({ dependencies: { 'mcp-lib': '^1.2.0' } }),
  'package-lock.json': '{}',
};
const installed = installedPackage('node_modules/mcp-lib');
const patchFile = 'patches/mcp-lib+1.2.3.patch';

/** What patch-package would do. */
function apply(tree: Workspace, file = patchFile): void {
  tree.git('apply', '-p1', file);
}

describe('patch in an npm project', () => {
  it('writes a patch for patch-package and what runs it', async () => {
    const tree = workspace({ ...app, ...installed });
    const before = tree.read('node_modules/mcp-lib/dist/client.js');
    expect(await tree.cli('patch', 'mcp-lib')).toEqual({
      code: 0,
      stderr: '',
      stdout: `mcp-lib 1.2.3  1 finding mended in a copy, 2 files in the patch; it applies to a fresh copy and leaves nothing to mend
wrote ${patchFile}
wrote package.json
note: An installation without devDependencies needs patch-package in dependencies.

Next:
  npm install

In CI, after the installation:
  npx mcp-scope-codemod patch mcp-lib --check
`,
    });
    await expect(tree.read(patchFile)).toMatchFileSnapshot('patch-npm.patch');
    expect(JSON.parse(tree.read('package.json'))).toEqual({
      name: 'app',
      private: true,
      dependencies: { 'mcp-lib': '^1.2.0' },
      scripts: { postinstall: 'patch-package' },
      devDependencies: { 'patch-package': '^8.0.1' },
    });
    expect(tree.read('node_modules/mcp-lib/dist/client.js')).toBe(before);
    apply(tree);
    expect(tree.read('node_modules/mcp-lib/dist/client.js')).toContain('unionScopes(scope, challenged)');
    expect(Object.keys(tree.all())).toContain('node_modules/mcp-lib/dist/mcp-scope-runtime.js');
  });

  it('writes nothing on a dry run', async () => {
    const tree = workspace({ ...app, ...installed });
    const before = tree.all();
    const { code, stdout } = await tree.cli('patch', 'mcp-lib', '--dry-run');
    expect(code).toBe(1);
    expect(stdout).toContain(`would write ${patchFile}\nwould write package.json\n`);
    expect(tree.all()).toEqual(before);
  });

  it('is done the second time, before and after the installation', async () => {
    const tree = workspace({ ...app, ...installed });
    await tree.cli('patch', 'mcp-lib');
    const before = tree.all();
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toBe(
      'mcp-lib 1.2.3  up to date: it mends all that can be mended\n\nNext:\n  npm install\n\n' +
        'In CI, after the installation:\n  npx mcp-scope-codemod patch mcp-lib --check\n',
    );
    expect(tree.all()).toEqual(before);
    apply(tree);
    expect(await tree.cli('patch', 'mcp-lib')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'mcp-lib 1.2.3  up to date: it mends all that can be mended\n',
    });
  });

  it('keeps the format of package.json, and the scripts that are there', async () => {
    const text =
      '{\n\t"name": "app",\n\t"scripts": {\n\t\t"postinstall": "node setup.js",\n\t\t"build": "tsc"\n\t},\n' +
      '\t"devDependencies": {\n\t\t"eslint": "^9.0.0",\n\t\t"typescript": "^6.0.0"\n\t}\n}';
    const tree = workspace({ ...app, ...installed, 'package.json': text });
    await tree.cli('patch', 'mcp-lib');
    expect(tree.read('package.json')).toBe(
      text
        .replace('node setup.js', 'node setup.js && patch-package')
        .replace('"^9.0.0",\n', '"^9.0.0",\n\t\t"patch-package": "^8.0.1",\n'),
    );
  });

  it('leaves package.json alone where patch-package is at home', async () => {
    const text = manifest({
      scripts: { postinstall: 'patch-package --patch-dir etc/patches && node x.js' },
      dependencies: { 'patch-package': '^7.0.0' },
    });
    const tree = workspace({ ...app, ...installed, 'package.json': text });
    await tree.cli('patch', 'mcp-lib');
    expect(tree.read('package.json')).toBe(text);
    expect(Object.keys(tree.all())).toContain('etc/patches/mcp-lib+1.2.3.patch');
  });

  it('patches nested copies and other versions one by one', async () => {
    const tree = workspace({
      ...app,
      ...installed,
      ...installedPackage('node_modules/@acme/host', { name: '@acme/host', code: '' }),
      ...installedPackage('node_modules/@acme/host/node_modules/mcp-lib', { version: '1.0.0' }),
    });
    const { stdout } = await tree.cli('patch', 'mcp-lib');
    expect(stdout).toContain('mcp-lib 1.0.0  1 finding');
    const patches = Object.keys(tree.all()).filter((file) => file.endsWith('.patch'));
    expect(patches).toEqual(['patches/@acme+host++mcp-lib+1.0.0.patch', patchFile]);
    patches.forEach((file) => apply(tree, file));
    expect((await tree.cli('patch', 'mcp-lib', '--check')).code).toBe(0);
  });

  it('says that git ignores the patch', async () => {
    const tree = repository({ ...app, '.gitignore': 'node_modules\n*.patch\n' });
    for (const [file, text] of Object.entries(installed)) tree.write(file, text);
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(
      `note: git ignores ${patchFile}: commit it with git add -f, or let .gitignore have it.\n`,
    );
  });

  it('refuses to write over uncommitted changes, but for --force', async () => {
    const tree = repository({ ...app, '.gitignore': 'node_modules\n' });
    for (const [file, text] of Object.entries(installed)) tree.write(file, text);
    tree.write('package.json', `${app['package.json']}\n`);
    const before = tree.all();
    expect(await tree.cli('patch', 'mcp-lib')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'mcp-scope-codemod: nothing was written: package.json would change, with uncommitted changes in it ' +
        '(commit or stash them, or use --force)\n',
    });
    expect(tree.all()).toEqual(before);
    expect((await tree.cli('patch', 'mcp-lib', '--force')).code).toBe(0);
  });
});

describe('patch where somebody has patched before', () => {
  const byHand = `diff --git a/node_modules/mcp-lib/dist/other.js b/node_modules/mcp-lib/dist/other.js
--- a/node_modules/mcp-lib/dist/other.js
+++ b/node_modules/mcp-lib/dist/other.js
@@ -1 +1 @@
-export const other = 1;
\\ No newline at end of file
+export const other = 2;
\\ No newline at end of file
`;

  it.each(['applied', 'not applied yet'])('keeps what they did: %s', async (state) => {
    const tree = workspace({ ...app, ...installed, [patchFile]: byHand });
    if (state === 'applied') apply(tree);
    expect((await tree.cli('patch', 'mcp-lib')).code).toBe(0);
    const patch = tree.read(patchFile);
    expect(patch.split('\n', 1)[0]).toBe(
      '# Written by `mcp-scope-codemod patch`. It also holds what was patched before.',
    );
    for (const [file, text] of Object.entries(installed)) tree.write(file, text);
    apply(tree);
    expect(tree.read('node_modules/mcp-lib/dist/other.js')).toBe('export const other = 2;');
    expect(tree.read('node_modules/mcp-lib/dist/client.js')).toContain('unionScopes(scope, challenged)');
    expect(await tree.cli('patch', 'mcp-lib', '--check')).toMatchObject({ code: 0 });
    await tree.cli('patch', 'mcp-lib');
    expect(tree.read(patchFile)).toBe(patch);
  });

  it('says to reinstall the one copy before the new patch is applied', async () => {
    const tree = workspace({ ...app, ...installed, [patchFile]: byHand });
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(
      'Next:\n  rm -rf node_modules/mcp-lib\n  npm install\n',
    );
  });

  it('says so in the words of yarn 1, which looks at files only on request', async () => {
    const { 'package.json': text } = app;
    const tree = workspace({ 'package.json': text, 'yarn.lock': '', ...installed, [patchFile]: byHand });
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(
      'Next:\n  rm -rf node_modules/mcp-lib\n  yarn install --check-files\n',
    );
  });

  it('refuses a patch that fits neither way', async () => {
    const tree = workspace({
      ...app,
      ...installed,
      [patchFile]: byHand.replaceAll('other = ', 'another = '),
    });
    const before = tree.all();
    expect(await tree.cli('patch', 'mcp-lib')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        `mcp-scope-codemod: ${patchFile} does not fit node_modules/mcp-lib (mcp-lib 1.2.3), neither as what was ` +
        'applied to it nor as what could be: reinstall that package and run this again; or if the patch is for another ' +
        'version, port it or delete it\n',
    });
    expect(tree.all()).toEqual(before);
  });
});

describe('patch --check', () => {
  const check = async (tree: Workspace) => {
    const before = tree.all();
    const { code, stdout, stderr } = await tree.cli('patch', 'mcp-lib', '--check');
    expect(stderr).toBe('');
    expect(tree.all()).toEqual(before);
    return [code, stdout.split('\n', 1)[0]];
  };

  it('misses a patch', async () => {
    expect(await check(workspace({ ...app, ...installed }))).toEqual([
      1,
      'mcp-lib 1.2.3  missing: there is none for this version',
    ]);
  });

  it('sees that a patch is not applied', async () => {
    const tree = workspace({ ...app, ...installed });
    await tree.cli('patch', 'mcp-lib');
    expect(await check(tree)).toEqual([1, 'mcp-lib 1.2.3  stale: it is not applied to what is installed']);
    apply(tree);
    expect(await check(tree)).toEqual([0, 'mcp-lib 1.2.3  up to date: it mends all that can be mended']);
  });

  it('sees that an upgrade made a patch stale, and a new one takes its place', async () => {
    const tree = workspace({ ...app, ...installed });
    await tree.cli('patch', 'mcp-lib');
    const code = `let scope;\nexport function stepUp(challenged, now) {\n  scope = challenged; // 403 insufficient_scope\n}\n`;
    for (const [file, text] of Object.entries(
      installedPackage('node_modules/mcp-lib', { version: '1.3.0', code }),
    ))
      tree.write(file, text);
    expect(await check(tree)).toEqual([1, 'mcp-lib 1.3.0  stale: it is for 1.2.3, and 1.3.0 is installed']);
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(
      `wrote patches/mcp-lib+1.3.0.patch\nremoved ${patchFile}\n`,
    );
    apply(tree, 'patches/mcp-lib+1.3.0.patch');
    expect((await check(tree))[0]).toBe(0);
  });

  it('sees that a version does without', async () => {
    const tree = workspace({ ...app, ...installed });
    await tree.cli('patch', 'mcp-lib');
    const good = installedPackage('node_modules/mcp-lib', { version: '1.2.3', code: 'export {};\n' });
    for (const [file, text] of Object.entries({ ...good, [patchFile]: tree.read(patchFile) }))
      tree.write(file, text);
    expect((await check(tree))[1]).toBe('mcp-lib 1.2.3  stale: it does not fit what is installed');
  });

  it('sees that the package is gone, and patch tidies up', async () => {
    const tree = workspace({ ...app, ...installed });
    await tree.cli('patch', 'mcp-lib');
    rmSync(tree.path('node_modules/mcp-lib'), { recursive: true });
    expect(await check(tree)).toEqual([1, 'mcp-lib 1.2.3  needless: mcp-lib is not installed any more']);
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(`removed ${patchFile}\n`);
    expect(Object.keys(tree.all())).not.toContain(patchFile);
  });

  it('needs no patch where nothing is to be mended', async () => {
    const tree = workspace({ ...app, ...installedPackage('node_modules/mcp-lib', { code: 'export {};\n' }) });
    expect(await check(tree)).toEqual([0, 'mcp-lib 1.2.3  needs no patch']);
    expect(await tree.cli('patch', 'mcp-lib')).toEqual({
      code: 0,
      stderr: '',
      stdout: 'mcp-lib 1.2.3  needs no patch\n',
    });
    expect(Object.keys(tree.all())).toEqual([
      'node_modules/mcp-lib/README.md',
      'node_modules/mcp-lib/dist/client.js',
      'node_modules/mcp-lib/dist/other.js',
      'node_modules/mcp-lib/package.json',
      'package-lock.json',
      'package.json',
    ]);
  });
});
