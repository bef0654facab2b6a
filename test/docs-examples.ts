import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect } from 'vitest';
import * as runtime from '../runtime/index.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** One block of TypeScript of a page. */
export interface Example {
  /** The path of the page in this repository. */
  readonly page: string;
  /** The line of the page on which the code begins. */
  readonly line: number;
  readonly code: string;
}

/** Where an example says what is so: a place of a page, and what is wrong there. */
export type Complaint = `${string}:${number} ${string}`;

/** The pages whose examples are whole. Those of docs/manual.md and of the rules are cut out of code of users. */
export function pagesWithExamples(): readonly string[] {
  const pagesIn = (folder: string): readonly string[] =>
    readdirSync(join(repository, folder))
      .filter((file) => file.endsWith('.md'))
      .map((file) => `${folder}/${file}`);
  return [...pagesIn('docs'), ...pagesIn('docs/runtime')].filter((page) => page !== 'docs/manual.md');
}

/** The blocks of a page that are marked as TypeScript. */
export function examplesOf(page: string, text = readFileSync(join(repository, page), 'utf8')): Example[] {
  return [...text.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(({ 1: code = '', index }) => ({
    page,
    line: text.slice(0, index).split('\n').length + 1,
    code,
  }));
}

/**
 * What the compiler says about examples, under the options of this repository. Each is a module of its own, beside its
 * page; `mcp-scope-codemod/runtime` is the source, and `@modelcontextprotocol/client` the v2 that is installed here.
 */
export function typeErrorsOf(examples: readonly Example[]): ReadonlyMap<Example, readonly Complaint[]> {
  const byPath = new Map(examples.map((example) => [pathOf(example), example]));
  const options: ts.CompilerOptions = {
    ...optionsOfRepository(),
    moduleDetection: ts.ModuleDetectionKind.Force,
    paths: {
      'mcp-scope-codemod/runtime': [join(repository, 'runtime/index.ts')],
      '@modelcontextprotocol/client': [join(repository, 'node_modules/client-2.4.0/dist/index.d.mts')],
    },
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (path) => byPath.has(path) || fileExists(path);
  host.readFile = (path) => byPath.get(path)?.code ?? readFile(path);
  const program = ts.createProgram([...byPath.keys()], options, host);
  const errorsIn = ([path, example]: [string, Example]): [Example, readonly Complaint[]] => {
    const file = program.getSourceFile(path)!;
    const diagnostics = [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)];
    return [
      example,
      diagnostics.map(({ start = 0, messageText }) =>
        complaint(example, lineAt(file, start), ts.flattenDiagnosticMessageText(messageText, '\n')),
      ),
    ];
  };
  return new Map([...byPath].map(errorsIn));
}

/** A place where an example says what an expression gives: `unionScopes('a', 'b'); // 'a b'`. */
export interface Claim {
  /** The line within the example, from 0. */
  readonly line: number;
  readonly statement: ts.ExpressionStatement;
  /** The source text of the value. */
  readonly value: string;
}

/**
 * What an example claims: an expression statement with a comment behind it on the same line, which holds a literal and
 * nothing else. Other comments are for people.
 */
export function claimsOf({ code }: Example): readonly Claim[] {
  const file = ts.createSourceFile('example.ts', code, ts.ScriptTarget.Latest, true);
  const claims: Claim[] = [];
  const visit = (node: ts.Node): void => {
    const value = ts.isExpressionStatement(node) ? literalBehind(code, node.end) : undefined;
    if (value !== undefined)
      claims.push({ line: lineAt(file, node.end), statement: node as ts.ExpressionStatement, value });
    ts.forEachChild(node, visit);
  };
  visit(file);
  return claims;
}

/** Literals in comments behind anything else than an expression: they look like claims, and nobody holds them. */
export function emptyClaimsOf(example: Example): readonly Complaint[] {
  const held = new Set(claimsOf(example).map(({ line }) => line));
  return example.code.split('\n').flatMap((text, line) => {
    const value = literalBehind(text, Math.max(text.search(/ \/\/ /), 0));
    return value === undefined || held.has(line)
      ? []
      : [complaint(example, line, `${value} stands behind what is no expression, so it is not checked.`)];
  });
}

/** Runs an example. @returns What it claims and does not hold, with the value that is given instead. */
export async function liesOf(example: Example): Promise<readonly Complaint[]> {
  const claims = claimsOf(example);
  const lies: Complaint[] = [];
  const reached = new Set<number>();
  const check = (index: number, given: unknown, claimed: unknown): void => {
    reached.add(index);
    const { line, value } = claims[index]!;
    if (!isSame(given, claimed))
      lies.push(complaint(example, line, `gives ${JSON.stringify(given)}, and not ${value}`));
  };
  await run(checking(example.code, claims), check);
  claims.forEach(({ line, value }, index) => {
    if (!reached.has(index)) lies.push(complaint(example, line, `${value} is never reached.`));
  });
  return lies;
}

/** The code with a call of `check` in place of each statement that claims something. */
function checking(code: string, claims: readonly Claim[]): string {
  return claims.reduceRight((text, { statement, value }, index) => {
    const call = `check(${index}, (${statement.expression.getText()}), (${value}));`;
    return text.slice(0, statement.getStart()) + call + text.slice(statement.end);
  }, code);
}

type Check = (index: number, given: unknown, claimed: unknown) => void;

async function run(code: string, check: Check): Promise<void> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  const require = (name: string): unknown => {
    if (name === 'mcp-scope-codemod/runtime') return runtime;
    throw new Error(`An example that claims values imports nothing but the runtime, not ${name}.`);
  };
  const AsyncFunction = (async () => undefined).constructor as new (
    ...text: string[]
  ) => (...values: unknown[]) => Promise<void>;
  await new AsyncFunction('require', 'exports', 'check', outputText)(require, {}, check);
}

