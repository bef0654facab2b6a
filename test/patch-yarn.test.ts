import { Buffer } from 'node:buffer';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { workspace } from './cli-workspace.ts';
import type { Workspace } from './cli-workspace.ts';
import { installedPackage, manifest } from './patch-projects.ts';

const lock = (entries: string): string => `__metadata:\n  version: 8\n\n${entries}`;
const entry = (descriptors: string, version: string): string =>
  `"${descriptors}":\n  version: ${version}\n  resolution: "mcp-lib@npm:${version}"\n  languageName: node\n\n`;
const patchFile = '.yarn/patches/mcp-lib-npm-1.2.3.patch';
const reference = `patch:mcp-lib@npm%3A1.2.3#~/${patchFile}`;

function apply(tree: Workspace, file = patchFile, folder = 'node_modules/mcp-lib'): void {
  tree.git('apply', '-p1', `--directory=${folder}`, file);
}

describe('patch in a yarn project', () => {
  const app = {
    'package.json': manifest({ dependencies: { 'mcp-lib': '^1.2.0' } }),
    '.yarnrc.yml': 'nodeLinker: node-modules\n',
    'yarn.lock': lock(entry('mcp-lib@npm:^1.0.0, mcp-lib@npm:^1.2.0', '1.2.3')),
    ...installedPackage('node_modules/mcp-lib'),
  };

  it('names the patch in resolutions, for all that asks for the version', async () => {
    const tree = workspace(app);
    const { code, stdout } = await tree.cli('patch', 'mcp-lib');
    expect(code).toBe(0);
    expect(stdout).toContain(`wrote ${patchFile}\nwrote package.json\n\nNext:\n  yarn install\n`);
    expect(tree.read('package.json')).toBe(
      manifest({
        dependencies: { 'mcp-lib': '^1.2.0' },
        resolutions: { 'mcp-lib@npm:^1.0.0': reference, 'mcp-lib@npm:^1.2.0': reference },
      }),
    );
    apply(tree);
    expect((await tree.cli('patch', 'mcp-lib', '--check')).code).toBe(0);
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toBe(
      'mcp-lib 1.2.3  up to date: it mends all that can be mended\n',
    );
  });

  it('patches each version by what asks for it, in the folder of the settings', async () => {
    const tree = workspace({
      ...app,
      '.yarnrc.yml': 'nodeLinker: node-modules\npatchFolder: ./etc/patches\n',
      'yarn.lock': lock(entry('mcp-lib@npm:^1.2.0', '1.2.3') + entry('mcp-lib@npm:~1.0.0', '1.0.0')),
      ...installedPackage('node_modules/host', { name: 'host', code: '' }),
      ...installedPackage('node_modules/host/node_modules/mcp-lib', { version: '1.0.0' }),
    });
    await tree.cli('patch', 'mcp-lib');
    expect(JSON.parse(tree.read('package.json'))).toMatchObject({
      resolutions: {
        'mcp-lib@npm:^1.2.0': 'patch:mcp-lib@npm%3A1.2.3#~/etc/patches/mcp-lib-npm-1.2.3.patch',
        'mcp-lib@npm:~1.0.0': 'patch:mcp-lib@npm%3A1.0.0#~/etc/patches/mcp-lib-npm-1.0.0.patch',
      },
    });
  });

  it('puts its own into the patch that yarn patch-commit made', async () => {
    const own = '.yarn/patches/mcp-lib-npm-1.2.3-0123456789.patch';
    const text = manifest({ dependencies: { 'mcp-lib': `patch:mcp-lib@npm%3A^1.2.0#~/${own}` } });
    const byHand =
      'diff --git a/README.md b/README.md\nindex 1..2 100644\n--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n' +
      '-# A library\n+# Ours\n';
    const tree = workspace({ ...app, 'package.json': text, [own]: byHand });
    apply(tree, own);
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(`wrote ${own}\n\nNext:\n  yarn install\n`);
    expect(tree.read('package.json')).toBe(text);
    for (const [file, published] of Object.entries(installedPackage('node_modules/mcp-lib')))
      tree.write(file, published);
    apply(tree, own);
    expect(tree.read('node_modules/mcp-lib/README.md')).toBe('# Ours\n');
    expect((await tree.cli('patch', 'mcp-lib', '--check')).code).toBe(0);
  });

  it('takes back what an upgrade left over, and asks for the published package again', async () => {
    const tree = workspace(app);
    await tree.cli('patch', 'mcp-lib');
    const old = JSON.parse(tree.read('package.json')) as Record<string, unknown>;
    tree.write('package.json', manifest({ ...old, dependencies: { 'mcp-lib': reference } }));
    tree.write('yarn.lock', lock(entry('mcp-lib@npm:^1.3.0', '1.3.0')));
    const upgraded = installedPackage('node_modules/mcp-lib', { version: '1.3.0' });
    for (const [file, text] of Object.entries(upgraded)) tree.write(file, text);
    expect((await tree.cli('patch', 'mcp-lib')).stdout).toContain(`removed ${patchFile}\n`);
    expect(JSON.parse(tree.read('package.json'))).toEqual({
      name: 'app',
      private: true,
      dependencies: { 'mcp-lib': '1.2.3' },
      resolutions: {
        'mcp-lib@npm:^1.3.0': 'patch:mcp-lib@npm%3A1.3.0#~/.yarn/patches/mcp-lib-npm-1.3.0.patch',
      },
    });
  });

  it('says when yarn.lock does not know the version', async () => {
    const tree = workspace({ ...app, 'yarn.lock': lock('') });
    expect(await tree.cli('patch', 'mcp-lib')).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'mcp-scope-codemod: yarn.lock does not say what asks for mcp-lib 1.2.3 from a registry: run `yarn install`, ' +
        'and then this again\n',
    });
  });
});

