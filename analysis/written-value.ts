import type { Node } from './ast.ts';
import { destructuredPath, propertyName, staticString } from './names.ts';
import { assignmentTo } from './slots.ts';
import { ancestorsOf, type Tree } from './tree.ts';

/** The expression whose value, or part `path` of it, a write gives to an identifier. */
export function writtenValue(
  tree: Tree,
  identifier: Node,
): { readonly value: Node; readonly path: readonly string[]; readonly appends: boolean } | undefined {
  let pattern = identifier;
  let fallback: Node | undefined;
  for (const parent of ancestorsOf(tree, identifier)) {
    if (parent.type === 'AssignmentPattern' && parent.left === pattern) fallback ??= parent.right;
    switch (parent.type) {
      case 'VariableDeclarator': {
        const path = destructuredPath(tree, parent.id, identifier);
        if (!path) return undefined;
        if (parent.init) return { value: parent.init, path, appends: false };
        const loop = tree.parentOf(tree.parentOf(parent)!);
        // The elements of what is iterated have its origin.
        return loop?.type === 'ForOfStatement' ? { value: loop.right, path, appends: false } : undefined;
      }
      case 'AssignmentExpression': {
        const path = destructuredPath(tree, parent.left, identifier);
        return path && { value: parent.right, path, appends: parent.operator === '+=' };
      }
      case 'ForOfStatement':
        return {
          value: parent.right,
          path: destructuredPath(tree, pattern, identifier) ?? [],
          appends: false,
        };
      case 'Property':
      case 'ObjectPattern':
      case 'ArrayPattern':
      case 'RestElement':
      case 'AssignmentPattern':
        pattern = parent;
        continue;
      default:
        // A parameter's default; the arguments are traced elsewhere.
        return fallback && { value: fallback, path: [], appends: false };
    }
  }
  return undefined;
}

/** What `name.add(x)`, `name.push(x)`, `name.set(k, x)`, `name[k] = x` or, for a key, `name.key = x` puts in. */
export function additionTo(tree: Tree, identifier: Node, key: string | undefined): Node | undefined {
  const member = tree.parentOf(identifier);
  if (member?.type !== 'MemberExpression' || member.object !== identifier) return undefined;
  const assignment = assignmentTo(tree, member);
  const name = propertyName(tree, member);
  if (assignment) {
    if (name === undefined) return assignment.right;
    return key !== undefined && name === key ? assignment.right : undefined;
  }
  const call = tree.parentOf(member);
  if (call?.type !== 'CallExpression' || call.callee !== member) return undefined;
  if (name === 'add' || name === 'push' || name === 'unshift') {
    const [value] = call.arguments;
    return value?.type === 'SpreadElement' ? value.argument : value;
  }
  if (name !== 'set') return undefined;
  const entry = staticString(tree, call.arguments[0]);
  return entry === undefined || entry === key ? call.arguments[1] : undefined;
}
