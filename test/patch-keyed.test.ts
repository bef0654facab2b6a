import { rmSync, symlinkSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workspace } from './cli-workspace.ts';
import type { Workspace } from './cli-workspace.ts';
import { installedPackage, manifest } from './patch-projects.ts';

/** A link as pnpm makes it. */
function link(tree: Workspace, at: string, to: string): void {
  mkdirSync(dirname(tree.path(at)), { recursive: true });
  symlinkSync(tree.path(to), tree.path(at));
}

const stored = (version: string, suffix = '') =>
  `node_modules/.pnpm/mcp-lib@${version}${suffix}/node_modules/mcp-lib`;

/** A pnpm project with mcp-lib 1.2.3 in the store, and an older version there that nothing uses. */
function pnpmProject(pnpm: string, files: Record<string, string> = {}): Workspace {
  const tree = workspace({
    'package.json': manifest({ dependencies: { 'mcp-lib': '^1.2.0' } }),
    'pnpm-lock.yaml': "lockfileVersion: '9.0'\n",
    'node_modules/.modules.yaml': `{\n  "packageManager": "pnpm@${pnpm}"\n}\n`,
    ...installedPackage(stored('1.2.3')),
    ...installedPackage(stored('1.0.0'), { version: '1.0.0' }),
    ...files,
  });
  link(tree, 'node_modules/mcp-lib', stored('1.2.3'));
  return tree;
}

const patchFile = 'patches/mcp-lib@1.2.3.patch';

