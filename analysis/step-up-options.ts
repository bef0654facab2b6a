import type { Node, NodeOf } from './ast.ts';
import type { Insertion } from './finding.ts';
import { propertyName } from './names.ts';
import type { AddedOption, Range } from './source-unit.ts';
import { assignmentTo } from './slots.ts';
import { classesAround, isInTransport } from './transport.ts';
import {
  ancestorsOf,
  enclosingClass,
  rangeOf,
  statementInList,
  textOf,
  type ClassNode,
  type FunctionNode,
  type Tree,
} from './tree.ts';
import { descendantsOf } from './functions.ts';

/** The options of the official SDK's HTTP transports that tell them how to step up (typescript-sdk PR 2356). */
export type StepUpOptionName = Exclude<AddedOption['name'], 'forceReauthorization'>;

/** How a class takes its options, and where it can take one more. */
export interface StepUpOptions {
  readonly className: string | undefined;
  /** Which parameter of the constructor holds the options, counted from 0. */
  readonly parameter: number;
  /** How the constructor reads an option: from the parameter, or by a pattern in its place. */
  readonly read:
    | { readonly by: 'member'; readonly object: string; readonly mayBeMissing: boolean }
    | { readonly by: 'pattern'; readonly entry: Insertion };
  /** What the names of the fields start with. */
  readonly prefix: '' | '_' | '#';
  /** The statement of the constructor that stores an option last. */
  readonly store: Range;
  /** The declaration of a field, with what stands before the name there, where fields are declared. */
  readonly field: { readonly range: Range; readonly modifiers: string } | undefined;
  /** How the type of the options is known: it can get members here, stands elsewhere, or there are no types. */
  readonly type:
    { readonly is: 'here'; readonly member: Range } | { readonly is: 'elsewhere' } | { readonly is: 'none' };
  /** The options that the class keeps already. */
  readonly kept: Readonly<Partial<Record<StepUpOptionName, KeptOption>>>;
}

/** An option that a class takes. */
export interface KeptOption {
  /** Source text that reads it. */
  readonly read: string;
  readonly store: Range;
  readonly field: Range | undefined;
  readonly member: Range | undefined;
}

/**
 * How the transport around a place, or the class of this file that it extends, takes the options from which it has its
 * OAuth client provider; `undefined` if no constructor shows it. Only transports have them (typescript-sdk PR 2356).
 */
export function stepUpOptionsAt(tree: Tree, place: Node): StepUpOptions | undefined {
  if (!isInTransport(tree, place)) return undefined;
  for (const owner of classesAround(tree, place)) {
    const found = optionsOf(tree, owner, place);
    if (found) return found;
  }
  return undefined;
}

function optionsOf(tree: Tree, owner: ClassNode, place: Node): StepUpOptions | undefined {
  const constructor = constructorOf(owner);
  if (!constructor) return undefined;
  for (const [parameter, each] of constructor.params.entries()) {
    const { name, annotation, isOptional } = parameterOf(each);
    const stores = storesOf(tree, constructor, name);
    const last = stores.some(isAboutProvider(tree))
      ? stores.findLast((each) => !optionIn(tree, each))
      : undefined;
    const statement = last && statementInList(tree, last)?.statement;
    if (!last || !statement) continue;
    const prefix = prefixOf(tree, last.left);
    if (prefix === undefined) continue;
    // A private name means nothing outside the body of its class.
    if (prefix === '#' && enclosingClass(tree, place) !== owner) continue;
    return {
      className: nameOf(tree, owner),
      parameter,
      read: readOf(tree, name, isOptional || stores.some((store) => asksWhetherThere(tree, store, name))),
      prefix,
      store: rangeOf(statement),
      field: fieldOf(tree, owner, last.left),
      type: typeOf(tree, annotation),
      kept: keptBy(tree, constructor, owner, annotation),
    };
  }
  return undefined;
}

