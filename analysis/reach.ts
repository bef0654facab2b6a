import type { Node } from './ast.ts';
import { fieldOwner, mayReadField } from './class-hierarchy.ts';
import { propertyName } from './names.ts';
import { ancestorsOf, enclosingClass, isFunction, isWithin, rangeOf, unwrap, type Tree } from './tree.ts';

/**
 * Whether an expression that stands elsewhere in the file could stand at `place` and mean the same: a chain of plain
 * properties from `this` of the same class, or from a variable that is visible there and declared before.
 */
export function isInReach(tree: Tree, expression: Node, place: Node): boolean {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') {
    const name = propertyName(tree, node);
    if (name === undefined) return false;
    return unwrap(node.object).type === 'ThisExpression'
      ? isFieldInReach(tree, node.object, name, place)
      : isInReach(tree, node.object, place);
  }
  if (node.type === 'ThisExpression') {
    const owner = enclosingClass(tree, node);
    return !!owner && owner === enclosingClass(tree, place) && !hasOwnThis(tree, place, owner);
  }
  if (node.type !== 'Identifier') return false;
  const variable = tree.variableOf(node);
  if (!variable || !isWithin(place, variable.scope.block)) return false;
  if (isShadowed(tree, node, place)) return false;
  const declared = variable.defs[0]?.name;
  return !declared || rangeOf(declared)[0] < rangeOf(place)[0];
}

/** Whether `this.name` is the same field at the place: that of the same class, or of a base class in this file. */
function isFieldInReach(tree: Tree, self: Node, name: string, place: Node): boolean {
  const owner = enclosingClass(tree, self);
  const reader = enclosingClass(tree, place);
  if (!owner || !reader || hasOwnThis(tree, place, reader)) return false;
  return mayReadField(tree, reader, fieldOwner(tree, owner, name), name);
}

/** Whether a plain function stands between a place and the class, so that `this` is another there. */
function hasOwnThis(tree: Tree, place: Node, owner: Node): boolean {
  for (const ancestor of ancestorsOf(tree, place)) {
    if (ancestor === owner) return false;
    if (!isFunction(ancestor) || ancestor.type === 'ArrowFunctionExpression') continue;
    const parent = tree.parentOf(ancestor);
    if (parent?.type !== 'MethodDefinition' && parent?.type !== 'PropertyDefinition') return true;
  }
  return false;
}

/** Whether the name means another variable at the place. */
function isShadowed(tree: Tree, identifier: Node, place: Node): boolean {
  const variable = tree.variableOf(identifier);
  if (!variable) return false;
  return tree.unit.scopeManager.scopes.some(
    (scope) =>
      scope !== variable.scope &&
      scope.set.has(variable.name) &&
      isWithin(place, scope.block) &&
      isWithin(scope.block, variable.scope.block),
  );
}
