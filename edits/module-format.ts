import type { Node } from '../analysis/ast.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { isModuleSyntax } from '../analysis/value-form.ts';

export type ModuleFormat = 'esm' | 'cjs';

/** How a file loads modules. A file without any sign counts as a module, since `import` works in most of them. */
export function moduleFormat({ ast, scopeManager, blocks }: SourceUnit): ModuleFormat {
  if (blocks) return 'esm';
  if (ast.body.some((node: Node) => isModuleSyntax(node) || node.type === 'TSImportEqualsDeclaration'))
    return 'esm';
  const isCommonJs = scopeManager.scopes.some(({ references }) =>
    references.some(
      ({ identifier, resolved }) =>
        (!resolved || resolved.defs.length === 0) &&
        identifier.type === 'Identifier' &&
        /^(?:require|module|exports)$/.test(identifier.name),
    ),
  );
  return isCommonJs ? 'cjs' : 'esm';
}
