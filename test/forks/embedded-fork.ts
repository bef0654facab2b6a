import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix, relative } from 'node:path';
import ts from 'typescript';
import { unpackSources } from '../published-sdks.ts';

const modules = new URL('../../node_modules/', import.meta.url).pathname;
const CORES = ['core', 'core-internal'];

/**
 * A TypeScript fork, made of the sources that the source maps of a published client embed. Modules that hold types
 * alone are in no map: their types are taken from the declarations of the same package.
 */
export interface EmbeddedFork {
  /** Holds `client/` and what is beside it. */
  readonly sources: string;
  /** The errors in the client's own files, without places. Those of the unmigrated fork are the baseline. */
  typeErrors(): readonly string[];
  /** Compiles it, and gives the folder that holds the compiled client. */
  compile(): string;
}

/**
 * Unpacks a client.
 * @param folder New. In vitest, below a `node_modules`, where what is compiled is left to Node.
 */
export function unpackFork(packageName: string, folder: string): EmbeddedFork {
  unpackSources(packageName, folder);
  const core = CORES.find((name) => existsSync(join(folder, name)))!;
  completeCore(join(folder, core, 'src'), join(folder, 'src'), join(modules, packageName, 'dist'));
  const internal = `@modelcontextprotocol/${core}`;
  const entries = new Map([
    [internal, `${core}/src/index`],
    [`${internal}/validators/ajv`, `${core}/src/validators/ajvProvider`],
    [`${internal}/validators/cfWorker`, `${core}/src/validators/cfWorkerProvider`],
    ['@modelcontextprotocol/client/_shims', 'src/shimsNode'],
  ]);
  return {
    sources: join(folder, 'src'),
    typeErrors: () => clientErrors(folder, entries),
    compile: () => compile(folder, entries),
  };
}

/** Adds what the maps lack: the indexes of the core, and its modules of types. */
function completeCore(core: string, sources: string, dist: string): void {
  const embedded = typeScriptIn(core);
  const known = new Set(embedded.flatMap((file) => exportedNames(join(core, file))));
  const declared = declaredNames(dist);
  /** By module, without its ending. A module without names holds nothing. */
  const missing = new Map<string, Set<string>>();
  const want = (module: string, names: readonly string[]): void => {
    const wanted = missing.get(module) ?? new Set();
    missing.set(module, wanted);
    for (const name of names.filter((each) => !known.has(each))) {
      known.add(name);
      wanted.add(name);
    }
  };
  for (const file of embedded) {
    for (const { specifier, names } of importsOf(join(core, file))) {
      const target = posix.join(posix.dirname(file), specifier).replace(/\.js$/, '');
      if (!specifier.startsWith('.') || existsSync(join(core, `${target}.ts`))) continue;
      want(target.replace(/\/index$/, '/types'), names);
    }
  }
  for (const file of typeScriptIn(sources)) {
    for (const { specifier, names } of importsOf(join(sources, file)))
      if (/^@modelcontextprotocol\/core(?:-internal)?$/.test(specifier)) want('types/types', names);
  }
  for (const [module, names] of missing) {
    const types = [...names].map((name) => typeDeclaration(name, declared));
    mkdirSync(dirname(join(core, module)), { recursive: true });
    writeFileSync(join(core, `${module}.ts`), ['export {};', ...types, ''].join('\n'));
  }
  // Needs a package that is not installed, and no Node.js uses it.
  const all = typeScriptIn(core).filter((file) => file !== 'validators/cfWorkerProvider.ts');
  writeFileSync(join(core, 'types/index.ts'), indexOf(all, 'types/'));
  writeFileSync(join(core, 'index.ts'), indexOf(all, ''));
}

function indexOf(files: readonly string[], folder: string): string {
  return files
    .filter((file) => file.startsWith(folder))
    .map((file) => `export * from './${file.slice(folder.length, -'.ts'.length)}';\n`)
    .join('');
}

/** Where the package declares a type that has no source; `any` where it does not. */
function typeDeclaration(name: string, declared: ReadonlyMap<string, Declared>): string {
  const found = declared.get(name);
  if (!found) return `export type ${name}<_A = unknown, _B = unknown> = any;`;
  return `export type { ${found.exported} as ${name} } from '${found.module}';`;
}

