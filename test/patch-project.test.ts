import { mkdirSync, symlinkSync, utimesSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isAtLeast, packageManagerOf } from '../cli/patch/package-manager.ts';
import { workspaceFolders } from '../cli/patch/workspace-folders.ts';
import { workspace } from './cli-workspace.ts';
import { installedPackage, manifest } from './patch-projects.ts';

const said = (fields: Record<string, unknown>) => ({ 'package.json': manifest(fields) });

describe('packageManagerOf', () => {
  it.each([
    ['npm', undefined, {}],
    ['npm', '11.0.0', said({ packageManager: 'npm@11.0.0' })],
    ['pnpm', '10.2.0', { ...said({ packageManager: 'pnpm@10.2.0+sha512.ab' }), 'package-lock.json': '{}' }],
    ['pnpm', '9', said({ devEngines: { packageManager: { name: 'pnpm', version: '^9' } } })],
    ['yarn', '1.22.22', said({ packageManager: 'yarn@1.22.22' })],
    ['yarn-berry', '4.5.0', said({ packageManager: 'yarn@4.5.0' })],
    ['bun', '1.2.0', said({ packageManager: 'bun@1.2.0' })],
    ['npm', undefined, { 'package-lock.json': '{}' }],
    ['pnpm', undefined, { 'pnpm-lock.yaml': '' }],
    [
      'pnpm',
      '9.15.9',
      { 'pnpm-lock.yaml': '', 'node_modules/.modules.yaml': 'packageManager: pnpm@9.15.9\n' },
    ],
    ['yarn', undefined, { 'yarn.lock': '# yarn lockfile v1\n' }],
    ['yarn-berry', undefined, { 'yarn.lock': '__metadata:\n  version: 8\n' }],
    ['yarn-berry', undefined, { 'yarn.lock': '', '.yarnrc.yml': '' }],
    ['bun', undefined, { 'bun.lock': '{}' }],
    ['bun', undefined, { 'bun.lockb': '' }],
    ['pnpm', undefined, { 'pnpm-workspace.yaml': '' }],
    ['yarn-berry', undefined, { '.pnp.cjs': '', '.yarnrc.yml': '' }],
    ['yarn', undefined, { 'package-lock.json': '{}', 'yarn.lock': '', 'node_modules/.yarn-integrity': '' }],
  ])('%s %s: %j', (name, version, files) => {
    const tree = workspace(files as Record<string, string>);
    expect(packageManagerOf(tree.folder, undefined)).toEqual({ name, version });
  });

  it('takes the last installation where there are two', () => {
    const tree = workspace({
      'package-lock.json': '{}',
      'pnpm-lock.yaml': '',
      'node_modules/.package-lock.json': '{}',
      'node_modules/.modules.yaml': '{}',
    });
    utimesSync(tree.path('node_modules/.modules.yaml'), 1, 1);
    expect(packageManagerOf(tree.folder, undefined).name).toBe('npm');
    utimesSync(tree.path('node_modules/.package-lock.json'), 0, 0);
    expect(packageManagerOf(tree.folder, undefined).name).toBe('pnpm');
  });

  it('asks where the files contradict each other', () => {
    const tree = workspace({ 'package-lock.json': '{}', 'yarn.lock': '' });
    expect(() => packageManagerOf(tree.folder, undefined)).toThrow(
      'there are package-lock.json and yarn.lock: say which one counts with --package-manager',
    );
    expect(packageManagerOf(tree.folder, 'yarn-berry').name).toBe('yarn-berry');
  });
});

it.each([
  ['10.5.0', '10.5', true],
  ['10.4.9', '10.5', false],
  ['10', '10.5', true],
  ['9', '10.5', false],
  ['11.0.0-rc.1', '11', true],
  [undefined, '11', true],
])('isAtLeast(%s, %s)', (version, least, expected) => {
  expect(isAtLeast(version, least)).toBe(expected);
});

describe('workspaceFolders', () => {
  const member = '{}';
  it.each([
    [['packages/*'], ['packages/a', 'packages/b']],
    [
      ['./packages/a', 'apps/**'],
      ['apps/one', 'apps/x/two', 'packages/a'],
    ],
    [
      ['{apps,packages}/*', '!packages/b'],
      ['apps/one', 'packages/a'],
    ],
    [['packages/[ab]'], []],
    [['nowhere/*'], []],
  ])('%j', async (globs, expected) => {
    const tree = workspace({
      'package.json': manifest({ workspaces: { packages: globs } }),
      'packages/a/package.json': member,
      'packages/b/package.json': member,
      'packages/no-package/index.js': '',
      'packages/a/node_modules/x/package.json': member,
      'apps/one/package.json': member,
      'apps/x/two/package.json': member,
      'apps/.hidden/package.json': member,
    });
    const folders = await workspaceFolders(tree.folder);
    expect(folders).toEqual([tree.folder, ...expected.map((folder) => tree.path(folder))]);
  });

  it('is nothing for what is no workspace', async () => {
    expect(await workspaceFolders(workspace({ 'package.json': '{}' }).folder)).toBeUndefined();
  });
});

