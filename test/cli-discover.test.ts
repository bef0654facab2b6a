import { mkdirSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { discover } from '../cli/discover.ts';
import { byHand, repository, workspace } from './cli-workspace.ts';
import type { Workspace } from './cli-workspace.ts';

interface Found {
  readonly files: string[];
  readonly skipped: readonly { file: string; reason: string }[];
}

async function find(
  tree: Workspace,
  paths: string[] = [],
  more: { include?: string[]; exclude?: string[]; cwd?: string } = {},
): Promise<Found> {
  const options = { cwd: tree.folder, include: [], exclude: [], ...more, paths };
  const found = await discover(options);
  if ('missing' in found) throw new Error(`missing: ${found.missing}`);
  expect(found.errors).toEqual([]);
  return { files: found.files.map(({ path }) => relative(tree.folder, path)), skipped: found.skipped };
}

const mixed = {
  'a.ts': '',
  'b.tsx': '',
  'c.mts': '',
  'd.cts': '',
  'e.js': '',
  'f.jsx': '',
  'g.mjs': '',
  'h.cjs': '',
  'i.d.ts': '',
  'j.d.mts': '',
  'k.css.d.ts': '',
  'l.json': '',
  'm.mtsx': '',
  'README.md': '',
};
const sources = ['a.ts', 'b.tsx', 'c.mts', 'd.cts', 'e.js', 'f.jsx', 'g.mjs', 'h.cjs'];

/** What git's ignore rules say must hold with git's help and without. */
const ignoring = {
  '.gitignore': '/build/\n*.gen.ts\n!kept.gen.ts\n',
  'build/a.ts': '',
  'src/build/b.ts': '',
  'src/c.gen.ts': '',
  'src/kept.gen.ts': '',
  'src/sub/.gitignore': 'local.ts\n!sub.gen.ts\n',
  'src/sub/local.ts': '',
  'src/sub/sub.gen.ts': '',
  'src/local.ts': '',
  'node_modules/x/index.js': '',
  'src/node_modules/x/index.js': '',
};
const notIgnored = ['src/build/b.ts', 'src/kept.gen.ts', 'src/local.ts', 'src/sub/sub.gen.ts'];

for (const [where, make] of [
  ['in a git work tree', repository],
  ['without git', workspace],
] as const) {
  describe(where, () => {
    it('takes JavaScript and TypeScript, and no declarations, sorted', async () => {
      expect((await find(make(mixed))).files).toEqual(sources);
    });

    it('obeys nested ignore files and leaves node_modules alone', async () => {
      expect((await find(make(ignoring))).files).toEqual(notIgnored);
    });

    it('obeys the ignore files above a named folder', async () => {
      expect((await find(make(ignoring), ['src'])).files).toEqual(notIgnored);
    });

    it('processes what is named although it is ignored', async () => {
      const tree = make(ignoring);
      expect((await find(tree, ['build'])).files).toEqual(['build/a.ts']);
      expect((await find(tree, ['src/c.gen.ts'])).files).toEqual(['src/c.gen.ts']);
      expect((await find(tree, ['node_modules/x'])).files).toEqual(['node_modules/x/index.js']);
    });

    it('leaves dist alone and says so, unless it is named or part of a named package', async () => {
      const tree = make({
        'dist/a.js': '',
        'src/dist/b.js': '',
        'src/c.js': '',
        'node_modules/p/dist/d.js': '',
        'node_modules/p/node_modules/q/e.js': '',
      });
      expect(await find(tree)).toEqual({
        files: ['src/c.js'],
        skipped: [
          { file: 'dist', reason: 'build-output' },
          { file: 'src/dist', reason: 'build-output' },
        ],
      });
      expect(await find(tree, ['dist'])).toEqual({ files: ['dist/a.js'], skipped: [] });
      expect(await find(tree, ['node_modules/p'])).toEqual({
        files: ['node_modules/p/dist/d.js'],
        skipped: [],
      });
    });

    it('follows no link below a named path', async () => {
      const tree = make({ 'in/a.ts': '', 'out/b.ts': byHand });
      symlinkSync('..', tree.path('in/loop'));
      symlinkSync('../out', tree.path('in/away'));
      symlinkSync('../out', tree.path('in/away.ts'));
      symlinkSync('../out/b.ts', tree.path('in/b.ts'));
      symlinkSync('c.ts', tree.path('in/c.ts'));
      expect(await tree.cli('in')).toEqual({
        code: 0,
        stdout: 'Nothing to do: no step-up here loses scopes (1 file seen, 0 parsed).\n',
        stderr: '',
      });
    });

    it('follows a link that is named', async () => {
      const tree = make({ 'real/a.ts': '', 'real/b.ts': '' });
      symlinkSync('real', tree.path('link'));
      symlinkSync('real/b.ts', tree.path('c.ts'));
      expect((await find(tree, ['link'])).files).toEqual(['link/a.ts', 'link/b.ts']);
      expect((await find(tree, ['c.ts'])).files).toEqual(['c.ts']);
      expect((await find(tree, ['real/b.ts', 'c.ts'])).files).toHaveLength(1);
    });

    it('names each file once, however often it is reached', async () => {
      const tree = make({ 'src/a.ts': '', 'src/b.ts': '' });
      expect((await find(tree, ['.', 'src', './src/a.ts'])).files).toEqual(['src/a.ts', 'src/b.ts']);
    });

    it('reads --include and --exclude as gitignore patterns with braces, from the working directory', async () => {
      const tree = make({ 'src/a.ts': '', 'src/b.js': '', 'src/c.mjs': '', 'test/a.ts': '', 'a.ts': '' });
      const files = async (include: string[], exclude: string[]): Promise<string[]> =>
        (await find(tree, [], { include, exclude })).files;
      expect(await files(['src/**/*.{js,mjs}'], [])).toEqual(['src/b.js', 'src/c.mjs']);
      expect(await files([], ['test', '*.{mjs,js}'])).toEqual(['a.ts', 'src/a.ts']);
      expect(await files(['./a.ts'], [])).toEqual(['a.ts']);
      expect(await files(['src'], ['**/*.ts'])).toEqual(['src/b.js', 'src/c.mjs']);
      expect((await find(tree, ['../test'], { cwd: tree.path('src'), exclude: ['../test'] })).files).toEqual(
        [],
      );
      expect((await find(tree, ['a.ts'], { exclude: ['a.ts'] })).files).toEqual([]);
    });

    it('copes with names that are patterns, options or prose', async () => {
      const names = ['-d.ts', '[id].ts', 'a b.ts', 'a\nb.ts', 'é"\'.ts', '{x,y}.ts'];
      const tree = make(Object.fromEntries(names.map((name) => [name, ''])));
      expect((await find(tree)).files.sort()).toEqual([...names].sort());
    });
  });
}

it('takes what is not committed yet, and not what is deleted', async () => {
  const tree = repository({ 'a.ts': '', 'b.ts': '' });
  tree.write('new.ts', '');
  tree.git('rm', '-q', '--cached', 'a.ts');
  tree.git('rm', '-q', 'b.ts');
  expect((await find(tree)).files).toEqual(['a.ts', 'new.ts']);
});

it('goes into work trees inside the work tree, by their own rules', async () => {
  const tree = repository({ 'a.ts': '' });
  mkdirSync(tree.path('inner'));
  tree.git('-C', 'inner', 'init', '-q');
  tree.write('inner/.gitignore', 'c.ts\n');
  tree.write('inner/b.ts', '');
  tree.write('inner/c.ts', '');
  expect((await find(tree)).files).toEqual(['a.ts', 'inner/b.ts']);
  tree.git('-C', 'inner', 'add', '.');
  tree.git('-C', 'inner', 'commit', '-q', '-m', 'x');
  tree.git('add', 'inner');
  expect((await find(tree)).files).toEqual(['a.ts', 'inner/b.ts']);
});

it('skips a named file that is no source, with the reason', async () => {
  expect(await find(workspace({ 'a.md': '' }), ['a.md'])).toEqual({
    files: [],
    skipped: [{ file: 'a.md', reason: 'unsupported-extension' }],
  });
});
