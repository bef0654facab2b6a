import { listenersOf } from './arrivals.ts';
import type { Node } from './ast.ts';
import { calledFunction, callSitesOf, nodesIn } from './functions.ts';
import { stepUpHandlers } from './handed-handlers.ts';
import { namesStepUp } from './step-up-name.ts';
import { classBehind, instancesOf } from './thrown-errors.ts';
import { ancestorsOf, enclosingFunction, isFunction, type FunctionNode, type Tree } from './tree.ts';
import { namesUnauthorized } from './unauthorized-name.ts';

/** How far a step-up is followed into the functions that it calls. */
const CALL_DEPTH = 4;

type Region = (node: Node) => boolean;
const stepUpRegions = new WeakMap<Tree, Region>();
const unauthorizedRegions = new WeakMap<Tree, Region>();

/**
 * Whether a place can have to do with a step-up at all: it stands in a function that tests for one, in a handler
 * that is called for one, or in one that such a function calls. A look at the few places that name a 403 or `insufficient_scope`, so that the rest of a
 * bundle of two million nodes costs nothing.
 */
export function isNearStepUp(tree: Tree, node: Node): boolean {
  let isNear = stepUpRegions.get(tree);
  if (!isNear) stepUpRegions.set(tree, (isNear = regionOf(tree, namesStepUp, stepUpHandlers(tree))));
  return isNear(node);
}

/** The same for a 401: a place in a function that names one, or in one that such a function calls. */
export function isNearUnauthorized(tree: Tree, node: Node): boolean {
  let isNear = unauthorizedRegions.get(tree);
  if (!isNear) unauthorizedRegions.set(tree, (isNear = regionOf(tree, names401)));
  return isNear(node);
}

function regionOf(
  tree: Tree,
  isNamedBy: (node: Node) => boolean,
  handlers: Iterable<FunctionNode> = [],
): Region {
  const near = new Set<FunctionNode>();
  const open: { readonly fn: FunctionNode; readonly depth: number }[] = [];
  const enter = (fn: FunctionNode, depth: number) => {
    if (near.has(fn) || depth > CALL_DEPTH) return;
    near.add(fn);
    open.push({ fn, depth });
  };
  const tests = new Set<FunctionNode>();
  const test = (fn: FunctionNode | undefined, depth = 0): boolean => {
    if (!fn || tests.has(fn)) return !!fn;
    tests.add(fn);
    enter(fn, 0);
    // A predicate makes its callers test for a step-up too.
    if (depth > 1) return true;
    return callSitesOf(tree, fn).every((call) => test(enclosingFunction(tree, call), depth + 1));
  };
  for (const node of tree.nodes) {
    if (!isNamedBy(node)) continue;
    const places = [node, ...usesOfConstant(tree, node)];
    // Code at the top of the file: everything may be under it.
    if (!places.every((place) => test(enclosingFunction(tree, place)) || isConstant(tree, place)))
      return () => true;
  }
  for (const fn of handlers) enter(fn, 0);
  const follow = () => {
    for (let next = open.pop(); next; next = open.pop()) {
      for (const inner of nodesIn(tree, next.fn)) {
        if (isFunction(inner)) enter(inner, next.depth);
        else if (inner.type === 'CallExpression') {
          const target = calledFunction(tree, inner);
          for (const fn of target ? [target] : listenersOf(tree, inner)) enter(fn, next.depth + 1);
        }
      }
    }
  };
  follow();
  // Who catches an error that is made near a step-up asks for it by its class.
  for (const node of tree.nodes) {
    const owner =
      node.type === 'BinaryExpression' && node.operator === 'instanceof'
        ? classBehind(tree, node.right)
        : undefined;
    const isMadeNear = !!owner && instancesOf(tree, owner).some((each) => isAmong(tree, near, each));
    if (isMadeNear && !test(enclosingFunction(tree, node))) return () => true;
  }
  follow();
  return (node) => isAmong(tree, near, node);
}

function isAmong(tree: Tree, functions: ReadonlySet<FunctionNode>, node: Node): boolean {
  return [node, ...ancestorsOf(tree, node)].some((each) => isFunction(each) && functions.has(each));
}

/** A 401 written down, or a name for it. */
function names401(node: Node): boolean {
  if (node.type === 'Literal') return node.value === 401 || node.value === '401';
  return node.type === 'Identifier' && namesUnauthorized(node.name);
}

function isConstant(tree: Tree, node: Node): boolean {
  return constantAround(tree, node) !== undefined || isDeclarationName(tree, node);
}

/** The name of the constant, table or class at the top of the file that a place belongs to. */
function constantAround(tree: Tree, node: Node): Node | undefined {
  for (const ancestor of ancestorsOf(tree, node)) {
    if (ancestor.type === 'VariableDeclarator') return ancestor.id;
    if (ancestor.type === 'TSEnumDeclaration' || ancestor.type === 'ClassDeclaration')
      return ancestor.id ?? undefined;
    if (ancestor.type === 'AssignmentExpression') return ancestor.left;
  }
  return undefined;
}

function isDeclarationName(tree: Tree, node: Node): boolean {
  const parent = tree.parentOf(node);
  return !!parent && /Import|Export|Type|Interface|^TS|Class/.test(parent.type);
}

/** Where a constant at the top of the file is used: that is where it is compared. */
function usesOfConstant(tree: Tree, node: Node): readonly Node[] {
  if (enclosingFunction(tree, node)) return [];
  const name =
    node.type === 'Identifier' && isDeclarationName(tree, node) ? node : constantAround(tree, node);
  const variable = name && tree.variableOf(name);
  return (
    variable?.references.filter((reference) => reference.isRead()).map(({ identifier }) => identifier) ?? []
  );
}
