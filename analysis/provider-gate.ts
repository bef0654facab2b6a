import type { Node, NodeOf } from './ast.ts';
import type { Range } from './source-unit.ts';
import { sameSlot, slotOf } from './slots.ts';
import { ancestorsOf, enclosingFunction, rangeOf, statementsOf, textOf, unwrap, type Tree } from './tree.ts';

/**
 * A condition that lets a step-up through only where there is an OAuth client provider. A host that brings its token
 * itself has none, and asks for the error all the more.
 */
export interface ProviderGate {
  /** The statement before which the host can be given the error. */
  readonly before: Node;
  /** Source text of the condition for a step-up there, without the provider. */
  readonly isStepUp: string;
  /** The test for the provider, with the `&&` before or behind it, if it stands further out than the step-up. */
  readonly outer: { readonly test: Range; readonly provider: string; readonly inner: Range } | undefined;
}

type If = NodeOf<'IfStatement'>;

/**
 * The gate around the authorization of a step-up, if nothing else has to be told apart there.
 * @param provider What the authorization is given; if it is made in another file, a field is known by its name.
 */
export function providerGateOf(tree: Tree, call: Node, provider?: Node): ProviderGate | undefined {
  const slot = provider && slotOf(tree, unwrap(provider));
  const isProvider = (node: Node) =>
    provider
      ? sameSlot(slotOf(tree, unwrap(node)), slot)
      : /^this\.\W?\w*provider$/i.test(textOf(tree, node));
  const around = branchesAround(tree, call);
  const at = around.findIndex(({ test }) => conjunctsOf(test).some(isProvider));
  const gate = around[at];
  if (!gate || gate.alternate) return undefined;
  const conjuncts = conjunctsOf(gate.test);
  const rest = conjuncts.filter((each) => !isProvider(each));
  if (rest.length === 0 || conjuncts.length - rest.length !== 1) return undefined;
  const [inner] = around.slice(0, at).slice(-1);
  if (!inner) {
    const [first, last] = [rest[0]!, rest.at(-1)!];
    if (conjuncts.findIndex(isProvider) % (conjuncts.length - 1) !== 0) return undefined;
    const isStepUp = tree.unit.text.slice(rangeOf(first)[0], rangeOf(last)[1]);
    return { before: gate, isStepUp, outer: undefined };
  }
  // What stands beside the step-up must be all the same without a provider.
  const list = statementsOf(gate.consequent) ?? [];
  const isAlone =
    list.at(-1) === inner && list.slice(0, -1).every(({ type }) => type === 'VariableDeclaration');
  if (!isAlone || inner.alternate || conjunctsOf(inner.test).length !== 1 || !isComparison(inner.test))
    return undefined;
  return {
    before: inner,
    isStepUp: textOf(tree, inner.test),
    outer: {
      test: withOperator(conjuncts, conjuncts.find(isProvider)!),
      provider: textOf(tree, conjuncts.find(isProvider)!),
      inner: rangeOf(inner.test),
    },
  };
}

/** The `if`s whose first branch a place stands in, in its function, the innermost first. */
function branchesAround(tree: Tree, place: Node): readonly If[] {
  const found: If[] = [];
  const fn = enclosingFunction(tree, place);
  let child = place;
  for (const parent of ancestorsOf(tree, place)) {
    if (parent === fn) break;
    if (parent.type === 'IfStatement' && parent.consequent === child) found.push(parent);
    child = parent;
  }
  return found;
}

function conjunctsOf(test: Node): readonly Node[] {
  const node = test.type === 'ParenthesizedExpression' ? unwrap(test) : test;
  if (node.type !== 'LogicalExpression' || node.operator !== '&&') return [node];
  return [...conjunctsOf(node.left), ...conjunctsOf(node.right)];
}

function isComparison(test: Node): boolean {
  return test.type === 'BinaryExpression' || test.type === 'Identifier' || test.type === 'MemberExpression';
}

/** A conjunct with the `&&` that joins it: the one before it, or for the first one the one behind. */
function withOperator(conjuncts: readonly Node[], one: Node): Range {
  const at = conjuncts.indexOf(one);
  const [start, end] = rangeOf(one);
  return at > 0 ? [rangeOf(conjuncts[at - 1]!)[1], end] : [start, rangeOf(conjuncts[1]!)[0]];
}
