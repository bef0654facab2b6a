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
      // An entry that only the SDK's own code imports, `@modelcontextprotocol/client/_shims`, makes no user of it.
      return module !== undefined && sdkOf(module) === 'v2' && !module.includes('/_');
    });
    known.set(tree, uses);
  }
  return uses;
}

function importedModule(node: Node): string | undefined {
  if (node.type === 'ImportDeclaration') return node.source.value;
  return node.type === 'CallExpression' ? requiredModule(node, /^__import/) : undefined;
}
