import type { Node, NodeOf } from './ast.ts';
import type { ParsedInstead } from './finding.ts';
import type { Range, Variable } from './source-unit.ts';
import { rangeOf, textOf, unwrap, type Tree } from './tree.ts';

type Parameter = Omit<Extract<ParsedInstead, { by: 'parameter' }>, 'range'>;

/** The whole expression that a call is, with the optional chain or the parentheses around it. */
export function resultPlace(tree: Tree, call: Node): Node {
  const parent = tree.parentOf(call);
  const isAround = parent?.type === 'ChainExpression' || parent?.type === 'ParenthesizedExpression';
  return isAround ? resultPlace(tree, parent) : call;
}

/**
 * What becomes of a match whose groups hold one parameter, if nothing is asked of it but the parameter and whether there is
 * one: a parameter in its place is `undefined` where there was no match.
 */
export function matchInstead(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  groups: 1 | 2,
  parameter: Parameter,
): readonly ParsedInstead[] | undefined {
  const at = (range: Range): ParsedInstead => ({ ...parameter, range });
  const whole = orNone(tree, resultPlace(tree, call));
  const parent = tree.parentOf(whole);
  // `/…/.exec(header)?.[1]`, `(header.match(/…/) ?? [])[1]`
  const member = directMember(tree, call, whole);
  if (member) return groups === 1 && isTaken(tree, member) ? [at(rangeOf(member))] : undefined;
  if (parent?.type !== 'VariableDeclarator' || parent.init !== whole) return undefined;
  if (parent.id.type === 'ArrayPattern') {
    const [none, name, ...others] = parent.id.elements;
    const isPlain = none === null && name?.type === 'Identifier' && others.length === 0 && groups === 1;
    if (!isPlain || hasType(parent.id) || whole === resultPlace(tree, call)) return undefined;
    return [{ by: 'text', range: rangeOf(parent.id), text: name.name }, at(rangeOf(whole))];
  }
  const variable =
    parent.id.type === 'Identifier' && !hasType(parent.id) ? tree.variableOf(parent.id) : undefined;
  if (!variable || whole !== resultPlace(tree, call)) return undefined;
  const uses = usesInstead(tree, variable, groups);
  return uses && [at(rangeOf(whole)), ...uses];
}

function hasType(node: Node): boolean {
  return !!(node as { readonly typeAnnotation?: Node | null }).typeAnnotation;
}

/** `(match ?? [])`, `match || []`: the list stands in for no match. */
function orNone(tree: Tree, node: Node): Node {
  const parent = tree.parentOf(node);
  if (parent?.type !== 'LogicalExpression' || parent.left !== node || parent.operator === '&&') return node;
  const right = unwrap(parent.right);
  return right.type === 'ArrayExpression' && right.elements.length === 0 ? resultPlace(tree, parent) : node;
}

/** The first group, taken from the match where it is made. */
function directMember(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  whole: Node,
): NodeOf<'MemberExpression'> | undefined {
  const chained = tree.parentOf(call);
  if (isGroup(chained, call, 1) && chained.optional) return chained;
  const parent = tree.parentOf(whole);
  return whole !== resultPlace(tree, call) && isGroup(parent, whole, 1) ? parent : undefined;
}

function isGroup(node: Node | undefined, object: Node, group: number): node is NodeOf<'MemberExpression'> {
  return (
    node?.type === 'MemberExpression' &&
    node.object === object &&
    node.property.type === 'Literal' &&
    node.property.value === group
  );
}

/** Whether what stands behind a value bears that there is none. */
function isTaken(tree: Tree, member: Node): boolean {
  const parent = tree.parentOf(member);
  if (parent?.type === 'MemberExpression') return parent.object === member && parent.optional;
  return parent?.type !== 'CallExpression' || parent.callee !== member;
}

/** What becomes of each use of a variable that held a match. */
function usesInstead(tree: Tree, variable: Variable, groups: 1 | 2): readonly ParsedInstead[] | undefined {
  const reads = variable.references.filter((each) => each.isRead()).map(({ identifier }) => identifier);
  if (variable.references.length - reads.length !== 1) return undefined;
  const uses = reads.map((each) => useOf(tree, each, groups));
  if (uses.includes(undefined)) return undefined;
  const known = uses.filter((each) => each !== undefined);
  const isTested = known.some(({ is }) => is === 'test');
  if (known.some(({ is }) => is === 'group' && !isTested)) return undefined;
  const ranges = new Map(
    known.flatMap(({ whole }) => (whole ? [[rangeOf(whole).join(), whole] as const] : [])),
  );
  return [...ranges.values()].map((each) => ({
    by: 'text',
    range: each.type === 'ConditionalExpression' ? withParentheses(tree, each) : rangeOf(each),
    text: `${each.type === 'LogicalExpression' && isNegation(each.left) ? '!' : ''}${variable.name}`,
  }));
}

