import { Buffer } from 'node:buffer';
import { chmodSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { applyPatch } from '../cli/patch/apply-patch.ts';
import { gitPatch } from '../cli/patch/git-patch.ts';
import { areSameFiles, changedFiles, copyPackage } from '../cli/patch/package-files.ts';
import { workspace } from './cli-workspace.ts';

/** Contents that patches are known to stumble over. */
const before = {
  'a/kept.js': 'kept\n',
  'a/windows.js': 'one\r\ntwo\r\nthree\r\n',
  'a/open.js': 'one\ntwo',
  'a/closed.js': 'one\n',
  'a/with blank.js': 'one\n',
  'a/gone.js': 'gone\n',
  'a/empty.js': '',
};
const after = {
  'b/kept.js': 'kept\n',
  'b/windows.js': 'one\r\n2\r\nthree\r\n',
  'b/open.js': 'one\ntwo\nthree',
  'b/closed.js': 'one',
  'b/with blank.js': 'two\n',
  'b/empty.js': 'full\n',
  'b/deep/er/new.js': 'new\n',
  'b/new-open.js': 'new',
};

describe.each(['with git', 'without git'])('a patch applied %s', (how) => {
  const path = process.env['PATH'];
  afterEach(() => void (process.env['PATH'] = path));

  it.each(['', 'node_modules/@acme/lib/'])(
    'gives the same bytes, there and back: prefix %j',
    async (prefix) => {
      const tree = workspace({ ...before, ...after });
      const patch = await gitPatch(changedFiles(tree.path('a'), tree.path('b')), prefix);
      if (how === 'without git') process.env['PATH'] = tree.folder;
      copyPackage(tree.path('a'), tree.path('c'));
      const strip = 1 + prefix.split('/').length - 1;
      expect(await applyPatch(patch, tree.path('c'), { strip })).toBeUndefined();
      expect(areSameFiles(tree.path('c'), tree.path('b'))).toBe(true);
      expect(await applyPatch(patch, tree.path('c'), { strip, reverse: true })).toBeUndefined();
      expect(areSameFiles(tree.path('c'), tree.path('a'))).toBe(true);
      tree.write('c/open.js', 'else\n');
      const all = tree.all();
      expect(await applyPatch(patch, tree.path('c'), { strip })).toMatch(/open\.js/);
      expect(tree.all()).toEqual(all);
    },
  );
});

describe('gitPatch', () => {
  it('is what git writes, but for the length of the names', async () => {
    const tree = workspace({ ...before, ...after });
    const patch = await gitPatch(changedFiles(tree.path('a'), tree.path('b')), '');
    let own = '';
    try {
      tree.git('diff', '--no-index', '--full-index', '--no-color', '--no-renames', 'a', 'b');
    } catch (error) {
      own = (error as { stdout: string }).stdout; // 1: they differ
    }
    const sameNames = own
      .replaceAll('a/a/', 'a/')
      .replaceAll('b/b/', 'b/')
      .replaceAll('b/a/', 'b/')
      .replaceAll('a/b/', 'a/');
    const sections = (text: string) =>
      text
        .replace(/\t$/gm, '')
        .replace(/^(@@ .* @@).*$/gm, '$1')
        .split(/^(?=diff --git)/m)
        .sort();
    expect(sections(patch)).toEqual(sections(sameNames));
  });

  it('keeps what is executable', async () => {
    const tree = workspace({
      'a/x.sh': '#!/bin/sh\n',
      'b/x.sh': '#!/bin/sh\necho\n',
      'b/y.sh': '#!/bin/sh\n',
    });
    for (const file of ['a/x.sh', 'b/x.sh', 'b/y.sh']) chmodSync(tree.path(file), 0o755);
    const patch = await gitPatch(changedFiles(tree.path('a'), tree.path('b')), '');
    expect(patch).toContain('new file mode 100755\n');
    copyPackage(tree.path('a'), tree.path('c'));
    await applyPatch(patch, tree.path('c'), { strip: 1 });
    expect(areSameFiles(tree.path('b'), tree.path('c'))).toBe(true);
  });

  it('refuses what is not UTF-8', async () => {
    const tree = workspace({ 'a/x.js': Buffer.from([0xff, 0xfe]), 'b/x.js': 'x' });
    await expect(gitPatch(changedFiles(tree.path('a'), tree.path('b')), '')).rejects.toThrow(
      'x.js is not UTF-8: a patch cannot hold what it changes there',
    );
  });
});
