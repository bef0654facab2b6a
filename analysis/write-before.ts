import type { Node, NodeOf } from './ast.ts';
import { declaredName } from './names.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import { ancestorsOf, enclosingFunction, isFunction, isWithin, rangeOf, textOf, type Tree } from './tree.ts';

/**
 * The last assignment to a slot that runs before a read of it in the same function. `certain` is false where the
 * assignment stands under a condition that the read does not, such as `if (scope) this._scope = scope`.
 */
export function lastWriteBefore(
  tree: Tree,
  read: Node,
): { readonly value: Node; readonly target: Node; readonly certain: boolean } | undefined {
  const slot = slotOf(tree, read);
  const fn = enclosingFunction(tree, read);
  if (!slot || !fn) return undefined;
  const [readStart] = rangeOf(read);
  let found: { value: Node; target: Node; certain: boolean } | undefined;
  for (const access of accessesTo(tree, slot)) {
    const assignment = assignmentTo(tree, access);
    if (!assignment || assignment.operator !== '=' || rangeOf(assignment)[1] > readStart) continue;
    if (enclosingFunction(tree, assignment) !== fn) continue;
    const reach = reaches(tree, assignment, read);
    if (reach) found = { value: assignment.right, target: access, certain: reach === 'always' };
  }
  return found;
}

/** The value of `map.set(key, value)` that runs before `map.get(key)` in the same function. */
export function lastSetBefore(
  tree: Tree,
  get: NodeOf<'CallExpression'>,
  callee: NodeOf<'MemberExpression'>,
): Node | undefined {
  const [key] = get.arguments;
  const map = slotOf(tree, callee.object);
  if (!key || !map) return undefined;
  let value: Node | undefined;
  for (const access of accessesTo(tree, map)) {
    const member = tree.parentOf(access);
    const set = member && tree.parentOf(member);
    if (set?.type !== 'CallExpression' || set.callee !== member || declaredName(tree, member) !== 'set')
      continue;
    const [setKey, setValue] = set.arguments;
    if (!setKey || textOf(tree, setKey) !== textOf(tree, key) || rangeOf(set)[1] > rangeOf(get)[0]) continue;
    if (enclosingFunction(tree, set) === enclosingFunction(tree, get) && reaches(tree, set, get) === 'always')
      value = setValue;
  }
  return value;
}

/** Whether control runs from `earlier` to `later`: always, under conditions, or on another branch only. */
function reaches(tree: Tree, earlier: Node, later: Node): 'always' | 'maybe' | undefined {
  let result: 'always' | 'maybe' = 'always';
  let child = earlier;
  for (const parent of ancestorsOf(tree, earlier)) {
    if (isWithin(later, parent)) {
      // The nearest common ancestor: two branches of one `if` exclude each other, so do two cases.
      const exclusive =
        parent.type === 'IfStatement' ||
        parent.type === 'ConditionalExpression' ||
        parent.type === 'SwitchStatement';
      return exclusive && child !== (parent as { test?: Node }).test ? undefined : result;
    }
    if (isFunction(parent)) return undefined;
    if (leavesBefore(parent, child)) return undefined;
    if (parent.type === 'SwitchCase') result = 'maybe';
    if (
      parent.type === 'IfStatement' ||
      parent.type === 'LogicalExpression' ||
      parent.type === 'ConditionalExpression'
    ) {
      if (child !== (parent as { test?: Node }).test && child !== (parent as { left?: Node }).left)
        result = 'maybe';
    }
    child = parent;
  }
  return undefined;
}

/** Whether a block that holds `child` leaves its function after it, so that nothing behind the block is reached. */
function leavesBefore(block: Node, child: Node): boolean {
  if (block.type !== 'BlockStatement') return false;
  const index = (block.body as readonly Node[]).indexOf(child);
  return block.body
    .slice(index + 1)
    .some(({ type }) => type === 'ReturnStatement' || type === 'ThrowStatement');
}
