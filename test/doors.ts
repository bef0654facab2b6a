import * as tsParser from '@typescript-eslint/parser';
import { Linter, type ESLint } from 'eslint';
import { Project } from 'ts-morph';
import type { FindingKind } from '../analysis/finding.ts';
import { findingKinds } from '../analysis/analyze.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { decide, type Decision } from '../edits/decide.ts';
import { rules } from '../rules/index.ts';
import { parse } from '../transforms/parse.ts';
import { createTransform } from '../transforms/create-transform.ts';
import {
  defaultTransforms,
  onlyReports,
  transformNames,
  transformOf,
  type TransformName,
} from '../transforms/transform.ts';
import type { Fixture } from './fixtures.ts';

/** Where every door imports the helpers from in the fixtures, so that their texts can be compared. */
export const runtime = './mcp-scope-runtime.js';

/** Kinds whose fixtures are tried together. */
const together: readonly FindingKind[] = ['challenged-scope-only', 'uncapped-step-up'];

/** Folders of whole files, which run with all transforms that need no asking for. */
export const wholeFiles = ['clients', 'forks'] as const;

/** The transforms that a fixture runs with: its own; whole forks and clients run with all that need no asking for. */
export function transformsFor({ name }: Pick<Fixture, 'name'>): readonly TransformName[] {
  const folder = name.slice(0, name.indexOf('/'));
  if (wholeFiles.some((each) => each === folder))
    return defaultTransforms.filter((each) => !onlyReports(each));
  const kind = findingKinds.find((each) => each === folder);
  if (!kind) throw new Error(`no finding is called ${folder}`);
  return together.includes(kind) ? together.map((each) => transformOf[each]) : [transformOf[kind]];
}

/** The rules that say what the transforms mend, as ESLint and oxlint name them. */
export function rulesFor(transforms: readonly TransformName[]): readonly string[] {
  return Object.values(rules)
    .filter(({ declaration }) => transforms.includes(transformOf[declaration.reports]))
    .map(({ declaration }) => `mcp-scope/${declaration.name}`);
}

function kindsOf(transforms: readonly TransformName[]): readonly FindingKind[] {
  return findingKinds.filter((kind) => transforms.includes(transformOf[kind]));
}

/**
 * A finding as `findings.json` writes it: its kind, and behind it why nothing is written: the reason of one that is left to a
 * person, or that it is only reported.
 */
export function summary({ finding, remedy }: Decision): string {
  if (remedy.kind === 'report') return `${finding.kind} (reported)`;
  return remedy.kind === 'manual' ? `${finding.kind} (${remedy.reason})` : finding.kind;
}

/** What the rules besides those of the transforms find. */
export function findingsBesides(
  text: string,
  file: string,
  transforms: readonly TransformName[],
): readonly FindingKind[] {
  const others = findingKinds.filter((kind) => !transforms.includes(transformOf[kind]));
  return decide(parse(text, file), others).map(({ finding }) => finding.kind);
}

export function findingsIn(
  text: string,
  file: string,
  transforms: readonly TransformName[],
): readonly string[] {
  return decide(parse(text, file), kindsOf(transforms)).map(summary);
}

export function rewrittenByJscodeshift(
  text: string,
  file: string,
  transforms: readonly TransformName[],
): string {
  const all = createTransform(...transforms);
  return all.shift({ path: file, source: text }, undefined, { runtime }) ?? text;
}

export function rewrittenByTsMorph(text: string, file: string, transforms: readonly TransformName[]): string {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { allowJs: true } });
  const source = project.createSourceFile(`/${file}`, text);
  createTransform(...transforms).morph(source, { runtime });
  // ts-morph keeps a byte order mark aside, and writes it again when it saves.
  return (text.startsWith('\uFEFF') ? '\uFEFF' : '') + source.getFullText();
}

export function rewrittenByEslint(
  text: string,
  file: string,
  transforms: readonly TransformName[],
  parser: Linter.Parser | undefined,
): string {
  const { output, messages } = new Linter().verifyAndFix(text, eslintConfig(transforms, parser), file);
  assertLinted(file, messages);
  return output;
}

/** ESLint with the rules of the transforms, rewriting as `--fix` does. */
export function eslintConfig(
  transforms: readonly TransformName[],
  parser: Linter.Parser | undefined,
): Linter.Config[] {
  return [
    {
      // A pattern such as **/* would match no TypeScript.
      files: ['**/*.{js,cjs,mjs,jsx,ts,cts,mts,tsx}'],
      plugins: { 'mcp-scope': { rules } as ESLint.Plugin },
      languageOptions: {
        ecmaVersion: 'latest',
        sourceType: 'module',
        parserOptions: { ecmaFeatures: { jsx: true } },
        ...(parser ? { parser } : {}),
      },
      linterOptions: { reportUnusedDisableDirectives: 'off' },
      settings: { 'mcp-scope': { runtime, fix: true } },
      rules: Object.fromEntries(rulesFor(transforms).map((name) => [name, 'error'])),
    },
  ];
}

/** What the analysis finds in a tree of ESLint's: kinds and ranges, to be compared between parsers. */
export function findingsByEslint(
  text: string,
  file: string,
  parser: Linter.Parser | undefined,
): readonly (readonly [FindingKind, number, number])[] {
  const found: [FindingKind, number, number][] = [];
  const probe: ESLint.Plugin = {
    rules: {
      probe: {
        create: ({ sourceCode }) => ({
          Program() {
            for (const { finding } of decide(sourceCode as unknown as SourceUnit, findingKinds)) {
              found.push([finding.kind, ...finding.range]);
            }
          },
        }),
      },
    },
  };
  const [config] = eslintConfig(transformNames, parser);
  const messages = new Linter().verify(
    text,
    [{ ...config, plugins: { probe }, rules: { 'probe/probe': 'error' } }],
    file,
  );
  assertLinted(file, messages);
  return found;
}

/** A file that ESLint could not read, or had no configuration for, would pass every comparison with nothing. */
function assertLinted(file: string, messages: readonly Linter.LintMessage[]): void {
  const failed = messages.find(({ fatal, ruleId }) => fatal || ruleId === null);
  if (failed) throw new Error(`${file}: ${failed.message}`);
}

export function findingsByOxc(
  text: string,
  file: string,
): readonly (readonly [FindingKind, number, number])[] {
  return decide(parse(text, file), findingKinds).map(({ finding }) => [finding.kind, ...finding.range]);
}

/** The parsers that read a fixture beside oxc: typescript-estree for all, espree for plain JavaScript. */
export function parsersFor({
  file,
}: Pick<Fixture, 'file'>): readonly (readonly [string, Linter.Parser | undefined])[] {
  const typescript = ['typescript-estree', tsParser as unknown as Linter.Parser] as const;
  return /\.[mc]?tsx?$/.test(file) ? [typescript] : [typescript, ['espree', undefined]];
}
