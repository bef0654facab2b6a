import type { Node } from './ast.ts';
import { requiredModule } from './required-module.ts';
import { sdkOf } from './sdk-import.ts';
import type { Tree } from './tree.ts';

const known = new WeakMap<Tree, boolean>();

/** Whether a file imports the official SDK v2 by itself. */
export function usesSdkV2(tree: Tree): boolean {
  let uses = known.get(tree);
  if (uses === undefined) {
    uses = tree.nodes.some((node) => {
      const module = importedModule(node);
      return module !== undefined && sdkOf(module) === 'v2';
    });
    known.set(tree, uses);
  }
  return uses;
}

function importedModule(node: Node): string | undefined {
  if (node.type === 'ImportDeclaration') return node.source.value;
  return node.type === 'CallExpression' ? requiredModule(node, /^__import/) : undefined;
}
