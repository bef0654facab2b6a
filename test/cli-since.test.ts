import { symlinkSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { overwrite, repository, united, workspace } from './cli-workspace.ts';

async function filesFound(tree: ReturnType<typeof workspace>, folder: string, ...args: string[]) {
  const { stdout, code } = await tree.cliIn(folder, '--dry-run', '--format', 'json', ...args);
  const { findings } = JSON.parse(stdout) as { readonly findings: readonly { readonly file: string }[] };
  return { code, files: findings.map(({ file }) => file) };
}

describe('--since', () => {
  /** `main` has a.ts, b.ts and sub/c.ts; the branch `feature` changes some of them, each in its own way. */
  function branched() {
    const tree = repository({
      'a.ts': overwrite,
      'b.ts': overwrite,
      'sub/c.ts': overwrite,
      '.gitignore': 'x.ts\n',
    });
    tree.git('branch', '-M', 'main');
    tree.git('checkout', '-q', '-b', 'feature');
    return tree;
  }

  it('looks into what is committed since, staged, edited or untracked, and nothing else', async () => {
    const tree = branched();
    tree.write('a.ts', `// committed\n${overwrite}`);
    tree.git('commit', '-qam', 'a');
    tree.write('b.ts', `// edited\n${overwrite}`);
    tree.write('new name.ts', overwrite);
    tree.write('staged.ts', overwrite);
    tree.git('add', 'staged.ts');
    tree.write('x.ts', overwrite);
    expect(await filesFound(tree, '.', '--since', 'main')).toEqual({
      code: 1,
      files: ['a.ts', 'b.ts', 'new name.ts', 'staged.ts'],
    });
  });

  it('does not look into what has changed on the other branch', async () => {
    const tree = branched();
    tree.git('checkout', '-q', 'main');
    tree.write('a.ts', `// on main\n${overwrite}`);
    tree.git('commit', '-qam', 'later');
    tree.git('checkout', '-q', 'feature');
    expect(await filesFound(tree, '.', '--since', 'main')).toEqual({ code: 0, files: [] });
  });

  it('holds in a sub-folder, through a link to it, and for paths that are named', async () => {
    const tree = branched();
    tree.write('sub/c.ts', `// edited\n${overwrite}`);
    symlinkSync(tree.path('sub'), tree.path('link'));
    expect((await filesFound(tree, 'sub', '--since', 'main')).files).toEqual(['c.ts']);
    expect((await filesFound(tree, '.', '--since', 'main', 'link')).files).toEqual(['link/c.ts']);
    expect((await filesFound(tree, '.', '--since', 'main', 'a.ts', 'sub/c.ts')).files).toEqual(['sub/c.ts']);
  });

  it('rewrites those alone', async () => {
    const tree = branched();
    tree.write('a.ts', `${overwrite}// committed\n`);
    tree.git('commit', '-qam', 'a');
    expect(await tree.cli('--since', 'main')).toMatchObject({ code: 0 });
    expect(tree.read('a.ts')).toContain(united);
    expect(tree.read('b.ts')).toBe(overwrite);
  });

  it.each([
    ['nowhere', '--since nowhere: git knows no such commit'],
    ['--output=x', '--since --output=x: git knows no such commit'],
  ])('refuses %s', async (ref, message) => {
    const tree = branched();
    expect(await tree.cli(`--since=${ref}`)).toEqual({
      code: 2,
      stdout: '',
      stderr: `mcp-scope-codemod: ${message}\n`,
    });
    expect(tree.read('a.ts')).toBe(overwrite);
  });

  it('needs a work tree of git', async () => {
    expect(await workspace({ 'a.ts': overwrite }).cli('--since', 'main')).toEqual({
      code: 2,
      stdout: '',
      stderr: 'mcp-scope-codemod: --since main: there is no git work tree here\n',
    });
  });
});
