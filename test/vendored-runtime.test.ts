import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { runtimeNames, type RuntimeName } from '../edits/remedy.ts';
import { VENDORED_MARKER, vendoredNames, vendoredRuntime } from '../edits/vendored-runtime.ts';
import * as runtime from '../runtime/index.ts';

// TypeScript compiles each choice of names.
vi.setConfig({ testTimeout: 120_000 });
const folder = mkdtempSync(join(tmpdir(), 'mcp-scope-vendored-'));
afterAll(() => rmSync(folder, { recursive: true }));

const require = createRequire(import.meta.url);
const newlines = { LF: '\n', CRLF: '\r\n' } as const;

/** Choices of names that a file can need: each alone, each pair, all, and all but one. */
const choices: readonly (readonly RuntimeName[])[] = Array.from(
  { length: 2 ** runtimeNames.length - 1 },
  (_, i) => runtimeNames.filter((_name, bit) => ((i + 1) >> bit) & 1),
).filter(({ length }) => length <= 2 || length >= runtimeNames.length - 1);

let files = 0;
function written(text: string, ending: string): string {
  const file = join(folder, `mcp-scope-runtime-${++files}${ending}`);
  writeFileSync(file, text);
  return file;
}

const endings = { ts: '.mts', esm: '.mjs', cjs: '.cjs' } as const;
type LoadedForm = keyof typeof endings;

/** Loads vendored texts by the means that their form is for. */
async function load(texts: readonly string[], form: LoadedForm): Promise<readonly (typeof runtime)[]> {
  const sources = texts.map((text) => written(text, endings[form]));
  if (form === 'cjs') return sources.map((file) => require(file) as typeof runtime);
  const modules = form === 'ts' ? compiled(sources) : sources;
  return Promise.all(modules.map(async (file) => (await import(pathToFileURL(file).href)) as typeof runtime));
}

/** What is about requests is for projects that know the types of `fetch`, here from the DOM; the rest needs no such. */
const isAboutRequests = (source: string) => readFileSync(source, 'utf8').includes('withStepUp');

/** Compiles under the strictest settings that a project may have, for the oldest library that we promise. */
function compiled(sources: readonly string[], options: ts.CompilerOptions = {}): readonly string[] {
  const { lib = ['lib.es2020.d.ts'] } = options;
  compile(
    sources.filter((source) => !isAboutRequests(source)),
    { ...options, lib },
  );
  compile(sources.filter(isAboutRequests), { ...options, lib: [...lib, 'lib.dom.d.ts'] });
  return sources.map((file) => file.replace(/ts$/, 'js'));
}

function compile(sources: readonly string[], options: ts.CompilerOptions): void {
  if (sources.length === 0) return;
  const program = ts.createProgram(sources, {
    strict: true,
    noImplicitOverride: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    noUnusedParameters: true,
    noPropertyAccessFromIndexSignature: true,
    verbatimModuleSyntax: true,
    erasableSyntaxOnly: true,
    isolatedModules: true,
    target: ts.ScriptTarget.ES2020,
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    ...options,
  });
  const { diagnostics } = program.emit();
  const found = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  expect(found.map((each) => ts.flattenDiagnosticMessageText(each.messageText, '\n'))).toEqual([]);
}

