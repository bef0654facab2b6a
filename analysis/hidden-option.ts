import type { Node } from './ast.ts';
import { constantInit } from './names.ts';
import { hasTypes } from './object-type.ts';
import { textOf, unwrap, type Tree } from './tree.ts';

/**
 * Source text that reads an option of an object which is spread, `options.fetch`, where its type is known to have it: it is
 * declared as the options of a transport of the SDK, or the file has no types.
 */
export function optionRead(tree: Tree, from: Node, option: string): string | undefined {
  const node = unwrap(from);
  if (node.type === 'MemberExpression')
    return hasTypes(tree) ? undefined : `${textOf(tree, node)}?.${option}`;
  if (node.type !== 'Identifier') return undefined;
  const name = tree.variableOf(node)?.defs[0]?.name as DeclaredName | undefined;
  if (!name) return undefined;
  const text = textOf(tree, node);
  const type = name.typeAnnotation?.typeAnnotation;
  if (type) return hasOption(type, option, tree) ? `${text}${name.optional ? '?' : ''}.${option}` : undefined;
  const init = constantInit(tree, node);
  if (init && unwrap(init).type === 'ObjectExpression') return `${text}.${option}`;
  return hasTypes(tree) ? undefined : `${text}?.${option}`;
}

interface DeclaredName {
  readonly typeAnnotation?: { readonly typeAnnotation: Node } | null;
  readonly optional?: boolean;
}

/** `StreamableHTTPClientTransportOptions`, or what utility types make of it without taking the option away. */
function hasOption(type: Node, option: string, tree: Tree): boolean {
  if (type.type === 'TSAnyKeyword') return true;
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return false;
  const { name } = type.typeName;
  if (/^(?:StreamableHTTP|SSE)ClientTransportOptions$/.test(name)) return true;
  const [inner, keys] = type.typeArguments?.params ?? [];
  if (!inner) return false;
  if (/^(?:Partial|Readonly)$/.test(name)) return hasOption(inner, option, tree);
  const names = keys && new RegExp(`['"]${option}['"]`).test(textOf(tree, keys));
  if (name === 'Omit')
    return names === false && /['"]/.test(textOf(tree, keys!)) && hasOption(inner, option, tree);
  return name === 'Pick' && names === true && hasOption(inner, option, tree);
}
