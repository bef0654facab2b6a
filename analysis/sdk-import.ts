import type { Node } from './ast.ts';
import { destructuredPath, moduleExportName, propertyName } from './names.ts';
import { INTEROP_HELPER, requiredModule } from './required-module.ts';
import { sdkExport, type SdkExport } from './sdk-export.ts';
import type { Variable } from './source-unit.ts';
import { unwrap, type Tree } from './tree.ts';

export { SDK_V2, sdkOf, type SdkVersion } from './sdk-export.ts';

/** An export of the official SDK, as a file imports it. */
export interface SdkImport extends SdkExport {
  /** The specifier, as written in the file: the SDK's own, or that of a module which hands the SDK on. */
  readonly module: string;
}

/**
 * What a value is of the official SDK; `undefined` if it is none of its exports. It may have come through other modules
 * and under other names, as far as the file or its project tells. The name of a type counts where a type is named.
 */
export function sdkImport(tree: Tree, node: Node): SdkImport | undefined {
  const from = importedFrom(tree, node);
  if (!from || (from.isType && !namesType(tree, node))) return undefined;
  const found = sdkExport(tree.unit, from.module, from.path);
  return found && { ...found, module: from.module };
}

/** A value of another module: the exported name, behind it the members that lead to the value. */
interface ImportedValue {
  readonly module: string;
  readonly path: readonly string[];
  /** Whether it is imported as a type, and so is no value. */
  readonly isType?: boolean;
}

function namesType(tree: Tree, node: Node): boolean {
  return /^TS(?:TypeReference|QualifiedName|TypeQuery|ClassImplements|InterfaceHeritage)$/.test(
    tree.parentOf(node)?.type ?? '',
  );
}

function importedFrom(tree: Tree, value: Node, depth = 0): ImportedValue | undefined {
  const node = unwrap(value);
  if (depth > 5) return undefined;
  if (node.type === 'ImportExpression') {
    const { source } = node;
    const isKnown = source.type === 'Literal' && typeof source.value === 'string';
    return isKnown ? { module: String(source.value), path: [] } : undefined;
  }
  if (node.type === 'CallExpression') {
    const module = requiredModule(node, INTEROP_HELPER);
    return module === undefined ? undefined : { module, path: [] };
  }
  if (node.type === 'MemberExpression') {
    const name = propertyName(tree, node);
    const from = name === undefined ? undefined : importedFrom(tree, node.object, depth + 1);
    return from && { ...from, path: [...from.path, name!] };
  }
  const variable = node.type === 'Identifier' ? tree.variableOf(node) : undefined;
  return variable && importedAs(tree, variable, depth);
}

function importedAs(tree: Tree, variable: Variable, depth: number): ImportedValue | undefined {
  const [definition] = variable.defs;
  if (!definition || variable.defs.length > 1) return undefined;
  const { node, name } = definition;
  if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference, importKind } = node;
    if (importKind === 'type' || moduleReference.type !== 'TSExternalModuleReference') return undefined;
    const { expression } = moduleReference;
    return expression.type === 'Literal' ? { module: String(expression.value), path: [] } : undefined;
  }
  if (node.type === 'VariableDeclarator') {
    const isConstant = variable.references.filter((reference) => reference.isWrite()).length <= 1;
    const path = isConstant && node.init ? destructuredPath(tree, node.id, name) : undefined;
    const from = path && importedFrom(tree, node.init!, depth + 1);
    return from && { ...from, path: [...from.path, ...path] };
  }
  if (!/^Import(?:Default|Namespace)?Specifier$/.test(node.type)) return undefined;
  const declaration = tree.parentOf(node);
  if (declaration?.type !== 'ImportDeclaration') return undefined;
  const module = declaration.source.value;
  const isType = [declaration.importKind, 'importKind' in node && node.importKind].includes('type');
  if (node.type === 'ImportNamespaceSpecifier') return { module, path: [], isType };
  if (node.type !== 'ImportSpecifier') return { module, path: ['default'], isType };
  return { module, path: [moduleExportName(node.imported)], isType };
}
