import type { Node } from './ast.ts';
import { declaredName, propertyName } from './names.ts';
import { isNullish } from './object-type.ts';
import { textOf, unwrap, type Tree } from './tree.ts';

/** How a place holds a scope: as a scope string (RFC 6749 §3.3) or as a list or set of scope tokens. */
export interface ScopeForm {
  readonly holds: 'string' | 'list';
  readonly isOptional: boolean;
}

/** The form of a scope by the type of the place that holds it, else by its name; `undefined` for any other type. */
export function scopeFormOfType(
  tree: Tree,
  type: Node | undefined,
  name: string,
  mayBeMissing: boolean,
): ScopeForm | undefined {
  if (!type) return { ...byName(name), isOptional: true };
  const parts = type.type === 'TSUnionType' ? type.types : [type];
  const [held, ...others] = parts.filter((each) => !isNullish(each));
  const isOptional = mayBeMissing || parts.some(isNullish);
  if (!held || others.length > 0) return undefined;
  if (held.type === 'TSStringKeyword') return { holds: 'string', isOptional };
  return isListType(tree, held) ? { holds: 'list', isOptional } : undefined;
}

function isListType(tree: Tree, type: Node): boolean {
  if (type.type === 'TSArrayType') return true;
  if (type.type === 'TSTypeOperator') return !!type.typeAnnotation && isListType(tree, type.typeAnnotation);
  return type.type === 'TSTypeReference' && /^(?:Readonly)?(?:Set|Array)\b/.test(textOf(tree, type));
}

/** The form of a scope by the first value of the variable or field that holds it. */
export function scopeFormOfValue(tree: Tree, value: Node, name: string): ScopeForm | undefined {
  const node = unwrap(value);
  switch (node.type) {
    case 'ArrayExpression':
      return { holds: 'list', isOptional: false };
    case 'NewExpression':
      return /^(?:Set|Array)$/.test(declaredName(tree, node.callee) ?? '')
        ? { holds: 'list', isOptional: false }
        : undefined;
    case 'ObjectExpression':
      return undefined;
    case 'Literal':
      return typeof node.value === 'string' ? { holds: 'string', isOptional: false } : byName(name);
    case 'LogicalExpression':
      return scopeFormOfValue(tree, node.right, name);
    case 'CallExpression': {
      const isList = /^(?:split|filter|map|from|sort)$/.test(declaredName(tree, node.callee) ?? '');
      return isList ? { holds: 'list', isOptional: true } : byName(name);
    }
    case 'MemberExpression':
      return byName(propertyName(tree, node) ?? name);
    default:
      return byName(name);
  }
}

function byName(name: string): ScopeForm {
  return { holds: /scopes$/i.test(name) ? 'list' : 'string', isOptional: true };
}
