import type { Node, NodeOf } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { propertyName } from './names.ts';
import { isLooseType, memberName, membersOfType } from './object-type.ts';
import { entryBehind, type AddedEntry } from './option-route.ts';
import { storesIn, type Store } from './option-store.ts';
import { optionsAt, type OptionsParameter } from './options-parameter.ts';
import type { AddedOption, Range } from './source-unit.ts';
import { assignmentTo } from './slots.ts';
import { classesAround, isInTransport } from './transport.ts';
import {
  ancestorsOf,
  enclosingClass,
  rangeOf,
  textOf,
  unwrap,
  type ClassNode,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/** The options of the official SDK's HTTP transports that tell them how to step up (typescript-sdk PR 2356). */
export type StepUpOptionName = Exclude<AddedOption['name'], 'forceReauthorization' | 'scope'>;

const stepUpOptionNames: readonly string[] = [
  'onInsufficientScope',
  'maxStepUpRetries',
] satisfies StepUpOptionName[];

/** How a class takes its options, and where it can take one more. */
export interface StepUpOptions {
  readonly className: string | undefined;
  /** Which parameter of the constructor holds the options, counted from 0. */
  readonly parameter: number;
  /** How the type of the options is known: it can get members here, stands elsewhere, or takes anything. */
  readonly type:
    | { readonly is: 'here'; readonly members: Entries }
    | { readonly is: 'elsewhere' }
    | { readonly is: 'any' };
  readonly read: OptionFields | OptionObject;
}

/** Where an option is written in a list; `undefined` if it is there. */
export type Entries = { readonly [K in StepUpOptionName]: AddedEntry | undefined };

/** The class keeps the options themselves. */
export interface OptionObject {
  readonly by: 'object';
  /** Source text that reads them. */
  readonly object: string;
  readonly mayBeMissing: boolean;
}

/** The class keeps each option in a field, which its constructor assigns. */
export interface OptionFields {
  readonly by: 'fields';
  /** How the constructor reads an option: from the parameter, or by the name that a pattern gives it. */
  readonly from:
    | { readonly by: 'member'; readonly object: string; readonly mayBeMissing: boolean }
    | { readonly by: 'pattern'; readonly entries: Entries };
  /** What the names of the fields start with. */
  readonly prefix: '' | '_' | '#';
  /** The statement of the constructor behind which an option is stored. */
  readonly store: Range;
  /** Where a field is declared, if fields are, with what stands before its name. */
  readonly field: AddedField | undefined;
  readonly isTyped: boolean;
  /** The options that the class keeps already. */
  readonly kept: Readonly<Partial<Record<StepUpOptionName, KeptOption>>>;
}

export interface AddedField {
  /** The field behind which it goes, or all members, of which it becomes the first. */
  readonly place: { readonly behind: Range } | { readonly before: Range };
  readonly modifiers: string;
}

/** An option that a class takes. */
export interface KeptOption {
  /** Source text that reads it. */
  readonly read: string;
  readonly store: Range;
  readonly field: Range | undefined;
}

/**
 * How the transport around a place, or the class of this file that it extends, takes the options from which it has its
 * OAuth client provider; `undefined` if no constructor shows it. Only transports have them (typescript-sdk PR 2356).
 */
export function stepUpOptionsAt(tree: Tree, place: Node): StepUpOptions | undefined {
  if (!isInTransport(tree, place)) return undefined;
  for (const owner of classesAround(tree, place)) {
    const constructor = constructorOf(owner);
    const taken = constructor?.params.flatMap((_, i) => optionsAt(tree, constructor, i) ?? []) ?? [];
    const candidates = taken.map((options) => ({ tree, owner, options, place }));
    for (const readOf of [fieldsOf(isAboutProvider), objectOf, fieldsOf(isNamedOptions)]) {
      for (const candidate of candidates) {
        const read = readOf(candidate);
        if (read) return { ...declarationOf(candidate), read };
      }
    }
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

/** A parameter of a constructor that may hold the options. */
interface Candidate {
  readonly tree: Tree;
  readonly owner: ClassNode;
  readonly options: OptionsParameter;
  /** Where an option is to be read. */
  readonly place: Node;
}

function declarationOf({
  tree,
  owner,
  options: { annotation, index },
}: Candidate): Pick<StepUpOptions, 'className' | 'parameter' | 'type'> {
  return { className: nameOf(tree, owner), parameter: index, type: typeOf(tree, annotation) };
}

function nameOf(tree: Tree, owner: ClassNode): string | undefined {
  if (owner.id) return owner.id.name;
  const parent = tree.parentOf(owner);
  return parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier'
    ? parent.id.name
    : undefined;
}

function typeOf(tree: Tree, annotation: Node | undefined): StepUpOptions['type'] {
  if (!annotation || isLooseType(annotation)) return { is: 'any' };
  const members = membersOfType(tree, annotation) ?? [];
  const [first] = members;
  if (!first) return { is: 'elsewhere' };
  const nameOfMember = (member: Node) => memberName(tree, member);
  const { onInsufficientScope, maxStepUpRetries } = entriesIn(
    tree.parentOf(first)!,
    members,
    nameOfMember,
    'member',
  );
  const isPublic = members.filter((each) => isDocumented(tree, each)).length * 2 >= members.length;
  return {
    is: 'here',
    members: {
      onInsufficientScope: onInsufficientScope && { ...onInsufficientScope, isPublic },
      maxStepUpRetries: maxStepUpRetries && { ...maxStepUpRetries, isPublic },
    },
  };
}

function isDocumented(tree: Tree, member: Node): boolean {
  return /\*\/\s*$/.test(tree.unit.text.slice(0, rangeOf(member)[0]).slice(-80));
}

/** Where the options go in a list: behind all others, each in its place, so that it does not matter which comes first. */
function entriesIn(
  owner: Node,
  list: readonly Node[],
  nameIn: (entry: Node) => string | undefined,
  is: AddedEntry['is'],
): Entries {
  const find = (name: StepUpOptionName) => list.find((each) => nameIn(each) === name);
  const others = list.filter((each) => !stepUpOptionNames.includes(nameIn(each) ?? ''));
  const behind = (entry: Node | undefined) =>
    entryBehind(owner, entry ? list.slice(0, list.indexOf(entry) + 1) : list, is);
  const [first, second] = [find('onInsufficientScope'), find('maxStepUpRetries')];
  return {
    onInsufficientScope: first ? undefined : behind(others.at(-1)),
    maxStepUpRetries: second ? undefined : behind(first ?? others.at(-1)),
  };
}

type StoreTest = (candidate: Candidate, stores: readonly Store[]) => boolean;

const isAboutProvider: StoreTest = ({ tree }, stores) =>
  stores.some(({ target, value }) => /provider|auth/i.test(textOf(tree, target) + textOf(tree, value)));

/** Options beside a provider that comes by itself. */
const isNamedOptions: StoreTest = ({ options }) =>
  /^_?(?:opts|options|config|settings|params)$/i.test(options.variable?.name ?? '');

function fieldsOf(test: StoreTest) {
  return (candidate: Candidate): OptionFields | undefined => {
    const { tree, owner, options, place } = candidate;
    const stores = storesIn(tree, options);
    const last = stores.findLast(({ value }) => optionIn(tree, value) === undefined);
    const name = last && propertyName(tree, last.target);
    if (!last || name === undefined || !test(candidate, stores)) return undefined;
    const prefix = (/^[#_]/.exec(name)?.[0] as '#' | '_' | undefined) ?? '';
    // A private name means nothing outside the body of its class.
    if (prefix === '#' && enclosingClass(tree, place) !== owner) return undefined;
    const kept = keptBy(tree, options.fn, owner);
    if (stepUpOptionNames.some((each) => hasOther(tree, owner, prefix + each, kept))) return undefined;
    const from = fromOf(candidate);
    return (
      from && {
        by: 'fields',
        from,
        prefix,
        store: rangeOf(last.statement),
        field: fieldFor(candidate, name),
        isTyped: options.annotation !== undefined,
        kept,
      }
    );
  };
}

/** Whether a class has a member of a name that is to be taken, and it is not the option. */
function hasOther(tree: Tree, owner: ClassNode, name: string, kept: OptionFields['kept']): boolean {
  const isMember = owner.body.body.some(
    (member) =>
      (member.type === 'MethodDefinition' || member.type === 'PropertyDefinition') &&
      propertyName(tree, member) === name,
  );
  return isMember && !Object.values(kept).some(({ read }) => read === `this.${name}`);
}

function fromOf({
  tree,
  options: { pattern, variable, mayBeMissing },
}: Candidate): OptionFields['from'] | undefined {
  const properties = pattern?.properties.filter(({ type }) => type === 'Property') ?? [];
  if (pattern && properties.length > 0) {
    const keyOf = (each: Node) => (each.type === 'Property' ? propertyName(tree, each) : undefined);
    return { by: 'pattern', entries: entriesIn(pattern, properties, keyOf, 'name') };
  }
  return variable && { by: 'member', object: variable.name, mayBeMissing };
}

/** The place and the modifiers of a field like another one. */
function fieldFor({ tree, owner, options, place }: Candidate, like: string): AddedField | undefined {
  const field = declaredField(tree, owner, like);
  const isOwn = enclosingClass(tree, place) === owner;
  if (!field) {
    // Plain JavaScript needs no declaration.
    if (options.annotation === undefined || owner.body.body.length === 0) return undefined;
    const [first, last] = [owner.body.body[0]!, owner.body.body.at(-1)!];
    const before: Range = [rangeOf(first)[0], rangeOf(last)[1]];
    return { place: { before }, modifiers: isOwn ? 'private ' : 'protected ' };
  }
  const [start] = rangeOf(field);
  const modifiers = tree.unit.text
    .slice(start, rangeOf(field.key)[0])
    .replace(/\b(?:override|declare|static|accessor)\s+|@[^]*\s/g, '');
  return {
    place: { behind: rangeOf(field) },
    modifiers: isOwn ? modifiers : modifiers.replace('private', 'protected'),
  };
}

function declaredField(
  tree: Tree,
  owner: ClassNode,
  name: string | undefined,
): NodeOf<'PropertyDefinition'> | undefined {
  return owner.body.body.find(
    (member): member is NodeOf<'PropertyDefinition'> =>
      member.type === 'PropertyDefinition' && !member.static && propertyName(tree, member) === name,
  );
}

/** The options that the class keeps in a field already. */
function keptBy(tree: Tree, constructor: FunctionNode, owner: ClassNode): OptionFields['kept'] {
  const kept: Partial<Record<StepUpOptionName, KeptOption>> = {};
  for (const node of descendantsOf(tree, constructor)) {
    if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') continue;
    const store = assignmentTo(tree, node);
    const name = store && optionIn(tree, store.right);
    if (!store || !name) continue;
    const field = declaredField(tree, owner, propertyName(tree, node));
    const statement = tree.parentOf(store)!;
    kept[name] = {
      read: textOf(tree, node),
      store: rangeOf(statement.type === 'ExpressionStatement' ? statement : store),
      field: field && rangeOf(field),
    };
  }
  return kept;
}

/** The option of this kind that a value reads. */
function optionIn(tree: Tree, value: Node): StepUpOptionName | undefined {
  const name = /\b(?:onInsufficientScope|maxStepUpRetries)\b/.exec(textOf(tree, value))?.[0];
  return name as StepUpOptionName | undefined;
}

/** `this.options`, which keeps the options, and from which the class reads its provider. */
function objectOf({ tree, owner, options, place }: Candidate): OptionObject | undefined {
  const { fn, index, variable } = options;
  if (!variable) return undefined;
  const parameter = fn.params[index] as Node | undefined;
  if (parameter?.type === 'TSParameterProperty')
    return readsProvider({ tree, owner, place }, `this.${variable.name}`, options.mayBeMissing);
  for (const { identifier } of variable.references) {
    const [store] = [...ancestorsOf(tree, identifier)].filter(({ type }) => type === 'AssignmentExpression');
    if (store?.type !== 'AssignmentExpression' || !keepsWhole(store.right, identifier)) continue;
    const { left } = store;
    if (left.type !== 'MemberExpression' || left.object.type !== 'ThisExpression') continue;
    if (hasOwnType(tree, owner, propertyName(tree, left), options.annotation)) continue;
    const isWhole = unwrap(store.right) === identifier;
    const found = readsProvider({ tree, owner, place }, textOf(tree, left), isWhole && options.mayBeMissing);
    if (found) return found;
  }
  return undefined;
}

/** Whether a field is declared with a type that does not get an option with that of the parameter, or requires all. */
function hasOwnType(
  tree: Tree,
  owner: ClassNode,
  name: string | undefined,
  annotation: Node | undefined,
): boolean {
  const declared = declaredField(tree, owner, name)?.typeAnnotation;
  if (!declared || !annotation) return false;
  const [type, taken] = [declared, annotation].map((each) => textOf(tree, each).replace(/\s+/g, ' '));
  return (
    /\b(?:Required|Omit|Pick)\b/.test(type!) || !type!.includes(taken!.replace(/ \| (?:undefined|null)$/, ''))
  );
}

/** `options`, `options ?? {}`, `{ ...defaults, ...options }` */
function keepsWhole(value: Node, options: Node): boolean {
  const node = unwrap(value);
  if (node === options) return true;
  if (node.type === 'LogicalExpression') return node.operator !== '&&' && unwrap(node.left) === options;
  return (
    node.type === 'ObjectExpression' &&
    node.properties.some((each) => each.type === 'SpreadElement' && unwrap(each.argument) === options)
  );
}

function readsProvider(
  { tree, owner, place }: Pick<Candidate, 'tree' | 'owner' | 'place'>,
  object: string,
  mayBeMissing: boolean,
): OptionObject | undefined {
  if (object.includes('#') && enclosingClass(tree, place) !== owner) return undefined;
  const reads = tree.nodes.filter(
    (node): node is NodeOf<'MemberExpression'> =>
      node.type === 'MemberExpression' &&
      textOf(tree, node.object) === object &&
      enclosingClass(tree, node) === enclosingClass(tree, place),
  );
  if (!reads.some((read) => /provider|auth/i.test(propertyName(tree, read) ?? ''))) return undefined;
  return { by: 'object', object, mayBeMissing: mayBeMissing || reads.some(({ optional }) => optional) };
}