interface Declared {
  readonly module: string;
  /** A bundler gives short names to what chunks share. */
  readonly exported: string;
}

/** What the declarations of a package hold, by the name that it has in the sources. */
function declaredNames(dist: string): ReadonlyMap<string, Declared> {
  const found = new Map<string, Declared>();
  for (const file of readdirSync(dist).filter((each) => each.endsWith('.d.mts'))) {
    const module = join(dist, file.replace(/\.d\.mts$/, '.mjs'));
    for (const statement of parse(join(dist, file)).statements) {
      if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier) continue;
      if (!statement.exportClause || !ts.isNamedExports(statement.exportClause)) continue;
      for (const { name, propertyName } of statement.exportClause.elements)
        found.set((propertyName ?? name).text, { module, exported: name.text });
    }
  }
  return found;
}

function importsOf(file: string): { readonly specifier: string; readonly names: readonly string[] }[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
    const bindings = statement.importClause?.namedBindings;
    const elements = bindings && ts.isNamedImports(bindings) ? [...bindings.elements] : [];
    const names = elements.map(({ name, propertyName }) => (propertyName ?? name).text);
    return [{ specifier: statement.moduleSpecifier.text, names }];
  });
}

/** What a module declares and exports under the same name. */
function exportedNames(file: string): readonly string[] {
  return parse(file).statements.flatMap((statement) => {
    if (!ts.canHaveModifiers(statement)) return [];
    if (!ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)) return [];
    if (!ts.isVariableStatement(statement)) {
      const { name } = statement as ts.DeclarationStatement;
      return name && ts.isIdentifier(name) ? [name.text] : [];
    }
    return statement.declarationList.declarations.flatMap(({ name }) =>
      ts.isIdentifier(name) ? [name.text] : [],
    );
  });
}

function parse(file: string): ts.SourceFile {
  return ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
}

function typeScriptIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .sort();
}

function clientErrors(folder: string, entries: ReadonlyMap<string, string>): readonly string[] {
  const client = join(folder, 'src/client');
  const program = ts.createProgram(
    typeScriptIn(client).map((file) => join(client, file)),
    {
      // As the repository of these sources has it.
      strict: true,
      noFallthroughCasesInSwitch: true,
      noUncheckedIndexedAccess: true,
      noImplicitOverride: true,
      noImplicitReturns: true,
      isolatedModules: true,
      skipLibCheck: true,
      noEmit: true,
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      lib: ['lib.esnext.d.ts'],
      types: ['node'],
      typeRoots: [join(modules, '@types')],
      paths: Object.fromEntries([...entries].map(([name, module]) => [name, [join(folder, `${module}.ts`)]])),
    },
  );
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file?.fileName.startsWith(client))
    .map(({ file, code, messageText }) => {
      const text = ts.flattenDiagnosticMessageText(messageText, '\n');
      return `${relative(folder, file!.fileName)}: TS${code}: ${text.replaceAll(folder, '')}`;
    })
    .sort();
}

/** To CommonJS, which takes imports with and without an ending. */
function compile(folder: string, entries: ReadonlyMap<string, string>): string {
  const dist = join(folder, 'dist');
  rmSync(dist, { recursive: true, force: true });
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(dist, file)), { recursive: true });
    writeFileSync(join(dist, file), text);
  };
  for (const file of typeScriptIn(folder).filter((each) => !each.endsWith('.d.ts'))) {
    const { outputText } = ts.transpileModule(readFileSync(join(folder, file), 'utf8'), {
      fileName: file,
      compilerOptions: {
        target: ts.ScriptTarget.ES2022,
        module: ts.ModuleKind.CommonJS,
        esModuleInterop: true,
      },
    });
    write(file.replace(/\.ts$/, '.js'), outputText);
  }
  write('package.json', '{ "type": "commonjs" }');
  for (const [name, module] of entries) {
    const place = posix.join('node_modules', name, 'index.js');
    const target = posix.relative(posix.dirname(place), `${module}.js`);
    write(place, `module.exports = require('${target}');\n`);
  }
  return join(dist, 'src/client');
}
