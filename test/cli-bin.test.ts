import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import packageJson from '../package.json' with { type: 'json' };
import type { Outcome, Workspace } from './cli-workspace.ts';
import { byHand, overwrite, repository, workspace } from './cli-workspace.ts';

/** Starts a real process: the bin itself, or the same with the fake core. */
function start(
  bin: 'bin/mcp-scope-codemod.ts' | 'test/cli-fake-bin.ts',
  tree: Workspace,
  ...args: string[]
): Outcome {
  const [tsx, file] = ['tsx', `../${bin}`].map((name) => import.meta.resolve(name));
  const command = ['--import', tsx!, new URL(file!).pathname, ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, {
    cwd: tree.folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '', NODE_OPTIONS: '', GITHUB_ACTIONS: '' },
  });
  return { code: status ?? -1, stdout, stderr };
}

const bin = (tree: Workspace, ...args: string[]): Outcome => start('bin/mcp-scope-codemod.ts', tree, ...args);
const fake = (tree: Workspace, ...args: string[]): Outcome => start('test/cli-fake-bin.ts', tree, ...args);
const refused = (message: string): Outcome => ({
  code: 2,
  stdout: '',
  stderr: `mcp-scope-codemod: ${message}\n`,
});

describe('the bin', () => {
  it('--version', () => {
    expect(bin(workspace(), '--version')).toEqual({
      code: 0,
      stdout: `${packageJson.version}\n`,
      stderr: '',
    });
  });

  it('--help', async () => {
    const { code, stdout, stderr } = bin(workspace(), '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('cli-help.txt');
  });

  it('patch --help', async () => {
    const { code, stdout, stderr } = bin(workspace(), 'patch', '--help');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    await expect(stdout).toMatchFileSnapshot('patch-help.txt');
  });

  it.each([
    [['--dryrun'], 'unknown option --dryrun (did you mean --dry-run?)'],
    [['srcc'], 'no such file or folder: srcc (did you mean src?)'],
    [['src/a.tss', 'src'], 'no such file or folder: src/a.tss (did you mean src/a.ts?)'],
    [['check'], 'no such file or folder: check (did you mean --check?)'],
    [['patch'], 'there is no package.json here or above: run this in a project'],
    [['patch', '--chek'], 'unknown option --chek (did you mean --check?)'],
    [['patch', 'a', 'b'], 'patch takes one package (a), not 2'],
    [['patch', './nowhere'], 'no such folder: ./nowhere'],
    [
      ['patch', '--package-manager', 'pnmp'],
      'unknown package manager pnmp (did you mean pnpm? known: npm, yarn, yarn-berry, pnpm, bun)',
    ],
    [['nowhere/at/all'], 'no such file or folder: nowhere/at/all'],
    [['src/a.ts/b.ts'], 'no such file or folder: src/a.ts/b.ts'],
    [[''], "no such file or folder: ''"],
  ])('%j: exit 2 and one line', (args, message) => {
    expect(bin(workspace({ 'src/a.ts': '' }), ...args)).toEqual(refused(message));
  });

  it('exit 0 where there is nothing to do', () => {
    expect(bin(workspace({ 'a.ts': 'const a = 1;\n' }))).toEqual({
      code: 0,
      stdout: 'Nothing to do: no step-up here loses scopes (1 file seen, 0 parsed).\n',
      stderr: '',
    });
  });
});

describe('a process', () => {
  it('lists transforms', () => {
    expect(fake(workspace(), '--list')).toEqual({
      code: 0,
      stdout: `union-scopes  Requests the union (challenged-scope-only)
cap-step-ups  Bounds step-ups (uncapped-step-up)
`,
      stderr: '',
    });
  });

  it.each([
    [['--only', 'union-scope'], 'unknown transform union-scope (did you mean union-scopes?)'],
    [['--skip', 'x'], 'unknown transform x (see --list)'],
    [['--only', 'union-scopes', '--skip', 'union-scopes'], '--only and --skip leave no transform to run'],
  ])('%j: exit 2 and one line', (args, message) => {
    expect(fake(workspace(), ...args)).toEqual(refused(message));
  });

  it('exits 0, 1, 2 or 3', () => {
    const code = (tree: Workspace, ...args: string[]): number => fake(tree, ...args).code;
    const tree = repository({ 'a.ts': overwrite });
    expect(code(tree, '--check')).toBe(1);
    tree.write('a.ts', `${overwrite}// more\n`);
    expect(code(tree)).toBe(2);
    expect(code(tree, '--force')).toBe(0);
    expect(code(tree, '--check')).toBe(0);
    expect(code(workspace({ 'a.ts': byHand }))).toBe(1);
    expect(code(workspace({ 'a.ts': 'SYNTAX ERROR 403 scope challenge' }))).toBe(3);
  });

  it('has no colours in a pipe', () => {
    expect(fake(workspace({ 'a.ts': overwrite }), '--check').stdout.includes('\u001b')).toBe(false);
  });
});
