import type { Node, NodeOf } from './ast.ts';
import { INTEROP_HELPER, requiredModule } from './required-module.ts';
import { originalName } from './sdk-export.ts';
import type { Variable } from './source-unit.ts';
import { rangeOf, unwrap, type Tree } from './tree.ts';

/** The text of a string that is known without running the code: a literal, a plain template, or a constant. */
export function staticString(tree: Tree, node: Node | null | undefined): string | undefined {
  if (!node) return undefined;
  const value = unwrap(node);
  if (value.type === 'Literal') return typeof value.value === 'string' ? value.value : undefined;
  if (value.type === 'TemplateLiteral' && value.expressions.length === 0) {
    return value.quasis[0]?.value.cooked ?? undefined;
  }
  if (value.type !== 'Identifier') return undefined;
  const init = constantInit(tree, value);
  return init && init !== value ? staticString(tree, init) : undefined;
}

/** The initializer of a variable that is written once, where it is declared, and not destructured. */
export function constantInit(tree: Tree, identifier: Node): Node | undefined {
  const variable = tree.variableOf(identifier);
  return variable && constantInitOf(variable);
}

export function constantInitOf(variable: Variable): Node | undefined {
  const [definition] = variable.defs;
  if (variable.defs.length !== 1 || definition?.node.type !== 'VariableDeclarator') return undefined;
  if (definition.node.id.type !== 'Identifier' || !definition.node.init) return undefined;
  return variable.references.filter((reference) => reference.isWrite()).length <= 1
    ? definition.node.init
    : undefined;
}

/** The name of a property where it is known: `a.b`, `a['b']`, `a.#b`, and of the keys of objects and classes. */
export function propertyName(
  tree: Tree,
  node:
    | NodeOf<'MemberExpression'>
    | NodeOf<'Property'>
    | NodeOf<'MethodDefinition'>
    | NodeOf<'PropertyDefinition'>
    | NodeOf<'TSAbstractMethodDefinition'>,
): string | undefined {
  const key: Node = node.type === 'MemberExpression' ? node.property : node.key;
  if (key.type === 'PrivateIdentifier') return `#${key.name}`;
  if (!node.computed && key.type === 'Identifier') return key.name;
  if (key.type === 'Literal') return String(key.value);
  return staticString(tree, key);
}

/** The name of a module's export or import, which may be written as a string. */
export function moduleExportName(node: Node): string {
  return node.type === 'Literal' ? String(node.value) : (node as { readonly name: string }).name;
}

/**
 * The name that a callee goes by where it was declared: the imported name behind `import { auth as a }`, the key
 * behind `const { auth: a } = require(…)`, the property of `(0, x.auth)`; else the local name. What a module of the
 * project hands on from the official SDK under another name goes by the SDK's.
 */
export function declaredName(tree: Tree, callee: Node, depth = 0): string | undefined {
  const node = unwrap(callee);
  if (node.type === 'MemberExpression') {
    const name = propertyName(tree, node);
    return (name !== undefined && originalOf(tree, node.object, name)) || name;
  }
  if (node.type !== 'Identifier') return undefined;
  const definition = tree.variableOf(node)?.defs[0];
  if (definition?.node.type === 'ImportSpecifier') {
    const name = moduleExportName(definition.node.imported);
    const declaration = tree.parentOf(definition.node);
    const original =
      declaration?.type === 'ImportDeclaration' && originalName(tree.unit, declaration.source.value, name);
    if (original) return original;
    // Chunks of a bundle export under `a`, `b`, …; there, the local name is the declared one.
    return name === 'default' || name.length < 3 ? node.name : name;
  }
  if (definition?.node.type === 'VariableDeclarator') {
    const key = destructuredKey(tree, definition.node.id, definition.name);
    if (key) return (definition.node.init && originalOf(tree, definition.node.init, key)) || key;
    const init = constantInit(tree, node);
    const alias = init && unwrap(init);
    if (alias && depth < 3 && (alias.type === 'Identifier' || alias.type === 'MemberExpression')) {
      return declaredName(tree, alias, depth + 1);
    }
  }
  return node.name;
}

/** The name that the SDK exports a member of a module by. */
function originalOf(tree: Tree, object: Node, name: string): string | undefined {
  const module = tree.unit.project && moduleHeld(tree, object);
  return module === undefined ? undefined : originalName(tree.unit, module, name);
}

/** The module that a value is all of: `import * as x from …`, `const x = require(…)`. */
function moduleHeld(tree: Tree, object: Node): string | undefined {
  const node = unwrap(object);
  if (node.type !== 'Identifier') return requiredModule(node, INTEROP_HELPER);
  const definition = tree.variableOf(node)?.defs[0]?.node;
  if (definition?.type === 'ImportNamespaceSpecifier') {
    const declaration = tree.parentOf(definition);
    return declaration?.type === 'ImportDeclaration' ? declaration.source.value : undefined;
  }
  if (definition?.type !== 'VariableDeclarator' || definition.id.type !== 'Identifier') return undefined;
  return definition.init ? requiredModule(definition.init, INTEROP_HELPER) : undefined;
}

/** The key under which a pattern takes a variable: `scope` for `s` in `{ scope: s }`. */
export function destructuredKey(tree: Tree, pattern: Node, name: Node): string | undefined {
  return destructuredPath(tree, pattern, name)?.at(-1);
}

/** The keys that lead from a destructured value to one of its names; array positions count as their index. */
export function destructuredPath(tree: Tree, pattern: Node, name: Node): readonly string[] | undefined {
  if (pattern === name) return [];
  const [start, end] = rangeOf(name);
  const holds = (node: Node) => rangeOf(node)[0] <= start && end <= rangeOf(node)[1];
  if (pattern.type === 'AssignmentPattern') return destructuredPath(tree, pattern.left, name);
  if (pattern.type === 'TSParameterProperty') return destructuredPath(tree, pattern.parameter, name);
  if (pattern.type === 'ObjectPattern') {
    const property = pattern.properties.find(holds);
    if (property?.type === 'RestElement') return [];
    const key = property && propertyName(tree, property);
    const rest = property && key !== undefined ? destructuredPath(tree, property.value, name) : undefined;
    return rest && [key!, ...rest];
  }
  if (pattern.type === 'ArrayPattern') {
    const index = pattern.elements.findIndex((element) => element && holds(element));
    const element = pattern.elements[index];
    if (!element) return undefined;
    if (element.type === 'RestElement') return [];
    const rest = destructuredPath(tree, element, name);
    return rest && [String(index), ...rest];
  }
  return undefined;
}

/** The words of an identifier, lower-cased: `onStepUp_required2` → `on step up required2`. */
export function wordsOf(name: string): readonly string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s_$#.:/-]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}
