import type { Node, NodeOf } from './ast.ts';
import type { Range, Reference, SourceUnit, Variable } from './source-unit.ts';

export type FunctionNode = NodeOf<'FunctionDeclaration'> | NodeOf<'ArrowFunctionExpression'>;
export type ClassNode = NodeOf<'ClassDeclaration'>;

/** A unit with the relations that the analyses ask for: parents, names resolved to variables, calls by function. */
export interface Tree {
  readonly unit: SourceUnit;
  /** Every node, in source order, parents before children. */
  readonly nodes: readonly Node[];
  parentOf(node: Node): Node | undefined;
  /** The variable that an identifier reads, writes or declares; `undefined` for globals. */
  variableOf(identifier: Node): Variable | undefined;
  referenceOf(identifier: Node): Reference | undefined;
}

const trees = new WeakMap<object, Tree>();

/** The tree of a unit, built once for each AST, so that ten rules cost one walk. */
export function treeOf(unit: SourceUnit): Tree {
  const known = trees.get(unit.ast);
  if (known) return known;
  const tree = buildTree(unit);
  trees.set(unit.ast, tree);
  return tree;
}

function buildTree(unit: SourceUnit): Tree {
  const parents = new Map<Node, Node>();
  const nodes: Node[] = [];
  // An explicit stack: bundles hold expression chains that are deeper than the call stack.
  const open: Node[] = [unit.ast];
  for (let node = open.pop(); node; node = open.pop()) {
    nodes.push(node);
    const children = childrenOf(node, unit);
    for (let i = children.length - 1; i >= 0; i--) {
      const child = children[i]!;
      parents.set(child, node);
      open.push(child);
    }
  }

  const references = new Map<Node, Reference>();
  const declared = new Map<Node, Variable>();
  for (const scope of unit.scopeManager.scopes) {
    for (const reference of scope.references) references.set(reference.identifier, reference);
    for (const variable of scope.variables) {
      for (const definition of variable.defs) declared.set(definition.name, variable);
    }
  }

  return {
    unit,
    nodes,
    parentOf: (node) => parents.get(node),
    referenceOf: (identifier) => references.get(identifier),
    variableOf: (identifier) => references.get(identifier)?.resolved ?? declared.get(identifier),
  };
}

function childrenOf(node: Node, { visitorKeys }: SourceUnit): Node[] {
  const fields = node as unknown as Record<string, unknown>;
  const children: Node[] = [];
  for (const key of visitorKeys[node.type] ?? []) {
    const value = fields[key];
    // No spread: an array of a bundle may hold more elements than a call takes arguments.
    for (const each of Array.isArray(value) ? value : [value]) if (isNode(each)) children.push(each);
  }
  return children;
}

function isNode(value: unknown): value is Node {
  return (
    typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string'
  );
}

/** The range of a node. Every parser that we run under gives one. */
export function rangeOf(node: Node): Range {
  return node.range ?? [node.start, node.end];
}

export function textOf({ unit }: Tree, node: Node): string {
  return unit.text.slice(...rangeOf(node));
}

/** Whether `inner` lies within `outer` (a node lies within itself). */
export function isWithin(inner: Node, outer: Node): boolean {
  const [start, end] = rangeOf(inner);
  const [outerStart, outerEnd] = rangeOf(outer);
  return outerStart <= start && end <= outerEnd;
}

export function isFunction(node: Node | null | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

/** The ancestors of a node, nearest first, without the node itself. */
export function* ancestorsOf(tree: Tree, node: Node): Generator<Node> {
  for (let parent = tree.parentOf(node); parent; parent = tree.parentOf(parent)) yield parent;
}

/** The innermost function that a node stands in, not counting the node itself. */
export function enclosingFunction(tree: Tree, node: Node): FunctionNode | undefined {
  for (const ancestor of ancestorsOf(tree, node)) if (isFunction(ancestor)) return ancestor;
  return undefined;
}

export function enclosingClass(tree: Tree, node: Node): ClassNode | undefined {
  for (const ancestor of ancestorsOf(tree, node)) {
    if (ancestor.type === 'ClassDeclaration' || ancestor.type === 'ClassExpression') return ancestor;
  }
  return undefined;
}

/** The same value without what does not change it: types, parentheses, `await`, optional chains, `(0, f)`. */
export function unwrap(node: Node): Node {
  for (;;) {
    switch (node.type) {
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'TSInstantiationExpression':
      case 'ParenthesizedExpression':
      case 'ChainExpression':
        node = node.expression;
        break;
      case 'AwaitExpression':
        node = node.argument;
        break;
      case 'SequenceExpression':
        node = node.expressions.at(-1)!;
        break;
      default:
        return node;
    }
  }
}

/** What a logical operator joins in a condition, in source order. */
export function operandsOf(test: Node, operator: string): readonly Node[] {
  const node = unwrap(test);
  return node.type === 'LogicalExpression' && node.operator === operator
    ? [...operandsOf(node.left, operator), ...operandsOf(node.right, operator)]
    : [node];
}

/** Whether a place stands in the constructor of a class. */
export function isInConstructor(tree: Tree, node: Node): boolean {
  for (const ancestor of ancestorsOf(tree, node)) {
    if (ancestor.type === 'MethodDefinition') return ancestor.kind === 'constructor';
  }
  return false;
}

/** The innermost statement that stands directly in a list of statements, and that list. */
export function statementInList(
  tree: Tree,
  node: Node,
): { readonly statement: Node; readonly list: readonly Node[]; readonly owner: Node } | undefined {
  let child = node;
  for (const parent of ancestorsOf(tree, node)) {
    const list = statementsOf(parent);
    if (list?.includes(child)) return { statement: child, list, owner: parent };
    if (isFunction(parent)) return undefined;
    child = parent;
  }
  return undefined;
}

/** The statements that a node runs one after the other, if it is a list of such. */
export function statementsOf(node: Node): readonly Node[] | undefined {
  if (node.type === 'BlockStatement' || node.type === 'Program' || node.type === 'StaticBlock')
    return node.body;
  return node.type === 'SwitchCase' ? node.consequent : undefined;
}
