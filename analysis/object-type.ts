import type { Node } from './ast.ts';
import { textOf, type Tree } from './tree.ts';

/** The members of an object type that is written in this file, behind names, intersections and `Readonly<…>`. */
export function membersOfType(tree: Tree, type: Node, depth = 0): readonly Node[] | undefined {
  if (depth > 6) return undefined;
  const inner = (each: Node) => membersOfType(tree, each, depth + 1);
  switch (type.type) {
    case 'TSTypeLiteral':
      return type.members.length > 0 ? type.members : undefined;
    case 'TSIntersectionType': {
      const parts = type.types.flatMap((each) => [inner(each) ?? []]).filter((each) => each.length > 0);
      return parts.find((members) => members.some((each) => isScopeMember(tree, each))) ?? parts[0];
    }
    case 'TSUnionType': {
      const [only, ...others] = type.types.filter((each) => !isNullish(each));
      return only && others.length === 0 ? inner(only) : undefined;
    }
    case 'TSTypeReference': {
      if (type.typeName.type !== 'Identifier') return undefined;
      const { name } = type.typeName;
      const [argument] = type.typeArguments?.params ?? [];
      if (argument && /^(?:Readonly|Partial|Required|Omit|NonNullable)$/.test(name)) return inner(argument);
      const declared = declarationOf(tree, name);
      if (declared?.type === 'TSTypeAliasDeclaration') return inner(declared.typeAnnotation);
      return declared?.type === 'TSInterfaceDeclaration' ? declared.body.body : undefined;
    }
    case 'TSIndexedAccessType': {
      const parameter = parameterType(tree, type.objectType, type.indexType);
      return parameter && inner(parameter);
    }
    default:
      return undefined;
  }
}

/** `undefined` or `null`, as a type. */
export function isNullish({ type }: Node): boolean {
  return type === 'TSUndefinedKeyword' || type === 'TSNullKeyword';
}

/** The name of a member of a type, if it is a property. */
export function memberName(tree: Tree, member: Node): string | undefined {
  return member.type === 'TSPropertySignature' ? textOf(tree, member.key) : undefined;
}

/** A type that takes any option as it is. */
export function isLooseType({ type }: Node): boolean {
  return type === 'TSAnyKeyword';
}

/** Whether a member of a type is a scope. */
export function isScopeMember(tree: Tree, member: Node): boolean {
  return /scopes?$/i.test(memberName(tree, member) ?? '');
}

function declarationOf(tree: Tree, name: string): Node | undefined {
  const found = tree.nodes.filter(
    (node) =>
      (node.type === 'TSTypeAliasDeclaration' || node.type === 'TSInterfaceDeclaration') &&
      node.id.name === name,
  );
  return found.length === 1 ? found[0] : undefined;
}

/** The type of a parameter behind `Parameters<typeof f>[1]`. */
function parameterType(tree: Tree, object: Node, index: Node): Node | undefined {
  if (object.type !== 'TSTypeReference' || index.type !== 'TSLiteralType') return undefined;
  const [query] = object.typeArguments?.params ?? [];
  const { literal } = index;
  if (query?.type !== 'TSTypeQuery' || query.exprName.type !== 'Identifier') return undefined;
  if (literal.type !== 'Literal' || typeof literal.value !== 'number') return undefined;
  const { name } = query.exprName;
  const fn = tree.nodes.find((node) => node.type === 'FunctionDeclaration' && node.id?.name === name);
  const parameter = fn?.type === 'FunctionDeclaration' ? fn.params[literal.value] : undefined;
  const { typeAnnotation } = (parameter ?? {}) as { typeAnnotation?: Node | null };
  return typeAnnotation?.type === 'TSTypeAnnotation' ? typeAnnotation.typeAnnotation : undefined;
}

/** Whether a file declares types at all, so that a new option has to be declared too. */
export function hasTypes(tree: Tree): boolean {
  let known = typed.get(tree);
  if (known === undefined)
    typed.set(tree, (known = tree.nodes.some(({ type }) => type === 'TSTypeAnnotation')));
  return known;
}

const typed = new WeakMap<Tree, boolean>();
