import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { vendoredRuntime } from '../edits/vendored-runtime.ts';
import { fixtures } from './fixtures.ts';

const consumers = fixtures().filter(({ name }) =>
  name.startsWith('unsignalled-insufficient-scope/consumer-'),
);
const repository = new URL('..', import.meta.url).pathname;

/** What other files of the fixtures would hold, as far as their types matter. */
const besides = `
  declare module 'react' {
    export class Component { constructor(props?: unknown); props: any; }
    export const createElement: any;
  }
  declare module '*/storage.js' { export const storage: any; }
  declare module '*/server.mjs' { export const startServer: any; }
`;

/** Each consumer as it is and as it becomes, beside the runtime that it imports. */
const files = new Map<string, string>();
for (const { path, file, input, output } of consumers) {
  files.set(join(path, file), input);
  files.set(join(path, file.replace('input', 'output')), output);
  const plain = /\.[cm]?js$/.test(file);
  files.set(
    join(path, `mcp-scope-runtime.${plain ? 'd.ts' : 'ts'}`),
    vendoredRuntime(['InsufficientScopeError'], plain ? 'dts' : 'ts', { newline: '\n' }),
  );
}
const ambient = join(repository, 'fixtures/besides.d.ts');
files.set(ambient, besides);

function errorsIn(isPlain: boolean): ReadonlyMap<string, readonly string[]> {
  const options: ts.CompilerOptions = {
    strict: !isPlain,
    noImplicitAny: false,
    allowJs: true,
    checkJs: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    module: ts.ModuleKind.Preserve,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    moduleDetection: ts.ModuleDetectionKind.Force,
    paths: {
      'mcp-scope-codemod/runtime': [join(repository, 'runtime/index.ts')],
      '@modelcontextprotocol/client': [join(repository, 'node_modules/client-2.4.0/dist/index.d.mts')],
    },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => files.has(path) || fileExists(path);
  host.readFile = (path) => files.get(path) ?? readFile(path);
  const names = [...files.keys()].filter(
    (path) => /\/(?:in|out)put\.[^/]+$/.test(path) && /\.[cm]?js$/.test(path) === isPlain,
  );
  const program = ts.createProgram([...names, ambient], options, host);
  return new Map(
    names.map((path) => {
      const source = program.getSourceFile(path)!;
      const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
      return [path, found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))];
    }),
  );
}

describe('consumers of errors', () => {
  const errors = new Map([...errorsIn(false), ...errorsIn(true)]);

  it.each(consumers)('$name has no type errors, before and after', ({ path, file }) => {
    expect(errors.get(join(path, file))).toEqual([]);
    expect(errors.get(join(path, file.replace('input', 'output')))).toEqual([]);
  });

  it('are left alone by half', () => {
    const rewritten = consumers.filter(({ input, output }) => input !== output);
    expect(consumers.length - rewritten.length).toBeGreaterThanOrEqual(rewritten.length);
  });
});
