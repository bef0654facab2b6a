import { join } from 'node:path';
import * as sdk from 'client-2.4.0';
import fc from 'fast-check';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { transform } from '../transforms/transform.ts';
import { fixtures } from './fixtures.ts';

/** How a form takes what it is given: a scope string, or also nothing. */
type Takes = 'strings' | 'missing';

/** Functions of `a` and `b` by which code unites scope strings. Each is rewritten, and must give what it gave. */
const unions: readonly (readonly [Takes, string])[] = [
  ['strings', `return [...new Set([...a.split(' '), ...b.split(' ')])].join(' ');`],
  ['strings', `return Array.from(new Set([...a.split(' '), ...b.split(' ')])).join(' ');`],
  ['strings', `return Array.from(new Set(a.split(' ').concat(b.split(' ')))).join(' ');`],
  ['strings', `return [...new Set(a.split(/\\s+/)).union(new Set(b.split(/\\s+/)))].join(' ');`],
  ['strings', `return [...new Set([a.split(' '), b.split(' ')].flat())].join(' ').trim();`],
  ['strings', `return [...new Set([...a.split(' '), ...b.split(' '), 'offline_access'])].join(' ');`],
  [
    'strings',
    `return [...a.split(' '), ...b.split(' ')].filter((s, i, all) => all.indexOf(s) === i).join(' ');`,
  ],
  [
    'strings',
    `return a.split(' ').concat(b.split(' ')).reduce((seen, s) => (seen.includes(s) ? seen : [...seen, s]), []).join(' ');`,
  ],
  [
    'missing',
    `return [...new Set([...(a ?? '').split(' '), ...(b ?? '').split(' ')])].filter(Boolean).join(' ');`,
  ],
  [
    'missing',
    `return [...new Set([...(a || '').split(/\\s+/), ...(b || '').split(/\\s+/)])].filter((s) => s.length > 0).join(' ') || undefined;`,
  ],
  [
    'missing',
    `return [...new Set([...(a?.split(' ') ?? []), ...(b?.split(' ') || [])])].filter((s) => s !== '').join(' ') || null;`,
  ],
  [
    'missing',
    `return [...new Set([...(a ? a.split(' ') : []), ...(b !== undefined ? b.split(' ') : [])])].filter((s) => !!s).join(' ');`,
  ],
  [
    'missing',
    `return [...new Set(\`\${a ?? ''} \${b ?? ''}\`.split(' ').filter(Boolean))].join(' ') || 'none';`,
  ],
  ['missing', `return [...new Set([a, b].filter(Boolean).join(' ').split(' ').filter(Boolean))].join(' ');`],
  ['missing', `return [...new Set([a, b].flatMap((s) => s?.split(' ') ?? []).filter(Boolean))].join(' ');`],
  ['missing', `return [...new Set([...(a?.match(/\\S+/g) ?? []), ...(b?.match(/\\S+/g) ?? [])])].join(' ');`],
  [
    'missing',
    `const held = new Set((a ?? '').split(' ').filter(Boolean));\n  for (const s of (b ?? '').split(' ')) if (s) held.add(s);\n  return [...held].join(' ');`,
  ],
  [
    'missing',
    `const all = new Set();\n  for (const each of [a, b]) {\n    if (!each) continue;\n    each.split(' ').filter(Boolean).forEach((s) => all.add(s));\n  }\n  return Array.from(all).join(' ');`,
  ],
];

const tests: readonly (readonly [Takes, string])[] = [
  ['strings', `return a.split(' ').filter(Boolean).some((s) => !b.split(' ').includes(s));`],
  [
    'missing',
    `const held = new Set(b?.split(' '));\n  return (a ?? '').split(' ').filter(Boolean).some((s) => !held.has(s));`,
  ],
  ['missing', `return !(a ?? '').split(' ').filter(Boolean).every((s) => (b ?? '').split(' ').includes(s));`],
  [
    'missing',
    `return (a?.split(' ') ?? []).filter(Boolean).every((s) => (b?.split(' ') ?? []).includes(s));`,
  ],
  [
    'missing',
    `return (a ?? '').split(' ').filter((s) => s).filter((s) => !(b ?? '').split(' ').includes(s)).length > 0;`,
  ],
  [
    'missing',
    `return !new Set((a ?? '').split(' ').filter(Boolean)).isSubsetOf(new Set((b ?? '').split(' ')));`,
  ],
];

const token = fc.string({
  unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCXYZ0189:/._-!#[]~'),
  minLength: 1,
  maxLength: 8,
});
const scopeString = fc
  .array(fc.oneof(token, fc.constantFrom('read', 'write', 'admin')), { minLength: 1, maxLength: 6 })
  .map((each) => each.join(' '));
