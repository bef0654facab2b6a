import type { Node } from './ast.ts';
import { exportedFunctions } from './exports.ts';
import { calledFunction, descendantsOf } from './functions.ts';
import { optionRead, optionsAt } from './options-parameter.ts';
import { FORCE_REAUTHORIZATION, refreshBranches } from './refresh-branch.ts';
import type { SourceUnit } from './source-unit.ts';
import { treeOf, unwrap, type FunctionNode, type Tree } from './tree.ts';

/**
 * Whether the function that a file exports under a name takes the option `forceReauthorization`: `taken` if it, or a
 * function that it hands its options to, reads it; `can-be-added` if the rewrite of the file's refresh branch will add
 * it. What the file hands on from another one is asked there.
 */
export function forceReauthorizationOf(
  unit: SourceUnit,
  exportedName: string,
): 'taken' | 'can-be-added' | 'no' {
  const tree = treeOf(unit);
  const fn = exportedFunctions(tree).get(exportedName);
  if (!fn) return 'no';
  if (takesForceReauthorization(tree, fn)) return 'taken';
  const isAdded = refreshBranches(unit).some(({ at }) => at.option?.exports.includes(exportedName));
  return isAdded ? 'can-be-added' : 'no';
}

/** Whether a function, or one that it hands its options to, reads the option. */
export function takesForceReauthorization(tree: Tree, fn: FunctionNode, depth = 0): boolean {
  if (depth > 4) return false;
  const parameters = fn.params.flatMap((_, index) => optionsAt(tree, fn, index) ?? []);
  if (parameters.some((each) => optionRead(tree, each, FORCE_REAUTHORIZATION)?.isUsed)) return true;
  return [...descendantsOf(tree, fn)].some(
    (node) =>
      node.type === 'CallExpression' &&
      node.arguments.some((argument) =>
        parameters.some(({ variable }) => handsOn(tree, argument, variable)),
      ) &&
      isTakenBy(tree, node, depth),
  );
}

function isTakenBy(tree: Tree, call: Extract<Node, { type: 'CallExpression' }>, depth: number): boolean {
  const called = calledFunction(tree, call);
  return !!called && takesForceReauthorization(tree, called, depth + 1);
}

/** Whether an argument is the options, or a copy of them. */
function handsOn(tree: Tree, argument: Node, variable: unknown): boolean {
  const node = unwrap(argument);
  if (node.type === 'Identifier') return !!variable && tree.variableOf(node) === variable;
  return (
    node.type === 'ObjectExpression' &&
    node.properties.some((each) => each.type === 'SpreadElement' && handsOn(tree, each.argument, variable))
  );
}
