import { describe, expect, it } from 'vitest';
import { findingKinds } from '../analysis/analyze.ts';
import type { Finding } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { decide } from '../edits/decide.ts';
import { markFindings } from '../edits/mark-findings.ts';
import { manual } from '../edits/remedy.ts';
import { applyEdits } from '../edits/text-edit.ts';
import { parse } from '../transforms/parse.ts';
import { applyPlan, plan, transformNames } from '../transforms/transform.ts';
import { runtime as module, summary } from './doors.ts';
import { componentFixtures, fixtures } from './fixtures.ts';

const runtime = () => ({ module });
const choices = { transforms: transformNames, reported: [] };

/** A tree without what comments move: places. */
function programOf(text: string, file: string): string {
  return JSON.stringify(parse(text, file).ast, (key, value: unknown) => {
    if (/^(?:start|end|range|loc|parent)$/.test(key)) return undefined;
    return typeof value === 'bigint' ? String(value) : value;
  });
}

const markerLine = /^[^\S\r\n]*\/\/ mcp-scope-todo\(.*(?:\r\n|[\r\n])/gm;

/** What a file's findings are, by the code that they stand at. */
function findingsOf(unit: SourceUnit): readonly string[] {
  return decide(unit, findingKinds)
    .filter(({ finding }) => finding.kind !== 'leftover-marker')
    .map((each) => `${summary(each)} ${unit.text.slice(...each.finding.range).replace(markerLine, '')}`);
}

const tabs = (spaces: string) => '\t'.repeat(spaces.length / 2);

const inManyWays: readonly (readonly [name: string, change: (text: string) => string])[] = [
  ['as it is', (text) => text],
  [
    'with tabs and CRLF',
    (text) =>
      text
        .trimEnd()
        .replace(/^(?: {2})+/gm, tabs)
        .replace(/\r?\n/g, '\r\n'),
  ],
];

/** Files with findings for a person, and without a marker yet. */
const withManual = fixtures().filter(
  ({ input, file }) =>
    !input.includes('mcp-scope-todo') &&
    decide(parse(input, file), findingKinds).some(({ remedy }) => remedy.kind === 'manual'),
);

it('there are files with findings for a person', () => {
  expect(withManual.length).toBeGreaterThan(60);
});

describe.each(inManyWays)('%s', (_, change) => {
  it.each(withManual.map(({ name, file, input }) => [name, file, change(input)]))(
    '%s is the same program with markers, and has the same findings',
    (_name, file, text) => {
      const decided = plan(text, file, { ...choices, markers: true });
      const bare = text.replace(/^\uFEFF/, '');
      const marked = applyEdits(bare, decided.markers ?? []);
      expect(marked.replace(markerLine, '')).toBe(bare);
      expect(programOf(marked, file)).toBe(programOf(bare, file));
      expect(findingsOf(parse(marked, file))).toEqual(findingsOf(parse(bare, file)));
      const taken = markFindings(parse(marked, file), [], findingKinds).edits;
      expect(taken).toHaveLength(decided.markers!.length);
      expect(applyEdits(marked, taken)).toBe(bare);
    },
  );

  it.each(withManual.map(({ name, file, input }) => [name, file, change(input)]))(
    '%s is rewritten as without markers, and only once',
    (_name, file, text) => {
      const withMarkers = applyPlan(text, plan(text, file, { markers: true }), runtime);
      const plain = applyPlan(text, plan(text, file), runtime);
      expect(withMarkers.replace(markerLine, '')).toBe(plain);
      expect(programOf(withMarkers, file)).toBe(programOf(plain, file));
      const again = plan(withMarkers, file, { markers: true });
      expect(applyPlan(withMarkers, again, runtime)).toBe(withMarkers);
      const left = again.sites.filter(({ remedy }) => remedy.kind === 'manual');
      const standing = again.sites.filter(({ isRepeated }) => isRepeated);
      expect(standing.length > 0).toBe(left.length > 0);
    },
  );
});

describe.each(componentFixtures())('$name', ({ file, input }) => {
  it('is marked in its scripts only, and only once', () => {
    const marked = applyPlan(input, plan(input, file, { ...choices, markers: true }), runtime);
    expect(marked.replace(markerLine, '')).toBe(applyPlan(input, plan(input, file, choices), runtime));
    expect(applyPlan(marked, plan(marked, file, { ...choices, markers: true }), runtime)).toBe(marked);
  });
});

/** What `--markers` makes of a text with a finding behind each `¤`; what a marker says is left out. */
function marked(source: string, file: string): string {
  const offsets = [...source.matchAll(/¤/g)].map(({ index }, count) => index - count);
  const text = source.replaceAll('¤', '');
  const edits = markFindings(parse(text, file), findingsAt(offsets), ['uncapped-step-up']).edits;
  const result = applyEdits(text, edits);
  expect(programOf(result, file)).toBe(programOf(text, file));
  const moved = offsets.map((offset) =>
    edits.reduce((sum, { range, text: added }) => sum + (range[0] <= offset ? added.length : 0), offset),
  );
  const again = markFindings(parse(result, file), findingsAt(moved), ['uncapped-step-up']);
  expect({ edits: again.edits, standing: again.standing.length }).toEqual({ edits: [], standing: 1 });
  const gone = markFindings(parse(result, file), [], ['uncapped-step-up']).edits;
  expect(applyEdits(result, gone)).toBe(text);
  return short(result);
}

function findingsAt(offsets: readonly number[]) {
  return offsets.map((offset) => {
    const finding = { kind: 'uncapped-step-up', range: [offset, offset + 1] } as unknown as Finding;
    return { finding, remedy: manual('retry-not-countable') };
  });
}

const short = (text: string) =>
  text.replace(/mcp-scope-todo\(uncapped-step-up\): retry-not-countable, .*?#retry-not-countable/g, '!');

describe('a marker stands', () => {
  const cases: readonly (readonly [where: string, source: string, expected: string, file?: string])[] = [
    ['above a statement', 'a();\n¤retry();\n', 'a();\n// !\nretry();\n'],
    ['above the first statement of a file', '¤retry();\n', '// !\nretry();\n'],
    ['above the last line without a newline', 'a();\n  ¤retry()', 'a();\n  // !\n  retry()'],
    ['above a statement with tabs', 'if (a) {\n\t\t¤retry();\n}', 'if (a) {\n\t\t// !\n\t\tretry();\n}'],
    ['in a file with CRLF', 'a();\r\n¤retry();\r\n', 'a();\r\n// !\r\nretry();\r\n'],
    [
      'by the newlines around it',
      'a();\nb();\r\n¤retry();\r\nc();\n',
      'a();\nb();\r\n// !\r\nretry();\r\nc();\n',
    ],
    ['behind a CR alone', 'a();\r¤retry();\rb();', 'a();\r// !\rretry();\rb();'],
    ['behind a shebang', '#!/usr/bin/env node\n¤retry();\n', '#!/usr/bin/env node\n// !\nretry();\n'],
    [
      'behind directives',
      "'use strict';\n'use client';\n¤retry();\n",
      "'use strict';\n'use client';\n// !\nretry();\n",
    ],
    ['before a directive on the same line', "'use strict'; ¤retry();\n", "// !\n'use strict'; retry();\n"],
    [
      'above an if without braces',
      'if (a)\n  ¤retry();\nelse b();\n',
      '// !\nif (a)\n  retry();\nelse b();\n',
    ],
    [
      'above an else without braces',
      'if (a) b();\nelse\n  ¤retry();\n',
      '// !\nif (a) b();\nelse\n  retry();\n',
    ],
    [
      'above an else-if',
      'if (a) {\n  b();\n} else if (¤retry()) {\n}\n',
      '// !\nif (a) {\n  b();\n} else if (retry()) {\n}\n',
    ],
    ['in a block', 'if (a) {\n  ¤retry();\n}\n', 'if (a) {\n  // !\n  retry();\n}\n'],
    ['above a block on one line', 'if (a) { ¤retry(); }\n', '// !\nif (a) { retry(); }\n'],
    [
      'above two statements on one line',
      'f(() => {\n  a(); ¤retry();\n});\n',
      'f(() => {\n  // !\n  a(); retry();\n});\n',
    ],
    ['above what an arrow returns', 'const f = () =>\n  ¤retry();\n', '// !\nconst f = () =>\n  retry();\n'],
    [
      'in the body of an arrow',
      'const f = () => {\n  ¤retry();\n};\n',
      'const f = () => {\n  // !\n  retry();\n};\n',
    ],
    [
      'above a return and its value',
      'function f() {\n  return (\n    a ||\n    ¤retry()\n  );\n}\n',
      'function f() {\n  // !\n  return (\n    a ||\n    retry()\n  );\n}\n',
    ],
    [
      'above a class field',
      'class A {\n  a = 1;\n  #b = () => ¤retry();\n}\n',
      'class A {\n  a = 1;\n  // !\n  #b = () => retry();\n}\n',
    ],
    [
      'above a method for its parameter',
      'class A {\n  async f(a = ¤retry()) {}\n}\n',
      'class A {\n  // !\n  async f(a = retry()) {}\n}\n',
    ],
    [
      'in a static block',
      'class A {\n  static {\n    ¤retry();\n  }\n}\n',
      'class A {\n  static {\n    // !\n    retry();\n  }\n}\n',
    ],
    [
      'above a decorated member',
      'class A {\n  @d()\n  f = () => ¤retry();\n}\n',
      'class A {\n  // !\n  @d()\n  f = () => retry();\n}\n',
    ],
    [
      'above a decorated class that is exported',
      '@d\nexport class A extends ¤retry() {}\n',
      '// !\n@d\nexport class A extends retry() {}\n',
    ],
    [
      'above a case',
      'switch (a) {\n  case 1: ¤retry();\n}\n',
      'switch (a) {\n  // !\n  case 1: retry();\n}\n',
    ],
    [
      'in a case',
      'switch (a) {\n  case 1:\n    ¤retry();\n}\n',
      'switch (a) {\n  case 1:\n    // !\n    retry();\n}\n',
    ],
    [
      'above a switch for its value',
      'switch (¤retry()) {\n  case 1:\n}\n',
      '// !\nswitch (retry()) {\n  case 1:\n}\n',
    ],
    [
      'above a case that is fallen into',
      'switch (a) {\n  case 1:\n    b();\n  // falls through\n  case 2: ¤retry();\n}\n',
      'switch (a) {\n  case 1:\n    b();\n  // !\n  // falls through\n  case 2: retry();\n}\n',
    ],
    [
      'above a chain of calls',
      'client\n  .send()\n  .catch(() => ¤retry());\n',
      '// !\nclient\n  .send()\n  .catch(() => retry());\n',
    ],
    [
      'above a declaration for a value in it',
      'const a = {\n  b: 1,\n  c: ¤retry(),\n};\n',
      '// !\nconst a = {\n  b: 1,\n  c: retry(),\n};\n',
    ],
    [
      'above a function in an object',
      'export default {\n  b: 1,\n  c: () => ¤retry(),\n};\n',
      'export default {\n  b: 1,\n  // !\n  c: () => retry(),\n};\n',
    ],
    [
      'in a method of an object',
      'export default {\n  c() {\n    ¤retry();\n  },\n};\n',
      'export default {\n  c() {\n    // !\n    retry();\n  },\n};\n',
    ],
    ['above an export', 'a();\nexport default ¤retry();\n', 'a();\n// !\nexport default retry();\n'],
    ['above an exported constant', 'export const a =\n  ¤retry();\n', '// !\nexport const a =\n  retry();\n'],
    ['above a labelled loop', 'again: for (;;)\n  ¤retry();\n', '// !\nagain: for (;;)\n  retry();\n'],
    ['above a template', 'f(`\n  ${¤retry()}\n`);\n', '// !\nf(`\n  ${retry()}\n`);\n'],
    [
      'in a function in a template',
      'f(`\n  ${g(() => {\n  ¤retry();\n  })}\n`);\n',
      'f(`\n  ${g(() => {\n  // !\n  retry();\n  })}\n`);\n',
    ],
    [
      'above JSX',
      'const a = (\n  <p>\n    text {¤retry()}\n  </p>\n);\n',
      '// !\nconst a = (\n  <p>\n    text {retry()}\n  </p>\n);\n',
      'a.tsx',
    ],
    [
      'in a function in JSX',
      'const a = (\n  <p\n    b={() => {\n      ¤retry();\n    }}\n  />\n);\n',
      'const a = (\n  <p\n    b={() => {\n      // !\n      retry();\n    }}\n  />\n);\n',
      'a.jsx',
    ],
    [
      'before the semicolon that starts a line',
      'const a = b\n;¤[1].map(retry)\n',
      'const a = b\n// !\n;[1].map(retry)\n',
    ],
    ['before a comment that starts a line', 'a();\n/* b */ ¤retry();\n', 'a();\n// !\n/* b */ retry();\n'],
    ['where no line starts, in a block', 'a(); /*\n*/ ¤retry();\n', 'a(); /*\n*/ /* ! */ retry();\n'],
    [
      'below what is said about the code',
      'a();\n// Try it again.\n¤retry();\n',
      'a();\n// Try it again.\n// !\nretry();\n',
    ],
    [
      'above what speaks to the next line',
      'a();\n// eslint-disable-next-line x -- y\n// y\n¤retry();\n',
      'a();\n// !\n// eslint-disable-next-line x -- y\n// y\nretry();\n',
    ],
    [
      'above what a compiler shall ignore',
      '{\n  // @ts-expect-error\n  ¤retry();\n}\n',
      '{\n  // !\n  // @ts-expect-error\n  retry();\n}\n',
    ],
    [
      'below what speaks to something else',
      '// eslint-disable-next-line x\na();\n¤retry();\n',
      '// eslint-disable-next-line x\na();\n// !\nretry();\n',
    ],
    ['once for two findings of a statement', 'f(¤retry(), ¤retry());\n', '// !\nf(retry(), retry());\n'],
  ];
  const named = cases.map(
    ([where, source, expected, file = 'client.ts']) => [where, source, expected, file] as const,
  );
  it.each(named)('%s', (_where, source, expected, file) => {
    expect(marked(source, file)).toBe(expected);
  });
});
