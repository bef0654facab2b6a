import type { Node, NodeOf } from './ast.ts';
import { functionBehind } from './functions.ts';
import { constantInit, destructuredPath, propertyName } from './names.ts';
import { isNullish, memberName, membersOfType } from './object-type.ts';
import { enclosingClass, isWithin, type Tree } from './tree.ts';

/** The type that a value is declared with in this file, by an annotation or an assertion; `undefined` if by none. */
export function declaredType(tree: Tree, value: Node, depth = 0): Node | undefined {
  if (depth > 6) return undefined;
  const inner = (each: Node) => declaredType(tree, each, depth + 1);
  switch (value.type) {
    case 'TSAsExpression':
    case 'TSTypeAssertion':
      return value.typeAnnotation;
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return inner(value.expression);
    case 'AwaitExpression': {
      const type = inner(value.argument);
      return type && (argumentOf(type, 'Promise') ?? type);
    }
    case 'LogicalExpression':
      return value.operator === '&&' ? inner(value.right) : inner(value.left);
    case 'CallExpression': {
      const returned = functionBehind(tree, value.callee)?.returnType;
      return returned?.type === 'TSTypeAnnotation' ? returned.typeAnnotation : undefined;
    }
    case 'MemberExpression':
      return memberType(tree, value, inner);
    case 'Identifier':
      return variableType(tree, value, inner);
    default:
      return undefined;
  }
}

type Read = (value: Node) => Node | undefined;

function variableType(tree: Tree, identifier: Node, read: Read): Node | undefined {
  const definitions = tree.variableOf(identifier)?.defs ?? [];
  const [definition] = definitions;
  if (!definition || definitions.length > 1) return undefined;
  const own = annotationOf(definition.name);
  if (own) return own;
  if (definition.node.type === 'VariableDeclarator') {
    const { id, init } = definition.node;
    const path = destructuredPath(tree, id, definition.name);
    if (path?.length === 0) {
      const constant = constantInit(tree, identifier);
      return constant && constant !== identifier ? read(constant) : undefined;
    }
    return path && typeAlong(tree, annotationOf(id) ?? (init ? read(init) : undefined), path);
  }
  const params = definition.type === 'Parameter' && 'params' in definition.node ? definition.node.params : [];
  const param = (params as readonly Node[]).find((each) => isWithin(definition.name, each));
  const path = param && destructuredPath(tree, param, definition.name);
  return path && typeAlong(tree, annotationOf(param), path);
}

function typeAlong(tree: Tree, type: Node | undefined, path: readonly string[]): Node | undefined {
  return path.reduce<Node | undefined>((each, key) => each && keyType(tree, each, key), type);
}

/** The type of a property of a type that is written in this file. */
export function keyType(tree: Tree, type: Node, key: string): Node | undefined {
  const member = membersOfType(tree, type)?.find((each) => memberName(tree, each) === key);
  return annotationOf(member);
}

function memberType(tree: Tree, member: NodeOf<'MemberExpression'>, read: Read): Node | undefined {
  const name = propertyName(tree, member);
  if (name === undefined) return undefined;
  if (member.object.type === 'ThisExpression') return fieldType(tree, member, name);
  const type = read(member.object);
  return type && keyType(tree, type, name);
}

function fieldType(tree: Tree, place: Node, name: string): Node | undefined {
  for (const member of enclosingClass(tree, place)?.body.body ?? []) {
    if (member.type === 'PropertyDefinition' && propertyName(tree, member) === name)
      return annotationOf(member);
    if (member.type !== 'MethodDefinition') continue;
    if (member.kind === 'get' && propertyName(tree, member) === name)
      return member.value.returnType?.typeAnnotation;
    if (member.kind !== 'constructor') continue;
    for (const each of member.value.params) {
      if (each.type !== 'TSParameterProperty') continue;
      const { parameter } = each;
      const declared = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      if (declared.type === 'Identifier' && declared.name === name) return annotationOf(declared);
    }
  }
  return undefined;
}

/** The annotation of a declaration, also behind its default value. */
function annotationOf(declared: Node | undefined): Node | undefined {
  if (declared?.type === 'AssignmentPattern') return annotationOf(declared.left);
  const { typeAnnotation } = (declared ?? {}) as { readonly typeAnnotation?: Node | null };
  return typeAnnotation?.type === 'TSTypeAnnotation' ? typeAnnotation.typeAnnotation : undefined;
}

/** `T` of `Promise<T>`. */
function argumentOf(type: Node, name: string): Node | undefined {
  if (type.type !== 'TSTypeReference' || type.typeName.type !== 'Identifier') return undefined;
  return type.typeName.name === name ? type.typeArguments?.params[0] : undefined;
}

/** The name of a type, without `Readonly<…>` and `| undefined` around it. */
export function typeName(type: Node | undefined): string | undefined {
  if (type?.type === 'TSUnionType') {
    const [only, ...others] = type.types.filter((each) => !isNullish(each));
    return others.length === 0 ? typeName(only) : undefined;
  }
  if (type?.type !== 'TSTypeReference') return undefined;
  const name = type.typeName.type === 'TSQualifiedName' ? type.typeName.right : type.typeName;
  if (name.type !== 'Identifier') return undefined;
  const [argument] = type.typeArguments?.params ?? [];
  return argument && /^(?:Readonly|Partial|Required|NonNullable|Promise|Awaited)$/.test(name.name)
    ? typeName(argument)
    : name.name;
}
