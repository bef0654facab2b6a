import type { Node, NodeOf } from './ast.ts';
import { fieldOwner, subclassesOf } from './class-hierarchy.ts';
import { propertyName } from './names.ts';
import type { Variable } from './source-unit.ts';
import { enclosingClass, textOf, unwrap, type ClassNode, type FunctionNode, type Tree } from './tree.ts';

/** A place that keeps a value: a variable, or a field reached from one or from `this`. */
export interface Slot {
  /** For a field, the class of this file that has it first: subclasses share it. */
  readonly root: Variable | ClassNode | undefined;
  /** Property names from the root; empty for a variable. */
  readonly path: readonly string[];
}

/** The slot that an expression reads or writes, if it is one that can be told apart from others. */
export function slotOf(tree: Tree, node: Node): Slot | undefined {
  const place = unwrap(node);
  if (place.type === 'ThisExpression') return { root: enclosingClass(tree, place), path: [] };
  if (place.type === 'Identifier') {
    const variable = tree.variableOf(place);
    return variable && { root: variable, path: [] };
  }
  if (place.type !== 'MemberExpression') return undefined;
  const base = slotOf(tree, place.object);
  const name =
    propertyName(tree, place) ?? (place.computed ? `[${textOf(tree, place.property)}]` : undefined);
  if (!base || name === undefined) return undefined;
  const isField = !!base.root && 'body' in base.root && base.path.length === 0;
  const root = isField ? fieldOwner(tree, base.root, name) : base.root;
  if (hasSetter(tree, { root, path: base.path }, name)) return undefined;
  return { root, path: [...base.path, name] };
}

/** Whether a setter of the class takes what is assigned: what it keeps of it cannot be told from the assignment. */
function hasSetter(tree: Tree, { root, path }: Slot, name: string): boolean {
  if (!root || !('body' in root) || path.length > 0) return false;
  return [root, ...subclassesOf(tree, root)].some((each) =>
    each.body.body.some(
      (member) =>
        member.type === 'MethodDefinition' &&
        member.kind === 'set' &&
        propertyName(tree, member) === name &&
        !onlyStores(tree, member.value),
    ),
  );
}

/** Whether a setter does nothing but `this._name = value`. */
function onlyStores(tree: Tree, { params, body }: FunctionNode): boolean {
  const statements = body?.type === 'BlockStatement' ? body.body : [];
  const [statement] = statements as readonly Node[];
  if (statements.length !== 1 || statement?.type !== 'ExpressionStatement') return false;
  const { expression } = statement;
  if (expression.type !== 'AssignmentExpression' || expression.operator !== '=' || !params[0]) return false;
  return (
    tree.variableOf(expression.right) === tree.variableOf(params[0]) && expression.right.type === 'Identifier'
  );
}

export function sameSlot(a: Slot | undefined, b: Slot | undefined): boolean {
  return (
    !!a &&
    !!b &&
    a.root === b.root &&
    a.path.length === b.path.length &&
    a.path.every((name, i) => name === b.path[i])
  );
}

/** Every place of the file that reads or writes the slot, in source order. */
export function accessesTo(tree: Tree, slot: Slot): readonly Node[] {
  const last = slot.path.at(-1);
  if (last === undefined) {
    const variable = slot.root;
    return variable && 'references' in variable
      ? variable.references.map(({ identifier }) => identifier)
      : [];
  }
  return (membersByName(tree).get(last) ?? []).filter((member) => sameSlot(slotOf(tree, member), slot));
}

const members = new WeakMap<Tree, Map<string, NodeOf<'MemberExpression'>[]>>();

function membersByName(tree: Tree): Map<string, NodeOf<'MemberExpression'>[]> {
  let known = members.get(tree);
  if (!known) {
    known = new Map();
    for (const node of tree.nodes) {
      if (node.type !== 'MemberExpression') continue;
      const name =
        propertyName(tree, node) ?? (node.computed ? `[${textOf(tree, node.property)}]` : undefined);
      if (name === undefined) continue;
      const same = known.get(name);
      if (same) same.push(node);
      else known.set(name, [node]);
    }
    members.set(tree, known);
  }
  return known;
}

/** The assignment whose whole left side a place is. */
export function assignmentTo(tree: Tree, place: Node): NodeOf<'AssignmentExpression'> | undefined {
  const parent = tree.parentOf(place);
  return parent?.type === 'AssignmentExpression' && parent.left === place ? parent : undefined;
}
