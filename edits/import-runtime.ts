import type { Node, NodeOf } from '../analysis/ast.ts';
import { moduleExportName } from '../analysis/names.ts';
import { requiredModule } from '../analysis/required-module.ts';
import { sdkExport } from '../analysis/sdk-export.ts';
import { rangeOf } from '../analysis/tree.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { moduleFormat } from './module-format.ts';
import { freeName, takenNames, type Names } from './names.ts';
import { endOfLine, indentAt, newlineOf, quoteOf } from './text-style.ts';
import type { NeededName, RuntimeName } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';

/** Where a rewritten file imports a runtime name from. */
export interface RuntimeImport {
  /** Module specifier as it shall stand in the import, e.g. `./mcp-scope-runtime.js`. */
  readonly module: string;
  /** Its exported name, where that differs (`computeScopeUnion` of the official SDK). */
  readonly exported?: string;
}

export type RuntimeImports = (name: RuntimeName) => RuntimeImport;

/** One name that a file takes from a module. */
interface Binding {
  readonly module: string;
  readonly imported: string;
  readonly local: string;
}

/** The names for the edits of one file, given where the runtime comes from. */
export function namesFor(unit: SourceUnit, runtime: RuntimeImports): Names {
  const taken = takenNames(unit);
  // A name that means something else further in could mean that at the place of an edit.
  const bindings = bindingsOf(unit).filter(({ local }) => !isShadowed(unit, local));
  const chosen = new Map<string, string>();
  const local = (name: NeededName) => {
    const from = sourceOf(name, runtime);
    const key = `${from.module}\0${from.exported}`;
    let known = chosen.get(key) ?? existingBinding(unit, bindings, from, name)?.local;
    if (known === undefined) {
      known = localNameFor(from.exported, taken);
      taken.add(known);
    }
    chosen.set(key, known);
    return known;
  };
  const fresh = (wish: string) => {
    const name = freeName(wish, taken);
    taken.add(name);
    return name;
  };
  return { local, fresh };
}

/** The module that a name comes from, and what it is called there. */
function sourceOf(name: NeededName, runtime: RuntimeImports): Required<RuntimeImport> {
  if (typeof name === 'object') return { module: name.module, exported: name.name };
  return { exported: name, ...runtime(name) };
}

function isShadowed({ scopeManager }: SourceUnit, name: string): boolean {
  return scopeManager.scopes.filter(({ set, type }) => type !== 'global' && set.has(name)).length > 1;
}

/** `unionScopes`, or `mcpUnionScopes` where the file has one of its own, which proves nothing about what it does. */
function localNameFor(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish)) return wish;
  const prefixed = /^[A-Z]+_/.test(wish) ? `MCP_${wish}` : `mcp${wish[0]!.toUpperCase()}${wish.slice(1)}`;
  return freeName(/^[A-Z][a-z]/.test(wish) ? `M${prefixed.slice(1)}` : prefixed, taken);
}

/** What the official SDK calls what the runtime has too. */
const sdkTwins: { readonly [K in RuntimeName]?: string } = {
  isStrictScopeSuperset: 'isStrictScopeSuperset',
  unionScopes: 'computeScopeUnion',
};

/** A name that the file already imports from where the runtime is, or from another place that is known to hold it. */
function existingBinding(
  unit: SourceUnit,
  bindings: readonly Binding[],
  { module, exported }: Required<RuntimeImport>,
  name: NeededName,
): Binding | undefined {
  return bindings.find(
    (each) =>
      (each.module === module && each.imported === exported) ||
      (isRuntimeModule(each.module) && each.imported === name) ||
      (typeof name === 'string' && isTwin(unit, each, name)),
  );
}

/** What a file calls an export of a module that it imports from already, and the edits that import it. */
export function importOf(
  unit: SourceUnit,
  module: string,
  imported: string,
): { readonly local: string; readonly edits: readonly TextEdit[] } {
  const there = bindingsOf(unit).find((each) => each.module === module && each.imported === imported);
  if (there && !isShadowed(unit, there.local)) return { local: there.local, edits: [] };
  const local = localNameFor(imported, takenNames(unit));
  const added = [{ module, imported, local }];
  return { local, edits: addToImport(unit, module, added) ?? [newImport(unit, module, added)] };
}

