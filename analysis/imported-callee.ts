import type { Node } from './ast.ts';
import { declaredName, destructuredPath } from './names.ts';
import { requiredModule } from './required-module.ts';
import type { Definition } from './source-unit.ts';
import { unwrap, type Tree } from './tree.ts';

/** What a call runs, as other files know it. */
export interface ImportedCallee {
  /** The specifier of the import that it comes from, as written there; `undefined` where this file declares it. */
  readonly module: string | undefined;
  /** The name that it is exported or declared by. */
  readonly name: string;
}

/**
 * Where the function that a call names comes from: `import { auth }`, `import * as sdk`, `const { auth } = require(…)`,
 * and `(0, auth_js_1.auth)` as compilers write it. A method of anything else has no module.
 */
export function importedCallee(tree: Tree, callee: Node): ImportedCallee | undefined {
  const node = unwrap(callee);
  const name = declaredName(tree, node);
  if (name === undefined) return undefined;
  const root = node.type === 'MemberExpression' ? unwrap(node.object) : node;
  const definition = root.type === 'Identifier' ? tree.variableOf(root)?.defs[0] : undefined;
  return { module: definition && moduleOf(tree, definition), name };
}

function moduleOf(tree: Tree, { node, name }: Definition): string | undefined {
  if (/^Import(?:Default|Namespace)?Specifier$/.test(node.type)) {
    const declaration = tree.parentOf(node);
    return declaration?.type === 'ImportDeclaration' ? declaration.source.value : undefined;
  }
  if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference } = node;
    return moduleReference.type === 'TSExternalModuleReference' &&
      moduleReference.expression.type === 'Literal'
      ? String(moduleReference.expression.value)
      : undefined;
  }
  if (node.type !== 'VariableDeclarator' || !node.init) return undefined;
  const path = destructuredPath(tree, node.id, name);
  return path && path.length <= 1 ? requiredModule(node.init, /^(?:__import|_interop)/) : undefined;
}
