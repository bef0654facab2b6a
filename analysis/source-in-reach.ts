import type { Node } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { isInReach } from './reach.ts';
import { isWithin, type Tree } from './tree.ts';

/** Whether the source text of an expression, copied to another place of the file, means the same there. */
export function isSourceInReach(tree: Tree, node: Node, place: Node): boolean {
  return [node, ...descendantsOf(tree, node)].every((each) => {
    switch (each.type) {
      case 'ThisExpression':
        return isInReach(tree, each, place);
      case 'Super':
      case 'YieldExpression':
        return false;
      case 'Identifier': {
        const variable = tree.referenceOf(each)?.resolved;
        const declared = variable?.defs[0]?.name;
        return !declared || isWithin(declared, node) || isInReach(tree, each, place);
      }
      default:
        return true;
    }
  });
}

/** The names that an expression uses: a declaration of one of them where it is copied to would change its meaning. */
export function namesIn(tree: Tree, node: Node): readonly string[] {
  return [node, ...descendantsOf(tree, node)].flatMap((each) =>
    each.type === 'Identifier' && tree.referenceOf(each) ? [each.name] : [],
  );
}
