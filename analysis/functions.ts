import type { Node, NodeOf } from './ast.ts';
import { constantInit, propertyName } from './names.ts';
import { baseClassOf, subclassesOf } from './class-hierarchy.ts';
import {
  enclosingClass,
  isFunction,
  isWithin,
  unwrap,
  type ClassNode,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/** The function of this file that a call runs, if that is certain. */
export function calledFunction(tree: Tree, call: NodeOf<'CallExpression'>): FunctionNode | undefined {
  return functionBehind(tree, call.callee);
}

/** The function of this file that a name, `this.method` or `helpers.method` stands for. */
export function functionBehind(tree: Tree, expression: Node): FunctionNode | undefined {
  const callee = unwrap(expression);
  if (isFunction(callee)) return callee;
  if (callee.type === 'Identifier') return functionNamed(tree, callee);
  if (callee.type !== 'MemberExpression') return undefined;
  const name = propertyName(tree, callee);
  if (name === undefined) return undefined;
  const object = unwrap(callee.object);
  const init = object.type === 'Identifier' ? constantInit(tree, object) : undefined;
  const literal = init && unwrap(init);
  // `const self = this`
  const self = object.type === 'ThisExpression' ? object : literal;
  if (self?.type === 'ThisExpression') {
    const owner = enclosingClass(tree, self);
    if (!owner) return prototypeMethods(tree, self)?.get(name);
    const method = methodOf(tree, owner, name);
    return method && !isLeftToSubclasses(method) ? method : (onlyOverride(tree, owner, name) ?? method);
  }
  return literal?.type === 'ObjectExpression' ? functionIn(tree, literal, name) : undefined;
}

/** The constructor, with its body, of the class of this file that an expression makes. */
export function constructorOf(tree: Tree, { callee }: NodeOf<'NewExpression'>): FunctionNode | undefined {
  const definition = callee.type === 'Identifier' ? tree.variableOf(callee)?.defs[0]?.node : undefined;
  if (definition?.type !== 'ClassDeclaration') return undefined;
  const method = definition.body.body.find(
    (each) => each.type === 'MethodDefinition' && each.kind === 'constructor' && each.value.body,
  );
  return method?.type === 'MethodDefinition' ? (method.value as FunctionNode) : undefined;
}

/** What a function is called: by itself, or by the variable, method or property that holds it. */
export function functionName(tree: Tree, fn: FunctionNode): string | undefined {
  if (fn.id) return fn.id.name;
  const parent = tree.parentOf(fn);
  switch (parent?.type) {
    case 'VariableDeclarator':
      return parent.id.type === 'Identifier' ? parent.id.name : undefined;
    case 'MethodDefinition':
    case 'PropertyDefinition':
    case 'Property':
      return propertyName(tree, parent);
    default:
      return undefined;
  }
}

/** The function that an expression is, or that the name of one stands for. */
export function functionOf(tree: Tree, expression: Node): FunctionNode | undefined {
  const node = unwrap(expression);
  if (isFunction(node)) return node;
  return node.type === 'Identifier' ? functionNamed(tree, node) : undefined;
}

function functionNamed(tree: Tree, identifier: Node): FunctionNode | undefined {
  const variable = tree.variableOf(identifier);
  // Overloads declare the name once more each; one definition has the body.
  const definitions = variable?.defs.filter(({ node }) => node.type !== 'TSDeclareFunction') ?? [];
  const [definition] = definitions;
  if (!variable || definitions.length !== 1 || !definition) return undefined;
  if (definition.type === 'FunctionName') {
    const reassigned = variable.references.some((reference) => reference.isWrite());
    return !reassigned && isFunction(definition.node) ? definition.node : undefined;
  }
  const init = constantInit(tree, identifier);
  const value = init && unwrap(init);
  return value && isFunction(value) ? value : undefined;
}

function functionIn(tree: Tree, literal: NodeOf<'ObjectExpression'>, name: string): FunctionNode | undefined {
  for (const property of literal.properties) {
    if (property.type !== 'Property' || propertyName(tree, property) !== name) continue;
    if (isFunction(property.value)) return property.value;
  }
  return undefined;
}

/** A method, or a field that holds a function, of a class or of a base class in the same file. */
export function methodOf(tree: Tree, owner: ClassNode, name: string, depth = 0): FunctionNode | undefined {
  for (const member of owner.body.body) {
    if (member.type !== 'MethodDefinition' && member.type !== 'PropertyDefinition') continue;
    if (member.static || propertyName(tree, member) !== name) continue;
    // An overload declares the method without a body.
    if ((member.value as Node | null)?.type === 'TSEmptyBodyFunctionExpression') continue;
    return isFunction(member.value) ? member.value : undefined;
  }
  const base = baseClassOf(tree, owner);
  return base && depth < 4 ? methodOf(tree, base, name, depth + 1) : undefined;
}

/** Whether a method does nothing but throw, as plain JavaScript writes an abstract one. */
function isLeftToSubclasses({ body }: FunctionNode): boolean {
  return body?.type === 'BlockStatement' && body.body.length === 1 && body.body[0]?.type === 'ThrowStatement';
}

/** What a subclass makes of a method that a class of this file leaves to it, where just one does. */
function onlyOverride(tree: Tree, owner: ClassNode, name: string): FunctionNode | undefined {
  const overrides = subclassesOf(tree, owner).flatMap((each) =>
    each.body.body.flatMap((member) =>
      member.type === 'MethodDefinition' &&
      !member.static &&
      propertyName(tree, member) === name &&
      isFunction(member.value)
        ? [member.value]
        : [],
    ),
  );
  return overrides.length === 1 ? overrides[0] : undefined;
}

const prototypes = new WeakMap<Tree, Map<string, Map<string, FunctionNode>>>();

/** The methods of the constructor function to which a place belongs: `Transport.prototype.send = function () { … }`. */
export function prototypeMethods(tree: Tree, place: Node): ReadonlyMap<string, FunctionNode> | undefined {
  let byConstructor = prototypes.get(tree);
  if (!byConstructor) {
    byConstructor = new Map();
    for (const node of tree.nodes) {
      const method = node.type === 'AssignmentExpression' ? prototypeMethodOf(tree, node) : undefined;
      if (!method) continue;
      const methods = byConstructor.get(method.constructor) ?? new Map<string, FunctionNode>();
      byConstructor.set(method.constructor, methods.set(method.name, method.fn));
    }
    prototypes.set(tree, byConstructor);
  }
  for (let node = tree.parentOf(place); node; node = tree.parentOf(node)) {
    if (node.type !== 'FunctionExpression') continue;
    const assignment = tree.parentOf(node);
    const method =
      assignment?.type === 'AssignmentExpression' ? prototypeMethodOf(tree, assignment) : undefined;
    if (method) return byConstructor.get(method.constructor);
    // Another function has another `this`.
    if (place.type === 'ThisExpression') return undefined;
  }
  return undefined;
}

function prototypeMethodOf(
  tree: Tree,
  { left, right }: NodeOf<'AssignmentExpression'>,
): { readonly constructor: string; readonly name: string; readonly fn: FunctionNode } | undefined {
  if (left.type !== 'MemberExpression' || left.object.type !== 'MemberExpression' || !isFunction(right))
    return undefined;
  const { object } = left.object;
  const name = propertyName(tree, left);
  if (propertyName(tree, left.object) !== 'prototype' || object.type !== 'Identifier' || name === undefined)
    return undefined;
  return { constructor: object.name, name, fn: right };
}

const callSites = new WeakMap<Tree, Map<FunctionNode, NodeOf<'CallExpression'>[]>>();

/** Every call in this file that certainly runs the function. */
export function callSitesOf(tree: Tree, fn: FunctionNode): readonly NodeOf<'CallExpression'>[] {
  let sites = callSites.get(tree);
  if (!sites) {
    sites = new Map();
    for (const node of tree.nodes) {
      if (node.type !== 'CallExpression') continue;
      const target = calledFunction(tree, node);
      if (!target) continue;
      const same = sites.get(target);
      if (same) same.push(node);
      else sites.set(target, [node]);
    }
    callSites.set(tree, sites);
  }
  return sites.get(fn) ?? [];
}

/** The calls of a function from outside it: those that decide when it first runs. */
export function outerCallSitesOf(tree: Tree, fn: FunctionNode): readonly NodeOf<'CallExpression'>[] {
  return callSitesOf(tree, fn).filter((call) => !isWithin(call, fn));
}

/** The expressions that a function returns (its body, for an arrow without a block). */
export function returnedBy(tree: Tree, fn: FunctionNode): readonly Node[] {
  if (!fn.body) return [];
  if (fn.body.type !== 'BlockStatement') return [fn.body];
  return returnStatementsOf(tree, fn).flatMap(({ argument }) => argument ?? []);
}

const returns = new WeakMap<FunctionNode, readonly NodeOf<'ReturnStatement'>[]>();

/** The `return` statements of a function, without those of functions inside it. */
export function returnStatementsOf(tree: Tree, fn: FunctionNode): readonly NodeOf<'ReturnStatement'>[] {
  const known = returns.get(fn);
  if (known) return known;
  const found: NodeOf<'ReturnStatement'>[] = [];
  for (const node of nodesIn(tree, fn)) if (node.type === 'ReturnStatement') found.push(node);
  returns.set(fn, found);
  return found;
}

/** The nodes inside `root`, parents before children, without the insides of functions other than `root`. */
export function* nodesIn(tree: Tree, root: Node): Generator<Node> {
  let inner: FunctionNode | undefined;
  for (const node of descendantsOf(tree, root)) {
    if (inner && isWithin(node, inner)) continue;
    inner = isFunction(node) ? node : undefined;
    yield node;
  }
}

/** All nodes inside `root`, parents before children. */
export function* descendantsOf(tree: Tree, root: Node): Generator<Node> {
  // The nodes of a subtree stand side by side in `tree.nodes`.
  for (let i = indexOf(tree, root) + 1; i < tree.nodes.length; i++) {
    const node = tree.nodes[i]!;
    if (!isWithin(node, root)) return;
    yield node;
  }
}

const indexes = new WeakMap<Tree, Map<Node, number>>();

function indexOf(tree: Tree, node: Node): number {
  let index = indexes.get(tree);
  if (!index) {
    index = new Map(tree.nodes.map((each, i) => [each, i]));
    indexes.set(tree, index);
  }
  return index.get(node)!;
}