const given: Readonly<Record<Takes, fc.Arbitrary<string | undefined>>> = {
  strings: scopeString,
  missing: fc.oneof(scopeString, fc.constantFrom(undefined, '')),
};

type Form = (a: string | undefined, b: string | undefined) => unknown;

/** Sets have these since Node 22; before, what is rewritten cannot be run. */
const canRun = (body: string) => 'union' in Set.prototype || !/\.(?:union|isSubsetOf)\(/.test(body);

/** The function of a file in this form, before and after the rewrite, and its text after it. */
function beforeAndAfter(body: string, use: string): readonly [before: Form, after: Form, text: string] {
  // Parameters are named for scopes: that is what tells these lists from others.
  const named = body.replace(/\ba\b/g, 'scope').replace(/\bb\b/g, 'grantedScope');
  const fn = `function compare(scope, grantedScope) {\n  ${named}\n}\n`;
  const text = `import { auth } from '@modelcontextprotocol/client';\n\n${fn}\n${use}`;
  const rewritten = transform(text, { filename: 'client.js', transforms: ['use-sdk-step-up'] });
  expect(rewritten.sites.map(({ remedy }) => remedy.kind)).toEqual(['rewrite']);
  const [before, after] = [text, rewritten.text].map((source) => {
    const [compared = ''] = /function compare[^]*?\n\}/.exec(source) ?? [];
    const names = ['computeScopeUnion', 'isStrictScopeSuperset'] as const;
    const values = names.map((name) => sdk[name]);

    return new Function(...names, `${compared}\nreturn compare;`)(...values) as Form;
  });
  return [before!, after!, rewritten.text];
}

function expectSame(takes: Takes, before: Form, after: Form): void {
  const strings = given[takes];
  fc.assert(
    fc.property(strings, strings, (a, b) => {
      expect(after(a, b)).toBe(before(a, b));
    }),
    { numRuns: 300 },
  );
}

describe('computeScopeUnion of 2.4.0 gives what the code before it gave', () => {
  it.each(unions)('%s: %s', (takes, body) => {
    const [before, after, text] = beforeAndAfter(body, 'export { compare };\n');
    expect(text).toMatch(/^ {2}return computeScopeUnion\(scope, grantedScope.*;$/m);
    expect(text).not.toMatch(/\.split|\.match|new Set/);
    if (canRun(body)) expectSame(takes, before, after);
  });

  it.each([
    `return [...new Set([...a.split(' '), ...b.split(' ')])].join(' ');`,
    `return [...new Set([...(a ?? '').split(' '), ...(b ?? '').split(' ')])].join(' ');`,
  ])('but for blanks, where an empty string leaves an empty token: %s', (body) => {
    const [before, after] = beforeAndAfter(body, 'export { compare };\n');
    expect([before('', 'read'), after('', 'read')]).toEqual([' read', 'read']);
    const strings = fc.oneof(scopeString, fc.constant(''));
    fc.assert(
      fc.property(strings, strings, (a, b) => {
        expect(after(a, b)).toBe((before(a, b) as string).split(' ').filter(Boolean).join(' '));
      }),
    );
  });
});

describe('isStrictScopeSuperset of 2.4.0 gives what the code before it gave', () => {
  const use = `export const stepUp = (provider, serverUrl, scope, held) =>
  auth(provider, { serverUrl, scope, forceReauthorization: compare(scope, held) });\n`;

  it.each(tests)('%s: %s', (takes, body) => {
    const [before, after, text] = beforeAndAfter(body, use);
    expect(text).toMatch(/^ {2}return !?isStrictScopeSuperset\(scope, grantedScope\);$/m);
    if (canRun(body)) expectSame(takes, before, after);
  });
});

describe('the fixtures that are rewritten, with the types of the SDK', () => {
  const folder = new URL('../', import.meta.url).pathname;
  const options: ts.CompilerOptions = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    lib: ['lib.esnext.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    paths: { '@modelcontextprotocol/client': [`${folder}node_modules/client-2.4.0/dist/index.d.mts`] },
  };
  const rewritten = fixtures().filter(
    ({ name, file, input, output }) =>
      /^hand-rolled-step-up\//.test(name) && /\.m?ts$/.test(file) && output !== input,
  );

  it('have no type error after it that they had not before', () => {
    expect(rewritten.length).toBeGreaterThanOrEqual(4);
    const files = rewritten.flatMap(({ path }) => [join(path, 'input.ts'), join(path, 'output.ts')]);
    const program = ts.createProgram(files, options);
    const errors = files.map((file) =>
      ts
        .getPreEmitDiagnostics(program, program.getSourceFile(file))
        .filter(({ code }) => code !== 2307) // modules that only a whole client would have
        .map(({ messageText }) => `${file}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`),
    );
    expect(errors.flat()).toEqual([]);
  }, 60_000);
});
