import type { Node, NodeOf } from './ast.ts';
import { challengedScopeInReach } from './challenged-scope-in-reach.ts';
import { exportsErrors } from './exported-errors.ts';
import type { UnsignalledInsufficientScope } from './finding.ts';
import { descendantsOf, nodesIn, outerCallSitesOf } from './functions.ts';
import { declaredName } from './names.ts';
import { resourceMetadataInReach } from './resource-metadata-in-reach.ts';
import type { Range, SourceUnit } from './source-unit.ts';
import { responsesAt } from './step-up-context.ts';
import { answersAt, stepUpAuthorizations } from './step-up-authorizations.ts';
import { stepUpOptionsAt } from './step-up-options.ts';
import { isInTransport } from './transport.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isWithin,
  rangeOf,
  statementsOf,
  treeOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/**
 * Finds step-ups of transports whose host cannot have them its own way: it can neither ask for `InsufficientScopeError`
 * instead of an authorization nor tell a step-up that was given up from any other 403. MCP 2026-07-28, Scope Challenge
 * Handling; the options are those of the official SDK (typescript-sdk PR 2356).
 */
export function* findUnsignalledInsufficientScope(unit: SourceUnit): Generator<UnsignalledInsufficientScope> {
  const tree = treeOf(unit);
  for (const { call, isMerged } of stepUpAuthorizations(tree)) {
    if (!isInTransport(tree, call) || hasThrowMode(tree, call)) continue;
    const start = isMerged ? undefined : startOfStepUp(tree, call);
    yield {
      kind: 'unsignalled-insufficient-scope',
      range: rangeOf(call),
      start: start && rangeOf(start),
      options: stepUpOptionsAt(tree, call),
      challenged: start && challengedScopeInReach(tree, start),
      resourceMetadata: start && resourceMetadataInReach(tree, start),
      givenUp: start ? givenUpBefore(tree, call, start) : [],
      exportsErrors: exportsErrors(tree),
    };
  }
}

/** Whether the step-up throws `InsufficientScopeError` under a condition before it authorizes. */
function hasThrowMode(tree: Tree, call: Node): boolean {
  const fn = enclosingFunction(tree, call);
  if (!fn) return false;
  const places = [fn, ...outerCallSitesOf(tree, fn).flatMap((site) => enclosingFunction(tree, site) ?? [])];
  return places.some((each) => throwsInsufficientScope(tree, each));
}

function throwsInsufficientScope(tree: Tree, fn: FunctionNode): boolean {
  for (const node of nodesIn(tree, fn)) {
    if (node.type !== 'IfStatement' || !/throw/i.test(textOfTest(tree, node))) continue;
    for (const inner of [node.consequent, ...descendantsOf(tree, node.consequent)]) {
      if (inner.type !== 'ThrowStatement') continue;
      const error = unwrap(inner.argument);
      if (error.type === 'NewExpression' && /InsufficientScope/.test(declaredName(tree, error.callee) ?? ''))
        return true;
    }
  }
  return false;
}

function textOfTest({ unit }: Tree, { test }: NodeOf<'IfStatement'>): string {
  return unit.text.slice(...rangeOf(test));
}

/** The first statement that only step-ups come to and that sees the challenged scope, before an authorization. */
function startOfStepUp(tree: Tree, call: Node): Node | undefined {
  let first: Node | undefined;
  let child = call;
  for (const parent of ancestorsOf(tree, call)) {
    const list = statementsOf(parent) ?? [];
    const inList = list.slice(0, list.indexOf(child) + 1);
    first =
      inList.find(
        (each) =>
          answersAt(tree, each) === 'step-up' &&
          (responsesAt(tree, each) & ~responsesAt(tree, call)) === 0 &&
          challengedScopeInReach(tree, each) !== undefined,
      ) ?? first;
    if (parent === enclosingFunction(tree, call)) break;
    child = parent;
  }
  return first;
}

/** The errors that are thrown between the start of a step-up and its authorization, where it is given up. */
function givenUpBefore(tree: Tree, call: Node, start: Node): readonly Range[] {
  const fn = enclosingFunction(tree, call);
  const found: Range[] = [];
  for (const node of fn ? nodesIn(tree, fn) : []) {
    if (node.type !== 'ThrowStatement' || rangeOf(node)[0] < rangeOf(start)[0]) continue;
    if (rangeOf(node)[0] > rangeOf(call)[0] || answersAt(tree, node) !== 'step-up') continue;
    const error = unwrap(node.argument);
    if (error.type !== 'NewExpression' || isWithin(call, node)) continue;
    const name = declaredName(tree, error.callee) ?? '';
    if (/unauthori[sz]ed|InsufficientScope/i.test(name)) continue;
    if (/\bcause\b/.test(tree.unit.text.slice(...rangeOf(error)))) continue;
    found.push(rangeOf(node.argument));
  }
  return found;
}
