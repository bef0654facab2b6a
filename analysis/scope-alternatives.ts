import type { Node, NodeOf } from './ast.ts';
import { calledFunction, descendantsOf, returnedBy } from './functions.ts';
import { declaredName, destructuredPath, propertyName, staticString } from './names.ts';
import { namesChallengedScope } from './challenge-name.ts';
import type { Variable } from './source-unit.ts';
import { assignmentTo } from './slots.ts';
import { leavesOf } from './step-up-branch.ts';
import { enclosingFunction, rangeOf, textOf, unwrap, type FunctionNode, type Tree } from './tree.ts';
import { lastWriteBefore } from './write-before.ts';
import { additionTo } from './written-value.ts';

/** The call by which a function of this file is being read. */
interface Frame {
  readonly fn: FunctionNode;
  readonly args: readonly Node[];
  readonly caller: Frame | undefined;
}

interface Walk {
  readonly tree: Tree;
  readonly active: Set<Node>;
  readonly depth: number;
  readonly frame: Frame | undefined;
}

const MAX_DEPTH = 12;

/**
 * The sources between which the code chooses for a value: the operands of `||` and `??`, the sides of a condition, what a
 * function returns early and late, what a variable is given on one way or another. A value that is made of several
 * sources at once, such as a union, counts as one.
 */
export function alternativesOf(tree: Tree, value: Node): readonly Node[] {
  return chosen({ tree, active: new Set(), depth: 0, frame: undefined }, value, []);
}

/** The alternatives of a value, or of the part of it to which `path` leads; the value itself if there is no choice. */
function chosen(walk: Walk, value: Node, path: readonly string[]): readonly Node[] {
  const node = unwrap(value);
  if (walk.depth > MAX_DEPTH) return [value];
  const given = path.length === 0 ? argumentFor(walk, node) : undefined;
  if (given) return chosen({ ...walk, depth: walk.depth + 1, frame: given.frame.caller }, given.value, path);
  if (walk.active.has(node)) return [value];
  walk.active.add(node);
  const inner = alternativesIn({ ...walk, depth: walk.depth + 1 }, node, path);
  walk.active.delete(node);
  if (inner.length > 1 || isSetOf(walk.tree, node)) return inner;
  // A part of an object stands where it was put in.
  return path.length > 0 && inner.length === 1 ? inner : [value];
}

function alternativesIn(walk: Walk, node: Node, path: readonly string[]): readonly Node[] {
  const each = (value: Node) => chosen(walk, value, path);
  switch (node.type) {
    case 'ConditionalExpression':
      return [...each(node.consequent), ...each(node.alternate)];
    case 'LogicalExpression':
      return node.operator === '&&' ? each(node.right) : [...each(node.left), ...each(node.right)];
    case 'Identifier':
      return ofVariable(walk, node, path);
    case 'MemberExpression':
      return ofMember(walk, node, path);
    case 'ObjectExpression':
      return path.length > 0 ? ofLiteral(walk, node, path) : [];
    case 'CallExpression':
      return ofCall(walk, node, path);
    default: {
      const content = path.length === 0 ? formOf(walk.tree, node) : undefined;
      return content ? each(content) : [];
    }
  }
}

/** Of `new Set(x)`, `x` is what may become a union. */
function isSetOf(tree: Tree, node: Node): boolean {
  return node.type === 'NewExpression' && formOf(tree, node) !== undefined;
}

/** What a value gives another form to: `x.split(' ')`, `[...x]`, `new Set(x)`, `${x}`. */
export function formOf(tree: Tree, node: Node): Node | undefined {
  switch (node.type) {
    case 'ArrayExpression': {
      const [element] = node.elements;
      if (node.elements.length !== 1 || !element) return undefined;
      return element.type === 'SpreadElement' ? element.argument : element;
    }
    case 'NewExpression': {
      const [content] = node.arguments;
      const isCopy = /^(?:Set|Array)$/.test(declaredName(tree, node.callee) ?? '');
      return isCopy && node.arguments.length === 1 && content?.type !== 'SpreadElement' ? content : undefined;
    }
    case 'TemplateLiteral':
      return node.expressions.length === 1 &&
        node.quasis.every(({ value }) => (value.cooked ?? '').trim() === '')
        ? node.expressions[0]
        : undefined;
    case 'CallExpression': {
      const callee = unwrap(node.callee);
      const name = declaredName(tree, callee) ?? '';
      if (/^(?:String|from)$/.test(name)) return node.arguments[0];
      if (callee.type !== 'MemberExpression') return undefined;
      const isForm = KEEPS_RECEIVER.test(name) || (name === 'filter' && keepsAll(tree, node.arguments[0]));
      return isForm ? callee.object : undefined;
    }
    default:
      return undefined;
  }
}

const KEEPS_RECEIVER = /^(?:join|trim|split|toString|slice|sort|toSorted|values|map)$/;

