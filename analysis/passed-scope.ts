import { arrivalsAt } from './arrivals.ts';
import { callSitesOf } from './functions.ts';
import { isChallengedScope, originOf, originOfKey } from './origin.ts';
import { STEP_UP, type Reaction } from './reaction.ts';
import { isScopeName } from './scope-name.ts';
import {
  siteOfArgument,
  scopeSitesOfCall,
  parameterRoots,
  type ParameterRoot,
  type ScopeSite,
} from './scope-site.ts';
import { slotOf } from './slots.ts';
import { outcomeOf, responsesAt } from './step-up-context.ts';
import type { StoreSite } from './stored-scope.ts';
import { rangeOf, textOf, unwrap, type Tree } from './tree.ts';

/** Calls that take a scope, and the calls of this file's functions that hand it on to one of those. */
export function* passSites(
  tree: Tree,
  stores: readonly StoreSite[],
  reaction: Reaction = STEP_UP,
): Generator<ScopeSite> {
  const waiting: ScopeSite[] = [...urlSites(tree, reaction)];
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') continue;
    if (reaction.isNear(tree, node)) waiting.push(...scopeSitesOfCall(tree, node));
  }
  // A store inside a setter hands its parameter on as well.
  waiting.push(...stores.filter(({ target }) => isScopeName(slotOf(tree, target)?.path.at(-1) ?? '')));
  waiting.splice(0, Infinity, ...waiting.flatMap((site) => branchesOf(tree, site)));
  const own = new Set(waiting);
  const entered = new Set<string>();
  for (let site = waiting.shift(); site; site = waiting.shift()) {
    if (site.taker.type !== 'AssignmentExpression') yield site;
    for (const root of parameterRoots(tree, site.value).map((each) => throughKey(each, site!))) {
      if (!root || (own.has(site) && isSettledInside(tree, site, root, reaction))) continue;
      const id = `${rangeOf(root.fn)[0]}:${root.index}:${root.key}`;
      if (entered.has(id)) continue;
      entered.add(id);
      for (const call of callSitesOf(tree, root.fn)) waiting.push(...siteOfArgument(tree, call, root));
    }
  }
}

/**
 * The sides of a condition that tells the responses apart, each a place of its own; if the challenged scope alone is on
 * one of them and a union on the other, it is still alone.
 */
export function branchesOf<S extends ScopeSite>(tree: Tree, site: S): readonly S[] {
  const node = unwrap(site.value);
  if (site.as !== 'expression' || node.type !== 'ConditionalExpression') return [site];
  const test = outcomeOf(tree, node.test);
  const sides = [node.consequent, node.alternate];
  if (test.whenTrue === test.whenFalse || !sides.some((side) => isChallengedScope(originOf(tree, side))))
    return [site];
  return sides.map((value) => ({ ...site, value }));
}

/** A challenge that is handed on whole is asked for the key that the receiver reads. */
export function throughKey(root: ParameterRoot, site: ScopeSite): ParameterRoot | undefined {
  if (site.as !== 'challenge' && site.as !== 'spread') return root;
  return root.key === undefined ? { ...root, key: site.key } : undefined;
}

/** Whether a finding stands inside the function, so that its callers have nothing to mend. */
function isSettledInside(tree: Tree, site: ScopeSite, root: ParameterRoot, reaction: Reaction): boolean {
  return reaction.is(responsesAt(tree, site.taker, root.fn)) || everyCallerReacts(tree, root, reaction);
}

/** Whether every call of a function reacts so, and in no other way, and hands the challenged scope to the parameter. */
export function everyCallerReacts(
  tree: Tree,
  { fn, index, key }: ParameterRoot,
  reaction: Reaction,
): boolean {
  const arrivals = arrivalsAt(tree, fn);
  return (
    arrivals.length > 0 &&
    arrivals.every(({ call, args }) => {
      const arg = args[index];
      if (!arg || !reaction.isAlone(responsesAt(tree, call))) return false;
      return isChallengedScope(key === undefined ? originOf(tree, arg) : originOfKey(tree, arg, key));
    })
  );
}

/** Scopes that are written into a URL by hand: `${endpoint}?scope=${encodeURIComponent(scope)}`. */
function* urlSites(tree: Tree, reaction: Reaction): Generator<ScopeSite> {
  for (const node of tree.nodes) {
    if (node.type !== 'TemplateLiteral' || !reaction.isNear(tree, node)) continue;
    for (const [i, expression] of node.expressions.entries()) {
      if (!/[?&]scope=$/.test(node.quasis[i]?.value.cooked ?? '')) continue;
      if (!/auth|client_id|response_type/i.test(textOf(tree, node))) continue;
      const call = unwrap(expression);
      const [encoded] = call.type === 'CallExpression' ? call.arguments : [];
      yield { value: encoded ?? expression, as: 'expression', key: 'scope', taker: node };
    }
  }
}