describe('patch in an npm workspace', () => {
  it('keeps patches at the root, and reaches copies in members by their links', async () => {
    const tree = workspace({
      'package.json': manifest({ workspaces: ['packages/*'] }),
      'package-lock.json': '{}',
      'packages/a/package.json': manifest({ name: '@app/a' }),
      ...installedPackage('node_modules/mcp-lib'),
      ...installedPackage('packages/a/node_modules/mcp-lib', { version: '1.0.0' }),
    });
    mkdirSync(tree.path('node_modules/@app'));
    symlinkSync('../../packages/a', tree.path('node_modules/@app/a'));
    const { code, stdout } = await tree.cliIn('packages/a', 'patch', 'mcp-lib');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'wrote patches/mcp-lib+1.2.3.patch\nwrote patches/@app+a++mcp-lib+1.0.0.patch\nwrote package.json\n',
    );
    expect(tree.read('patches/@app+a++mcp-lib+1.0.0.patch')).toContain(
      '+++ b/node_modules/@app/a/node_modules/mcp-lib/dist/client.js\n',
    );
  });

  it('does not take a package above for the root, unless it is the workspace of this one', async () => {
    const tree = workspace({
      'package.json': manifest({ workspaces: ['packages/*'] }),
      'other/package.json': manifest({}),
      'other/package-lock.json': '{}',
      ...installedPackage('other/node_modules/mcp-lib'),
    });
    expect((await tree.cliIn('other', 'patch', 'mcp-lib')).stdout).toContain(
      'wrote patches/mcp-lib+1.2.3.patch\n',
    );
    expect(Object.keys(tree.all())).toContain('other/patches/mcp-lib+1.2.3.patch');
  });
});

describe('the operand of patch', () => {
  const project = {
    'package.json': manifest({}),
    ...installedPackage('node_modules/mcp-lib'),
    ...installedPackage('node_modules/host', { name: 'host', code: '' }),
    ...installedPackage('node_modules/host/node_modules/mcp-lib', { version: '1.0.0' }),
    'fork/package.json': manifest({ name: 'mcp-lib' }),
  };

  it.each(['./node_modules/host/node_modules/mcp-lib', 'node_modules/host/node_modules/mcp-lib/'])(
    'the path of one copy: %s',
    async (path) => {
      const tree = workspace(project);
      expect((await tree.cli('patch', path)).stdout).toContain(
        'wrote patches/host++mcp-lib+1.0.0.patch\nwrote package.json\n',
      );
    },
  );

  it('a name with a version stands for the name', async () => {
    expect(
      (await workspace(project).cli('patch', 'mcp-lib@latest', '-d')).stdout.match(/would write/g),
    ).toHaveLength(3);
  });

  it.each([
    [
      './fork',
      './fork is no installed copy but source: migrate it in place, with npx mcp-scope-codemod ./fork',
    ],
    ['./node_modules', './node_modules is no package: it has no package.json with a name'],
  ])('%s is refused', async (path, message) => {
    expect(await workspace(project).cli('patch', path)).toEqual({
      code: 2,
      stdout: '',
      stderr: `mcp-scope-codemod: ${message}\n`,
    });
  });

  it('finds a copy behind an alias', async () => {
    const tree = workspace({ ...project, ...installedPackage('node_modules/old-lib', { version: '0.9.0' }) });
    await tree.cli('patch', 'mcp-lib');
    expect(tree.read('patches/old-lib+0.9.0.patch')).toContain('+++ b/node_modules/old-lib/dist/client.js\n');
  });
});

describe('the report of patch', () => {
  it('lists what a person has to mend, and says 1', async () => {
    const code =
      'let scope;\nscope = challenged; // 403 insufficient_scope\nretry(); // 403 insufficient_scope\n';
    const tree = workspace({
      'package.json': manifest({}),
      ...installedPackage('node_modules/mcp-lib', { code }),
    });
    const { code: exit, stdout } = await tree.cli('patch', 'mcp-lib');
    expect(exit).toBe(1);
    expect(stdout).toContain('  needs you: dist/client.js:3:1 uncapped-step-up (prior-scope-out-of-reach), ');
  });

  it('says 3 where a file does not parse, and patches the others', async () => {
    const files = {
      ...installedPackage('node_modules/mcp-lib'),
      'node_modules/mcp-lib/dist/bad.js': 'SYNTAX ERROR 403 scope challenge',
    };
    const tree = workspace({ 'package.json': manifest({}), ...files });
    const { code, stdout } = await tree.cli('patch', 'mcp-lib');
    expect([code, stdout.includes('  dist/bad.js: Unexpected token\n')]).toEqual([3, true]);
    expect(Object.keys(tree.all())).toContain('patches/mcp-lib+1.2.3.patch');
  });

  it('is JSON on request', async () => {
    const tree = workspace({ 'package.json': manifest({}), ...installedPackage('node_modules/mcp-lib') });
    const { stdout } = await tree.cli('patch', 'mcp-lib', '--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      version: 1,
      mode: 'write',
      packageManager: 'npm',
      patches: [{ package: 'mcp-lib', version: '1.2.3', state: 'write', mended: 1, manual: [], errors: [] }],
      written: ['patches/mcp-lib+1.2.3.patch', 'package.json'],
      removed: [],
      next: ['npm install'],
      exitCode: 0,
    });
  });

  it('chooses transforms', async () => {
    const tree = workspace({ 'package.json': manifest({}), ...installedPackage('node_modules/mcp-lib') });
    expect((await tree.cli('patch', 'mcp-lib', '--skip', 'union-scopes')).stdout).toBe(
      'mcp-lib 1.2.3  needs no patch\n',
    );
    expect((await tree.cli('patch', 'mcp-lib', '--only', 'union-scopse')).stderr).toContain(
      'did you mean union-scopes?',
    );
  });
});