/** Whether a filter takes out no more than what is empty: `Boolean`, `(each) => each.length > 0`. */
function keepsAll(tree: Tree, callback: Node | undefined): boolean {
  return (
    !!callback && /^(?:Boolean|\(?(\w+)\)? => (?:!!)?\1(?:\.length(?: > 0)?)?)$/.test(textOf(tree, callback))
  );
}

function ofCall(walk: Walk, call: NodeOf<'CallExpression'>, path: readonly string[]): readonly Node[] {
  const { tree } = walk;
  const fn = calledFunction(tree, call);
  if (fn) {
    const frame = { fn, args: call.arguments, caller: walk.frame };
    return returnedBy(tree, fn).flatMap((result) => chosen({ ...walk, frame }, result, path));
  }
  const callee = unwrap(call.callee);
  const list = callee.type === 'MemberExpression' ? unwrap(callee.object) : undefined;
  // The first one that is there: `[a, b].find(Boolean)`.
  if (list?.type === 'ArrayExpression' && declaredName(tree, callee) === 'find') {
    return list.elements.flatMap((each) =>
      each && each.type !== 'SpreadElement' ? chosen(walk, each, path) : [],
    );
  }
  const content = formOf(tree, call);
  return content && path.length === 0 ? chosen(walk, content, path) : [];
}

function ofMember(walk: Walk, node: NodeOf<'MemberExpression'>, path: readonly string[]): readonly Node[] {
  const { tree } = walk;
  const name = propertyName(tree, node);
  if (name === undefined) return [];
  if (unwrap(node.object).type === 'ThisExpression') {
    const before = lastWriteBefore(tree, node);
    return before?.certain ? chosen(walk, before.value, path) : [];
  }
  const along = [name, ...path];
  const found = chosen(walk, node.object, along);
  // Where the object is no literal of this file, the property itself is the value.
  return found.length === 1 && found[0] === node.object ? [] : found;
}

function ofLiteral(
  walk: Walk,
  literal: NodeOf<'ObjectExpression'>,
  [key, ...rest]: readonly string[],
): readonly Node[] {
  const property = literal.properties.findLast(
    (each) => each.type === 'Property' && propertyName(walk.tree, each) === key,
  );
  return property?.type === 'Property' ? chosen(walk, property.value, rest) : [];
}

function ofVariable(walk: Walk, identifier: NodeOf<'Identifier'>, path: readonly string[]): readonly Node[] {
  const { tree } = walk;
  const variable = tree.variableOf(identifier);
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition) return [];
  const { node } = definition;
  if (node.type !== 'VariableDeclarator' || isUnited(tree, variable)) return [];
  const inner = destructuredPath(tree, node.id, definition.name);
  if (!inner) return [];
  const before = lastWriteBefore(tree, identifier);
  if (before?.certain) return chosen(walk, before.value, path);
  const isBefore = (write: Node) =>
    rangeOf(write)[1] <= rangeOf(identifier)[0] ||
    enclosingFunction(tree, write) !== enclosingFunction(tree, identifier);
  const writes = variable.references
    .flatMap((each) => assignmentTo(tree, each.identifier) ?? [])
    .filter(isBefore);
  return [
    ...(node.init ? chosen(walk, node.init, [...inner, ...path]) : []),
    ...writes.flatMap(({ right }) => chosen(walk, right, path)),
  ];
}

/** What a call of this file gives for a parameter; one that is named for the challenge stands for itself. */
function argumentFor(
  { tree, frame }: Walk,
  node: Node,
): { readonly value: Node; readonly frame: Frame } | undefined {
  const definition = node.type === 'Identifier' ? tree.variableOf(node)?.defs[0] : undefined;
  if (definition?.type !== 'Parameter' || definition.name.type !== 'Identifier') return undefined;
  if (namesChallengedScope(definition.name.name)) return undefined;
  for (let each = frame; each; each = each.caller) {
    const index = each.fn.params.findIndex((param) => param === definition.name);
    const value = each.args[index];
    if (value && value.type !== 'SpreadElement') return { value, frame: each };
  }
  return undefined;
}

/** Whether more than constants is added to a variable after its first value, or it is made of itself. */
function isUnited(tree: Tree, variable: Variable): boolean {
  return variable.references.some(({ identifier }) => {
    const addition = additionTo(tree, identifier, undefined);
    if (addition) return staticString(tree, addition) === undefined;
    const write = assignmentTo(tree, identifier);
    if (!write) return false;
    if (write.operator !== '=') return !/^(?:\|\||\?\?)=$/.test(write.operator);
    const isOwn = (node: Node) => node.type === 'Identifier' && tree.variableOf(node) === variable;
    const leaves = leavesOf(write.right);
    return [...descendantsOf(tree, write.right)].some((node) => isOwn(node) && !leaves.includes(node));
  });
}
