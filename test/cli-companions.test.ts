import { chmodSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { run, type RunOptions } from '../cli/run.ts';
import type { RuntimeName } from '../edits/remedy.ts';
import { vendoredRuntime, type VendoredForm } from '../edits/vendored-runtime.ts';
import { projectCore } from './cli-project-core.ts';
import { repository, workspace, type Workspace } from './cli-workspace.ts';

const core = await projectCore();

/** A file that the run looks at, with sentences of `projectCore`. */
const code = (...lines: string[]) => ['// 403 insufficient_scope', ...lines, ''].join('\n');
const addsBoth = code('// @adds maxStepUpRetries class T 1', '// @adds onInsufficientScope class T 1');
const addsRetries = code('// @adds maxStepUpRetries class T 1');
const addsForce = code('// @adds forceReauthorization function auth 1');
const exportsError = code('// @exports InsufficientScopeError', 'export const x = 1;');
const vendored = (form: VendoredForm, ...names: RuntimeName[]) =>
  vendoredRuntime(names, form, { newline: '\n' });

async function changesIn(tree: Workspace, options: RunOptions = {}): Promise<Record<string, string>> {
  const before = tree.all();
  const result = await run({ cwd: tree.folder, ...options }, async () => core);
  if (result.status !== 'done') throw new Error(JSON.stringify(result));
  expect(result.errors).toEqual([]);
  const changed = Object.entries(tree.all()).filter(([file, text]) => before[file] !== text);
  return Object.fromEntries(changed);
}

/** What one run changes; another one changes nothing. */
async function changed(files: Record<string, string>, options: RunOptions = {}) {
  const tree = workspace(files);
  const changes = await changesIn(tree, options);
  expect(await changesIn(tree, options)).toEqual({});
  return changes;
}

const takes = (type: string) => `export declare class T {\n  constructor(url: URL, opts?: ${type});\n}\n`;

describe('the declarations beside compiled code get its options', () => {
  it.each<[string, string, string]>([
    [
      'in the style of their neighbours',
      `export type Options = {
    /**
     * Customizes requests.
     */
    init?: object;
    /**
     * A session.
     */
    sessionId?: string;
};
${takes('Options')}`,
      `export type Options = {
    /**
     * Customizes requests.
     */
    init?: object;
    /**
     * A session.
     */
    sessionId?: string;
    /**
     * What to do when the server answers 403 \`insufficient_scope\`: request the union of scopes, or throw
     * \`InsufficientScopeError\`. Default: \`reauthorize\`.
     */
    onInsufficientScope?: 'reauthorize' | 'throw';
    /**
     * How many times one operation may step up before it fails. Default: 3.
     */
    maxStepUpRetries?: number;
};
${takes('Options')}`,
    ],
    [
      'with empty lines, short comments and without semicolons',
      `export interface Options {\r\n\t/** "One". */\r\n\ta?: string\r\n\r\n\t/** "Two". */\r\n\tb?: string // 2\r\n}\r\n${takes('Options')}`,
      `export interface Options {\r\n\t/** "One". */\r\n\ta?: string\r\n\r\n\t/** "Two". */\r\n\tb?: string // 2\r\n\r\n\t/**\r\n\t * What to do when the server answers 403 \`insufficient_scope\`: request the union of scopes, or throw\r\n\t * \`InsufficientScopeError\`. Default: \`reauthorize\`.\r\n\t */\r\n\tonInsufficientScope?: "reauthorize" | "throw"\r\n\r\n\t/** How many times one operation may step up before it fails. Default: 3. */\r\n\tmaxStepUpRetries?: number\r\n}\r\n${takes('Options')}`,
    ],
    [
      'in one line',
      takes('{ a?: string; b?: string }'),
      takes(
        `{ a?: string; b?: string; onInsufficientScope?: 'reauthorize' | 'throw'; maxStepUpRetries?: number }`,
      ),
    ],
    [
      'in an empty list',
      takes('{}'),
      takes(`{ onInsufficientScope?: 'reauthorize' | 'throw'; maxStepUpRetries?: number }`),
    ],
    [
      'in the literal of an intersection, read-only as the others',
      takes('Base & {\n  readonly a?: string | undefined,\n}') + 'type Base = { readonly z: 1 };\n',
      takes(
        `Base & {\n  readonly a?: string | undefined,\n  readonly onInsufficientScope?: 'reauthorize' | 'throw' | undefined,\n  readonly maxStepUpRetries?: number | undefined,\n}`,
      ) + 'type Base = { readonly z: 1 };\n',
    ],
    [
      'what is not there yet of them',
      takes('{ maxStepUpRetries?: number; }'),
      takes(`{ maxStepUpRetries?: number; onInsufficientScope?: 'reauthorize' | 'throw'; }`),
    ],
    [
      'behind a byte order mark',
      `\uFEFF${takes('Readonly<{ a?: 1; }> | undefined')}`,
      `\uFEFF${takes(`Readonly<{ a?: 1; onInsufficientScope?: 'reauthorize' | 'throw'; maxStepUpRetries?: number; }> | undefined`)}`,
    ],
  ])('%s', async (_name, before, after) => {
    expect(await changed({ 'a.js': addsBoth, 'a.d.ts': before })).toEqual({ 'a.d.ts': after });
  });

  it.each(['m', 'c'])('whose names end in .%sjs', async (kind) => {
    const files = {
      [`a.${kind}js`]: addsRetries,
      [`a.d.${kind}ts`]: takes('{ a?: 1; }'),
      'a.d.ts': takes('{}'),
    };
    expect(await changed(files)).toEqual({
      [`a.d.${kind}ts`]: takes('{ a?: 1; maxStepUpRetries?: number; }'),
    });
  });

  it('for functions, overloads each', async () => {
    const auth = (rest: string) =>
      `export declare function auth(p: unknown, options: {\n    scope?: string;\n${rest}}): void;\nexport declare function auth(p: string, options: {\n    a: 1;\n${rest}}): void;\n`;
    expect(await changed({ 'a.js': addsForce, 'a.d.ts': auth('') })).toEqual({
      'a.d.ts': auth('    forceReauthorization?: boolean;\n'),
    });
  });

  it.each([
    ['there are none', {}],
    [
      'an interface that theirs extends has it',
      {
        'a.d.ts': `interface B {\n  maxStepUpRetries?: number;\n}\ninterface O extends B {\n  a?: 1;\n}\n${takes('O')}`,
      },
    ],
  ])('but not if %s', async (_name, files) => {
    expect(await changed({ 'a.js': addsRetries, ...files })).toEqual({});
  });

  it('or are reported, if the type is not found there', async () => {
    const tree = workspace({ 'a.js': addsRetries, 'a.d.ts': takes('Unknown') });
    const result = await run({ cwd: tree.folder }, async () => core);
    expect(result).toMatchObject({ skipped: [{ file: 'a.d.ts', reason: 'option-type-not-found' }] });
  });
});

describe('a type in another file gets the options', () => {
  const user = (from: string, type = 'Options', adds = addsRetries) =>
    `import type { ${type} } from '${from}';\n${adds}class T {\n  constructor(url: URL, opts?: ${type}) {}\n}\n`;
  const options = (rest = '') => `export interface Options {\n  a?: string;\n${rest}}\n`;
  const both = "  onInsufficientScope?: 'reauthorize' | 'throw';\n  maxStepUpRetries?: number;\n";

  it.each<[string, Record<string, string>, string]>([
    ['by the name of its output', { 'a.ts': user('./options.js'), 'options.ts': options() }, 'options.ts'],
    [
      'by the paths of the tsconfig',
      {
        'src/a.ts': user('@/options'),
        'src/types/options.ts': options(),
        'tsconfig.json':
          '{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "paths": { "@/*": ["./src/types/*"] } } }',
      },
      'src/types/options.ts',
    ],
    [
      'through an index',
      {
        'a.ts': user('./types/index.js'),
        'types/index.ts': "export * from './options.js';\n",
        'types/options.ts': options(),
      },
      'types/options.ts',
    ],
    [
      'under another name',
      {
        'a.ts': user('./index.js', 'TransportOptions'),
        'index.ts': "export { type Options as TransportOptions } from './options.js';\n",
        'options.ts': options(),
      },
      'options.ts',
    ],
    [
      'of declarations written by hand',
      { 'a.ts': user('./options.js'), 'options.d.ts': options() },
      'options.d.ts',
    ],
    [
      'that compiled code imports',
      {
        'a.js': addsRetries,
        'a.d.ts': `import { Options } from './options.js';\n${takes('Options')}`,
        'options.d.ts': options(),
      },
      'options.d.ts',
    ],
  ])('%s', async (_name, files, file) => {
    expect(await changed(files)).toEqual({ [file]: options('  maxStepUpRetries?: number;\n') });
  });

  it('once, whoever asks for it', async () => {
    const files = {
      'a.ts': user('./options.js'),
      'b.ts': user('./options.js', 'Options', addsBoth),
      'options.ts': options(),
    };
    expect(await changed(files)).toEqual({ 'options.ts': options(both) });
  });

  it('in a file that is rewritten itself', async () => {
    const files = { 'a.ts': user('./options.js'), 'options.ts': code('TODO') + options() };
    expect(await changed(files)).toEqual({
      'options.ts': code('DONE') + options('  maxStepUpRetries?: number;\n'),
    });
  });

  it('outside what was named, but in the same package', async () => {
    const files = {
      'package.json': '{}',
      'src/a.ts': user('../types/options.js'),
      'types/options.ts': options(),
    };
    expect(await changed(files, { paths: ['src'] })).toEqual({
      'types/options.ts': options('  maxStepUpRetries?: number;\n'),
    });
  });

  it('but not what is installed', async () => {
    const files = {
      'package.json': '{}',
      'a.ts': user('types'),
      'node_modules/types/package.json': '{ "name": "types", "types": "./index.d.ts" }',
      'node_modules/types/index.d.ts': options(),
    };
    expect(await changed(files)).toEqual({});
  });

  it('and where one cannot be written, what relies on it is not', async () => {
    const tree = workspace({ 'a.ts': user('./options.js') + 'TODO\n', 'options.ts': options() });
    chmodSync(tree.path('options.ts'), 0o444);
    const before = tree.all();
    const result = await run({ cwd: tree.folder }, async () => core);
    expect(tree.all()).toEqual(before);
    expect(result).toMatchObject({
      exitCode: 3,
      errors: [
        { file: 'options.ts', message: 'was not written: it is read-only' },
        { file: 'a.ts', message: 'was not written: options.ts, which it needs, was not' },
      ],
    });
  });
});

describe('an exported error is declared', () => {
  const line = "export { InsufficientScopeError } from './mcp-scope-runtime.js';\n";

  it('beside compiled code, with declarations of the runtime', async () => {
    const files = {
      'a.js': exportsError,
      'a.d.ts': "import { X } from './x.js';\nexport declare const x: X;\n",
    };
    expect(await changed(files)).toEqual({
      'a.d.ts': `import { X } from './x.js';\n${line}export declare const x: X;\n`,
      'a.js': line + exportsError,
      'mcp-scope-runtime.d.ts': vendored('dts', 'InsufficientScopeError'),
      'mcp-scope-runtime.js': vendored('esm', 'InsufficientScopeError'),
    });
  });

  it('from the package, which has its own', async () => {
    const files = { 'a.mjs': exportsError, 'a.d.mts': 'export declare const x: 1;\n' };
    const fromPackage = line.replace('./mcp-scope-runtime.js', 'mcp-scope-codemod/runtime');
    expect(await changed(files, { runtime: 'package' })).toEqual({
      'a.d.mts': `${fromPackage}export declare const x: 1;\n`,
      'a.mjs': fromPackage + exportsError,
    });
  });

  it('and the declarations of a runtime grow and are renewed with it', async () => {
    const tree = workspace({
      'a.js': exportsError,
      'a.d.ts': 'export declare const x: 1;\n',
      'mcp-scope-runtime.js': vendored('esm', 'countStepUp'),
      'mcp-scope-runtime.d.ts': vendored('dts', 'countStepUp'),
    });
    await changesIn(tree);
    const names = ['InsufficientScopeError', 'countStepUp'] as const;
    const current = vendored('dts', ...names);
    expect(tree.read('mcp-scope-runtime.d.ts')).toBe(current);
    expect(tree.read('mcp-scope-runtime.js')).toBe(vendored('esm', ...names));
    tree.write(
      'mcp-scope-runtime.d.ts',
      current.replace('The server wants', 'The server, in an older text, wants'),
    );
    await changesIn(tree, { paths: ['mcp-scope-runtime.js'] });
    expect(tree.read('mcp-scope-runtime.d.ts')).toBe(current);
  });

  it('but a file of that name that is not ours is left as it is', async () => {
    const files = {
      'a.js': exportsError,
      'a.d.ts': 'export declare const x: 1;\n',
      'mcp-scope-runtime.d.ts': 'export {};\n',
    };
    expect(Object.keys(await changed(files))).toEqual(['a.d.ts', 'a.js', 'mcp-scope-runtime.js']);
  });
});

describe('an index that exports errors by name exports it too', () => {
  const index = async (files: Record<string, string>) => {
    const { 'index.ts': text } = await changed({
      'client/http.ts': exportsError,
      'client/auth.ts': 'export class UnauthorizedError {}\n',
      ...files,
    });
    return text;
  };

  it.each<[string, string, string | undefined]>([
    [
      'in its place in a sorted list',
      "export { HttpError, x } from './client/http.js';\n",
      "export { HttpError, InsufficientScopeError, x } from './client/http.js';\n",
    ],
    [
      'at the end of another',
      "export {\n    x,\n    HttpError,\n} from './client/http.js';\n",
      "export {\n    x,\n    HttpError,\n    InsufficientScopeError,\n} from './client/http.js';\n",
    ],
    [
      'in a list of its own behind that of the errors',
      'export type { X } from "./client/http";\nexport { UnauthorizedError } from "./client/auth"\nexport const y = 1\n',
      'export type { X } from "./client/http";\nexport { UnauthorizedError } from "./client/auth"\nexport { InsufficientScopeError } from "./client/http"\nexport const y = 1\n',
    ],
    [
      'unless it exports all',
      "export * from './client/http.js';\nexport { UnauthorizedError } from './client/auth.js';\n",
      undefined,
    ],
    [
      'unless it has it',
      "export { InsufficientScopeError, UnauthorizedError } from './client/auth.js';\n",
      undefined,
    ],
    ['unless its errors are from elsewhere', "export { OtherError } from './other.js';\n", undefined],
  ])('%s', async (_name, before, after) => {
    expect(await index({ 'index.ts': before })).toBe(after);
  });

  it('unless another one of the package has an error of its own by that name', async () => {
    const files = await changed({
      'client/http.ts': exportsError,
      'client/errors.ts': 'export class InsufficientScopeError {}\nexport class RefusedError {}\n',
      'client/auth.ts': "export { RefusedError } from './errors.js';\n",
      'index.ts': "export { InsufficientScopeError, RefusedError } from './client/errors.js';\n",
    });
    expect(Object.keys(files)).not.toContain('client/auth.ts');
  });

  it('through an index of an index', async () => {
    const files = {
      'client/http.ts': exportsError,
      'client/index.ts': "export { HttpError } from './http.js';\n",
      'index.ts': "export { HttpError } from './client/index.js';\n",
    };
    const { 'client/index.ts': inner, 'index.ts': outer } = await changed(files);
    expect([inner, outer]).toEqual([
      "export { HttpError, InsufficientScopeError } from './http.js';\n",
      "export { HttpError, InsufficientScopeError } from './client/index.js';\n",
    ]);
  });
});

describe('the report', () => {
  const files = {
    'a.js': code('TODO') + addsRetries,
    'a.d.ts': takes('{ a?: 1 }'),
    'a.js.map': '{}',
    'a.d.ts.map': '{}',
  };

  it('shows what goes with a rewrite, and says that source maps are left alone', async () => {
    const { stdout } = await workspace(files, core).cli();
    expect(stdout.replace(/^.*uncapped-step-up.*$/m, '<finding>')).toBe(`<finding>
       2 - TODO
       2 + DONE
a.d.ts  goes with a.js
       2 -   constructor(url: URL, opts?: { a?: 1 });
       2 +   constructor(url: URL, opts?: { a?: 1; maxStepUpRetries?: number });

1 rewritten · 1 file seen, 1 parsed · 0.0 s
Source maps are left alone: a.d.ts.map, a.js.map no longer match.

Next:
  npm test
  npx mcp-scope-codemod --check
`);
  });

  it('has both in JSON, and counts every file', async () => {
    const { stdout } = await workspace(files, core).cli('--format', 'json');
    expect(JSON.parse(stdout)).toMatchObject({
      stats: { filesChanged: 2 },
      companions: [{ file: 'a.d.ts', of: ['a.js'] }],
      staleMaps: ['a.d.ts.map', 'a.js.map'],
    });
  });

  it('writes none of it on a dry run, nor where a companion has uncommitted changes', async () => {
    const tree = repository(files, core);
    const { code: dry } = await tree.cli('--dry-run');
    tree.write('a.d.ts', takes('{ b?: 2 }'));
    const { code: refused, stderr } = await tree.cli();
    expect([dry, refused, tree.read('a.js')]).toEqual([1, 2, files['a.js']]);
    expect(stderr).toMatch(/a\.d\.ts/);
  });
});
