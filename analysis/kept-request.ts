import type { Node } from './ast.ts';
import { isStepUp } from './responses.ts';
import type { ScopeSite } from './scope-site.ts';
import { requestedSlotAt } from './prior-scope.ts';
import { accessesTo, assignmentTo } from './slots.ts';
import { responsesAt } from './step-up-context.ts';
import { isInTransport } from './transport.ts';
import type { Tree } from './tree.ts';

/**
 * Whether what a site requests is kept for the next request, as far as the file has a place for that. A transport has
 * one if it passes the requested scope to `auth` for the second leg too: then a step-up that passes on what it requests
 * and keeps it nowhere loses it, and finishes the authorization with another scope than it began with.
 */
export function keepsRequest(tree: Tree, site: ScopeSite): boolean {
  if (site.taker.type === 'AssignmentExpression' || !isInTransport(tree, site.value)) return true;
  const slot = requestedSlotAt(tree, site);
  if (!slot) return true;
  return accessesTo(tree, slot).some((access: Node) => {
    const assignment = assignmentTo(tree, access);
    return !!assignment && isStepUp(responsesAt(tree, assignment));
  });
}
