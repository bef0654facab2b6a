import type { Node } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { statusOf } from './step-up-literal.ts';
import type { Tree } from './tree.ts';

/** A 403, or a name of `insufficient_scope`, written down. */
export function namesStepUp(node: Node): boolean {
  switch (node.type) {
    case 'Literal':
      if (node.value === 403 || node.value === '403') return true;
      return /insufficient_scope/i.test('regex' in node ? node.regex.pattern : String(node.value));
    case 'TemplateElement':
      return /insufficient_scope/i.test(node.value.raw);
    case 'Identifier':
      return /insufficient_?scope|^(?:\w+_)?forbidden$/i.test(node.name);
    default:
      return false;
  }
}

/** Whether anything in a function names a step-up, or compares with its status. */
export function mentionsStepUp(tree: Tree, fn: Node): boolean {
  for (const node of descendantsOf(tree, fn)) {
    if (namesStepUp(node)) return true;
    const compared =
      node.type === 'BinaryExpression'
        ? [node.left, node.right]
        : node.type === 'SwitchCase'
          ? [node.test]
          : [];
    if (compared.some((each) => each && statusOf(tree, each) === 403)) return true;
  }
  return false;
}
