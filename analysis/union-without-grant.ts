import type { Node } from './ast.ts';
import type { ChallengedScopeOnly } from './finding.ts';
import { calledFunction, descendantsOf } from './functions.ts';
import { loneChallengedScope } from './lone-challenged-scope.ts';
import { originOf, UNITED } from './origin.ts';
import { includesUnauthorized, isStepUp } from './responses.ts';
import type { ScopeSite } from './scope-site.ts';
import { responsesAt } from './step-up-context.ts';
import { startsAtOtherIssuer } from './step-up-branch.ts';
import { isInTransport } from './transport.ts';
import { enclosingFunction, textOf, type Tree } from './tree.ts';

/**
 * Stores of a transport that unite the challenge with what this transport requested, and leave out what the held token
 * was granted: after a redirect a host takes a new transport, which has requested nothing yet. The union itself stays.
 */
export function* unionsWithoutGrant(
  tree: Tree,
  stores: readonly ScopeSite[],
): Generator<ChallengedScopeOnly> {
  for (const site of stores) {
    const responses = responsesAt(tree, site.value);
    if (!isStepUp(responses) || includesUnauthorized(responses) || !isInTransport(tree, site.value)) continue;
    if ((originOf(tree, site.value) & UNITED) === 0 || startsAtOtherIssuer(tree, site.value)) continue;
    if (readsGrant(tree, site.value)) continue;
    const lone = loneChallengedScope(tree, site);
    if (lone.granted?.from !== 'provider' || !lone.canAwait || lone.holds === 'list') continue;
    yield {
      kind: 'challenged-scope-only',
      ...lone,
      // The value holds it already.
      requested: undefined,
      branch: { answers: 'step-up' },
      isKept: true,
    };
  }
}

/** Whether the function around a union, or one that makes it, may look at what the held token was granted. */
function readsGrant(tree: Tree, value: Node): boolean {
  const makers = [value, ...descendantsOf(tree, value)].flatMap((node) =>
    node.type === 'CallExpression' ? (calledFunction(tree, node) ?? []) : [],
  );
  const around = enclosingFunction(tree, value);
  return !around || [around, ...makers].some((fn) => /\btokens\b|granted|held/i.test(textOf(tree, fn)));
}
