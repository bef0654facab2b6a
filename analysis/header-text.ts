import type { Node, NodeOf } from './ast.ts';
import { HEADER, namesChallengeReader, readsHeader } from './challenge-reader.ts';
import { calledFunction, callSitesOf, constructorOf, functionName } from './functions.ts';
import { declaredName, propertyName, staticString } from './names.ts';
import { accessesTo, assignmentTo, slotOf } from './slots.ts';
import type { Variable } from './source-unit.ts';
import { enclosingFunction, isFunction, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** The text of a `WWW-Authenticate` header, unparsed. */
export interface HeaderText {
  /** Where the header is read, or the parameter or call that brings it. */
  readonly root: Node;
  /** Whether it is known by how it is read, and not only by the name of what holds it. */
  readonly isCertain: boolean;
}

/** The places of a file that hold such a text, and the roots of those that are read character by character. */
export interface HeaderTexts {
  readonly at: ReadonlyMap<Node, HeaderText>;
  readonly scanned: ReadonlySet<Node>;
}

interface Spread {
  readonly tree: Tree;
  readonly at: Map<Node, HeaderText>;
  readonly scanned: Set<Node>;
  readonly open: Node[];
}

const known = new WeakMap<Tree, HeaderTexts>();

/** Follows the header from where it is read, through locals, fields, parameters and results of the functions of the file. */
export function headerTexts(tree: Tree): HeaderTexts {
  let texts = known.get(tree);
  if (!texts) known.set(tree, (texts = spread(tree)));
  return texts;
}

function spread(tree: Tree): HeaderTexts {
  const walk: Spread = { tree, at: new Map(), scanned: new Set(), open: [] };
  if (!/www_?-?auth/i.test(tree.unit.text) && !/challenge/i.test(tree.unit.text)) return walk;
  for (const isCertain of [true, false]) {
    for (const source of isCertain ? certainSources(tree) : namedSources(tree))
      add(walk, source, { root: source, isCertain });
    for (let node = walk.open.pop(); node; node = walk.open.pop()) pass(walk, node, walk.at.get(node)!);
  }
  return walk;
}

function add(walk: Spread, node: Node, text: HeaderText): void {
  if (walk.at.has(node)) return;
  walk.at.set(node, text);
  walk.open.push(node);
}

// ------------------------------------------------------------------------------------------------ where it comes from

/** `headers.get('www-authenticate')`, `headers['www-authenticate']`, `const { 'www-authenticate': header } = headers`. */
function* certainSources(tree: Tree): Generator<Node> {
  for (const node of tree.nodes) {
    if (node.type === 'CallExpression') {
      if (readsHeader(tree, node, declaredName(tree, node.callee) ?? '')) yield node;
    } else if (node.type === 'MemberExpression') {
      if (HEADER.test(propertyName(tree, node) ?? '') && !assignmentTo(tree, node)) yield node;
    } else if (node.type === 'Property' && tree.parentOf(node)?.type === 'ObjectPattern') {
      if (HEADER.test(propertyName(tree, node) ?? '')) yield* readsOf(tree, node.value);
    }
  }
}

const NAMED = /^(?:raw_?)?www_?auth(?:enticate)?(?:_?(?:header|value|text|string))?s?$/i;

const READER = /^(?:parse|extract|read|get|decode|discover)\w*www_?auth/i;

/** What is known by a name alone: `error.wwwAuthenticate`, the parameter of `parseWwwAuthenticate`. */
function* namedSources(tree: Tree): Generator<Node> {
  for (const node of tree.nodes) {
    if (node.type === 'MemberExpression') {
      if (NAMED.test(propertyName(tree, node) ?? '') && !assignmentTo(tree, node)) yield node;
    } else if (isFunction(node)) {
      const name = functionName(tree, node) ?? '';
      const isReader = namesChallengeReader(name) || READER.test(name);
      for (const [index, param] of node.params.entries()) {
        const taken = parameterName(param);
        if (taken && ((isReader && index === 0) || NAMED.test(taken.name))) yield* readsOf(tree, taken);
      }
    }
  }
}

function parameterName(param: Node): NodeOf<'Identifier'> | undefined {
  if (param.type === 'Identifier') return param;
  if (param.type === 'AssignmentPattern') return parameterName(param.left);
  return param.type === 'TSParameterProperty' ? parameterName(param.parameter as Node) : undefined;
}

function readsOf(tree: Tree, pattern: Node): readonly Node[] {
  const name = pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
  const variable = name.type === 'Identifier' ? tree.variableOf(name) : undefined;
  return variable ? readsOfVariable(variable) : [];
}

function readsOfVariable({ references }: Variable): readonly Node[] {
  return references.filter((each) => each.isRead()).map(({ identifier }) => identifier);
}

// ---------------------------------------------------------------------------------------------------- where it goes to

/** Methods that give back the text, or a part of it that is as unparsed as the whole. */
const KEEPS =
  /^(?:trim|trimStart|trimEnd|toString|toLowerCase|toUpperCase|toLocaleLowerCase|normalize|valueOf|replace|replaceAll|slice|substring|substr|concat|join|flat|at)$/;

/** Hands a text on to the places that hold it next. */
function pass(walk: Spread, node: Node, text: HeaderText): void {
  const { tree } = walk;
  const parent = tree.parentOf(node);
  const same = (...nodes: readonly Node[]) => nodes.forEach((each) => add(walk, each, text));
  switch (parent?.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ParenthesizedExpression':
    case 'ChainExpression':
    case 'AwaitExpression':
    case 'ArrayExpression':
      return same(parent);
    case 'LogicalExpression':
      return parent.operator === '&&' && parent.left === node ? undefined : same(parent);
    case 'ConditionalExpression':
      return parent.test === node ? undefined : same(parent);
    case 'VariableDeclarator':
      return parent.init === node ? same(...readsOf(tree, parent.id)) : undefined;
    case 'AssignmentExpression':
      return parent.right === node && parent.operator !== '+=' ? passToPlace(walk, parent, text) : undefined;
    case 'MemberExpression':
      return parent.object === node ? passToMember(walk, parent, text) : undefined;
    case 'CallExpression':
    case 'NewExpression':
      return parent.callee === node ? undefined : passToCall(walk, parent, node, text);
    case 'ReturnStatement':
      return passToCallers(walk, enclosingFunction(tree, parent), text);
    case 'ArrowFunctionExpression':
      return parent.body === node ? passToCallers(walk, parent, text) : undefined;
    case 'SpreadElement':
    case 'ForOfStatement':
      if (!isList(node)) walk.scanned.add(text.root);
      return;
    default:
  }
}

function isList(node: Node): boolean {
  const value = unwrap(node);
  return value.type === 'ArrayExpression' || (value.type === 'CallExpression' && /flat/.test(nameOf(value)));
}

function nameOf({ callee }: NodeOf<'CallExpression'>): string {
  const node = unwrap(callee);
  return node.type === 'MemberExpression' && node.property.type === 'Identifier' ? node.property.name : '';
}

function passToPlace(walk: Spread, assignment: NodeOf<'AssignmentExpression'>, text: HeaderText): void {
  const { tree } = walk;
  add(walk, assignment, text);
  const slot = slotOf(tree, assignment.left);
  if (!slot) return;
  // `rest = rest.slice(match[0].length)` goes through the text from left to right, as a tokenizer does.
  const right = unwrap(assignment.right);
  const isCut = right.type === 'CallExpression' && /^(?:slice|substring|substr)$/.test(nameOf(right));
  const cut = isCut ? unwrap((unwrap(right.callee) as NodeOf<'MemberExpression'>).object) : undefined;
  if (cut && accessesTo(tree, slot).includes(cut)) walk.scanned.add(text.root);
  for (const access of accessesTo(tree, slot)) if (!assignmentTo(tree, access)) add(walk, access, text);
}

function passToMember(walk: Spread, member: NodeOf<'MemberExpression'>, text: HeaderText): void {
  const { tree } = walk;
  const name = propertyName(tree, member);
  const call = tree.parentOf(member);
  if (call?.type === 'CallExpression' && call.callee === member) {
    const [first] = call.arguments;
    const isCharacter =
      name === 'at' && !!first && first.type !== 'Literal' && first.type !== 'UnaryExpression';
    if (/^(?:charAt|charCodeAt|codePointAt)$/.test(name ?? '') || isCharacter) walk.scanned.add(text.root);
    else if (name === 'split' && staticString(tree, first) === '') walk.scanned.add(text.root);
    else if (KEEPS.test(name ?? '')) add(walk, call, text);
  } else if (
    member.computed &&
    member.property.type === 'Literal' &&
    typeof member.property.value === 'number'
  ) {
    // The first of several field lines.
    add(walk, member, text);
  } else if (member.computed && name === undefined) {
    walk.scanned.add(text.root);
  }
}

function passToCall(
  walk: Spread,
  call: NodeOf<'CallExpression'> | NodeOf<'NewExpression'>,
  argument: Node,
  text: HeaderText,
): void {
  const { tree } = walk;
  const index = call.arguments.findIndex((each) => each === argument);
  if (call.type === 'NewExpression') {
    const maker = constructorOf(tree, call);
    if (maker) passToParameter(walk, maker, index, text);
    return;
  }
  const callee = unwrap(call.callee);
  if (callee.type === 'Identifier' && callee.name === 'String') return add(walk, call, text);
  if (/^(?:from)$/.test(nameOf(call))) return void walk.scanned.add(text.root);
  const fn = calledFunction(tree, call);
  const calls = fn ? callSitesOf(tree, fn) : [];
  // What other texts come to as well is no reader of this header.
  const isOnlyGiven = calls.every((each) => {
    const given = each.arguments[index];
    return !given || walk.at.has(given);
  });
  if (fn && isOnlyGiven) passToParameter(walk, fn, index, text);
}

function passToParameter(walk: Spread, fn: FunctionNode, index: number, { isCertain }: HeaderText): void {
  const { tree } = walk;
  const param = fn.params[index] as Node | undefined;
  const name = param && parameterName(param);
  if (!param || !name) return;
  const text = { root: name, isCertain };
  for (const read of readsOf(tree, name)) add(walk, read, text);
  if (param.type === 'TSParameterProperty') for (const read of fieldReads(tree, name)) add(walk, read, text);
}

/** `this.header`, for `constructor(private readonly header: string)`. */
function fieldReads(tree: Tree, { name }: NodeOf<'Identifier'>): readonly Node[] {
  return tree.nodes.filter(
    (each) =>
      each.type === 'MemberExpression' &&
      each.object.type === 'ThisExpression' &&
      propertyName(tree, each) === name,
  );
}

function passToCallers(walk: Spread, fn: FunctionNode | undefined, { isCertain }: HeaderText): void {
  if (!fn) return;
  for (const call of callSitesOf(walk.tree, fn)) add(walk, call, { root: call, isCertain });
}
