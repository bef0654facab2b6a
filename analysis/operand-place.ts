import type { Node } from './ast.ts';
import type { Range } from './source-unit.ts';
import { rangeOf, type Tree } from './tree.ts';

const BINDS =
  /^(?:Logical|Unary|Binary|Await|Member|Chain|TSAs|TSNonNull|TSSatisfies)Expression$|^TSTypeAssertion$/;

/** The range of operands side by side, with the parentheses that belong to the first and the last of several. */
export function rangeOfOperands({ unit: { text } }: Tree, operands: readonly Node[]): Range {
  const [first, last] = [operands[0]!, operands.at(-1)!];
  if (first === last) return rangeOf(first);
  return [withParentheses(text, rangeOf(first))[0], withParentheses(text, rangeOf(last))[1]];
}

/** The expression that text joined to a node would bind to, if no parentheses keep it apart. */
export function bindingAround(tree: Tree, node: Node): Node | undefined {
  const parent = tree.parentOf(node);
  if (!parent || withParentheses(tree.unit.text, rangeOf(node))[0] !== rangeOf(node)[0]) return undefined;
  if (parent.type === 'CallExpression') return parent.callee === node ? parent : undefined;
  if (parent.type === 'ConditionalExpression') return parent.test === node ? parent : undefined;
  return BINDS.test(parent.type) ? parent : undefined;
}

function withParentheses(text: string, range: Range): Range {
  const before = /\(\s*$/.exec(text.slice(0, range[0]));
  const behind = /^\s*\)/.exec(text.slice(range[1]));
  if (!before || !behind) return range;
  return withParentheses(text, [before.index, range[1] + behind[0].length]);
}