describe.each<LoadedForm>(['ts', 'esm', 'cjs'])('the vendored runtime as %s', (form) => {
  describe.each(Object.entries(newlines))('with %s', (_name, newline) => {
    const vendored = (names: readonly RuntimeName[]) => vendoredRuntime(names, form, { newline });

    it('loads, and exports just what was asked for', async () => {
      for (const [i, loaded] of (await load(choices.map(vendored), form)).entries()) {
        const own = Object.keys(loaded).filter((key) => key !== 'default' && key !== 'module.exports');
        expect(own.sort()).toEqual([...choices[i]!].sort());
      }
    });

    it('begins with the marker and tells its names', () => {
      for (const names of choices) {
        const text = vendored(names);
        expect(text.startsWith(`// ${VENDORED_MARKER}`)).toBe(true);
        expect(vendoredNames(text)).toEqual(names);
        expect(vendoredNames(`\uFEFF${text}`)).toEqual(names);
      }
    });

    it('has one kind of newline, and one at its end', () => {
      const text = vendored(runtimeNames);
      expect(text.split('\n').length).toBe(text.split(newline).length);
      expect(text.includes('\r')).toBe(newline === '\r\n');
      expect(text.endsWith(newline)).toBe(true);
      expect(text.endsWith(newline + newline)).toBe(false);
    });

    it('needs nothing from elsewhere', () => {
      expect(vendored(runtimeNames)).not.toMatch(/^\s*import\b|\brequire\(|\bimport\(|node:/m);
    });

    it('is the same in whatever order the names are given', () => {
      expect(vendored([...runtimeNames].reverse())).toBe(vendored(runtimeNames));
      expect(vendored([...runtimeNames, ...runtimeNames])).toBe(vendored(runtimeNames));
    });

    it('behaves as the package does', async () => {
      const [copy] = (await load([vendored(runtimeNames)], form)) as [typeof runtime];
      const { vectors } = JSON.parse(
        readFileSync(new URL('../fixtures/vectors/union.json', import.meta.url), 'utf8'),
      ) as { vectors: { inputs: (string | null)[] }[] };
      for (const { inputs } of vectors)
        expect(copy.unionScopes(...inputs)).toBe(runtime.unionScopes(...inputs));

      expect(copy.MAX_STEP_UP_RETRIES).toBe(runtime.MAX_STEP_UP_RETRIES);

      const message = { method: 'tools/call' };
      expect([copy.countStepUp(message), copy.countStepUp(message), copy.countStepUp('x')]).toEqual([
        1, 2, 1,
      ]);

      for (const [scope, of] of [
        ['a b', 'a'],
        ['b a', 'a b'],
        ['a', 'b'],
      ] as const)
        expect(copy.isStrictScopeSuperset(scope, of)).toBe(runtime.isStrictScopeSuperset(scope, of));

      const cause = new Error('403');
      for (const reason of ['retry-cap-reached', 'nothing-to-add'] as const) {
        const details = { requiredScope: 'a b', resourceMetadataUrl: 'https://mcp.example/', reason, cause };
        const error = new copy.InsufficientScopeError(details);
        const original = new runtime.InsufficientScopeError(details);
        expect(error).toBeInstanceOf(Error);
        expect(error.message).toBe(original.message);
        expect({ ...error }).toEqual({ ...original });
        expect(Object.keys(error).sort()).toEqual(Object.keys(original).sort());
        expect(String(error)).toBe(String(original));
        expect(error.cause).toBe(cause);
      }
      expect('cause' in new copy.InsufficientScopeError({ reason: 'nothing-to-add' })).toBe(false);
    });
  });
});

describe('the vendored runtime as TypeScript', () => {
  const text = vendoredRuntime(runtimeNames, 'ts', { newline: '\n' });

  it.each([
    ['ES2020 and class fields by assignment', { useDefineForClassFields: false }],
    ['ESNext and class fields as defined', { target: ts.ScriptTarget.ESNext, lib: ['lib.esnext.d.ts'] }],
    ['the DOM', { lib: ['lib.es2020.d.ts', 'lib.dom.d.ts'] }],
    ['a declaration file', { declaration: true, isolatedDeclarations: true }],
  ] as const)('compiles with %s', (_name, options) => {
    compiled([written(text, '.mts')], options as ts.CompilerOptions);
  });

  it('exports the types that go with its names', () => {
    const file = written(text, '.mts');
    const user = userOf(file.replace(/mts$/, 'mjs'));
    compiled([written(user, '.mts')]);
  });

  it('holds what a name uses before that name, and exports the name alone', () => {
    expect(vendoredRuntime(['isStrictScopeSuperset'], 'ts', { newline: '\n' })).toBe(
      `// Vendored by mcp-scope-codemod (MIT): isStrictScopeSuperset.
// To renew it, name this file to the tool: \`npx mcp-scope-codemod@latest <this file>\`.

${['union-scopes', 'covers-scope', 'is-strict-scope-superset'].map(privately).join('\n\n')}
`.replace('function isStrict', 'export function isStrict'),
    );
  });
});

/** The text of a runtime file without what imports and exports. */
function privately(file: string): string {
  const text = readFileSync(new URL(`../runtime/${file}.ts`, import.meta.url), 'utf8');
  return text
    .replace(/^import .*\n/gm, '')
    .replace(/^export /gm, '')
    .trim();
}

/** Code that takes names and types of a vendored file. */
function userOf(module: string): string {
  return `import { InsufficientScopeError, unionScopes, countStepUp, MAX_STEP_UP_RETRIES } from '${module}';
import type { InsufficientScopeDetails, InsufficientScopeReason } from '${module}';
import { withStepUp, type StepUpFetch } from '${module}';
const reason: InsufficientScopeReason = 'retry-cap-reached';
const details: InsufficientScopeDetails = { requiredScope: unionScopes('a', undefined, null), reason };
if (countStepUp(details) > MAX_STEP_UP_RETRIES) throw new InsufficientScopeError(details);
export const stepUpFetch: StepUpFetch = withStepUp(fetch, { serverUrl: 'https://mcp.example/', tokens: () => null });
export const code: 'MCP_INSUFFICIENT_SCOPE' = new InsufficientScopeError({ reason }).code;
`;
}

describe('the vendored runtime as JavaScript', () => {
  it.each([
    ['esm', '.mjs'],
    ['cjs', '.cjs'],
  ] as const)('has no type errors where a project checks its JavaScript, %s', (form, ending) => {
    compiled([written(vendoredRuntime(runtimeNames, form, { newline: '\n' }), ending)], {
      allowJs: true,
      checkJs: true,
      outDir: join(folder, 'compiled'),
    });
  });
});

describe('the declarations of the vendored runtime', () => {
  it.each(Object.entries(newlines))('go with every choice of names, with %s', (_name, newline) => {
    const users: string[] = [];
    for (const names of choices) {
      const text = vendoredRuntime(names, 'dts', { newline });
      expect(vendoredNames(text)).toEqual(names);
      expect(text.includes('\r')).toBe(newline === '\r\n');
      const file = written(text, '.d.mts');
      const list = names.join(', ');
      users.push(
        written(`import { ${list} } from '${file.replace('.d.mts', '.mjs')}';\nvoid [${list}];`, '.mts'),
      );
    }
    compiled(users);
  });

  it('are those of the TypeScript form', () => {
    const file = written(vendoredRuntime(runtimeNames, 'dts', { newline: '\n' }), '.d.mts');
    compiled([written(userOf(file.replace('.d.mts', '.mjs')), '.mts')]);
  });
});

describe('vendoredNames', () => {
  it('knows no file that lacks the marker, or has it elsewhere than at its head', () => {
    const text = vendoredRuntime(['unionScopes'], 'esm', { newline: '\n' });
    expect(vendoredNames('export function unionScopes() {}\n')).toEqual([]);
    expect(vendoredNames(text.slice(text.indexOf('\n') + 1))).toEqual([]);
    expect(vendoredNames(`${'// a comment of ours\n'.repeat(20)}${text}`)).toEqual([]);
  });

  it('counts only what is exported', () => {
    const text = vendoredRuntime(['unionScopes'], 'cjs', { newline: '\n' });
    expect(vendoredNames(`${text}function countStepUp() {}\n`)).toEqual(['unionScopes']);
  });
});
