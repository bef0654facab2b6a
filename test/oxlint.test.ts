import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { rulesFor, runtime, transformsFor } from './doors.ts';
import { built, copyFixtures, installed } from './fixture-copies.ts';
import { fixtures } from './fixtures.ts';

const all = fixtures();
const copies = copyFixtures(all);
afterAll(() => copies.remove());

function oxlint(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(installed('oxlint'), [...args, '.'], {
    cwd: copies.folder,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  // 1 only says that something is left. oxlint reports a plugin that does not load by 1 as well, but in words.
  if (status !== 0 && status !== 1) throw new Error(`oxlint ended with ${status}\n${stdout}${stderr}`);
  return { stdout, stderr };
}

const onAsErrors = (rules: readonly string[]) => Object.fromEntries(rules.map((name) => [name, 'error']));

beforeAll(() => {
  const config = {
    categories: { correctness: 'off' },
    jsPlugins: [{ name: 'mcp-scope', specifier: built('eslint.js') }],
    settings: { 'mcp-scope': { runtime, fix: true } },
    overrides: all.map((fixture) => ({
      files: [copies.nameOf(fixture)],
      rules: onAsErrors(rulesFor(transformsFor(fixture))),
    })),
  };
  writeFileSync(join(copies.folder, '.oxlintrc.json'), JSON.stringify(config));
});

/** Each run makes one pass, ESLint up to ten: fixes that touch, such as two in one import, take one run each. */
function fixUntilNothingChanges(): void {
  for (let before = ''; before !== copies.readAll();) {
    before = copies.readAll();
    oxlint('--fix');
  }
}

describe('oxlint --fix with the plugin', () => {
  beforeAll(fixUntilNothingChanges, 300_000);

  for (const fixture of all) {
    it(`gives the same text for ${fixture.name}`, () => {
      expect(copies.read(fixture)).toBe(fixture.output);
    });
  }

  it('reports what is left to a person, with advice', () => {
    const { diagnostics } = JSON.parse(oxlint('--format=json').stdout) as { diagnostics: unknown[] };
    const manual = all.flatMap(({ findings }) => findings).filter((finding) => finding.includes('('));
    expect(diagnostics).toHaveLength(manual.length);
  });
});
