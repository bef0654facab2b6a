import * as tsParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import type { RuleOptions, Settings } from '../rules/plugin.ts';
import plugin from '../rules/plugin.ts';
import type { ScopeRule } from '../rules/create-rule.ts';
import { rules } from '../rules/index.ts';
import { runtime } from './doors.ts';
import { fixtures } from './fixtures.ts';

/** Rules whose edits `--fix` may write unasked, since the code does afterwards what it did before. */
const fixing: readonly string[] = ['prefer-sdk-step-up'];

interface Setup {
  readonly options?: RuleOptions;
  readonly settings?: Settings;
}

/** Lints a text with one rule. */
function lint(rule: string, text: string, file: string, { options, settings }: Setup = {}) {
  const config: Linter.Config = {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    plugins: { 'mcp-scope': plugin },
    languageOptions: { parser: tsParser as unknown as Linter.Parser, sourceType: 'module' },
    settings: { 'mcp-scope': { runtime, ...settings } },
    rules: { [`mcp-scope/${rule}`]: options ? ['error', options] : 'error' },
  };
  return new Linter().verify(text, [config], file);
}

/** What a rule says of a file that is right but for one place that it can mend. */
function sampleOf({ declaration }: ScopeRule) {
  const samples = fixtures().filter(
    ({ name, findings, input, output }) =>
      name.startsWith(`${declaration.reports}/`) && findings.length === 1 && input !== output,
  );
  const sample = samples.find(({ file, input }) => lint(declaration.name, input, file).length === 1);
  if (!sample) throw new Error(`no fixture of ${declaration.name} has one place alone`);
  return sample;
}

const applied = (
  text: string,
  { range: [start, end], text: edit }: { range: readonly number[]; text: string },
) => text.slice(0, start) + edit + text.slice(end);

describe.each(Object.entries<ScopeRule>(rules))('%s', (name, rule) => {
  const { mending, message, section } = rule.declaration;

  it('names the section that it stands on', () => {
    expect(section).toMatch(/^(?:MCP 2026-07-28, [A-Z]|RFC \d+ §|OpenID Connect |SEP-\d+)/);
    expect(message).toContain(section);
    expect(message).toMatch(/^[A-Z`].*\.$/);
    expect(rule.meta.docs.section).toBe(section);
  });

  if (mending === 'none') {
    it('only reports', () => {
      const found = fixtures()
        .filter((each) => each.name.startsWith(`${rule.declaration.reports}/`) && each.findings.length > 0)
        .flatMap(({ input, file }) => lint(name, input, file, { settings: { fix: true } }));
      expect(found.length).toBeGreaterThan(0);
      expect(found.filter(({ fix, suggestions }) => fix ?? suggestions)).toEqual([]);
      expect([rule.meta.fixable, rule.meta.hasSuggestions, rule.meta.schema]).toEqual([
        undefined,
        undefined,
        [],
      ]);
    });
    return;
  }

  const isFixing = fixing.includes(name);
  const [asFix, asSuggestion] = [{ fix: true }, { fix: false }];

  function expectFix(setup?: Setup) {
    const { input, output, file } = sampleOf(rule);
    const [found] = lint(name, input, file, setup);
    expect(applied(input, found!.fix!)).toBe(output);
    expect(found!.suggestions).toBeUndefined();
  }
  function expectSuggestion(setup?: Setup) {
    const { input, output, file } = sampleOf(rule);
    const [found] = lint(name, input, file, setup);
    expect(found!.fix).toBeUndefined();
    expect(found!.suggestions!.map(({ desc }) => desc)).toEqual([mending === 'none' ? '' : mending.does]);
    expect(applied(input, found!.suggestions![0]!.fix)).toBe(output);
  }

  it(isFixing ? 'is an autofix' : 'is a suggestion', () => {
    expect(mending.keepsBehaviour).toBe(isFixing);
    if (isFixing) expectFix();
    else expectSuggestion();
    expect(rule.meta.type).toBe(isFixing ? 'suggestion' : 'problem');
  });
  it('is an autofix where settings or options say so', () => {
    expectFix({ settings: asFix });
    expectFix({ options: asFix });
    expectFix({ options: asFix, settings: asSuggestion });
  });
  it('is a suggestion where settings or options say so', () => {
    expectSuggestion({ settings: asSuggestion });
    expectSuggestion({ options: asSuggestion });
    expectSuggestion({ options: asSuggestion, settings: asFix });
  });
  it('refuses options that it has not', () => {
    const { input, file } = sampleOf(rule);
    expect(() => lint(name, input, file, { options: { fixes: true } as RuleOptions })).toThrow(
      /Unexpected property "fixes". Expected properties: "fix"/,
    );
    expect(() => lint(name, input, file, { options: { fix: 'yes' as never } })).toThrow(/should be boolean/);
  });
});

describe("settings['mcp-scope']", () => {
  const run = (settings: unknown, text = 'export {};') =>
    new Linter().verify(text, [
      {
        plugins: { 'mcp-scope': plugin },
        settings: { 'mcp-scope': settings },
        rules: { 'mcp-scope/require-step-up-cap': 'error' },
      },
    ]);
  it.each([
    [
      { sdkModule: '@acme/mcp' },
      `settings['mcp-scope'] has no "sdkModule": there are fix, runtime, sdkModules.`,
    ],
    [{ fix: 'yes' }, "settings['mcp-scope'].fix must be a boolean."],
    [{ runtime: true }, "settings['mcp-scope'].runtime must be a string."],
    [{ sdkModules: '@acme/mcp' }, "settings['mcp-scope'].sdkModules must be an array of strings."],
    [{ sdkModules: [1] }, "settings['mcp-scope'].sdkModules must be an array of strings."],
    [[], "settings['mcp-scope'] must be an object."],
    ['v2', "settings['mcp-scope'] must be an object."],
    [null, "settings['mcp-scope'] must be an object."],
  ])('%j is refused, also for a file without findings', (settings, message) => {
    expect(() => run(settings)).toThrow(message);
    expect(() => run(settings)).toThrow(message); // also for the second file
  });
  it.each([
    {},
    undefined,
    { fix: undefined },
    { sdkModules: ['@acme/mcp=v2'], runtime: '#scopes', fix: false },
  ])('%j is taken', (settings) => {
    expect(run(settings)).toEqual([]);
  });
});