function constructorOf(owner: ClassNode): FunctionNode | undefined {
  for (const member of owner.body.body) {
    if (member.type !== 'MethodDefinition' || member.kind !== 'constructor') continue;
    // An overload has no body.
    if (member.value.body) return member.value as FunctionNode;
  }
  return undefined;
}

interface Parameter {
  readonly name: Node;
  readonly annotation: Node | undefined;
  readonly isOptional: boolean;
}

function parameterOf(parameter: Node): Parameter {
  const name = parameter.type === 'AssignmentPattern' ? parameter.left : parameter;
  const annotated = name as { typeAnnotation?: Node | null; optional?: boolean };
  const annotation = annotated.typeAnnotation;
  return {
    name,
    annotation: annotation?.type === 'TSTypeAnnotation' ? annotation.typeAnnotation : undefined,
    isOptional: annotated.optional === true,
  };
}

type Store = NodeOf<'AssignmentExpression'>;

/** The assignments `this.x = …` of a constructor to which an option of the parameter leads, in source order. */
function storesOf(tree: Tree, constructor: FunctionNode, parameter: Node): readonly Store[] {
  const stores: Store[] = [];
  for (const node of descendantsOf(tree, constructor)) {
    if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') continue;
    const store = assignmentTo(tree, node);
    if (store?.operator === '=' && takesFrom(tree, store.right, parameter)) stores.push(store);
  }
  return stores;
}

/** Whether a value reads an option: `opts?.fetch`, or the name that a pattern gives it. */
function takesFrom(tree: Tree, value: Node, parameter: Node): boolean {
  return [value, ...descendantsOf(tree, value)].some((node) => {
    if (node.type !== 'Identifier') return false;
    const definition = tree.variableOf(node)?.defs[0];
    if (!definition) return false;
    const parent = tree.parentOf(node);
    const isMember = parent?.type === 'MemberExpression' && parent.object === node;
    if (parameter.type === 'Identifier' && definition.name === parameter) return isMember;
    if (parameter.type === 'ObjectPattern')
      return [...ancestorsOf(tree, definition.name)].includes(parameter);
    // `const { fetch } = opts` in the constructor.
    const declarator = definition.node;
    return (
      declarator.type === 'VariableDeclarator' &&
      declarator.id.type === 'ObjectPattern' &&
      declarator.init?.type === 'Identifier' &&
      tree.variableOf(declarator.init)?.defs[0]?.name === parameter
    );
  });
}

function isAboutProvider(tree: Tree) {
  return ({ left, right }: Store): boolean => /provider|auth/i.test(textOf(tree, left) + textOf(tree, right));
}

