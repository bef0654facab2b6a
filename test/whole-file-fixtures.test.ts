import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { runtimeNames } from '../edits/remedy.ts';
import { vendoredRuntime } from '../edits/vendored-runtime.ts';
import { defaultTransforms, type TransformName } from '../transforms/transform.ts';
import { rewrittenByJscodeshift, wholeFiles } from './doors.ts';
import { fixtures } from './fixtures.ts';

const inFolder = (folder: string) => fixtures().filter(({ name }) => name.startsWith(`${folder}/`));
const files = wholeFiles.flatMap(inFolder);
const rewritten = files.filter(({ input, output }) => input !== output);

/** How many must not be touched for each one that is rewritten. */
it.each([
  ['forks', 0.5],
  ['clients', 1],
] as const)('%s that must not be touched are at least %f times as many as others', (folder, ratio) => {
  const all = inFolder(folder);
  const changed = all.filter((each) => rewritten.some(({ name }) => name === each.name));
  expect(all.length - changed.length).toBeGreaterThanOrEqual(changed.length * ratio);
});

describe('whole files in TypeScript', () => {
  const typed = files.filter(({ file }) => /\.[mc]?tsx?$/.test(file));
  const options: ts.CompilerOptions = {
    strict: true,
    jsx: ts.JsxEmit.Preserve,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  /** Files that are not on the disk: the rewritten ones, each beside the runtime that it imports. */
  const texts = new Map(
    typed.flatMap(({ path, file, output }) => [
      [join(path, rewrittenName(file)), output],
      [join(path, 'mcp-scope-runtime.ts'), vendoredRuntime(runtimeNames, 'ts', { newline: '\n' })],
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    return text === undefined
      ? getSourceFile(file, version, ...rest)
      : ts.createSourceFile(file, text, version, true);
  };
  const program = ts.createProgram([...texts.keys()], options, host);

  it.each(typed)('$name has no type errors', ({ path, file }) => {
    const source = program.getSourceFile(join(path, rewrittenName(file)));
    const errors = ts.getPreEmitDiagnostics(program, source);
    expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });
});

function rewrittenName(file: string): string {
  return file.replace('input', 'rewritten');
}

/** The default transforms as they are listed, the other way round, and as dice had it. */
const orders: Readonly<Record<string, readonly TransformName[]>> = {
  listed: defaultTransforms,
  reversed: defaultTransforms.toReversed(),
  shuffled: defaultTransforms.toSorted((a, b) => rank(a) - rank(b)),
};

function rank(name: string): number {
  return [...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 97, 7);
}

describe('transforms that run one after the other', () => {
  for (const { name, file, input, output } of rewritten) {
    it.each(Object.entries(orders))(`make of ${name} what all at once make: %s`, (_, order) => {
      const text = order.reduce((each, transform) => rewrittenByJscodeshift(each, file, [transform]), input);
      expect(text).toBe(output);
    });
  }
});
