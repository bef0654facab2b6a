import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const repository = new URL('..', import.meta.url).pathname;
const copy = realpathSync(mkdtempSync(join(tmpdir(), 'new-rule-test-')));
afterAll(() => rmSync(copy, { recursive: true, force: true }));

const names = ['no-scope-test', 'scope-tested', 'test-scope'];
const program = (name: string) => join(repository, 'node_modules/.bin', name);

/** Runs a program in the copy, without vitest's own settings around it. */
function start(name: string, ...args: string[]) {
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/VITEST|NODE_OPTIONS/.test(key)),
  );
  const { status, stdout, stderr } = spawnSync(program(name), args, {
    cwd: copy,
    encoding: 'utf8',
    env,
    maxBuffer: 64 * 1024 * 1024, // each test that does not run is a line
  });
  return { status, output: stdout + stderr };
}

const left = new Set(['node_modules', 'dist', 'coverage', '.git', '.demo', '.conformance', '.mutation']);

beforeAll(() => {
  cpSync(repository, copy, { recursive: true, filter: (path) => !left.has(basename(path)) });
  symlinkSync(join(repository, 'node_modules'), join(copy, 'node_modules'));
});

describe('npm run new-rule', () => {
  it('writes a rule', { timeout: 120_000 }, () => {
    const { status, output } = start('tsx', 'rules/scaffold/new-rule.ts', ...names);
    expect({ status, output }).toMatchObject({ status: 0 });
    expect(readFileSync(join(copy, 'rules/index.ts'), 'utf8')).toContain("'no-scope-test': noScopeTest");
  });

  it('leaves a tree that compiles', { timeout: 120_000 }, () => {
    expect(start('tsc', '--noEmit')).toEqual({ status: 0, output: '' });
  });

  it('leaves a fixture and pages that pass', { timeout: 120_000 }, () => {
    const files = ['test/fixtures.test.ts', 'test/docs.test.ts', 'test/boundaries.test.ts'];
    const only = 'scope-tested/finds-nothing-yet|no-scope-test|generated|imports only';
    const { status, output } = start('vitest', 'run', '--reporter=verbose', ...files, '-t', only);
    expect(output).toContain('scope-tested/finds-nothing-yet');
    expect({ status, output }).toMatchObject({ status: 0 });
  });

  it('refuses names that are taken', () => {
    const { status, output } = start('tsx', 'rules/scaffold/new-rule.ts', ...names);
    expect(status).toBe(2);
    expect(output).toMatch(/^new-rule: there already: .*rules\/no-scope-test\.ts/);
  });

  it.each([
    [[], 'three names are needed'],
    [['scope-test', 'a', 'b'], 'a rule is called no-x, require-x or prefer-x: scope-test'],
    [['no-x', 'Kind', 'b'], 'a name is written-like-this: Kind'],
  ])('refuses %j', (args, reason) => {
    const { status, output } = start('tsx', 'rules/scaffold/new-rule.ts', ...args);
    expect(status).toBe(2);
    expect(output).toContain(`new-rule: ${reason}\nusage: npm run new-rule`);
  });
});