function prefixOf(tree: Tree, target: Node): StepUpOptions['prefix'] | undefined {
  if (target.type !== 'MemberExpression') return undefined;
  const name = propertyName(tree, target);
  return name && ((/^[#_]/.exec(name)?.[0] as '#' | '_' | undefined) ?? '');
}

function readOf(tree: Tree, name: Node, mayBeMissing: boolean): StepUpOptions['read'] {
  if (name.type !== 'ObjectPattern')
    return { by: 'member', object: textOf(tree, name).replace(/\??:.*$/s, ''), mayBeMissing };
  const last = name.properties.at(-1)!;
  return { by: 'pattern', entry: { at: rangeOf(last)[1], before: ', ' } };
}

/** Whether the constructor itself reckons with there being no options: `opts?.fetch`, `opts === null || …`. */
function asksWhetherThere(tree: Tree, { right }: Store, name: Node): boolean {
  const isIt = (node: Node) => node.type === 'Identifier' && tree.variableOf(node)?.defs[0]?.name === name;
  return [right, ...descendantsOf(tree, right)].some(
    (node) =>
      (node.type === 'MemberExpression' && node.optional && isIt(node.object)) ||
      (node.type === 'BinaryExpression' && isIt(node.left)) ||
      ((node.type === 'LogicalExpression' || node.type === 'ConditionalExpression') &&
        isIt(node.type === 'LogicalExpression' ? node.left : node.test)),
  );
}

function fieldOf(tree: Tree, owner: ClassNode, stored: Node): StepUpOptions['field'] {
  const like = stored.type === 'MemberExpression' ? propertyName(tree, stored) : undefined;
  for (const member of owner.body.body) {
    if (member.type !== 'PropertyDefinition' || propertyName(tree, member) !== like) continue;
    const [start] = rangeOf(member);
    const [key] = rangeOf(member.key);
    return {
      range: rangeOf(member),
      modifiers: tree.unit.text.slice(start, key).replace(/\breadonly\s+/, ''),
    };
  }
  return undefined;
}

function typeOf(tree: Tree, annotation: Node | undefined): StepUpOptions['type'] {
  if (!annotation) return { is: 'none' };
  const last = membersOf(tree, annotation).findLast(
    (each) => !/^(?:onInsufficientScope|maxStepUpRetries)$/.test(memberName(tree, each) ?? ''),
  );
  return last ? { is: 'here', member: rangeOf(last) } : { is: 'elsewhere' };
}

function memberName(tree: Tree, member: Node): string | undefined {
  return member.type === 'TSPropertySignature' ? textOf(tree, member.key) : undefined;
}

/** The members of an object type that are written in this file; of several types the first that has any. */
function membersOf(tree: Tree, type: Node, depth = 0): readonly Node[] {
  if (depth > 4) return [];
  switch (type.type) {
    case 'TSTypeLiteral':
      return type.members;
    case 'TSIntersectionType':
    case 'TSUnionType':
      return (
        type.types.map((each) => membersOf(tree, each, depth + 1)).find(({ length }) => length > 0) ?? []
      );
    case 'TSTypeReference': {
      const name = type.typeName;
      const declared = name.type === 'Identifier' ? declarationOf(tree, name.name) : undefined;
      if (declared?.type === 'TSTypeAliasDeclaration')
        return membersOf(tree, declared.typeAnnotation, depth + 1);
      return declared?.type === 'TSInterfaceDeclaration' ? declared.body.body : [];
    }
    default:
      return [];
  }
}

function declarationOf(tree: Tree, name: string): Node | undefined {
  return tree.nodes.find(
    (node) =>
      (node.type === 'TSTypeAliasDeclaration' || node.type === 'TSInterfaceDeclaration') &&
      node.id.name === name,
  );
}

/** The options that the class keeps in a field already. */
function keptBy(
  tree: Tree,
  constructor: FunctionNode,
  owner: ClassNode,
  annotation: Node | undefined,
): StepUpOptions['kept'] {
  const kept: Partial<Record<StepUpOptionName, KeptOption>> = {};
  for (const node of descendantsOf(tree, constructor)) {
    if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') continue;
    const store = assignmentTo(tree, node);
    const name = store && optionIn(tree, store);
    const statement = store && statementInList(tree, store)?.statement;
    if (!name || !statement) continue;
    const members = annotation ? membersOf(tree, annotation) : [];
    const member = members.find((each) => memberName(tree, each) === name);
    kept[name] = {
      read: textOf(tree, node),
      store: rangeOf(statement),
      field: fieldOf(tree, owner, node)?.range,
      member: member && rangeOf(member),
    };
  }
  return kept;
}

/** The option of this kind that an assignment stores. */
function optionIn(tree: Tree, { right }: Store): StepUpOptionName | undefined {
  const name = /\b(?:onInsufficientScope|maxStepUpRetries)\b/.exec(textOf(tree, right))?.[0];
  return name as StepUpOptionName | undefined;
}

function nameOf(tree: Tree, owner: ClassNode): string | undefined {
  if (owner.id) return owner.id.name;
  const parent = tree.parentOf(owner);
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
    ? parent.id.name
    : undefined;
}
