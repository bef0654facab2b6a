import type { Node } from './ast.ts';
import { constantInit, staticString } from './names.ts';
import { unwrap, type Tree } from './tree.ts';

/** Stands in the text of a pattern for what is known at run time only. */
export const HOLE = '\0';

/** The text of a pattern that is put together, with a hole for each part that is not known. */
export interface PatternParts {
  readonly text: string | undefined;
  readonly holes: readonly Node[];
}

export function patternParts(tree: Tree, pattern: Node): PatternParts {
  const holes: Node[] = [];
  const text = textOfParts(tree, pattern, holes);
  return { text, holes };
}

function textOfParts(tree: Tree, pattern: Node, holes: Node[]): string | undefined {
  const node = unwrap(pattern);
  const part = (each: Node): string => {
    const value = unwrap(each);
    const isName = value.type === 'Identifier';
    const text = staticString(tree, each) ?? (isName ? undefined : textOfParts(tree, each, holes));
    if (text === undefined) holes.push(value);
    return text ?? HOLE;
  };
  switch (node.type) {
    case 'Identifier': {
      const init = constantInit(tree, node);
      return init ? textOfParts(tree, init, holes) : undefined;
    }
    case 'NewExpression':
    case 'CallExpression':
      return node.arguments[0] && part(node.arguments[0]);
    case 'TaggedTemplateExpression':
    case 'TemplateLiteral': {
      const { quasis, expressions } = node.type === 'TemplateLiteral' ? node : node.quasi;
      const isRaw = node.type === 'TaggedTemplateExpression';
      return quasis
        .map(({ value }, i) => {
          const written = isRaw ? value.raw : (value.cooked ?? value.raw);
          return written + (expressions[i] ? part(expressions[i]) : '');
        })
        .join('');
    }
    case 'BinaryExpression':
      return part(node.left) + part(node.right);
    default:
      return staticString(tree, node);
  }
}
