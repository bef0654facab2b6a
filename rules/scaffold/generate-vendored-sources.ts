import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import ts from 'typescript';
import { runtimeNames } from '../../edits/remedy.ts';
import type { VendoredDeclaration } from '../../edits/vendored-runtime.ts';

/** The three texts of a runtime file: its source, what runs of it, and what its types are. */
const forms = ['ts', 'js', 'dts'] as const;
type Form = (typeof forms)[number];

interface RuntimeFile {
  readonly statements: Readonly<Record<Form, readonly ts.Statement[]>>;
  /** Other runtime files that it imports, in order. */
  readonly imports: readonly string[];
}

const compilerOptions: ts.CompilerOptions = {
  // Nothing is to be written in an older way; the runtime itself keeps to ES2022.
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
  useDefineForClassFields: true,
};

/** The declarations of runtime files, by their paths. */
function emitDeclarations(paths: readonly string[]): ReadonlyMap<string, string> {
  const program = ts.createProgram(paths, {
    ...compilerOptions,
    lib: ['lib.es2020.d.ts'],
    types: [],
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    allowImportingTsExtensions: true,
    declaration: true,
    emitDeclarationOnly: true,
    newLine: ts.NewLineKind.LineFeed,
  });
  const texts = new Map<string, string>();
  program.emit(undefined, (path, text) => texts.set(path.replace(/\.d\.ts$/, '.ts'), text));
  return texts;
}

function parsed(name: string, text: string): ts.SourceFile {
  return ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
}

/** Names, and the file of the runtime that each comes from. */
function exportedFrom(index: ts.SourceFile): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const statement of index.statements) {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) continue;
    if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
    const file = (statement.moduleSpecifier as ts.StringLiteral).text;
    for (const { name } of statement.exportClause.elements) files.set(name.text, file);
  }
  return files;
}

/** The module of an import as a runtime file may have it: own files, by the names that they export. */
function importedFile(file: string, statement: ts.ImportDeclaration): string {
  const module = (statement.moduleSpecifier as ts.StringLiteral).text;
  const bindings = statement.importClause?.namedBindings;
  const plain =
    module.startsWith('./') &&
    bindings &&
    ts.isNamedImports(bindings) &&
    !statement.importClause.name &&
    bindings.elements.every(({ propertyName }) => !propertyName);
  if (!plain) throw new Error(`runtime/${file}: "${statement.getText()}" cannot be vendored`);
  return module;
}

async function readRuntimeFile(
  path: string,
  declarations: ReadonlyMap<string, string>,
): Promise<RuntimeFile> {
  const file = basename(path);
  const text = readFileSync(path, 'utf8');
  const js = ts.transpileModule(text, { compilerOptions }).outputText;
  const texts: Record<Form, string> = {
    ts: text,
    js: await format(js, { parser: 'babel', singleQuote: true, printWidth: 110 }),
    dts: await format(declarations.get(path)!, {
      parser: 'typescript',
      singleQuote: true,
      printWidth: 110,
    }),
  };
  const imports: string[] = [];
  const statements: Record<Form, ts.Statement[]> = { ts: [], js: [], dts: [] };
  for (const form of forms) {
    for (const statement of parsed(file, texts[form]).statements) {
      if (!ts.isImportDeclaration(statement)) statements[form].push(statement);
      else if (form === 'ts') imports.push(importedFile(file, statement));
    }
  }
  return { statements, imports };
}

/** The name that a statement declares; `export {}` of a declaration file declares none. */
function declaredName(file: string, statement: ts.Statement): string | undefined {
  if (
    (ts.isFunctionDeclaration(statement) ||
      ts.isClassDeclaration(statement) ||
      ts.isInterfaceDeclaration(statement) ||
      ts.isTypeAliasDeclaration(statement)) &&
    statement.name
  )
    return statement.name.text;
  if (ts.isVariableStatement(statement)) {
    const [first, ...others] = statement.declarationList.declarations;
    if (first && others.length === 0 && ts.isIdentifier(first.name)) return first.name.text;
  }
  if (ts.isExportDeclaration(statement) && !statement.moduleSpecifier) return undefined;
  throw new Error(
    `runtime/${file}: "${statement.getText()}" declares no single name, so it cannot be vendored`,
  );
}

/** The identifiers of a statement that can be references: no names of members. */
function identifiersIn(statement: ts.Statement): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) {
      const { parent } = node;
      const isMember =
        (ts.isPropertyAccessExpression(parent) && parent.name === node) ||
        ((ts.isPropertyAssignment(parent) || ts.isClassElement(parent) || ts.isTypeElement(parent)) &&
          parent.name === node);
      if (!isMember) found.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(statement);
  return found;
}

/** `edits/vendored-sources.ts`: the declarations of the runtime as data, each after those that it uses. */
export async function generateVendoredSources(root: URL): Promise<string> {
  const fileOf = exportedFrom(parsed('index.ts', readFileSync(new URL('runtime/index.ts', root), 'utf8')));
  const pathOf = (file: string) => fileURLToPath(new URL(file, new URL('runtime/', root)));
  const exporters = runtimeNames.map((name) => {
    const file = fileOf.get(name);
    if (!file) throw new Error(`runtime/index.ts exports no ${name}`);
    return file;
  });
  const declarations = emitDeclarations(exporters.map(pathOf));
  const files = new Map<string, RuntimeFile>(); // each after those that it imports
  const open = new Set<string>();
  const read = async (file: string): Promise<void> => {
    if (files.has(file)) return;
    if (open.has(file))
      throw new Error(`runtime/${file} imports itself in a circle, so it cannot be vendored`);
    open.add(file);
    const content = await readRuntimeFile(pathOf(file), declarations);
    for (const imported of content.imports) await read(imported);
    files.set(file, content);
  };
  for (const file of exporters) await read(file);

  const declaredIn = new Map<string, string>();
  for (const [file, { statements }] of files) {
    for (const statement of statements.ts) {
      const name = declaredName(file, statement);
      if (name === undefined) continue;
      const other = declaredIn.get(name) ?? file;
      if (other !== file) throw new Error(`runtime/${other} and ${file} both declare ${name}; rename one`);
      declaredIn.set(name, file);
    }
  }

  const tables = forms.map((form) => {
    const table: VendoredDeclaration[] = [];
    for (const [file, { statements }] of files) {
      for (const statement of statements[form]) {
        const name = declaredName(file, statement);
        if (name === undefined) continue;
        const uses = [...identifiersIn(statement)].filter((used) => used !== name && declaredIn.has(used));
        const whole = statement.getFullText().trim();
        const code = statement.getText();
        const isType = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement);
        const isExported = code.startsWith('export ');
        table.push({
          name,
          kind: !isExported ? 'private' : isType ? 'type' : 'value',
          comment: whole.slice(0, whole.length - code.length),
          code: code.replace(/^export /, ''),
          uses: uses.sort(),
        });
      }
    }
    return `${form}: ${JSON.stringify(table)}`;
  });
  const text = `/* Generated from runtime/ by \`npm run generate\`. */
import type { VendoredDeclaration } from './vendored-runtime.ts';

/** What the runtime declares, each after what it uses: as TypeScript, with the types taken out, and the types alone. */
export const vendoredSources: { readonly [K in 'ts' | 'js' | 'dts']: readonly VendoredDeclaration[] } = {
  ${tables.join(',\n  ')},
};
`;
  return format(text, { parser: 'typescript', singleQuote: true, printWidth: 110 });
}
