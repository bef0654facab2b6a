import type { Node, NodeOf } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { destructuredPath } from './names.ts';
import type { OptionsParameter } from './options-parameter.ts';
import { assignmentTo } from './slots.ts';
import { ancestorsOf, type FunctionNode, type Tree } from './tree.ts';

/** `this.fetch = options?.fetch` in a constructor. */
export interface Store {
  readonly target: NodeOf<'MemberExpression'>;
  readonly value: Node;
  /** The statement of the constructor's body that it belongs to: behind that, it has been reached in any case. */
  readonly statement: Node;
}

/** The assignments of a constructor that put an option into a field, in source order. */
export function storesIn(tree: Tree, options: OptionsParameter): readonly Store[] {
  const stores: Store[] = [];
  for (const target of descendantsOf(tree, options.fn)) {
    if (target.type !== 'MemberExpression' || target.object.type !== 'ThisExpression') continue;
    const store = assignmentTo(tree, target);
    const statement = store && statementOfBody(tree, options.fn, store);
    if (statement && store.operator === '=' && readsOption(tree, store.right, options))
      stores.push({ target, value: store.right, statement });
  }
  return stores;
}

function statementOfBody(tree: Tree, { body }: FunctionNode, node: Node): Node | undefined {
  return [node, ...ancestorsOf(tree, node)].find((each) => tree.parentOf(each) === body);
}

/** Whether a value reads an option: `options?.fetch`, or the name that a pattern gives it. */
function readsOption(tree: Tree, value: Node, { variable, pattern }: OptionsParameter): boolean {
  return [value, ...descendantsOf(tree, value)].some((node) => {
    if (node.type !== 'Identifier') return false;
    const found = tree.variableOf(node);
    const definition = found?.defs[0];
    if (!found || !definition) return false;
    if (found === variable) {
      const parent = tree.parentOf(node);
      return parent?.type === 'MemberExpression' && parent.object === node;
    }
    return !!pattern && !!destructuredPath(tree, pattern, definition.name);
  });
}
