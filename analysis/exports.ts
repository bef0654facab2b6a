import type { Node } from './ast.ts';
import { functionOf } from './functions.ts';
import { propertyName } from './names.ts';
import { unwrap, type FunctionNode, type Tree } from './tree.ts';

/**
 * The functions that a file exports, by name: `export function f`, `export const f = …`, `export { f as g }`,
 * `exports.f = f`, `module.exports = { f }`. What it hands on from another file is not among them.
 */
export function exportedFunctions(tree: Tree): ReadonlyMap<string, FunctionNode> {
  const exported = new Map<string, FunctionNode>();
  const add = (name: string | undefined, value: Node | null | undefined) => {
    const fn = value ? functionOf(tree, value) : undefined;
    if (name !== undefined && fn) exported.set(name, fn);
  };
  for (const statement of tree.unit.ast.body as readonly Node[]) {
    if (statement.type === 'ExportNamedDeclaration') {
      const { declaration, specifiers, source } = statement;
      if (declaration?.type === 'FunctionDeclaration') add(declaration.id?.name, declaration);
      if (declaration?.type === 'VariableDeclaration') {
        for (const { id, init } of declaration.declarations) if (id.type === 'Identifier') add(id.name, init);
      }
      if (source) continue;
      for (const { local, exported: name } of specifiers)
        add(name.type === 'Literal' ? name.value : name.name, local);
    } else if (statement.type === 'ExportDefaultDeclaration') {
      add('default', statement.declaration as Node);
    } else if (statement.type === 'ExpressionStatement') {
      addAssigned(tree, unwrap(statement.expression), add);
    }
  }
  return exported;
}

function addAssigned(tree: Tree, node: Node, add: (name: string | undefined, value: Node) => void): void {
  if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return;
  const { left, right } = node;
  const isModuleExports = (each: Node): boolean =>
    each.type === 'MemberExpression' &&
    each.object.type === 'Identifier' &&
    each.object.name === 'module' &&
    propertyName(tree, each) === 'exports';
  if (isModuleExports(left) && right.type === 'ObjectExpression') {
    for (const property of right.properties)
      if (property.type === 'Property') add(propertyName(tree, property), property.value);
  } else if (
    isModuleExports(left.object) ||
    (left.object.type === 'Identifier' && left.object.name === 'exports')
  ) {
    add(propertyName(tree, left), right);
  }
}

/** The names under which a function is exported, in the order of the file. */
export function exportedNamesOf(tree: Tree, fn: FunctionNode): readonly string[] {
  return [...exportedFunctions(tree)].filter(([, each]) => each === fn).map(([name]) => name);
}
