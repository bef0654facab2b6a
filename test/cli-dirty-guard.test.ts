import { expect, it } from 'vitest';
import { overwrite, repository, workspace } from './cli-workspace.ts';

const refusal = (files: string[]): string =>
  `mcp-scope-codemod: nothing was written: ${
    files.length === 1 ? 'a file that would change has' : `${files.length} files that would change have`
  } uncommitted changes (commit or stash them, or use --force)\n${files.map((file) => `  ${file}\n`).join('')}`;

const dirty = `// mine\n${overwrite}`;

it('refuses if a file that would change has changes in the work tree or the index, and writes nothing', async () => {
  const tree = repository({ 'src/clean.ts': overwrite, 'src/[a].ts': overwrite, 'src/staged.ts': overwrite });
  tree.write('src/[a].ts', dirty);
  tree.write('src/staged.ts', dirty);
  tree.git('add', 'src/staged.ts');
  const before = tree.all();
  expect(await tree.cli()).toEqual({ code: 2, stdout: '', stderr: refusal(['src/[a].ts', 'src/staged.ts']) });
  expect(tree.all()).toEqual(before);
});

it('lists what it refused in the JSON report', async () => {
  const tree = repository({ 'a.ts': overwrite });
  tree.write('a.ts', dirty);
  const { code, stdout } = await tree.cli('--format', 'json');
  const { findings, errors } = JSON.parse(stdout) as { findings: { outcome: string }[]; errors: object[] };
  expect({ code, outcomes: findings.map(({ outcome }) => outcome), errors }).toEqual({
    code: 2,
    outcomes: ['would-rewrite'],
    errors: [{ file: 'a.ts', message: 'was not written: it has uncommitted changes (--force overrides)' }],
  });
});

it('writes with --force', async () => {
  const tree = repository({ 'a.ts': overwrite });
  tree.write('a.ts', dirty);
  expect((await tree.cli('--force')).code).toBe(0);
});

it('does not mind changes in other files, nor untracked and ignored ones', async () => {
  const tree = repository({
    'a.ts': overwrite,
    'other.ts': 'x\n',
    'package.json': '{}\n',
    '.gitignore': 'ignored.ts',
  });
  tree.write('other.ts', 'y\n');
  tree.write('package.json', '{ }\n');
  tree.write('new.ts', overwrite);
  tree.write('ignored.ts', overwrite);
  expect((await tree.cli('.', 'ignored.ts')).code).toBe(0);
});

it('guards from a sub-folder, through the work tree that each file lies in', async () => {
  const tree = repository({ 'src/a.ts': '', 'lib/b.ts': '' });
  tree.git('init', '-q', 'inner');
  tree.write('inner/c.ts', 'x\n');
  tree.git('-C', 'inner', 'add', '.');
  tree.git('-C', 'inner', 'commit', '-q', '-m', 'x');
  for (const file of ['src/a.ts', 'lib/b.ts', 'inner/c.ts']) tree.write(file, dirty);
  expect((await tree.cli('src', 'lib', 'inner')).stderr).toBe(
    refusal(['inner/c.ts', 'lib/b.ts', 'src/a.ts']),
  );
});

it('does without git, and without a work tree', async () => {
  expect((await workspace({ 'a.ts': overwrite }).cli()).code).toBe(0);
  expect((await workspace({ 'a.ts': overwrite, '.git/HEAD': 'no repository\n' }).cli()).code).toBe(0);
});

it('refuses if git cannot tell', async () => {
  const tree = repository({ 'a.ts': overwrite });
  tree.write('.git/index', 'broken');
  const { code, stdout, stderr } = await tree.cli();
  expect({ code, stdout, stderr: stderr.replace(/\(.*\)/, '(what git says)') }).toEqual({
    code: 2,
    stdout: '',
    stderr:
      'mcp-scope-codemod: git cannot tell whether files have uncommitted changes (what git says); ' +
      '--force writes all the same\n',
  });
  expect(tree.read('a.ts')).toBe(overwrite);
  expect((await tree.cli('--force')).code).toBe(0);
});