describe('patch in a pnpm project', () => {
  it.each([
    ['9.15.9', 'package.json'],
    ['10.4.1', 'package.json'],
    ['10.34.9', 'pnpm-workspace.yaml'],
    ['12.21.0', 'pnpm-workspace.yaml'],
  ])('pnpm %s: lists the patch in %s', async (version, file) => {
    const tree = pnpmProject(version);
    const { code, stdout } = await tree.cli('patch', 'mcp-lib');
    expect(code).toBe(0);
    expect(stdout).toContain(`wrote ${patchFile}\nwrote ${file}\n\nNext:\n  pnpm install\n`);
    expect(tree.read(file)).toBe(
      file === 'package.json'
        ? manifest({
            dependencies: { 'mcp-lib': '^1.2.0' },
            pnpm: { patchedDependencies: { 'mcp-lib@1.2.3': patchFile } },
          })
        : `patchedDependencies:\n  'mcp-lib@1.2.3': '${patchFile}'\n`,
    );
    tree.git('apply', '-p1', `--directory=${stored('1.2.3')}`, patchFile);
    expect(tree.read(`${stored('1.2.3')}/dist/client.js`)).toContain('unionScopes(scope, challenged)');
    expect((await tree.cli('patch', 'mcp-lib', '--check')).code).toBe(0);
  });

  it('stays in package.json where pnpm 10 has its patches there', async () => {
    const listed = { 'left-pad@1.0.0': 'etc/left-pad.patch' };
    const tree = pnpmProject('10.34.9', {
      'package.json': manifest({ pnpm: { patchedDependencies: listed } }),
    });
    await tree.cli('patch', 'mcp-lib');
    expect(JSON.parse(tree.read('package.json'))).toMatchObject({
      pnpm: { patchedDependencies: { ...listed, 'mcp-lib@1.2.3': 'etc/mcp-lib@1.2.3.patch' } },
    });
    expect(Object.keys(tree.all())).toContain('etc/mcp-lib@1.2.3.patch');
  });

  it('finds what members and dependencies use, and leaves what is unused in the store', async () => {
    const tree = pnpmProject('10.34.9', {
      'pnpm-workspace.yaml': "# all\npackages:\n  - 'apps/*'\n  - '!apps/old'\n",
      'apps/web/package.json': manifest({ name: 'web' }),
      'apps/old/package.json': manifest({ name: 'old' }),
      ...installedPackage(stored('2.0.0'), { version: '2.0.0' }),
      ...installedPackage(stored('3.0.0'), { version: '3.0.0' }),
      ...installedPackage('node_modules/.pnpm/host@1.0.0/node_modules/host', { name: 'host', code: '' }),
    });
    link(tree, 'apps/web/node_modules/host', 'node_modules/.pnpm/host@1.0.0/node_modules/host');
    link(tree, 'node_modules/.pnpm/host@1.0.0/node_modules/mcp-lib', stored('2.0.0'));
    link(tree, 'apps/old/node_modules/mcp-lib', stored('3.0.0'));
    const { stdout } = await tree.cliIn('apps/web', 'patch', 'mcp-lib');
    expect(stdout.match(/^mcp-lib \S+/gm)).toEqual(['mcp-lib 1.2.3', 'mcp-lib 2.0.0']);
    expect(tree.read('pnpm-workspace.yaml')).toBe(
      "# all\npackages:\n  - 'apps/*'\n  - '!apps/old'\n\npatchedDependencies:\n" +
        "  'mcp-lib@1.2.3': 'patches/mcp-lib@1.2.3.patch'\n  'mcp-lib@2.0.0': 'patches/mcp-lib@2.0.0.patch'\n",
    );
  });

  it('one version for different peers needs one patch', async () => {
    const tree = pnpmProject('10.34.9', {
      'pnpm-workspace.yaml': 'packages: [web]\n',
      'web/package.json': manifest({ name: 'web' }),
      ...installedPackage(stored('1.2.3', '_zod@4.0.0')),
    });
    link(tree, 'web/node_modules/mcp-lib', stored('1.2.3', '_zod@4.0.0'));
    const { stdout } = await tree.cli('patch', 'mcp-lib');
    expect(stdout.match(/^mcp-lib .*1 finding/gm)).toHaveLength(1);
    expect(stdout).toContain(`  in ${stored('1.2.3')}\n  in ${stored('1.2.3', '_zod@4.0.0')}\n`);
  });

  it('takes the patch of an old version away when there is a new one', async () => {
    const tree = pnpmProject('10.34.9');
    await tree.cli('patch', 'mcp-lib');
    rmSync(tree.path('node_modules/mcp-lib'));
    link(tree, 'node_modules/mcp-lib', stored('1.0.0'));
    expect((await tree.cli('patch', 'mcp-lib', '--check')).stdout).toBe(
      `mcp-lib 1.0.0  missing: there is none for this version\n  in ${stored('1.0.0')}\n` +
        `mcp-lib 1.2.3  stale: 1.2.3 is not installed any more\n  ${patchFile}\n\nNext:\n  npx mcp-scope-codemod patch mcp-lib\n`,
    );
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(`removed ${patchFile}\n`);
    expect(tree.read('pnpm-workspace.yaml')).toBe(
      "patchedDependencies:\n  'mcp-lib@1.0.0': 'patches/mcp-lib@1.0.0.patch'\n",
    );
  });

  it('refuses a patch for every version where there are several', async () => {
    const tree = pnpmProject('10.34.9', {
      'pnpm-workspace.yaml': `packages: [web]\npatchedDependencies:\n  mcp-lib: patches/lib.patch\n`,
      'patches/lib.patch': '',
      'web/package.json': manifest({ name: 'web' }),
    });
    link(tree, 'web/node_modules/mcp-lib', stored('1.0.0'));
    expect((await tree.cli('patch', 'mcp-lib')).stderr).toBe(
      'mcp-scope-codemod: patches/lib.patch is for every version of mcp-lib (mcp-lib), and 2 versions are installed: ' +
        'list it for one version, mcp-lib@1.0.0 for one\n',
    );
  });

  it.each([
    ['pnpm@7.3.0', 'pnpm 7.3.0 cannot patch packages: pnpm 7.4.0 is the first that can'],
    ['deno@2.0.0', 'package.json names the package manager deno, for which no form of patch is known'],
  ])('says that %s cannot patch', async (packageManager, message) => {
    const tree = workspace({
      'package.json': manifest({ packageManager }),
      ...installedPackage('node_modules/mcp-lib'),
    });
    const { code, stderr } = await tree.cli('patch', 'mcp-lib');
    expect([code, stderr.split(' (')[0]]).toEqual([2, `mcp-scope-codemod: ${message}`]);
  });

  it('says what a link to source is', async () => {
    const tree = workspace({
      'package.json': manifest({ workspaces: ['lib'] }),
      'lib/package.json': manifest({ name: 'mcp-lib', version: '1.0.0' }),
    });
    link(tree, 'node_modules/mcp-lib', 'lib');
    expect((await tree.cli('patch', 'mcp-lib')).stderr).toBe(
      'mcp-scope-codemod: mcp-lib is no installed copy here but a link to source: migrate that in place, with ' +
        'npx mcp-scope-codemod lib\n',
    );
  });

  it.each([
    [{}, 'nothing is installed here: run `pnpm install` first'],
    [
      { 'node_modules/a/package.json': '{}' },
      'mcp-lib is not installed here: run `pnpm install` if it should be, or name the package to patch ' +
        '(mcp-scope-codemod patch <package>)',
    ],
  ])('says what to do where it is not installed: %j', async (files, message) => {
    const tree = workspace({ 'package.json': manifest({}), 'pnpm-lock.yaml': '', ...files });
    expect(await tree.cli('patch', 'mcp-lib')).toEqual({
      code: 2,
      stdout: '',
      stderr: `mcp-scope-codemod: ${message}\n`,
    });
  });
});

describe('patch in a bun project', () => {
  it('lists the patch in package.json', async () => {
    const tree = workspace({
      'package.json': manifest({}),
      'bun.lock': '{}',
      ...installedPackage('node_modules/@acme/lib', { name: '@acme/lib' }),
      'node_modules/@acme/lib/.bun-tag-0123': '',
    });
    const { stdout } = await tree.cli('patch', '@acme/lib');
    const file = 'patches/@acme%2Flib@1.2.3.patch';
    expect(stdout).toContain(`wrote ${file}\nwrote package.json\n\nNext:\n  bun install\n`);
    expect(tree.read('package.json')).toBe(manifest({ patchedDependencies: { '@acme/lib@1.2.3': file } }));
    expect(tree.read(file)).not.toContain('bun-tag');
    tree.git('apply', '-p1', '--directory=node_modules/@acme/lib', file);
    expect((await tree.cli('patch', '@acme/lib', '--check')).code).toBe(0);
  });
});