interface Use {
  readonly is: 'test' | 'group' | 'optional-group';
  /** What the name of the variable alone can stand for. */
  readonly whole: Node | undefined;
}

function useOf(tree: Tree, read: Node, groups: 1 | 2): Use | undefined {
  const compiled = compiledChain(tree, read);
  if (compiled) return { is: 'optional-group', whole: compiled };
  const tested = testOf(tree, read);
  if (tested) return { is: 'test', whole: withGroup(tree, read, tested) };
  const object = tree.parentOf(read)?.type === 'TSNonNullExpression' ? tree.parentOf(read)! : read;
  const member = tree.parentOf(object);
  if (!isGroup(member, object, 1) && !isGroup(member, object, 2)) return undefined;
  const place = groups === 2 ? eitherGroup(tree, member) : resultPlace(tree, member);
  if (!place || (!isGroup(member, object, 1) && groups === 1)) return undefined;
  const within = withinTest(tree, member);
  if (within) return { is: 'test', whole: within };
  if (!isTaken(tree, groups === 2 ? place : member)) return undefined;
  const isOptional = member.optional;
  return { is: isOptional ? 'optional-group' : 'group', whole: groups === 2 ? place : member };
}

/** `match[1] || match[2]`, of which at most one is there. */
function eitherGroup(tree: Tree, member: Node): Node | undefined {
  const place = resultPlace(tree, member);
  const parent = tree.parentOf(place);
  if (parent?.type !== 'LogicalExpression' || parent.operator === '&&') return undefined;
  const [left, right] = [unwrap(parent.left), unwrap(parent.right)];
  const isPair =
    left.type === 'MemberExpression' &&
    right.type === 'MemberExpression' &&
    isGroup(left, left.object, 1) &&
    isGroup(right, right.object, 2) &&
    unwrap(left.object).type === 'Identifier' &&
    textOf(tree, unwrap(left.object)) === textOf(tree, unwrap(right.object));
  return isPair ? resultPlace(tree, parent) : undefined;
}

/** `match === null || match === void 0 ? void 0 : match[1]`, as `match?.[1]` is compiled. */
function compiledChain(tree: Tree, read: Node): Node | undefined {
  let node: Node | undefined = read;
  for (let i = 0; i < 3 && node && node.type !== 'ConditionalExpression'; i++) node = tree.parentOf(node);
  if (node?.type !== 'ConditionalExpression') return undefined;
  const name = textOf(tree, read);
  const form = `${name}===null||${name}===void0?void0:${name}[1]`;
  return textOf(tree, node).replace(/\s/g, '') === form ? node : undefined;
}

/** The range of an expression with the parentheses around it that a name does not need. */
function withParentheses({ unit: { text } }: Tree, node: Node): Range {
  const [start, end] = rangeOf(node);
  const isGrouped = /(?:^|[^\w$)\]])\($/.test(text.slice(0, start)) && text[end] === ')';
  return isGrouped ? [start - 1, end + 1] : [start, end];
}

function isNegation(node: Node): boolean {
  const value = unwrap(node);
  return value.type === 'UnaryExpression' && value.operator === '!';
}

/** The condition that a name decides, with the `!` before it. */
function testOf(tree: Tree, read: Node): Node | undefined {
  const parent = tree.parentOf(read);
  const place = parent?.type === 'UnaryExpression' && parent.operator === '!' ? parent : read;
  return decides(tree, place) ? place : undefined;
}

function decides(tree: Tree, node: Node): boolean {
  const parent = tree.parentOf(node);
  switch (parent?.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return parent.test === node;
    case 'UnaryExpression':
      return parent.operator === '!';
    case 'LogicalExpression':
      return parent.operator !== '??' && decides(tree, parent);
    case 'ParenthesizedExpression':
      return decides(tree, parent);
    default:
      return false;
  }
}

/** `match && match[1]`, `!match || !match[1]`: the name says both. */
function withGroup(tree: Tree, read: Node, test: Node): Node | undefined {
  const parent = tree.parentOf(test);
  if (parent?.type !== 'LogicalExpression' || parent.left !== test) return undefined;
  return isBothOf(tree, parent, textOf(tree, read)) ? parent : undefined;
}

function isBothOf(tree: Tree, node: Node, name: string): boolean {
  const text = textOf(tree, node).replace(/\s/g, '');
  return text === `${name}&&${name}[1]` || text === `!${name}||!${name}[1]`;
}

/** Such a pair around the group of it. */
function withinTest(tree: Tree, member: NodeOf<'MemberExpression'>): Node | undefined {
  let node: Node | undefined = tree.parentOf(member);
  if (node?.type === 'UnaryExpression') node = tree.parentOf(node);
  if (node?.type !== 'LogicalExpression' || !decides(tree, node)) return undefined;
  return isBothOf(tree, node, textOf(tree, unwrap(member.object))) ? node : undefined;
}
