import { arrivalsAt } from './arrivals.ts';
import type { Branch } from './finding.ts';
import { calledFunction } from './functions.ts';
import { grantedScopeAt, requestedScopeAt } from './prior-scope.ts';
import { parameterRoots, siteOfArgument, type ScopeSite } from './scope-site.ts';
import { stepUpBranchOf } from './step-up-branch.ts';
import { isWithin, type Tree } from './tree.ts';

export interface LoneSite {
  readonly site: ScopeSite;
  readonly branch: Branch;
}

/**
 * A site in a helper that only takes a scope and requests it, where nothing tells what was requested before; if all the
 * step-ups that call the helper know, they are the places to unite it: `requestToken(unionScopes(held, challenged))`.
 */
export function sitesThatKnow(tree: Tree, found: LoneSite): readonly LoneSite[] {
  const { site } = found;
  if (site.taker.type === 'AssignmentExpression' || knowsPrior(tree, site)) return [found];
  const [root, ...others] = parameterRoots(tree, site.value);
  if (!root || others.length > 0 || site.as === 'challenge' || site.as === 'spread') return [found];
  const arrivals = arrivalsAt(tree, root.fn);
  const outer = arrivals.flatMap(({ call }) =>
    calledFunction(tree, call) === root.fn && !isWithin(call, root.fn)
      ? siteOfArgument(tree, call, root)
      : [],
  );
  if (outer.length === 0 || outer.length !== arrivals.length) return [found];
  const sites = outer.flatMap((each) => {
    const branch = knowsPrior(tree, each) ? stepUpBranchOf(tree, each) : undefined;
    return branch ? [{ site: each, branch }] : [];
  });
  return sites.length === outer.length ? sites : [found];
}

function knowsPrior(tree: Tree, site: ScopeSite): boolean {
  return requestedScopeAt(tree, site) !== undefined || grantedScopeAt(tree, site) !== undefined;
}
