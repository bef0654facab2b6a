import type { Node } from './ast.ts';
import { moduleExportName } from './names.ts';
import { requiredModule } from './required-module.ts';
import type { SourceUnit } from './source-unit.ts';
import { unwrap } from './tree.ts';

/** An export of another file. */
export interface ForeignExport {
  readonly module: string;
  /** `*` is all of the module, as an object. */
  readonly name: string;
}

/** What TypeScript wraps a `require` in. */
const IMPORT_HELPER = /^__import(?:Star|Default)$/;

/** A statement `export … from`, or what CommonJS has in its place. */
interface HandedOn {
  readonly module: string;
  /** By exported name the name that it has there; `undefined` hands on all. */
  readonly names: ReadonlyMap<string, string> | undefined;
}

/**
 * Where a name that a file exports may come from, if the file only hands it on: `export { auth } from './auth.js'`,
 * `export * from './auth.js'`, an import that is exported again, and what compilers make of these.
 */
export function handedOn(unit: SourceUnit, exportedName: string): readonly ForeignExport[] {
  const byName: ForeignExport[] = [];
  const byStar: ForeignExport[] = [];
  for (const { module, names } of handedOnBy(unit)) {
    const name = names?.get(exportedName);
    if (name !== undefined) byName.push({ module, name });
    else if (!names && exportedName !== 'default') byStar.push({ module, name: exportedName });
  }
  return byName.length > 0 ? byName : byStar;
}

function handedOnBy({ ast }: SourceUnit): readonly HandedOn[] {
  const found: HandedOn[] = [];
  const imported = importedNames(ast.body as readonly Node[]);
  for (const statement of ast.body as readonly Node[]) {
    if ('exportKind' in statement && statement.exportKind === 'type') continue;
    if (statement.type === 'ExportAllDeclaration') {
      const module = statement.source.value;
      if (statement.exported) found.push(...one(moduleExportName(statement.exported), { module, name: '*' }));
      else found.push({ module, names: undefined });
    } else if (statement.type === 'ExportDefaultDeclaration') {
      found.push(...one('default', foreign(unwrap(statement.declaration), imported)));
    } else if (statement.type === 'TSExportAssignment') {
      const module = namespaceModule(unwrap(statement.expression), imported);
      if (module !== undefined) found.push({ module, names: undefined });
    } else if (statement.type === 'ExportNamedDeclaration') {
      if (statement.declaration?.type === 'VariableDeclaration')
        found.push(...byConstants(statement.declaration, imported));
      for (const { local, exported, exportKind } of statement.specifiers) {
        if (exportKind === 'type') continue;
        const from = statement.source
          ? { module: statement.source.value, name: moduleExportName(local) }
          : imported.get(moduleExportName(local));
        if (from)
          found.push({ module: from.module, names: new Map([[moduleExportName(exported), from.name]]) });
      }
    } else if (statement.type === 'ExpressionStatement') {
      found.push(...byCommonJs(unwrap(statement.expression), imported));
    }
  }
  return found;
}

/** Local names of imports, and of objects that a `require` gave under the name `*`. */
function importedNames(body: readonly Node[]): ReadonlyMap<string, ForeignExport> {
  const names = new Map<string, ForeignExport>();
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') {
      if (statement.importKind === 'type') continue;
      const module = statement.source.value;
      for (const specifier of statement.specifiers) {
        if (specifier.type === 'ImportSpecifier' && specifier.importKind === 'type') continue;
        const name =
          specifier.type === 'ImportSpecifier'
            ? moduleExportName(specifier.imported)
            : specifier.type === 'ImportDefaultSpecifier'
              ? 'default'
              : '*';
        names.set(specifier.local.name, { module, name });
      }
    } else if (statement.type === 'TSImportEqualsDeclaration' && statement.importKind !== 'type') {
      const { id, moduleReference } = statement;
      if (
        moduleReference.type === 'TSExternalModuleReference' &&
        moduleReference.expression.type === 'Literal'
      )
        names.set(id.name, { module: String(moduleReference.expression.value), name: '*' });
    } else if (statement.type === 'VariableDeclaration') {
      for (const { id, init } of statement.declarations) {
        const module = init ? requiredModule(init, IMPORT_HELPER) : undefined;
        if (module === undefined) continue;
        if (id.type === 'Identifier') names.set(id.name, { module, name: '*' });
        if (id.type !== 'ObjectPattern') continue;
        for (const property of id.properties)
          if (
            property.type === 'Property' &&
            property.key.type === 'Identifier' &&
            property.value.type === 'Identifier'
          )
            names.set(property.value.name, { module, name: property.key.name });
      }
    }
  }
  return names;
}

