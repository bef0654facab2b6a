import type { Node } from './ast.ts';
import { parsesChallenge } from './challenge-reader.ts';
import { propertyName } from './names.ts';
import { isChallengedScope, originOf, originOfKey } from './origin.ts';
import { isInReach } from './reach.ts';
import { isScopeName } from './scope-name.ts';
import { isWithin, textOf, unwrap, type Tree } from './tree.ts';

/** The name of a scope string, read from the challenge, that can be used at a place. */
export function challengedScopeInReach(tree: Tree, place: Node): string | undefined {
  for (const scope of tree.unit.scopeManager.scopes) {
    if (!isWithin(place, scope.block)) continue;
    for (const { name, defs } of scope.variables) {
      const declared = defs[0]?.name;
      if (!declared || !isScopeName(name) || /scopes$/i.test(name) || !isInReach(tree, declared, place))
        continue;
      if (isChallengedScope(originOf(tree, declared))) return name;
    }
  }
  return challengeInReach(tree, place);
}

/** `challenge.scope`, where a parsed challenge is in reach. */
function challengeInReach(tree: Tree, place: Node): string | undefined {
  for (const node of tree.nodes) {
    if (node.type !== 'MemberExpression' || propertyName(tree, node) !== 'scope') continue;
    const object = unwrap(node.object);
    if (object.type !== 'Identifier' || !isInReach(tree, object, place)) continue;
    if (isChallengedScope(originOf(tree, node))) return textOf(tree, node);
  }
  return ofNamedChallenge(tree, place);
}

/** The scope of a challenge that was parsed into a variable, though nothing reads it there: `challenge.scope`. */
function ofNamedChallenge(tree: Tree, place: Node): string | undefined {
  for (const node of tree.nodes) {
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier' || !node.init) continue;
    const call = unwrap(node.init);
    if (call.type !== 'CallExpression' || !parsesChallenge(tree, call)) continue;
    if (!isInReach(tree, node.id, place)) continue;
    if (isChallengedScope(originOfKey(tree, call, 'scope'))) return `${node.id.name}.scope`;
  }
  return undefined;
}
