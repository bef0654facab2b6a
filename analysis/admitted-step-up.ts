import type { Node, NodeOf } from './ast.ts';
import { challengePartInReach } from './challenge-part-in-reach.ts';
import { challengeReadingAt, type ChallengeReading } from './challenge-reading.ts';
import type { ChallengedScopeOnly, RefreshOnWidening } from './finding.ts';
import { handlerAround, responseOf } from './handed-handlers.ts';
import { keepsRequest } from './kept-request.ts';
import { loneChallengedScope } from './lone-challenged-scope.ts';
import { constantInit, propertyName } from './names.ts';
import { isChallengedScope, originOf, originOfKey, UNITED } from './origin.ts';
import { providerAuthorizations, type ProviderAuthorization } from './provider-authorization.ts';
import { canBeStepUp, STATUS_403 } from './responses.ts';
import { scopeSitesOfCall, type ScopeSite } from './scope-site.ts';
import type { Range } from './source-unit.ts';
import { responsesAt } from './step-up-context.ts';
import { statusOf } from './step-up-literal.ts';
import { stepUpTestAt } from './step-up-test.ts';
import { isWithin, rangeOf, textOf, unwrap, type Tree } from './tree.ts';
import { unauthorizedGates, type UnauthorizedGate } from './unauthorized-gate.ts';
import { wideningAuthorizationAt } from './widening-authorization.ts';

/**
 * A 403 `insufficient_scope` that is let through a gate for 401s, in a handler whose callers send the request once more
 * for both.
 */
export interface AdmittedStepUpPlan {
  readonly is: 'admitted';
  /** The comparison with 401, and whether it is true for a 401. */
  readonly comparison: Range;
  readonly isEqual: boolean;
  /** Whether it is the whole condition of a statement, or the whole value of a flag. */
  readonly isWhole: boolean;
  /** Source text of the status, and of the response. */
  readonly status: string;
  readonly response: string;
  /** The name of the challenge's error at the gate; how it is read there, if it has none. */
  readonly error: string | undefined;
  readonly reading: ChallengeReading;
  /** What takes the challenged scope alone behind the gate, and the authorizations that may refresh. */
  readonly scopes: readonly ChallengedScopeOnly[];
  readonly refreshes: readonly RefreshOnWidening[];
}

export function admittedStepUpFor(tree: Tree, gate: UnauthorizedGate): AdmittedStepUpPlan | undefined {
  const { subject, statement } = gate;
  const handler = handlerAround(tree, statement);
  const comparison = comparisonIn(tree, gate.test);
  if (!handler || !comparison || gate.reads !== 'status') return undefined;
  const { fn, calls } = handler;
  const stepUps = calls.filter(({ responses }) => canBeStepUp(responses));
  const isAnswered =
    stepUps.length > 0 &&
    stepUps.every((each) => each.isRetried && responseOf(tree, fn, each) === tree.variableOf(subject));
  const isOnlyGate = unauthorizedGates(tree).every(
    (each) => each.statement === statement || !isWithin(each.statement, fn),
  );
  const authorizations = providerAuthorizations(tree).filter(({ call }) => isWithin(call, fn));
  const isBehind = authorizations.every(({ call }) => (responsesAt(tree, call, fn) & STATUS_403) === 0);
  const sites = authorizations.map((each) => scopesOf(tree, each));
  const isUnderstood = sites.every((each) => each !== undefined) && sites.flat().length > 0;
  if (!isAnswered || !isOnlyGate || !isBehind || !isUnderstood) return undefined;
  return {
    is: 'admitted',
    comparison: rangeOf(comparison.node),
    isEqual: comparison.node.operator.startsWith('='),
    isWhole: /^(?:IfStatement|VariableDeclarator)$/.test(tree.parentOf(comparison.node)?.type ?? ''),
    status: textOf(tree, comparison.status),
    response: subject.name,
    error: challengePartInReach(tree, comparison.node, (key) => key === 'error'),
    reading: challengeReadingAt(tree, subject, comparison.node),
    scopes: sites.flat().flatMap((each) => (isAlone(tree, each) ? [unitedScope(tree, each)] : [])),
    refreshes: authorizations.flatMap((each) => refreshOf(tree, each) ?? []),
  };
}

/** `response.status !== 401` */
function comparisonIn(
  tree: Tree,
  condition: Node,
): { readonly node: NodeOf<'BinaryExpression'>; readonly status: Node } | undefined {
  const node = unwrap(condition);
  switch (node.type) {
    case 'LogicalExpression':
      return comparisonIn(tree, node.left) ?? comparisonIn(tree, node.right);
    case 'UnaryExpression':
      return comparisonIn(tree, node.argument);
    case 'Identifier': {
      const init = isReadOnce(tree, node) ? constantInit(tree, node) : undefined;
      return init && unwrap(init) !== node ? comparisonIn(tree, init) : undefined;
    }
    case 'BinaryExpression':
      if (!/^[!=]==?$/.test(node.operator)) return undefined;
      if (statusOf(tree, node.right) === 401) return { node, status: node.left };
      return statusOf(tree, node.left) === 401 ? { node, status: node.right } : undefined;
    default:
      return undefined;
  }
}

/** Whether nothing but a condition reads a flag, so that the flag may mean something else. */
function isReadOnce(tree: Tree, identifier: Node): boolean {
  return tree.variableOf(identifier)?.references.filter((each) => each.isRead()).length === 1;
}

/** The places of an authorization that request what the challenge says; `undefined` if it requests anything else. */
function scopesOf(tree: Tree, { call, options }: ProviderAuthorization): readonly ScopeSite[] | undefined {
  const sites = [...scopeSitesOfCall(tree, call)];
  // The scope of a code is that of the request which brought it.
  if (sites.length === 0) {
    const isExchange = options?.properties.some(
      (each) => each.type === 'Property' && propertyName(tree, each) === 'authorizationCode',
    );
    return isExchange ? [] : undefined;
  }
  const isFromChallenge = (site: ScopeSite) => isAlone(tree, site) || (scopeOf(tree, site) & UNITED) !== 0;
  return sites.every(isFromChallenge) ? sites : undefined;
}

function scopeOf(tree: Tree, { as, key, value }: ScopeSite) {
  return as === 'spread' || as === 'challenge' ? originOfKey(tree, value, key) : originOf(tree, value);
}

function isAlone(tree: Tree, site: ScopeSite): boolean {
  return isChallengedScope(scopeOf(tree, site));
}

function unitedScope(tree: Tree, site: ScopeSite): ChallengedScopeOnly {
  return {
    kind: 'challenged-scope-only',
    ...loneChallengedScope(tree, site),
    branch: { answers: 'step-up-or-unauthorized', isStepUp: stepUpTestAt(tree, site) },
    isKept: keepsRequest(tree, site),
  };
}

function refreshOf(tree: Tree, { call, provider }: ProviderAuthorization): RefreshOnWidening | undefined {
  const at = wideningAuthorizationAt(tree, { call, provider, isMerged: true });
  return at && { kind: 'refresh-on-widening', range: rangeOf(call), at };
}
