import { parseSync } from 'oxc-parser';

export interface Import {
  /** As written, or `an expression`. */
  readonly specifier: string;
  readonly typeOnly: boolean;
}

/** Every import in a text of TypeScript or JavaScript, whichever way it is written. */
export function importsOf(text: string): readonly Import[] {
  const found: Import[] = [];
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(visit);
    if (typeof node !== 'object' || node === null) return;
    const loaded = loadedBy(node as SyntaxNode);
    if (loaded) {
      const specifier = String(loaded.specifier?.value ?? 'an expression');
      found.push({ specifier, typeOnly: loaded.typeOnly });
    }
    Object.values(node).forEach(visit);
  };
  visit(parseSync('file.ts', text).program);
  return found;
}

interface SyntaxNode {
  readonly type?: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly source?: SyntaxNode;
  readonly expression?: SyntaxNode;
  readonly callee?: SyntaxNode;
  readonly arguments?: readonly SyntaxNode[];
  readonly importKind?: string;
  readonly exportKind?: string;
}

/** With `verbatimModuleSyntax` only `import type …` and `export type …` are erased as a whole. */
function loadedBy(node: SyntaxNode) {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportNamedDeclaration':
    case 'ExportAllDeclaration': {
      const typeOnly = node.importKind === 'type' || node.exportKind === 'type';
      return node.source ? { specifier: node.source, typeOnly } : undefined;
    }
    case 'ImportExpression':
      return { specifier: node.source, typeOnly: false };
    case 'TSImportType':
      return { specifier: node.source, typeOnly: true };
    case 'TSExternalModuleReference':
      return { specifier: node.expression, typeOnly: false };
    case 'CallExpression':
      return node.callee?.name === 'require'
        ? { specifier: node.arguments?.[0], typeOnly: false }
        : undefined;
    default:
      return undefined;
  }
}
