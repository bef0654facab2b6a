import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync } from 'oxc-parser';
import { describe, expect, it } from 'vitest';

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
      'edits/manual-reasons.ts',
      'edits/text-style.ts',
      'edits/vendored-runtime.ts',
      'rules/messages.ts',
      'node:',
      'diff',
      'ignore',
      'picocolors',
      'yargs',
    ],
    types: ['analysis/finding.ts', 'analysis/source-unit.ts', 'edits/remedy.ts', 'edits/text-edit.ts'],
  },
  bin: { values: ['cli'] },
  runtime: { values: [] },
};

/** The generators run on the developer's machine only and are in no bundle. */
const exempt = ['rules/scaffold'];

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

function filesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`)
    .filter((file) => !exempt.some((each) => file.startsWith(`${each}/`)));
}

/** Every import of a file, whichever way it is written; a relative one as a path from the root. */
function importsOf(file: string, text: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const loaded = loadedBy(node as SyntaxNode);
    if (loaded) {
      const specifier = String(loaded.specifier?.value ?? 'an expression');
      const path = join(root, dirname(file), specifier);
      const target = specifier.startsWith('.') ? relative(root, path) : specifier;
      found.push({ file, target, typeOnly: loaded.typeOnly });
    }
    Object.values(node).forEach(visit);
  };
  visit(parseSync(file, text, { lang: 'ts' }).program);
  return found;
}

interface SyntaxNode {
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly source?: SyntaxNode;
  readonly expression?: SyntaxNode;
  readonly callee?: SyntaxNode;
  readonly arguments?: readonly SyntaxNode[];
  readonly importKind?: string;
  readonly exportKind?: string;
}

/** With `verbatimModuleSyntax` only `import type …` and `export type …` are erased as a whole. */
function loadedBy(node: SyntaxNode) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
      return node.source ? { specifier: node.source, typeOnly } : undefined;
    }
    case 'ImportExpression':
      return { specifier: node.source, typeOnly: false };
    case 'TSImportType':
      return { specifier: node.source, typeOnly: true };
    case 'TSExternalModuleReference':
      return { specifier: node.expression, typeOnly: false };
    case 'CallExpression':
      return node.callee?.name === 'require'
        ? { specifier: node.arguments?.[0], typeOnly: false }
        : undefined;
    default:
      return undefined;
  }
}

function isWithin(target: string, allowed: string): boolean {
  return target === allowed || target.startsWith(allowed.endsWith(':') ? allowed : `${allowed}/`);
}

describe.each(Object.entries(boundaries))('%s/', (folder, { values, types = [] }) => {
  it('imports only what it may', () => {
    const violations = filesIn(folder)
      .flatMap((file) => importsOf(file, readFileSync(join(root, file), 'utf8')))
      .filter(({ target, typeOnly }) => {
        const allowed = [folder, ...values, ...(typeOnly ? types : [])];
        return !allowed.some((each) => isWithin(target, each));
      })
      .map(({ file, target, typeOnly }) => `${file} imports ${typeOnly ? 'types of ' : ''}${target}`);
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
  expect(importsOf('cli/probe.ts', text)).toEqual([{ file: 'cli/probe.ts', target: 'cli/a.ts', typeOnly }]);
});
