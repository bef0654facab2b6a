import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { expect, it, onTestFinished } from 'vitest';
import { writeAtomically } from '../cli/write-atomically.ts';
import { workspace } from './cli-workspace.ts';

it('makes a file with the usual mode, and replaces one keeping its own', async () => {
  const tree = workspace({ old: 'a' });
  chmodSync(tree.path('old'), 0o640);
  await writeAtomically(tree.path('new'), 'é\uFEFF\r\n');
  await writeAtomically(tree.path('old'), 'b');
  expect(tree.all()).toEqual({ new: 'é\uFEFF\r\n', old: 'b' });
  expect(statSync(tree.path('new')).mode & 0o777).toBe(0o666 & ~process.umask());
  expect(statSync(tree.path('old')).mode & 0o777).toBe(0o640);
});

it('writes to where a link leads', async () => {
  const tree = workspace({ 'in/file': 'a' });
  symlinkSync('in/file', tree.path('link'));
  await writeAtomically(tree.path('link'), 'b');
  expect(tree.all()).toEqual({ 'in/file': 'b' });
});

it('leaves the old file whole, and nothing beside it, when the disk is full', async (context) => {
  const tree = workspace();
  mkdirSync(tree.path('disk'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', tree.path('disk')]);
  if (mounted.status !== 0) return context.skip('needs the right to mount');
  onTestFinished(() => void execFileSync('umount', [tree.path('disk')]));
  tree.write('disk/file', 'a'.repeat(20_000));
  await expect(writeAtomically(tree.path('disk/file'), 'b'.repeat(60_000))).rejects.toThrow('ENOSPC');
  expect(tree.read('disk/file')).toBe('a'.repeat(20_000));
  expect(readdirSync(tree.path('disk'))).toEqual(['file']);
});
