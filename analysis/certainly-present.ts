import type { Node } from './ast.ts';
import { isKnownPresent } from './known-present.ts';
import { constantInit, propertyName } from './names.ts';
import { isNullish, memberName, membersOfType } from './object-type.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import { enclosingClass, enclosingFunction, unwrap, type ClassNode, type Tree } from './tree.ts';

/**
 * Whether a value is certainly an object where it stands: it is made there, declared with a type that is never
 * `undefined`, or a condition around it makes sure.
 */
export function isCertainlyPresent(tree: Tree, node: Node): boolean {
  if (node.type === 'TSNonNullExpression') return true;
  if (node.type === 'TSAsExpression') return !mayBeNothing(node.typeAnnotation);
  const value = unwrap(node);
  if (isMade(value) || value.type === 'ThisExpression') return true;
  if (value.type === 'LogicalExpression' && value.operator !== '&&')
    return isCertainlyPresent(tree, value.right);
  if (value.type !== 'Identifier' && value.type !== 'MemberExpression') return false;
  if (isKnownPresent(tree, value, value)) return true;
  return value.type === 'Identifier' ? isVariablePresent(tree, value) : isFieldPresent(tree, value);
}

function isMade({ type }: Node): boolean {
  return /^(?:NewExpression|ObjectExpression|ClassExpression|FunctionExpression|ArrowFunctionExpression)$/.test(
    type,
  );
}

function mayBeNothing(type: Node): boolean {
  switch (type.type) {
    case 'TSUnionType':
      return type.types.some(mayBeNothing);
    case 'TSAnyKeyword':
    case 'TSUnknownKeyword':
      return true;
    case 'TSTypeReference':
      // `Maybe<T>`, `Partial<T>['p']`, and what a generic may stand for.
      return type.typeName.type === 'Identifier' && /maybe|optional|nullable/i.test(type.typeName.name);
    case 'TSIndexedAccessType':
      return true;
    default:
      return isNullish(type);
  }
}

/** Whether a declaration says that it always holds something; `undefined` if it has no type. */
function isDeclaredPresent(declared: Node): boolean | undefined {
  const { typeAnnotation, optional } = declared as {
    readonly typeAnnotation?: Node | null;
    readonly optional?: boolean | null;
  };
  if (typeAnnotation?.type !== 'TSTypeAnnotation') return undefined;
  return !optional && !mayBeNothing(typeAnnotation.typeAnnotation);
}

function isVariablePresent(tree: Tree, identifier: Node): boolean {
  const variable = tree.variableOf(identifier);
  const [definition, ...others] = variable?.defs ?? [];
  if (!definition || others.length > 0) return false;
  if (definition.type === 'ClassName' || definition.type === 'FunctionName') return true;
  const declared = isDeclaredPresent(definition.name);
  if (declared !== undefined) return declared;
  const init = constantInit(tree, identifier);
  if (init && init !== identifier) return isCertainlyPresent(tree, init);
  return hasDefault(tree, definition.name) || isMemberPresent(tree, definition.name);
}

/** `(provider = new Provider())` */
function hasDefault(tree: Tree, name: Node): boolean {
  const parent = tree.parentOf(name);
  return parent?.type === 'AssignmentPattern' && parent.left === name && isMade(unwrap(parent.right));
}

/** `({ provider }: Options)`, where the type is written in the file. */
function isMemberPresent(tree: Tree, name: Node): boolean {
  const property = tree.parentOf(name);
  const pattern = property?.type === 'Property' ? tree.parentOf(property) : undefined;
  if (property?.type !== 'Property' || property.value !== name || pattern?.type !== 'ObjectPattern')
    return false;
  return isPresentIn(tree, pattern, propertyName(tree, property));
}

/** Whether what is declared with a type of this file has a member that is always there. */
function isPresentIn(tree: Tree, declared: Node, member: string | undefined): boolean {
  const { typeAnnotation } = declared as { readonly typeAnnotation?: Node | null };
  if (typeAnnotation?.type !== 'TSTypeAnnotation') return false;
  const members = membersOfType(tree, typeAnnotation.typeAnnotation) ?? [];
  const found = members.find((each) => memberName(tree, each) === member);
  return !!found && isDeclaredPresent(found) === true;
}

/** A field that is declared with a type, or only ever assigned objects in the constructor. */
function isFieldPresent(tree: Tree, member: Node): boolean {
  const slot = slotOf(tree, member);
  const owner = enclosingClass(tree, member);
  const [name, ...others] = slot?.path ?? [];
  if (slot?.root && 'references' in slot.root && others.length === 0) {
    const declared = slot.root.defs[0]?.name;
    return !!declared && isPresentIn(tree, declared, name);
  }
  if (!slot || !owner || slot.root !== owner || name === undefined || others.length > 0) return false;
  const field = fieldOf(tree, owner, name);
  const declared = field && isDeclaredPresent(field);
  if (declared !== undefined) return declared;
  const init = field?.type === 'PropertyDefinition' ? field.value : undefined;
  const assigned = accessesTo(tree, slot).flatMap((access) => assignmentTo(tree, access) ?? []);
  const isSet = init ? isMade(unwrap(init)) : assigned.some((each) => isInOwnConstructor(tree, each));
  return isSet && assigned.every(({ right }) => isMade(unwrap(right)));
}

/** What declares a field: a property of the class, or a parameter of its constructor. */
function fieldOf(tree: Tree, owner: ClassNode, name: string): Node | undefined {
  for (const member of owner.body.body) {
    if (member.type === 'PropertyDefinition' && propertyName(tree, member) === name) return member;
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    for (const each of member.value.params) {
      if (each.type !== 'TSParameterProperty') continue;
      const { parameter } = each;
      const declared = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
      if (declared.type === 'Identifier' && declared.name === name) return declared;
    }
  }
  return undefined;
}

/** Whether a place stands in the constructor itself, not in a function or a condition inside it. */
function isInOwnConstructor(tree: Tree, node: Node): boolean {
  const fn = enclosingFunction(tree, node);
  const method = fn && tree.parentOf(fn);
  if (method?.type !== 'MethodDefinition' || method.kind !== 'constructor') return false;
  const statement = tree.parentOf(node);
  return statement?.type === 'ExpressionStatement' && tree.parentOf(statement) === fn?.body;
}