/** A zip archive as yarn writes them: a local header for each file, then the directory. */
function zip(files: Record<string, string>): Buffer {
  const [bodies, directory]: [Buffer[], Buffer[]] = [[], []];
  let at = 0;
  for (const [number, [path, text]] of Object.entries(files).entries()) {
    const method = number % 2 === 0 ? 8 : 0; // yarn stores what does not get smaller
    const data = method === 8 ? deflateRawSync(text) : Buffer.from(text);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(method, 8);
    local.writeUInt16LE(path.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(method, 10);
    central.writeUInt32LE(data.length, 20);
    central.writeUInt32LE(text.length, 24);
    central.writeUInt16LE(path.length, 28);
    central.writeUInt32LE((0o100644 << 16) >>> 0, 38);
    central.writeUInt32LE(at, 42);
    bodies.push(local, Buffer.from(path), data);
    directory.push(central, Buffer.from(path));
    at += 30 + path.length + data.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Object.keys(files).length, 10);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, ...directory, end]);
}

describe("patch with Plug'n'Play", () => {
  const archive = '.yarn/cache/mcp-lib-npm-1.2.3-0123-10c0.zip';
  const state = {
    packageRegistryData: [
      [null, [[null, { packageLocation: './' }]]],
      [
        'mcp-lib',
        [
          ['npm:1.2.3', { packageLocation: `./${archive}/node_modules/mcp-lib/` }],
          [
            'virtual:abc#npm:1.2.3',
            { packageLocation: './.yarn/__virtual__/mcp-lib-virtual-1/0/cache/x.zip/' },
          ],
        ],
      ],
    ],
  };
  const literal = JSON.stringify(state, null, 2).replace(/['\\]/g, '\\$&').replaceAll('\n', '\\\n');
  const project = {
    'package.json': manifest({ dependencies: { 'mcp-lib': '^1.2.0' } }),
    'yarn.lock': lock(entry('mcp-lib@npm:^1.2.0', '1.2.3')),
    '.pnp.cjs': `throw new Error('must not be run');\nconst RAW_RUNTIME_STATE =\n'${literal}';\n`,
    [archive]: zip(installedPackage('node_modules/mcp-lib')),
  };

  it('takes the package out of the cache', async () => {
    const tree = workspace(project);
    const { code, stdout } = await tree.cli('patch', 'mcp-lib');
    expect(code).toBe(0);
    expect(stdout).toContain(
      `  in ${archive}/node_modules/mcp-lib\nwrote ${patchFile}\nwrote package.json\n`,
    );
    for (const [file, text] of Object.entries(installedPackage('node_modules/mcp-lib')))
      tree.write(file, text);
    apply(tree);
    expect(tree.read('node_modules/mcp-lib/dist/client.js')).toContain('unionScopes(scope, challenged)');
  });

  it('says when the cache lacks it', async () => {
    const tree = workspace({ ...project, [archive]: 'no zip' });
    const { code, stderr } = await tree.cli('patch', 'mcp-lib');
    expect(code).toBe(2);
    expect(stderr).toMatch(
      /0123-10c0\.zip cannot be read \(it is no zip archive\): run `yarn install` first\n$/,
    );
  });
});
