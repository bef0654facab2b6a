import { arrivalsAt } from './arrivals.ts';
import type { NodeOf, Node } from './ast.ts';
import { handlerAround, stepUpHandlers } from './handed-handlers.ts';
import { isForeignService, isMcpClient } from './mcp-client.ts';
import { providerIn } from './prior-scope.ts';
import { canBeStepUp, includesUnauthorized, isStepUp } from './responses.ts';
import { responsesAt } from './step-up-context.ts';
import { isNearStepUp } from './step-up-region.ts';
import { enclosingFunction, type Tree } from './tree.ts';

/** A call that authorizes with an OAuth client provider, `auth(provider, { … })`, in a step-up. */
export interface StepUpAuthorization {
  readonly call: NodeOf<'CallExpression'>;
  readonly provider: Node;
  /** Whether a 401 comes here too. */
  readonly isMerged: boolean;
}

const authorizations = new WeakMap<Tree, readonly StepUpAuthorization[]>();

/** Every authorization of a step-up that names its provider, in source order. */
export function stepUpAuthorizations(tree: Tree): readonly StepUpAuthorization[] {
  let found = authorizations.get(tree);
  if (!found) authorizations.set(tree, (found = [...authorizationsOf(tree)]));
  return found;
}

function* authorizationsOf(tree: Tree): Generator<StepUpAuthorization> {
  if (!isMcpClient(tree)) return;
  for (const call of tree.nodes) {
    if (call.type !== 'CallExpression' || !isNearStepUp(tree, call)) continue;
    const provider = providerIn(tree, call);
    const answers = provider && answersAt(tree, call);
    if (provider && answers !== undefined && answers !== 'other' && !isForeignService(tree, call))
      yield { call, provider, isMerged: answers === 'merged' };
  }
}

/**
 * Every authorization of a function that others call as a handler of step-ups. What the provider is, and whether it has
 * a refresh token, is up to them.
 */
export function* handlerAuthorizations(tree: Tree): Generator<StepUpAuthorization> {
  if (!isMcpClient(tree)) return;
  const handlers = stepUpHandlers(tree);
  if (handlers.size === 0) return;
  for (const call of tree.nodes) {
    if (call.type !== 'CallExpression' || !isNearStepUp(tree, call)) continue;
    const provider = providerIn(tree, call);
    if (!provider || answersAt(tree, call) !== 'other' || isForeignService(tree, call)) continue;
    const handler = handlerAround(tree, call);
    if (!handler || !handlers.has(handler.fn)) continue;
    const at = responsesAt(tree, call);
    const reached = handler.calls.reduce((sum, { responses }) => sum | (responses & at), 0);
    if (isStepUp(reached)) yield { call, provider, isMerged: includesUnauthorized(reached) };
  }
}

/** What leads to a place: only step-ups, 401s as well, or something else; by what calls its function, if need be. */
export function answersAt(tree: Tree, place: Node, depth = 0): 'step-up' | 'merged' | 'other' {
  const responses = responsesAt(tree, place);
  if (isStepUp(responses)) return includesUnauthorized(responses) ? 'merged' : 'step-up';
  // Whatever calls the function, its conditions keep step-ups from here.
  if (!canBeStepUp(responses)) return 'other';
  const fn = enclosingFunction(tree, place);
  const arrivals = fn && depth < 3 ? arrivalsAt(tree, fn) : [];
  if (arrivals.length === 0) return 'other';
  const answers = arrivals.map(({ call }) => answersAt(tree, call, depth + 1));
  if (!answers.some((each) => each !== 'other')) return 'other';
  return answers.every((each) => each === 'step-up') ? 'step-up' : 'merged';
}
