import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import * as runtime from '../runtime/index.ts';
import {
  claimsOf,
  emptyClaimsOf,
  examplesOf,
  liesOf,
  pagesWithExamples,
  typeErrorsOf,
  type Example,
} from './docs-examples.ts';

const root = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

const examples = pagesWithExamples().flatMap((page) => examplesOf(page));
const named = (each: readonly Example[]): [string, Example][] =>
  each.map((example) => [`${example.page}:${example.line}`, example]);

describe('the examples', () => {
  let errors: ReturnType<typeof typeErrorsOf>;
  beforeAll(() => {
    errors = typeErrorsOf(examples);
  }, 120_000);

  it.each(named(examples))('%s type-checks', (_place, example) => expect(errors.get(example)).toEqual([]));

  it.each(named(examples.filter((example) => claimsOf(example).length)))(
    '%s gives the values that it says',
    async (_place, example) => expect(await liesOf(example)).toEqual([]),
  );

  it('say no value where none can be checked', () => {
    expect(examples.flatMap(emptyClaimsOf)).toEqual([]);
  });
});

describe('a page for each export', () => {
  const overview = read('docs/runtime.md');
  const values = Object.entries(runtime);
  const pages = readdirSync(new URL('docs/runtime/', root)).map((file) => file.replace(/\.md$/, ''));

  it.each(values)('%s', (_name, value) => {
    // An alias is on the page of what it is an alias of.
    const names = values.filter(([, each]) => each === value).map(([each]) => each);
    const own = names.filter((each) => pages.includes(kebab(each)));
    expect(own, `one page for ${names.join(', ')}`).toHaveLength(1);
    const page = `runtime/${kebab(own[0]!)}.md`;
    expect(/^# (.*)$/m.exec(read(`docs/${page}`))![1]).toBe(own[0]);
    expect(names.filter((each) => !read(`docs/${page}`).includes(each))).toEqual([]);
    expect(overview).toContain(`](${page})`);
  });

  it('and for nothing else', () => {
    const known = values.map(([name]) => kebab(name));
    expect(pages.filter((page) => !known.includes(page))).toEqual([]);
  });

  it('of which the overview names all, and all types', () => {
    const exported = [...read('runtime/index.ts').matchAll(/\{([^}]*)\}/g)].flatMap(([, list]) =>
      list!.split(',').map((each) => each.trim().replace(/^(?:type )?(?:\w+ as )?/, '')),
    );
    const missing = exported.filter((name) => name !== '' && !new RegExp(`\`${name}\\b`).test(overview));
    expect(missing).toEqual([]);
  });
});

describe('an example that lies', () => {
  const example = (code: string): Example =>
    examplesOf('page.md', `# A page\n\n\`\`\`ts\n${code}\n\`\`\`\n`)[0]!;
  const head = `import { unionScopes } from 'mcp-scope-codemod/runtime';\n`;

  it.each([
    [`unionScopes('a', 'b'); // 'a b'`, []],
    [`await Promise.resolve({ a: [1, null] }); // { a: [1, null] }`, []],
    [`unionScopes('a', 'b'); // 'b a'`, [`page.md:5 gives "a b", and not 'b a'`]],
    [`unionScopes(''); // ''`, [`page.md:5 gives undefined, and not ''`]],
    [`if (!unionScopes('a')) unionScopes('b'); // 'c'`, [`page.md:5 'c' is never reached.`]],
    [`unionScopes('a'); // not a value`, []],
  ])('is noticed: %s', async (line, lies) => {
    expect(await liesOf(example(head + line))).toEqual(lies);
  });

  it('is noticed where no expression stands', () => {
    expect(emptyClaimsOf(example(`const a = 'b'; // 'c'\nconst url = 'https://x/'; // why`))).toEqual([
      `page.md:4 'c' stands behind what is no expression, so it is not checked.`,
    ]);
  });

  it('is noticed by its types, on its line', () => {
    const wrong = example(`${head}\nexport const scope: number = unionScopes('a');`);
    const [error] = typeErrorsOf([wrong]).get(wrong)!;
    expect(error).toMatch(/^page\.md:6 Type 'string \| undefined' is not assignable to type 'number'/);
  });

  it('may not reach for anything but the runtime', async () => {
    const reaching = example(`import { readFileSync } from 'node:fs';\ntypeof readFileSync; // 'function'`);
    await expect(liesOf(reaching)).rejects.toThrow('nothing but the runtime, not node:fs');
  });
});

/** The name of an export as a file name. */
function kebab(name: string): string {
  if (name === name.toUpperCase()) return name.toLowerCase().replaceAll('_', '-');
  return name.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase();
}
