import type { Node } from './ast.ts';
import { challengePartInReach } from './challenge-part-in-reach.ts';
import { challengedScopeInReach } from './challenged-scope-in-reach.ts';
import { exportsErrors } from './exported-errors.ts';
import type { UnsignalledInsufficientScope, UnsignalledStepUp } from './finding.ts';
import { outerCallSitesOf } from './functions.ts';
import { errorsWhereGivenUp } from './given-up-errors.ts';
import { inheritedAuthorizations } from './inherited-authorization.ts';
import { providerGateOf, type ProviderGate } from './provider-gate.ts';
import { isResourceMetadataName } from './scope-name.ts';
import type { SourceUnit } from './source-unit.ts';
import { isStepUp } from './responses.ts';
import { responsesAt } from './step-up-context.ts';
import { answersAt, stepUpAuthorizations, type StepUpAuthorization } from './step-up-authorizations.ts';
import { stepUpOptionsAt } from './step-up-options.ts';
import { stepUpTestAt } from './step-up-test.ts';
import { hasThrowMode } from './throw-mode.ts';
import { isInTransport } from './transport.ts';
import { ancestorsOf, enclosingFunction, rangeOf, statementsOf, treeOf, type Tree } from './tree.ts';
import { unrecognisedErrors } from './unrecognised-errors.ts';

/** Finds both sides: step-ups that cannot be given up with an `InsufficientScopeError`, and handlers that do not know it. */
export function* findUnsignalledInsufficientScope(unit: SourceUnit): Generator<UnsignalledInsufficientScope> {
  const tree = treeOf(unit);
  yield* unsignalledStepUps(tree);
  yield* unrecognisedErrors(tree);
}

/**
 * Step-ups of transports whose host cannot have them its own way: it can neither ask for `InsufficientScopeError`
 * instead of an authorization nor tell a step-up that was given up from any other 403. MCP 2026-07-28, Scope Challenge
 * Handling; the options are those of the official SDK (typescript-sdk PR 2356).
 */
function* unsignalledStepUps(tree: Tree): Generator<UnsignalledStepUp> {
  for (const { call, provider, isMerged } of inTransports(tree)) {
    if (hasThrowMode(tree, call)) continue;
    const gate = isMerged ? undefined : gateAround(tree, call, provider);
    const own = startOfStepUp(tree, call, isMerged ? isOfBoth : isOfStepUp);
    const test = isMerged && own && testAt(tree, own);
    const start = gate?.before ?? (isMerged && !test ? undefined : own);
    yield {
      kind: 'unsignalled-insufficient-scope',
      at: 'transport',
      range: rangeOf(call),
      start: start && rangeOf(start),
      gate: gate
        ? { isStepUp: gate.isStepUp, outer: gate.outer }
        : test
          ? { isStepUp: test, outer: undefined }
          : undefined,
      isMerged,
      options: stepUpOptionsAt(tree, call),
      challenged: start && challengedScopeInReach(tree, start),
      resourceMetadata: start && challengePartInReach(tree, start, isResourceMetadataName),
      givenUp: start && own ? errorsWhereGivenUp(tree, call, own) : [],
      exportsErrors: exportsErrors(tree),
    };
  }
}

/** The gate around an authorization, or around the only call of its function, if the challenge can be read there. */
function gateAround(tree: Tree, call: Node, provider: Node | undefined): ProviderGate | undefined {
  const fn = enclosingFunction(tree, call);
  const [only, ...others] = fn ? outerCallSitesOf(tree, fn) : [];
  const places = only && others.length === 0 ? [call, only] : [call];
  return places
    .map((place) => providerGateOf(tree, place, provider))
    .find((gate) => gate && challengedScopeInReach(tree, gate.before) !== undefined);
}

type Authorization = Omit<StepUpAuthorization, 'provider'> & Partial<StepUpAuthorization>;

/** The authorizations of step-ups in transports; of one in a function outside, or in a base class, the calls of that. */
function* inTransports(tree: Tree): Generator<Authorization> {
  for (const call of inheritedAuthorizations(tree)) yield { call, isMerged: false };
  const seen = new Set<Node>();
  for (const found of stepUpAuthorizations(tree)) {
    const fn = enclosingFunction(tree, found.call);
    const calls = fn && !isAnsweredHere(tree, found) ? outerCallSitesOf(tree, fn) : [found.call];
    for (const call of calls) {
      const answers = call === found.call ? undefined : answersAt(tree, call);
      if (!isInTransport(tree, call) || seen.has(call) || answers === 'other') continue;
      seen.add(call);
      if (call === found.call) yield found;
      else yield { call, provider: found.provider, isMerged: answers === 'merged' };
    }
  }
}

/** Whether a step-up can be refused beside its authorization, rather than where the function around that is called. */
function isAnsweredHere(tree: Tree, { call, isMerged }: StepUpAuthorization): boolean {
  if (!isInTransport(tree, call)) return false;
  const fn = enclosingFunction(tree, call);
  // Who calls a function that 401s come to as well tells them apart.
  return (
    !fn ||
    !isMerged ||
    isStepUp(responsesAt(tree, call)) ||
    outerCallSitesOf(tree, fn).some((each) => answersAt(tree, each) === 'merged')
  );
}

function isOfStepUp(tree: Tree, place: Node): boolean {
  return answersAt(tree, place) === 'step-up';
}

function isOfBoth(tree: Tree, place: Node): boolean {
  return isStepUp(responsesAt(tree, place));
}

/** Source text that is true at a statement for the 403 only. */
function testAt(tree: Tree, statement: Node): string | undefined {
  return stepUpTestAt(tree, { value: statement, as: 'expression', key: 'scope', taker: statement });
}

/** The first statement that only step-ups come to and that sees the challenged scope, before an authorization. */
function startOfStepUp(
  tree: Tree,
  call: Node,
  answers: (tree: Tree, each: Node) => boolean,
): Node | undefined {
  let first: Node | undefined;
  let child = call;
  for (const parent of ancestorsOf(tree, call)) {
    const list = statementsOf(parent) ?? [];
    const inList = list.slice(0, list.indexOf(child) + 1);
    first =
      inList.find(
        (each) =>
          answers(tree, each) &&
          (responsesAt(tree, each) & ~responsesAt(tree, call)) === 0 &&
          challengedScopeInReach(tree, each) !== undefined,
      ) ?? first;
    if (parent === enclosingFunction(tree, call)) break;
    child = parent;
  }
  return first;
}
