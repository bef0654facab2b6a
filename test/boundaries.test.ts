import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { importsOf, type Import } from './imports-of.ts';

const root = new URL('..', import.meta.url).pathname;

/** What a folder may import beside its own files: folders, single files, and packages. */
interface Boundary {
  readonly values: readonly string[];
  /** Only with `import type`, which leaves nothing behind at run time. */
  readonly types?: readonly string[];
}

/** The table of the style guide. */
const boundaries: Readonly<Record<string, Boundary>> = {
  analysis: { values: [], types: ['@oxc-project/types'] },
  edits: { values: ['analysis'] },
  rules: { values: ['analysis', 'edits', 'package.json'], types: ['eslint'] },
  transforms: {
    values: ['analysis', 'edits', 'oxc-parser', '@typescript-eslint/scope-manager'],
    types: ['ts-morph'],
  },
  cli: {
    values: [
      'transforms',
      'package.json',
      // Words and texts that every door shares.
      'analysis/prefilter-words.ts',
      'edits/docs-url.ts',
      'edits/manual-reasons.ts',
      'edits/option-texts.ts',
      'edits/text-edit.ts',
      'edits/text-style.ts',
      'edits/vendored-runtime.ts',
      'rules/messages.ts',
      'node:',
      'diff',
      'ignore',
      'jsonc-parser',
      'picocolors',
      'ts-morph', // by cli/typescript.ts, which loads it when it is asked
      'yaml',
      'yargs',
    ],
    types: ['analysis/finding.ts', 'analysis/handler-call.ts', 'analysis/source-unit.ts', 'edits/remedy.ts'],
  },
  bin: { values: ['cli'] },
  runtime: { values: [] },
};

/** The generators run on the developer's machine only and are in no bundle. */
const exempt = ['rules/scaffold'];

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`)
    .filter((file) => !exempt.some((each) => file.startsWith(`${each}/`)));
}

/** A relative import as a path from the root. */
function targetOf(file: string, { specifier }: Import): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier;
}

function isWithin(target: string, allowed: string): boolean {
  return target === allowed || target.startsWith(allowed.endsWith(':') ? allowed : `${allowed}/`);
}

describe.each(Object.entries(boundaries))('%s/', (folder, { values, types = [] }) => {
  it('imports only what it may', () => {
    const violations = filesIn(folder).flatMap((file) =>
      importsOf(readFileSync(join(root, file), 'utf8'))
        .filter((each) => {
          const allowed = [folder, ...values, ...(each.typeOnly ? types : [])];
          return !allowed.some((one) => isWithin(targetOf(file, each), one));
        })
        .map((each) => `${file} imports ${each.typeOnly ? 'types of ' : ''}${targetOf(file, each)}`),
    );
    expect(violations).toEqual([]);
  });
});

it('has no folder for what belongs nowhere', () => {
  const folders = readdirSync(root, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const inside = Object.keys(boundaries).flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true }).filter((entry) => entry.isDirectory()),
  );
  const names = [...folders, ...inside].map(({ name }) => name);
  expect(names.filter((name) => /^(?:utils?|helpers?|lib|common|misc|shared)$/.test(name))).toEqual([]);
});

it.each([
  ["import './a.ts';", false],
  ["import { a } from './a.ts';", false],
  ["import { type a } from './a.ts';", false],
  ["import type { a } from './a.ts';", true],
  ["export { a } from './a.ts';", false],
  ["export type { a } from './a.ts';", true],
  ["export * from './a.ts';", false],
  ["const a = await import('./a.ts');", false],
  ["const a = require('./a.ts');", false],
  ["let a: typeof import('./a.ts');", true],
  ["import a = require('./a.ts');", false],
])('sees the import in %s', (text, typeOnly) => {
  expect(importsOf(text)).toEqual([{ specifier: './a.ts', typeOnly }]);
});
