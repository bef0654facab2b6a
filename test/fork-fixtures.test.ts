import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { runtimeNames } from '../edits/remedy.ts';
import { vendoredRuntime } from '../edits/vendored-runtime.ts';
import { defaultTransforms, type TransformName } from '../transforms/transform.ts';
import { rewrittenByJscodeshift } from './doors.ts';
import { fixtures } from './fixtures.ts';

const forks = fixtures().filter(({ name }) => name.startsWith('forks/'));
const rewritten = forks.filter(({ input, output }) => input !== output);

describe('at least half as many forks again', () => {
  it('must not be touched', () => {
    expect(forks.length - rewritten.length).toBeGreaterThanOrEqual(rewritten.length / 2);
  });
});

describe('forks in TypeScript', () => {
  const typed = forks.filter(({ file }) => file.endsWith('.ts'));
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: [],
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
  };
  /** Files that are not on the disk: the rewritten forks, each beside the runtime that it imports. */
  const files = new Map(
    typed.flatMap(({ path, output }) => [
      [join(path, 'rewritten.ts'), output],
      [join(path, 'mcp-scope-runtime.ts'), vendoredRuntime(runtimeNames, 'ts', { newline: '\n' })],
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  host.fileExists = (file) => files.has(file) || fileExists(file);
  host.readFile = (file) => files.get(file) ?? readFile(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = files.get(file);
    return text === undefined
      ? getSourceFile(file, version, ...rest)
      : ts.createSourceFile(file, text, version, true);
  };
  const program = ts.createProgram([...files.keys()], options, host);

  it.each(typed)('$name has no type errors', ({ path }) => {
    const source = program.getSourceFile(join(path, 'rewritten.ts'));
    const errors = ts.getPreEmitDiagnostics(program, source);
    expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  });
});

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
