import { Linter, type ESLint } from 'eslint';
import eslintPlugin from 'eslint-plugin-eslint-plugin';
import { describe, expect, it } from 'vitest';
import type { ScopeRule } from '../rules/create-rule.ts';
import { rules } from '../rules/index.ts';

/**
 * A rule as it would be written without `createRule`. eslint-plugin-eslint-plugin reads the source of rules, and cannot
 * see what a factory makes of a declaration.
 */
function sourceOf({ meta, create }: ScopeRule): string {
  return `export default { meta: ${JSON.stringify(meta, null, 2)}, ${String(create)} };`;
}

function lint(source: string) {
  const all: Linter.Config = eslintPlugin.configs.all;
  return new Linter()
    .verify(source, [{ ...all, languageOptions: { ecmaVersion: 'latest', sourceType: 'module' } }])
    .map(({ ruleId, message }) => `${ruleId}: ${message}`);
}

/** What a rule never comes to of the `create` that serves all: edits where it offers none, and another message. */
function ofOtherRules({ declaration: { mending, detail } }: ScopeRule): readonly RegExp[] {
  const edits = [
    /^eslint-plugin\/require-meta-(?:fixable|has-suggestions): /,
    /^eslint-plugin\/require-meta-schema: .* but rule has options\.$/,
    /^eslint-plugin\/no-missing-message-ids: .*"mend"/,
  ];
  return [
    ...(mending === 'none' ? edits : []),
    ...(detail ? [/^eslint-plugin\/no-missing-message-ids: .*"found"/] : []),
  ];
}

describe.each(Object.entries<ScopeRule>(rules))('%s, written out', (_name, rule) => {
  it('passes eslint-plugin-eslint-plugin', () => {
    const reported = lint(sourceOf(rule));
    expect(reported.filter((each) => !ofOtherRules(rule).some((pattern) => pattern.test(each)))).toEqual([]);
  });

  it('would not pass without its meta', () => {
    const { docs, ...meta } = rule.meta;
    const messages = { found: meta.messages!.found!, unused: 'Unused.' };
    const reported = lint(
      sourceOf({ ...rule, meta: { ...meta, messages, schema: [{}] } as unknown as ScopeRule['meta'] }),
    );
    expect(docs.description).toBeTruthy();
    expect(reported.join('\n')).toMatch(/require-meta-docs-description/);
    expect(reported.join('\n')).toMatch(/require-meta-docs-url/);
    expect(reported.join('\n')).toMatch(/require-meta-schema-description/);
    expect(reported.join('\n')).toMatch(/no-missing-message-ids: .*"manual"/);
    expect(reported.join('\n')).toMatch(/no-unused-message-ids: .*"unused"/);
  });
});

it('has every rule of eslint-plugin-eslint-plugin on', () => {
  const { rules: known } = eslintPlugin as ESLint.Plugin;
  const typed = Object.entries(known!).filter(
    ([, { meta }]) => (meta?.docs as { requiresTypeChecking?: boolean } | undefined)?.requiresTypeChecking,
  );
  const on = Object.keys((eslintPlugin.configs.all as Linter.Config).rules!);
  expect(on).toHaveLength(Object.keys(known!).length - typed.length);
});
