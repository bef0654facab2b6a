import type { Node } from './ast.ts';
import { unwrap } from './tree.ts';

/**
 * Whether an expression does nothing and gives the same each time, so that it may stand twice: names, properties,
 * literals, and what operators make of them. Nothing that is called or awaited.
 */
export function isRepeatable(node: Node): boolean {
  const value = unwrap(node);
  if (node.type === 'AwaitExpression') return false;
  switch (value.type) {
    case 'Identifier':
    case 'ThisExpression':
    case 'MetaProperty':
      return true;
    case 'Literal':
      return !('regex' in value);
    case 'MemberExpression':
      return isRepeatable(value.object) && (!value.computed || isRepeatable(value.property));
    case 'TemplateLiteral':
      return value.expressions.every(isRepeatable);
    case 'LogicalExpression':
      return isRepeatable(value.left) && isRepeatable(value.right);
    case 'BinaryExpression':
      return value.left.type !== 'PrivateIdentifier' && isRepeatable(value.left) && isRepeatable(value.right);
    case 'ConditionalExpression':
      return isRepeatable(value.test) && isRepeatable(value.consequent) && isRepeatable(value.alternate);
    case 'UnaryExpression':
      return /^(?:!|typeof|void)$/.test(value.operator) && isRepeatable(value.argument);
    default:
      return false;
  }
}
