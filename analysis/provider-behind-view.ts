import type { Node } from './ast.ts';
import { declaredName } from './names.ts';
import { textOf, unwrap, type Tree } from './tree.ts';

/** `isStepUp ? withoutWideningRefresh(provider, scope) : provider` is `provider`. */
export function providerBehindView(tree: Tree, given: Node): Node {
  const view = unwrap(given);
  if (view.type === 'CallExpression' && declaredName(tree, view.callee) === 'withoutWideningRefresh')
    return view.arguments[0] ?? given;
  if (view.type !== 'ConditionalExpression') return given;
  const behind = providerBehindView(tree, view.consequent);
  const isView = behind !== view.consequent && textOf(tree, behind) === textOf(tree, view.alternate);
  return isView ? view.alternate : given;
}