function isTwin(unit: SourceUnit, { module, imported }: Binding, name: RuntimeName): boolean {
  const twin = sdkTwins[name];
  if (twin === undefined) return false;
  if (/^@modelcontextprotocol\//.test(module)) return imported === twin;
  return sdkExport(unit, module, [imported])?.name === twin;
}

function isRuntimeModule(module: string): boolean {
  return (
    module === 'mcp-scope-codemod/runtime' ||
    /(?:^|\/)mcp-scope-runtime(?:-\d+)?(?:\.[mc]?[jt]s)?$/.test(module)
  );
}

/**
 * The edits that import what the rewrites of a file need: a name added to an import that is there, or an import of
 * its own behind the others, in their style. Names are in alphabetical order, so that rewriting a file site by site
 * and all at once give the same text.
 * @param place The part of the unit that they go into: one script of a component.
 */
export function importEdits(
  unit: SourceUnit,
  needs: readonly NeededName[],
  runtime: RuntimeImports,
  names: Names,
  place: SourceUnit = unit,
): readonly TextEdit[] {
  const bindings = bindingsOf(unit);
  const wanted = new Map<string, Binding[]>();
  for (const name of [...new Set(needs)].sort(byKey)) {
    const { module, exported } = sourceOf(name, runtime);
    const local = names.local(name);
    if (existingBinding(unit, bindings, { module, exported }, name)?.local === local) continue;
    const added = wanted.get(module) ?? [];
    if (added.some((each) => each.local === local)) continue;
    wanted.set(module, [...added, { module, imported: exported, local }]);
  }
  return [...wanted].flatMap(
    ([module, added]) => addToImport(place, module, added) ?? newImport(place, module, added),
  );
}

/** Modules that are named come before the runtime. */
function byKey(one: NeededName, other: NeededName): number {
  const key = (name: NeededName) => (typeof name === 'string' ? name : `${name.module}\0${name.name}`);
  return key(one) < key(other) ? -1 : Number(key(one) > key(other));
}

// ----------------------------------------------------------------------------------------------------- what is there

type Import =
  | { readonly statement: NodeOf<'ImportDeclaration'>; readonly module: string; readonly by: 'import' }
  | {
      readonly statement: NodeOf<'VariableDeclaration'>;
      readonly module: string;
      readonly by: 'require';
      readonly pattern: Node;
    };

/** The imports at the head of a file: before its first function or class, where every use can see them. */
function importsOf({ ast }: SourceUnit): readonly Import[] {
  const found: Import[] = [];
  for (const statement of ast.body as readonly Node[]) {
    if (statement.type === 'ImportDeclaration') {
      found.push({ statement, module: statement.source.value, by: 'import' });
    } else if (statement.type === 'VariableDeclaration') {
      const [first] = statement.declarations;
      const module = first?.init ? requiredModule(first.init, /^__import/) : undefined;
      if (first && module !== undefined) found.push({ statement, module, by: 'require', pattern: first.id });
    } else if (
      /^(?:Function|Class)Declaration$/.test(statement.type) &&
      ast.body.every((each: Node) => each.type !== 'ImportDeclaration')
    ) {
      break;
    }
  }
  return found;
}

function bindingsOf(unit: SourceUnit): readonly Binding[] {
  return importsOf(unit).flatMap((each): Binding[] => {
    if (each.by === 'import') {
      if (each.statement.importKind === 'type') return [];
      return each.statement.specifiers.flatMap((specifier) => {
        if (specifier.type !== 'ImportSpecifier' || specifier.importKind === 'type') return [];
        const name = moduleExportName(specifier.imported);
        return { module: each.module, imported: name, local: specifier.local.name };
      });
    }
    if (each.pattern.type !== 'ObjectPattern') return [];
    return each.pattern.properties.flatMap((property) => {
      if (property.type !== 'Property' || property.key.type !== 'Identifier') return [];
      const local = property.value.type === 'Identifier' ? property.value.name : undefined;
      return local === undefined ? [] : { module: each.module, imported: property.key.name, local };
    });
  });
}

// ------------------------------------------------------------------------------------------------------- what is new

function specifierText(by: Import['by'], { imported, local }: Binding): string {
  if (imported === local) return imported;
  return by === 'import' ? `${imported} as ${local}` : `${imported}: ${local}`;
}

/** Adds names to an import of the same module, each before the first that comes after it in the alphabet. */
function addToImport(
  unit: SourceUnit,
  module: string,
  added: readonly Binding[],
): readonly TextEdit[] | undefined {
  const target = importsOf(unit).find(
    (each) =>
      each.module === module &&
      (each.by === 'import'
        ? each.statement.importKind !== 'type' &&
          each.statement.specifiers.some(({ type }) => type === 'ImportSpecifier')
        : each.pattern.type === 'ObjectPattern' && each.pattern.properties.length > 0),
  );
  if (!target) return undefined;
  const entries: readonly Node[] =
    target.by === 'import'
      ? target.statement.specifiers.filter(({ type }) => type === 'ImportSpecifier')
      : (target.pattern as NodeOf<'ObjectPattern'>).properties;
  return added.map((binding) => {
    const text = specifierText(target.by, binding);
    const next = entries.find((entry) => unit.text.slice(...rangeOf(entry)) > text);
    if (next) return { range: [rangeOf(next)[0], rangeOf(next)[0]] as const, text: `${text}, ` };
    const end = rangeOf(entries.at(-1)!)[1];
    return { range: [end, end] as const, text: `, ${text}` };
  });
}

function newImport(unit: SourceUnit, module: string, added: readonly Binding[]): TextEdit {
  const { text } = unit;
  const imports = importsOf(unit);
  const last = imports.at(-1);
  const statement = lastImport(unit);
  const by = moduleFormat(unit) === 'esm' ? 'import' : 'require';
  const [open, close] = imports.some((each) =>
    /^\w+(?: type)? ?\{\S/.test(text.slice(...rangeOf(each.statement))),
  )
    ? ['{', '}']
    : ['{ ', ' }'];
  const list = open + added.map((binding) => specifierText(by, binding)).join(', ') + close;
  const { quote, end } = importStyle(unit);
  const from = quote + module + quote;
  const keyword = last?.by === 'require' ? last.statement.kind : 'const';
  const line =
    by === 'import' ? `import ${list} from ${from}${end}` : `${keyword} ${list} = require(${from})${end}`;
  if (!statement) return atHead(unit, line);
  const at = endOfLine(text, rangeOf(statement)[1]);
  return at === undefined
    ? { range: [rangeOf(statement)[1], rangeOf(statement)[1]], text: line }
    : { range: [at, at], text: `${newlineOf(text)}${indentOf(unit, statement)}${line}` };
}

/** Scripts of a component may be indented as a whole; in a file of its own nothing is at the top. */
function indentOf({ text, blocks }: SourceUnit, statement: Node): string {
  return blocks ? indentAt(text, rangeOf(statement)[0]) : '';
}

/** The import at the head of a file that others go behind. */
function lastImport(unit: SourceUnit): Node | undefined {
  const assigned = (unit.ast.body as readonly Node[])
    .filter(({ type }) => type === 'TSImportEqualsDeclaration')
    .at(-1);
  return [importsOf(unit).at(-1)?.statement, assigned]
    .filter((each) => each !== undefined)
    .sort((a, b) => rangeOf(a)[0] - rangeOf(b)[0])
    .at(-1);
}

/** The quotes of a file's imports, and how they end. */
export function importStyle(unit: SourceUnit): { readonly quote: '"' | "'"; readonly end: ';' | '' } {
  const statement = lastImport(unit);
  const like = statement ? unit.text.slice(...rangeOf(statement)) : '';
  const quote = like === '' ? quoteOf(unit.text) : like.includes('"') ? '"' : "'";
  return { quote, end: statement && !like.endsWith(';') ? '' : ';' };
}

/** A statement behind the imports of a file, those that the same rewrite adds included. */
export function behindImports(unit: SourceUnit, line: string): TextEdit {
  const statement = lastImport(unit);
  if (!statement) return atHead(unit, line);
  const end = rangeOf(statement)[1];
  const at = endOfLine(unit.text, end);
  const newline = newlineOf(unit.text);
  return at === undefined
    ? { range: [end, end], text: `${newline}${line}${newline}` }
    : { range: [at, at], text: `${newline}${line}` };
}

/** An import in a file without any: behind directives, else behind the shebang and a comment about the file. */
function atHead(unit: SourceUnit, line: string): TextEdit {
  const { ast, text, blocks } = unit;
  const directive = (ast.body as readonly Node[])
    .filter((node) => 'directive' in node && !!node.directive)
    .at(-1);
  const newline = newlineOf(text);
  if (directive) {
    const end = rangeOf(directive)[1];
    const at = endOfLine(text, end) ?? end;
    return { range: [at, at], text: `${newline}${indentOf(unit, directive)}${line}` };
  }
  const [start, end] = blocks?.[0] ?? [0, text.length];
  const head = (blocks ? /^[ \t]*\r?\n/ : /^#!.*(?:\r?\n|$)/).exec(text.slice(start, end));
  let at = start + (head?.[0].length ?? 0);
  // A comment that an empty line parts from the code is about the file, not about what comes next.
  const comment = /^\s*(?:(?:\/\/[^\n]*\n)+|\/\*(?:[^*]|\*(?!\/))*\*\/[ \t]*\r?\n)[ \t]*\r?\n/.exec(
    text.slice(at, end),
  );
  if (comment) at += comment[0].length;
  const indent = blocks && head ? /^\s*?([ \t]*)(?=\S)/.exec(text.slice(at, end))?.[1] : '';
  return { range: [at, at], text: `${indent ?? ''}${line}${newline}` };
}
