import type { Node, NodeOf } from './ast.ts';
import { baseClassOf } from './class-hierarchy.ts';
import {
  argumentInsertion,
  behindParameters,
  isUsedAsValue,
  parameterInsertion,
} from './counter-parameter.ts';
import type { Insertion } from './finding.ts';
import { descendantsOf, outerCallSitesOf } from './functions.ts';
import { declaredName, propertyName } from './names.ts';
import { isTaken } from './option-route.ts';
import { answersAt } from './step-up-authorizations.ts';
import { stepUpTestAt } from './step-up-test.ts';
import { enclosingClass, enclosingFunction, unwrap, type FunctionNode, type Tree } from './tree.ts';

/** How the calls of a function tell it that it answers a step-up, where 401s and others come to it as well. */
export interface ToldByCalls {
  /** What the parameter is called, `false` where it is left out. */
  readonly name: string;
  readonly parameter: Insertion;
  /** Where the base class declares it. */
  readonly declared: readonly Insertion[];
  /** Where the step-ups pass it, and what. */
  readonly calls: readonly (Insertion & { readonly value: string })[];
}

/** One more parameter for the function around an authorization, if each of its calls answers one or the other. */
export function toldByCalls(tree: Tree, authorization: Node): ToldByCalls | undefined {
  const name = 'isStepUp';
  const fn = enclosingFunction(tree, authorization);
  const parameter = fn && parameterInsertion(tree, fn, 'optional');
  const declared = fn && declarationsOf(tree, fn);
  if (!parameter || !declared || isUsedAsValue(tree, fn) || isTaken(tree, fn, name)) return undefined;
  // Of two authorizations, each would get the parameter.
  const isAlone = [...descendantsOf(tree, fn)].every(
    (node) =>
      node.type !== 'CallExpression' ||
      node === authorization ||
      declaredName(tree, node.callee) !== 'auth' ||
      givesCode(tree, node),
  );
  const answers = outerCallSitesOf(tree, fn).map((call) => ({ call, by: answersAt(tree, call) }));
  if (!isAlone) return undefined;
  const stepUps = answers.filter(({ by }) => by !== 'other');
  const calls = stepUps.flatMap(({ call, by }) => {
    const at = argumentInsertion(call, fn);
    const value = by === 'step-up' ? 'true' : testOf(tree, call);
    return at && value !== undefined ? [{ ...at, value }] : [];
  });
  return calls.length > 0 && calls.length === stepUps.length
    ? { name, parameter, declared, calls }
    : undefined;
}

/** What tells the step-up from the 401 where both come to a call. */
function testOf(tree: Tree, call: NodeOf<'CallExpression'>): string | undefined {
  const [first] = call.arguments;
  return first && stepUpTestAt(tree, { value: first, as: 'expression', key: 'scope', taker: call });
}

/** Whether a call exchanges the code of an authorization, so that no refresh is tried. */
function givesCode(tree: Tree, { arguments: args }: NodeOf<'CallExpression'>): boolean {
  const options = args[1] && unwrap(args[1]);
  return (
    options?.type === 'ObjectExpression' &&
    options.properties.some(
      (each) => each.type === 'Property' && propertyName(tree, each) === 'authorizationCode',
    )
  );
}

/**
 * Where the base classes of this file declare a method, so that they can call it with one more argument; `undefined`
 * if one has a body that would leave the argument out.
 */
function declarationsOf(tree: Tree, fn: FunctionNode): readonly Insertion[] | undefined {
  const method = tree.parentOf(fn);
  const name = method?.type === 'MethodDefinition' ? propertyName(tree, method) : undefined;
  const found: Insertion[] = [];
  let owner = name === undefined ? undefined : enclosingClass(tree, fn);
  while ((owner = owner && baseClassOf(tree, owner))) {
    for (const member of owner.body.body) {
      if (member.type !== 'MethodDefinition' && member.type !== 'TSAbstractMethodDefinition') continue;
      if (propertyName(tree, member) !== name) continue;
      const at = member.type === 'MethodDefinition' ? undefined : behindParameters(tree, member.value);
      if (!at) return undefined;
      found.push(at);
    }
  }
  return found;
}