/** As `toEqual` has it: an object without a prototype is the same as one with. */
function isSame(given: unknown, claimed: unknown): boolean {
  try {
    expect(given).toEqual(claimed);
    return true;
  } catch {
    return false;
  }
}

/** The literal in the comment that follows on the same line, if it holds one and nothing else. */
function literalBehind(code: string, end: number): string | undefined {
  const [comment] = ts.getTrailingCommentRanges(code, end) ?? [];
  if (comment?.kind !== ts.SyntaxKind.SingleLineCommentTrivia) return undefined;
  const text = code.slice(comment.pos + 2, comment.end).trim();
  const { statements, parseDiagnostics } = ts.createSourceFile(
    'value.ts',
    `(${text});`,
    ts.ScriptTarget.Latest,
  ) as ts.SourceFile & { readonly parseDiagnostics: readonly unknown[] };
  const [statement] = statements;
  const isWhole = parseDiagnostics.length === 0 && statements.length === 1;
  return isWhole && ts.isExpressionStatement(statement!) && isLiteral(statement.expression)
    ? text
    : undefined;
}

function isLiteral(node: ts.Expression): boolean {
  if (ts.isParenthesizedExpression(node)) return isLiteral(node.expression);
  if (ts.isArrayLiteralExpression(node)) return node.elements.every(isLiteral);
  if (ts.isObjectLiteralExpression(node))
    return node.properties.every((each) => ts.isPropertyAssignment(each) && isLiteral(each.initializer));
  return (
    ts.isStringLiteral(node) ||
    ts.isNumericLiteral(node) ||
    (ts.isIdentifier(node) && node.text === 'undefined') ||
    [ts.SyntaxKind.TrueKeyword, ts.SyntaxKind.FalseKeyword, ts.SyntaxKind.NullKeyword].includes(node.kind)
  );
}

function optionsOfRepository(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(repository, 'tsconfig.json'), ts.sys.readFile);
  return ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, repository).options;
}

const pathOf = ({ page, line }: Example): string => join(repository, `${page}.${line}.ts`);

const lineAt = (file: ts.SourceFile, position: number): number =>
  file.getLineAndCharacterOfPosition(position).line;

/** @param line The line within the example, from 0. */
function complaint(example: Example, line: number, what: string): Complaint {
  return `${example.page}:${example.line + line} ${what}`;
}
