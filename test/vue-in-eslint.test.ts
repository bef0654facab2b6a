import * as tsParser from '@typescript-eslint/parser';
import { Linter, type ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import * as vueParser from 'vue-eslint-parser';
import { rules } from '../rules/index.ts';
import { defaultTransforms, onlyReports } from '../transforms/transform.ts';
import { rulesFor, runtime } from './doors.ts';
import { componentFixtures } from './fixtures.ts';

const rewriting = defaultTransforms.filter((each) => !onlyReports(each));

/** ESLint on a component, with the rules whose findings are rewritten unasked. */
function config(fix: boolean, parser: Linter.Parser = vueParser): Linter.Config {
  return {
    files: ['**'],
    plugins: { 'mcp-scope': { rules } as unknown as ESLint.Plugin },
    languageOptions: { parser, parserOptions: { parser: tsParser, sourceType: 'module' } },
    settings: { 'mcp-scope': { runtime, fix } },
    rules: Object.fromEntries(rulesFor(rewriting).map((name) => [name, 'error'])),
  };
}

const lint = (text: string, parser?: Linter.Parser, name = 'Component.vue') =>
  new Linter().verify(text, [config(false, parser)], name);

describe.each(componentFixtures().filter(({ file }) => file.endsWith('.vue')))(
  '$name',
  ({ input, output, findings }) => {
    it('has these findings in ESLint', () => {
      expect(lint(input)).toHaveLength(findings.length);
    });
    it('is rewritten alike by ESLint --fix, once', () => {
      expect(new Linter().verifyAndFix(input, [config(true)], 'Component.vue').output).toBe(output);
      expect(new Linter().verifyAndFix(output, [config(true)], 'Component.vue').fixed).toBe(false);
    });
  },
);

const stepUp = `
import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import { provider } from './oauth';

export async function send(url: URL): Promise<Response> {
  const response = await fetch(url);
  if (response.status !== 403) return response;
  const { error, scope } = extractWWWAuthenticateParams(response);
  if (error !== 'insufficient_scope') return response;
  await auth(provider, { serverUrl: url, scope });
  return fetch(url);
}
`;
const places = (text: string) => lint(text).map(({ ruleId, line, column }) => `${ruleId} ${line}:${column}`);

describe('a script of a component', () => {
  it('is read the same wherever it stands', () => {
    const alone = places(`<script lang="ts">${stepUp}</script>\n`);
    expect(alone).toHaveLength(2);
    const setup = '<script setup lang="ts">\nconst answer = 1;\n</script>';
    expect(places(`<script lang="ts">${stepUp}</script>\n${setup}\n`)).toEqual(alone);
    expect(places(`<script lang="ts">${stepUp}</script>\n<template><p>403</p></template>\n`)).toEqual(alone);
    const behind = places(`${setup}\n<script lang="ts">${stepUp}</script>\n`);
    expect(behind).toEqual(alone.map((each) => each.replace(/\d+(?=:)/, (line) => String(Number(line) + 3))));
  });

  it.each(['type="text/x-template"', 'lang="coffee"'])('is no code with %s', (attribute) => {
    expect(places(`<script ${attribute}>${stepUp}</script>\n`)).toEqual([]);
  });
});

describe('a component whose scripts are not known', () => {
  /** As the parsers of Svelte and Astro do: the tree is that of the script, the text is that of the file. */
  const blind: Linter.Parser = {
    parseForESLint: (text: string) => {
      const blank = text.replace(/<\/?\w[^>]*>/g, (tag) => ' '.repeat(tag.length));
      return tsParser.parseForESLint(blank, { range: true, loc: true, tokens: true, comment: true }) as never;
    },
  };

  it.each(['svelte', 'astro', 'vue'])('is reported on in .%s, and offered no edits', (ending) => {
    const messages = lint(`<script lang="ts">${stepUp}</script>\n`, blind, `Component.${ending}`);
    expect(messages.map(({ line }) => line)).toEqual([10, 10]);
    expect(messages.filter(({ fix, suggestions }) => fix ?? suggestions)).toEqual([]);
  });

  it('is told from a file, which is offered some', () => {
    const messages = lint(stepUp, blind, 'component.ts');
    expect(messages.map(({ suggestions }) => suggestions?.length)).toEqual([1, 1]);
  });
});
