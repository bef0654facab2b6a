import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { onlyReports, transform, transformNames } from '../transforms/transform.ts';
import { runtime, transformsFor } from './doors.ts';
import { built, copyFixtures, installed } from './fixture-copies.ts';
import { fixtures, type Fixture } from './fixtures.ts';

/** The fixtures by the transforms that they run with, and copies of each group. */
const groups = [...new Set(fixtures().map((fixture) => transformsFor(fixture).join()))]
  .filter((names) => !transformNames.some((name) => name === names && onlyReports(name)))
  .map((names) => {
    const group = fixtures().filter((fixture) => transformsFor(fixture).join() === names);
    // Whole files take them all, in one pass.
    const isEach = names.split(',').length <= 2;
    return { names: isEach ? names.split(',') : ['all'], isEach, group, copies: copyFixtures(group) };
  });
const { copies, group: first } = groups[0]!;
/** One that all transforms rewrite as its own do. */
const sample = first.find(
  ({ file, input, output }) =>
    /\.[mc]?js$/.test(file) &&
    input !== output &&
    transform(input, { filename: file, runtime }).text === output,
)!;
afterAll(() => {
  for (const { copies } of groups) copies.remove();
});

function jscodeshift(...args: string[]): string {
  return jscodeshiftIn(copies.folder, ...args);
}

function jscodeshiftIn(cwd: string, ...args: string[]): string {
  const command = [`--runtime=${runtime}`, '--fail-on-error', ...args];
  const options = { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 } as const;
  const { status, stdout, stderr } = spawnSync(installed('jscodeshift'), command, options);
  if (status !== 0) throw new Error(`jscodeshift ended with ${status}\n${stdout}${stderr}`);
  return stdout + stderr;
}

const isChanged = ({ input, output }: Fixture) => input !== output;

describe.each(groups)(
  'jscodeshift, behind its @babel/register, with $names',
  ({ names, isEach, group, copies }) => {
    let printed = '';
    beforeAll(() => {
      const extensions = '--extensions=ts,tsx,mts,cts,js,jsx,mjs,cjs';
      for (const name of names)
        printed = jscodeshiftIn(copies.folder, '-t', built(`transforms/${name}.cjs`), extensions, '.');
    }, 300_000);

    for (const fixture of group) {
      it(`gives the same text for ${fixture.name}`, () => {
        expect(copies.read(fixture)).toBe(fixture.output);
      });
    }

    it.runIf(names.length === 1 && isEach)('counts the files that it rewrote', () => {
      expect(printed).toContain(`${group.filter(isChanged).length} ok`);
    });
  },
);

describe('jscodeshift on one file', () => {
  const file = (name: string) => {
    writeFileSync(join(copies.folder, name), sample.input);
    return name;
  };
  const allTransforms = () => built('transforms/all.cjs');

  it('rewrites it with --no-babel', () => {
    jscodeshift('--no-babel', '-t', allTransforms(), file('without-babel.cjs'));
    expect(readFileSync(join(copies.folder, 'without-babel.cjs'), 'utf8')).toBe(sample.output);
  });

  it('loads no file that is too large for Babel to be silent about', () => {
    const chunks = new URL('../dist/chunks/', import.meta.url);
    const sizes = readdirSync(chunks)
      .filter((name) => name.endsWith('.cjs'))
      .map((name) => readFileSync(new URL(name, chunks), 'utf8').length);
    expect(Math.max(...sizes)).toBeLessThan(500_000);
  });

  it('prints and leaves it with --dry --print', () => {
    const printed = jscodeshift('--no-babel', '--dry', '--print', '-t', allTransforms(), file('dry.cjs'));
    expect(printed).toContain(sample.output);
    expect(readFileSync(join(copies.folder, 'dry.cjs'), 'utf8')).toBe(sample.input);
  });

  it('has one transform for each kind of finding', () => {
    jscodeshift('--no-babel', '-t', built('transforms/cap-step-ups.cjs'), file('one-by-one.cjs'));
    jscodeshift('--no-babel', '-t', built('transforms/union-scopes.cjs'), 'one-by-one.cjs');
    expect(readFileSync(join(copies.folder, 'one-by-one.cjs'), 'utf8')).toBe(sample.output);
  });
});

describe('ESLint with the built plugin', () => {
  it.each(['eslint.js', 'eslint.cjs'])('%s mends a file by its recommended config', async (entry) => {
    const folder = join(copies.folder, entry.replace('.', '-'));
    mkdirSync(join(folder, 'node_modules'), { recursive: true });
    symlinkSync(new URL('..', import.meta.url).pathname, join(folder, 'node_modules/mcp-scope-codemod'));
    const config =
      entry === 'eslint.js'
        ? ["import mcpScope from 'mcp-scope-codemod/eslint';", 'export default']
        : ["const mcpScope = require('mcp-scope-codemod/eslint');", 'module.exports ='];
    const name = entry === 'eslint.js' ? 'eslint.config.mjs' : 'eslint.config.cjs';
    // The sample's own parser stays in its output, since the command line leaves it to who asks.
    const own = JSON.stringify({
      settings: { 'mcp-scope': { runtime, fix: true } },
      rules: { 'mcp-scope/no-hand-rolled-challenge-parser': 'off' },
    });
    writeFileSync(join(folder, name), `${config.join('\n')} [mcpScope.configs.recommended, ${own}];`);
    const eslint = new ESLint({ cwd: folder, fix: true });
    const [result] = await eslint.lintText(sample.input, { filePath: join(folder, sample.file) });
    expect(result?.messages).toEqual([]);
    expect(result?.output).toBe(sample.output);
  });
});