/** `export const Transport = StreamableHTTPClientTransport` */
function byConstants(
  { kind, declarations }: Extract<Node, { type: 'VariableDeclaration' }>,
  imported: ReadonlyMap<string, ForeignExport>,
): readonly HandedOn[] {
  if (kind !== 'const') return [];
  return declarations.flatMap(({ id, init }) =>
    id.type === 'Identifier' && init ? one(id.name, foreign(unwrap(init), imported)) : [],
  );
}

function byCommonJs(node: Node, imported: ReadonlyMap<string, ForeignExport>): readonly HandedOn[] {
  if (node.type === 'CallExpression') return byCall(node, imported);
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return [];
  const target = exportedName(node.left);
  if (target === undefined) return [];
  const value = unwrap(node.right);
  if (target !== '*') return one(target, foreign(value, imported));
  const module = requiredModule(value, IMPORT_HELPER);
  if (module !== undefined) return [{ module, names: undefined }];
  if (value.type !== 'ObjectExpression') return [];
  return value.properties.flatMap((property): readonly HandedOn[] => {
    if (property.type === 'SpreadElement') {
      const spread = unwrap(property.argument);
      const from = requiredModule(spread, IMPORT_HELPER) ?? namespaceModule(spread, imported);
      return from === undefined ? [] : [{ module: from, names: undefined }];
    }
    const { key } = property;
    return key.type === 'Identifier' ? one(key.name, foreign(unwrap(property.value), imported)) : [];
  });
}

/** `__exportStar(require('./auth.js'), exports)`, `Object.defineProperty(exports, 'auth', { get: … })` */
function byCall(
  { callee, arguments: given }: Extract<Node, { type: 'CallExpression' }>,
  imported: ReadonlyMap<string, ForeignExport>,
): readonly HandedOn[] {
  const [first, second, third] = given;
  const called = unwrap(callee);
  const helper = called.type === 'Identifier' ? called.name : memberName(called);
  if (!first || helper === undefined) return [];
  if (/^__(?:exportStar|reExport|export)$/.test(helper)) {
    return given.flatMap((argument): readonly HandedOn[] => {
      const module = requiredModule(argument, IMPORT_HELPER);
      return module === undefined ? [] : [{ module, names: undefined }];
    });
  }
  const isDefined =
    helper === 'defineProperty' && first.type === 'Identifier' && first.name === 'exports' && third;
  if (!isDefined || second?.type !== 'Literal' || third.type !== 'ObjectExpression') return [];
  for (const property of third.properties) {
    if (property.type !== 'Property' || property.key.type !== 'Identifier') continue;
    if (property.key.name !== 'get') continue;
    const value = returned(property.value);
    if (value) return one(String(second.value), foreign(value, imported));
  }
  return [];
}

function returned(node: Node): Node | undefined {
  const getter = unwrap(node);
  if (getter.type === 'ArrowFunctionExpression' && getter.body.type !== 'BlockStatement')
    return unwrap(getter.body);
  if (getter.type !== 'ArrowFunctionExpression' && getter.type !== 'FunctionExpression') return undefined;
  const [statement] = (getter.body as { readonly body: readonly Node[] } | null)?.body ?? [];
  return statement?.type === 'ReturnStatement' && statement.argument ? unwrap(statement.argument) : undefined;
}

function memberName(node: Node): string | undefined {
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' && !node.computed
    ? node.property.name
    : undefined;
}

/** `exports.auth` is `auth`, `module.exports` is `*`. */
function exportedName(node: Node): string | undefined {
  const name = memberName(node);
  if (name === undefined || node.type !== 'MemberExpression') return undefined;
  const { object } = node;
  if (object.type === 'Identifier' && object.name === 'module' && name === 'exports') return '*';
  if (object.type === 'Identifier' && object.name === 'exports') return name;
  return exportedName(object) === '*' ? name : undefined;
}

/** What of another file an expression is: an imported name, or a member of what a `require` gave. */
function foreign(value: Node, imported: ReadonlyMap<string, ForeignExport>): ForeignExport | undefined {
  if (value.type === 'Identifier') return imported.get(value.name);
  const name = memberName(value);
  if (name === undefined || value.type !== 'MemberExpression') return undefined;
  const object = unwrap(value.object);
  const module = requiredModule(object, IMPORT_HELPER) ?? namespaceModule(object, imported);
  return module === undefined ? undefined : { module, name };
}

function namespaceModule(node: Node, imported: ReadonlyMap<string, ForeignExport>): string | undefined {
  const from = node.type === 'Identifier' ? imported.get(node.name) : undefined;
  return from?.name === '*' ? from.module : undefined;
}

function one(exported: string, from: ForeignExport | undefined): readonly HandedOn[] {
  return from ? [{ module: from.module, names: new Map([[exported, from.name]]) }] : [];
}
