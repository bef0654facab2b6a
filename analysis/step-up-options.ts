import type { Node, NodeOf } from './ast.ts';
import type { Insertion } from './finding.ts';
import { propertyName } from './names.ts';
import type { AddedOption, Range } from './source-unit.ts';
import { assignmentTo } from './slots.ts';
import {
  ancestorsOf,
  enclosingClass,
  rangeOf,
  statementInList,
  textOf,
  unwrap,
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
  /** The source text that reads an option which the class keeps already. */
  readonly kept: Readonly<Partial<Record<StepUpOptionName, string>>>;
}

/**
 * How the class around a place, or the class of this file that it extends, takes the options from which it has its
 * OAuth client provider; `undefined` if no constructor shows it.
 */
export function stepUpOptionsAt(tree: Tree, place: Node): StepUpOptions | undefined {
  let owner = enclosingClass(tree, place);
  for (let depth = 0; owner && depth < 4; depth++) {
    const found = optionsOf(tree, owner, place);
    if (found) return found;
    owner = baseOf(tree, owner);
  }
  return undefined;
}

function baseOf(tree: Tree, { superClass }: ClassNode): ClassNode | undefined {
  const base = superClass?.type === 'Identifier' ? tree.variableOf(superClass)?.defs[0]?.node : undefined;
  if (base?.type === 'ClassDeclaration') return base;
  const init = base?.type === 'VariableDeclarator' && base.init ? unwrap(base.init) : undefined;
  return init?.type === 'ClassExpression' ? (init as ClassNode) : undefined;
}

function optionsOf(tree: Tree, owner: ClassNode, place: Node): StepUpOptions | undefined {
  const constructor = constructorOf(owner);
  if (!constructor) return undefined;
  for (const [parameter, each] of constructor.params.entries()) {
    const { name, annotation, isOptional } = parameterOf(each);
    const stores = storesOf(tree, constructor, name);
    const last = stores.findLast(isAboutProvider(tree)) && stores.at(-1);
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
      field: fieldsOf(tree, owner, last.left),
      type: typeOf(tree, annotation),
      kept: keptBy(tree, constructor),
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

function fieldsOf(tree: Tree, owner: ClassNode, stored: Node): StepUpOptions['field'] {
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
  const member = lastMember(tree, annotation);
  return member === undefined ? { is: 'elsewhere' } : { is: 'here', member };
}

/** The last member of an object type that is written in this file. */
function lastMember(tree: Tree, type: Node, depth = 0): Range | undefined {
  if (depth > 4) return undefined;
  switch (type.type) {
    case 'TSTypeLiteral':
      return type.members.length > 0 ? rangeOf(type.members.at(-1)!) : undefined;
    case 'TSIntersectionType':
    case 'TSUnionType':
      for (const each of type.types) {
        const member = lastMember(tree, each, depth + 1);
        if (member) return member;
      }
      return undefined;
    case 'TSTypeReference': {
      const name = type.typeName;
      const declared = name.type === 'Identifier' ? declarationOf(tree, name.name) : undefined;
      if (declared?.type === 'TSTypeAliasDeclaration')
        return lastMember(tree, declared.typeAnnotation, depth + 1);
      const last = declared?.type === 'TSInterfaceDeclaration' ? declared.body.body.at(-1) : undefined;
      return last && rangeOf(last);
    }
    default:
      return undefined;
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
function keptBy(tree: Tree, constructor: FunctionNode): StepUpOptions['kept'] {
  const kept: Partial<Record<StepUpOptionName, string>> = {};
  for (const node of descendantsOf(tree, constructor)) {
    if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') continue;
    const store = assignmentTo(tree, node);
    const name = store && /\b(onInsufficientScope|maxStepUpRetries)\b/.exec(textOf(tree, store.right))?.[1];
    if (name) kept[name as StepUpOptionName] = textOf(tree, node);
  }
  return kept;
}

function nameOf(tree: Tree, owner: ClassNode): string | undefined {
  if (owner.id) return owner.id.name;
  const parent = tree.parentOf(owner);
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
    ? parent.id.name
    : undefined;
}
