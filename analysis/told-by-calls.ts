import type { Node } from './ast.ts';
import { argumentInsertion, isUsedAsValue, parameterInsertion } from './counter-parameter.ts';
import type { Insertion } from './finding.ts';
import { descendantsOf, outerCallSitesOf } from './functions.ts';
import { declaredName } from './names.ts';
import { isTaken } from './option-route.ts';
import { answersAt } from './step-up-authorizations.ts';
import { enclosingFunction, type Tree } from './tree.ts';

/** How the calls of a function tell it that it answers a step-up, where 401s and others come to it as well. */
export interface ToldByCalls {
  /** What the parameter is called, `false` where it is left out. */
  readonly name: string;
  readonly parameter: Insertion;
  /** Where the step-ups pass it. */
  readonly calls: readonly Insertion[];
}

/** One more parameter for the function around an authorization, if each of its calls answers one or the other. */
export function toldByCalls(tree: Tree, authorization: Node): ToldByCalls | undefined {
  const name = 'isStepUp';
  const fn = enclosingFunction(tree, authorization);
  const parameter = fn && parameterInsertion(tree, fn, 'optional');
  if (!parameter || isUsedAsValue(tree, fn) || isTaken(tree, fn, name)) return undefined;
  // Of two authorizations, each would get the parameter.
  const isAlone = [...descendantsOf(tree, fn)].every(
    (node) =>
      node.type !== 'CallExpression' || node === authorization || declaredName(tree, node.callee) !== 'auth',
  );
  const answers = outerCallSitesOf(tree, fn).map((call) => ({ call, by: answersAt(tree, call) }));
  if (!isAlone || answers.some(({ by }) => by === 'merged')) return undefined;
  const stepUps = answers.filter(({ by }) => by === 'step-up');
  const calls = stepUps.flatMap(({ call }) => argumentInsertion(call, fn) ?? []);
  return calls.length > 0 && calls.length === stepUps.length ? { name, parameter, calls } : undefined;
}
