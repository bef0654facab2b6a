import type { Node } from './ast.ts';
import { destructuredKey } from './names.ts';
import { CHALLENGE, originOf } from './origin.ts';
import { isInReach } from './reach.ts';
import type { Tree } from './tree.ts';

/** The name under which a part of the challenge was taken from it, where it can be used at a place. */
export function challengePartInReach(
  tree: Tree,
  place: Node,
  isPart: (key: string) => boolean,
): string | undefined {
  for (const node of tree.nodes) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'ObjectPattern' || !node.init) continue;
    if ((originOf(tree, node.init) & CHALLENGE) === 0) continue;
    for (const property of node.id.properties) {
      if (property.type !== 'Property' || property.value.type !== 'Identifier') continue;
      if (!isPart(destructuredKey(tree, node.id, property.value) ?? '')) continue;
      if (isInReach(tree, property.value, place)) return property.value.name;
    }
  }
  return undefined;
}
