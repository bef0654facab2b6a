import type { Node } from './ast.ts';
import { isCertainlyPresent } from './certainly-present.ts';
import { heldOption, type HeldOption } from './held-option.ts';
import { isInReach } from './reach.ts';
import { isRepeatable } from './repeatable.ts';
import { rangeOf, textOf, unwrap, type Tree } from './tree.ts';
import { usedValue, type UsedValue } from './used-value.ts';

/** The provider that the options of a transport hold. */
export interface PassedProvider {
  readonly value: UsedValue;
  /** When there is one: always, when it is not `undefined` itself, or when a condition holds. */
  readonly presence: 'certain' | 'itself' | { readonly condition: string };
  readonly held: Exclude<HeldOption, { is: 'absent' } | { is: 'hidden' }>;
}

/** `undefined` if nothing tells that there is a provider at all. */
export function passedProvider(
  tree: Tree,
  options: Node,
  place: Node,
): PassedProvider | 'transport-options-out-of-reach' | 'values-made-in-place' | undefined {
  const held = heldOption(tree, options, 'authProvider');
  if (held.is === 'absent') return undefined;
  if (held.is === 'hidden') return names(held.beside) ? 'transport-options-out-of-reach' : undefined;
  if (held.is === 'spread') return spreadProvider(tree, held, place);
  const { property, when } = held;
  const given = withoutNothing(property.value);
  if (!given) return undefined;
  const value = usedValue(tree, given.value, property);
  const tests = [when, given.test].filter((each) => each !== undefined);
  const isCertain = isCertainlyPresent(tree, given.value);
  if (tests.length === 0) return { value, presence: isCertain ? 'certain' : 'itself', held };
  if (value.again === undefined || !tests.every(isRepeatable)) return 'values-made-in-place';
  const isTested = tests.some((each) => textOf(tree, each) === value.text);
  const conditions = isCertain || isTested ? tests : [...tests, given.value];
  return { value, presence: { condition: allOf(tree, conditions) }, held };
}

function names(held: HeldOption): boolean {
  return held.is === 'hidden' ? names(held.beside) : held.is !== 'absent';
}

function allOf(tree: Tree, conditions: readonly Node[]): string {
  const [first, ...others] = conditions as [Node, ...Node[]];
  if (others.length === 0) return textOf(tree, first);
  return conditions
    .map((each) => (isLoose(each) ? `(${textOf(tree, each)})` : textOf(tree, each)))
    .join(' && ');
}

function isLoose(node: Node): boolean {
  return /^(?:Logical|Conditional|Binary|Assignment|Arrow|TSAs|TSSatisfies)/.test(node.type);
}

/** `provider ?? undefined`, `isProtected ? provider : undefined`: the provider, and what else must be true. */
function withoutNothing(given: Node): { readonly value: Node; readonly test: Node | undefined } | undefined {
  const node = unwrap(given);
  if (isNothing(node)) return undefined;
  if (node.type === 'LogicalExpression' && node.operator !== '&&' && isNothing(unwrap(node.right)))
    return { value: node.left, test: node.left };
  if (node.type === 'LogicalExpression' && node.operator === '&&')
    return { value: node.right, test: node.left };
  if (node.type === 'ConditionalExpression' && isNothing(unwrap(node.alternate)))
    return { value: node.consequent, test: node.test };
  return { value: given, test: undefined };
}

/** `undefined`, `null` or `void 0`. */
export function isNothing(node: Node): boolean {
  if (node.type === 'Identifier') return node.name === 'undefined';
  if (node.type === 'UnaryExpression') return node.operator === 'void';
  return node.type === 'Literal' && node.value === null && !('regex' in node);
}

/** That of a constant of this file which is spread into the options, or is all of them. */
function spreadProvider(
  tree: Tree,
  held: Extract<HeldOption, { is: 'spread' }>,
  place: Node,
): PassedProvider | undefined {
  const { from, value } = held;
  const given = value && withoutNothing(value);
  if (value && !given) return undefined;
  const isSame = given && !given.test && isRepeatable(given.value) && isInReach(tree, given.value, place);
  const text = isSame ? textOf(tree, given.value) : `${textOf(tree, from)}.authProvider`;
  const isCertain =
    given && !given.test && isCertainlyPresent(tree, given.value) && (isSame || !isAnnotated(tree, from));
  return {
    value: { again: text, range: rangeOf(from), text, isShorthand: false },
    presence: isCertain ? 'certain' : 'itself',
    held,
  };
}

/** Whether a variable is declared with a type, which knows less than its first value. */
function isAnnotated(tree: Tree, identifier: Node): boolean {
  const name = tree.variableOf(identifier)?.defs[0]?.name as
    { readonly typeAnnotation?: unknown } | undefined;
  return !!name?.typeAnnotation;
}
