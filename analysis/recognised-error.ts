import type { Node } from './ast.ts';
import { valueAround } from './error-anchor.ts';
import { errorPlacesIn } from './error-place.ts';
import { isSameFor, type Asked } from './error-test.ts';
import { calledFunction, callSitesOf, descendantsOf } from './functions.ts';
import { declaredName } from './names.ts';
import { namesInsufficientScope } from './step-up-literal.ts';
import { ancestorsOf, enclosingFunction, isFunction, isWithin, type Tree } from './tree.ts';

/** Whether the code around a test, or around the calls of its function, tells an `InsufficientScopeError` apart. */
export function isRecognised(asked: Asked, test: Node): boolean {
  const { tree } = asked;
  if (isToldApartIn(asked, regionOf(tree, test))) return true;
  const fn = enclosingFunction(tree, test);
  const calls = fn ? callSitesOf(tree, fn).filter((call) => !isWithin(call, fn)) : [];
  return calls.some((call) =>
    errorPlacesIn(tree, call).some(({ slot }) =>
      isToldApartIn({ ...asked, place: slot }, regionOf(tree, call)),
    ),
  );
}

/** What handles an error: the catch clause or the function around. */
export function regionOf(tree: Tree, place: Node): Node {
  for (const node of ancestorsOf(tree, place))
    if (node.type === 'CatchClause' || isFunction(node)) return node;
  return tree.unit.ast;
}

function isToldApartIn(asked: Asked, region: Node): boolean {
  const { tree } = asked;
  for (const node of descendantsOf(tree, region)) {
    // What treats both errors alike does not tell them apart.
    if (mentions(tree, node) && !isSameFor(asked, valueAround(tree, node))) return true;
  }
  return false;
}

function mentions(tree: Tree, node: Node): boolean {
  if (node.type === 'Identifier') return isNameOfIt(node.name) || isNameOfIt(declaredName(tree, node) ?? '');
  if (node.type === 'Literal')
    return node.value === 'MCP_INSUFFICIENT_SCOPE' || node.value === 'InsufficientScopeError';
  const fn = node.type === 'CallExpression' ? calledFunction(tree, node) : undefined;
  if (!fn || isWithin(node, fn)) return false;
  for (const each of descendantsOf(tree, fn))
    if (each.type !== 'CallExpression' && mentions(tree, each)) return true;
  return false;
}

function isNameOfIt(name: string): boolean {
  return namesInsufficientScope(name) || /InsufficientScope(?:Error)?\d*$/.test(name);
}
