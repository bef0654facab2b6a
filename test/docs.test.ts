import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as tsParser from '@typescript-eslint/parser';
import { Linter } from 'eslint';
import { describe, expect, it } from 'vitest';
import type { FindingKind } from '../analysis/finding.ts';
import { manualReasons } from '../edits/remedy.ts';
import { docsForReason } from '../edits/manual-reasons.ts';
import { docsOf } from '../rules/declaration.ts';
import { rules } from '../rules/index.ts';
import plugin from '../rules/plugin.ts';
import { outdated } from '../rules/scaffold/generate.ts';
import { runDocGenerator } from '../rules/scaffold/run-doc-generator.ts';
import { transformOf } from '../transforms/transform.ts';
import { fixtures } from './fixtures.ts';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** The headings of a level, in order. */
function headings(page: string, level: number): readonly string[] {
  const withoutCode = page.replace(/^```[\s\S]*?^```$/gm, '');
  return [...withoutCode.matchAll(new RegExp(`^#{${level}} (.*)$`, 'gm'))].map(([, heading]) => heading!);
}

/** What stands under a heading of the second level. */
function sectionOf(page: string, heading: string): string {
  return page.split(/^## /m).find((section) => section.startsWith(`${heading}\n`))!;
}

function findsSomething(kind: FindingKind): boolean {
  return fixtures().some(({ name, findings }) => name.startsWith(`${kind}/`) && findings.length > 0);
}

interface Example {
  readonly file: string;
  readonly code: string;
}

/** The code blocks that fixtures fill. */
function examplesIn(part: string): readonly Example[] {
  const blocks = part.matchAll(/<!-- fixture: \S+\/(\S+) -->\n\n```\w*\n([\s\S]*?)^```$/gm);
  return [...blocks].map(([, file, code]) => ({ file: file!, code: code! }));
}

/** Who reports something in an example, with one rule on. */
function reportsOn({ file, code }: Example, rule: string): readonly (string | null)[] {
  const config: Linter.Config = {
    files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
    plugins: { 'mcp-scope': plugin },
    languageOptions: { parser: tsParser as unknown as Linter.Parser },
    rules: { [`mcp-scope/${rule}`]: 'error' },
  };
  return new Linter().verify(code, [config], file).map(({ ruleId }) => ruleId);
}

/** The id that GitHub gives to a heading. */
const anchor = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

/** The path in this repository that a link to its home on GitHub stands for. */
const local = (url: string) => url.replace(/^https:\/\/github\.com\/[^/]+\/[^/]+\/blob\/main\//, '');

describe.each(Object.entries(rules))('docs/rules/%s.md', (name, { declaration }) => {
  const page = () => read(local(docsOf(declaration)));

  it('begins with the name and what the rule asks', () => {
    expect(headings(page(), 1)).toEqual([name]);
    expect(page().split('\n')[2]).toBe(`📝 ${declaration.description}.`);
  });

  it('names the kind of finding and the transform', () => {
    const { reports } = declaration;
    expect(page()).toContain(`Finding: \`${reports}\` · transform: \`${transformOf[reports]}\``);
  });

  it('has every section', () => {
    expect(headings(page(), 2)).toEqual([
      'What it finds',
      'What the specification says',
      'Why',
      'Examples',
      'How it is mended',
      ...(declaration.mending === 'none' ? [] : ['Options']),
      'When not to use it',
      'With oxlint',
    ]);
  });

  it('quotes the section that its message names, or says what it asks', () => {
    const said = sectionOf(page(), 'What the specification says');
    const [document, ...places] = declaration.section.split(/(?<=^MCP [\d-]+), |(?<=^RFC \d+) |, (?=§)/);
    expect([document!, ...places].filter((each) => !said.includes(each))).toEqual([]);
    for (const [, quotation] of said.matchAll(/^((?:>.*\n?)+)/gm))
      expect(quotation).toMatch(/\n>\n> — .*\]\(https:\/\//);
  });

  it('takes its examples from fixtures', () => {
    const examples = sectionOf(page(), 'Examples');
    const blocks = examples.match(/^```\w+$/gm) ?? [];
    expect(examples.match(/^<!-- fixture: \S+ -->$/gm)).toHaveLength(blocks.length);
  });

  it('has examples of which the wrong ones alone are reported', () => {
    const parts = sectionOf(page(), 'Examples').split(/^### /m);
    const isWrong = (part: string) => part.startsWith('Wrong');
    const bad = parts.filter(isWrong).flatMap(examplesIn);
    const right = parts.filter((part) => !isWrong(part));
    const good = [...right, sectionOf(page(), 'How it is mended')].flatMap(examplesIn);
    // A rule that `npm run new-rule` has just written finds nothing yet.
    expect(bad.length > 0).toBe(findsSomething(declaration.reports));
    expect(good.length).toBeGreaterThan(0);
    for (const example of bad)
      expect(new Set(reportsOn(example, name))).toEqual(new Set([`mcp-scope/${name}`]));
    for (const example of good) expect(reportsOn(example, name)).toEqual([]);
  });
});

it('has a page for no other rule', () => {
  const pages = readdirSync(new URL('docs/rules/', root)).map((file) => file.replace(/\.md$/, ''));
  expect(pages.sort()).toEqual(Object.keys(rules).sort());
});

it('has a section for each reason to leave a finding to a person', () => {
  const [path] = local(docsForReason(manualReasons[0])).split('#');
  expect(headings(read(path!), 2)).toEqual([...manualReasons]);
});

it('is as it would be generated now', { timeout: 120_000 }, async () => {
  const paths = (await outdated()).map(({ path }) => path);
  expect(paths, 'run `npm run generate`').toEqual([]);
});

it('is as eslint-doc-generator would write it', { timeout: 120_000 }, () => {
  expect(runDocGenerator(root, '--check'), 'run `npm run generate`').toBe('');
});

describe('links', () => {
  const pages = [
    ...['README.md', 'CONTRIBUTING.md'].filter((path) => existsSync(new URL(path, root))),
    ...readdirSync(new URL('docs/', root), { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => `docs/${path}`),
  ];
  it.each(pages)('of %s lead somewhere', (page) => {
    const prose = read(page).replace(/^```[\s\S]*?^```$/gm, '');
    const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, target]) => target!);
    const broken = links
      .map((link) => (local(link) === link ? link : new URL(local(link), root).href))
      .filter((target) => !/^(?!file:)[a-z]+:/.test(target))
      .filter((target) => {
        const { pathname, hash } = new URL(target, new URL(page, root));
        if (!existsSync(pathname)) return true;
        if (!hash) return false;
        const ids = [1, 2, 3, 4]
          .flatMap((level) => headings(readFileSync(pathname, 'utf8'), level))
          .map(anchor);
        return !ids.includes(hash.slice(1));
      });
    expect(broken).toEqual([]);
  });
});
