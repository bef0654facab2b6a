import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manualReasons } from '../edits/remedy.ts';
import { docsForReason } from '../edits/manual-reasons.ts';
import { docsOf } from '../rules/declaration.ts';
import { rules } from '../rules/index.ts';
import { outdated } from '../rules/scaffold/generate.ts';
import { transformOf } from '../transforms/transform.ts';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** The headings of a level, in order. */
function headings(page: string, level: number): readonly string[] {
  const withoutCode = page.replace(/^```[\s\S]*?^```$/gm, '');
  return [...withoutCode.matchAll(new RegExp(`^#{${level}} (.*)$`, 'gm'))].map(([, heading]) => heading!);
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
    expect(page().split('\n')[2]).toBe(`${declaration.description}.`);
  });

  it('names the kind of finding and the transform', () => {
    const { reports } = declaration;
    expect(page()).toContain(`Finding: \`${reports}\` · transform: \`${transformOf[reports]}\``);
  });

  it('has every section', () => {
    expect(headings(page(), 2)).toEqual([
      'What it finds',
      'Why',
      'Examples',
      'How it is mended',
      'When not to use it',
      'With oxlint',
    ]);
  });

  it('takes its examples from fixtures', () => {
    const examples = /## Examples\n([\s\S]*?)\n## /.exec(page())![1]!;
    const blocks = examples.match(/^```\w+$/gm) ?? [];
    expect(examples.match(/^<!-- fixture: \S+ -->$/gm)).toHaveLength(blocks.length);
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
