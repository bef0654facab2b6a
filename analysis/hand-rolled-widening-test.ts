import { providerAuthorizations } from './provider-authorization.ts';
import type { Node } from './ast.ts';
import type { HandRolledWideningTest } from './finding.ts';
import { callSitesOf, returnedBy } from './functions.ts';
import { holdsComment, isScope, readScope, stepsOf } from './hand-rolled-union.ts';
import { isKnownPresent } from './known-present.ts';
import { propertyName } from './names.ts';
import { isCallback, isMembership, scopeTokensOf } from './scope-tokens.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  rangeOf,
  unwrap,
  type FunctionNode,
  type Tree,
} from './tree.ts';

/**
 * Tests by hand whether a step-up requests more than was granted, on their way to `forceReauthorization` or to the
 * choice whether to authorize: what `isStrictScopeSuperset` of the SDK v2 does.
 */
export function* handRolledWideningTests(tree: Tree): Generator<HandRolledWideningTest> {
  for (const node of tree.nodes) {
    const test = wideningTestOf(tree, node);
    if (!test) continue;
    const requested = scopeTokensOf(tree, test.wanted);
    const granted = scopeTokensOf(tree, test.held);
    const [wanted, ...moreWanted] = requested?.strings ?? [];
    const [held, ...moreHeld] = granted?.strings ?? [];
    if (!wanted || !held || moreWanted.length + moreHeld.length > 0) continue;
    const isOfScopes = isScope(tree, wanted.value) || isScope(tree, held.value);
    if (!decidesReauthorization(tree, test.node, isOfScopes)) continue;
    yield {
      kind: 'hand-rolled-step-up',
      is: 'widening-test',
      range: rangeOf(test.node),
      requested: readScope(tree, wanted),
      granted: readScope(tree, held),
      isNegated: test.isNegated,
      // The SDK finds nothing in an empty scope; here it has one empty token, which is in no grant.
      tellsEmpty: !(requested!.isClean || isKnownPresent(tree, wanted.value, test.node)),
      steps: holdsComment(tree, test.node, [wanted, held])
        ? { stand: 'apart' }
        : stepsOf(tree, test.node, [...requested!.steps, ...granted!.steps]),
    };
  }
}

interface WideningTest {
  readonly node: Node;
  readonly wanted: Node;
  readonly held: Node;
  /** Whether it is true where nothing more is requested. */
  readonly isNegated: boolean;
}

function wideningTestOf(tree: Tree, node: Node): WideningTest | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  if (node.type !== 'CallExpression' || callee?.type !== 'MemberExpression') return undefined;
  const [callback] = node.arguments;
  if (!callback || node.arguments.length !== 1) return undefined;
  const name = propertyName(tree, callee);
  const wanted = callee.object;
  if (name === 'isSubsetOf') return negatable(tree, { node, wanted, held: callback, isNegated: true });
  if (name === 'isSupersetOf')
    return negatable(tree, { node, wanted: callback, held: wanted, isNegated: true });
  if (name === 'every') {
    const held = heldBy(tree, callback, false);
    return held && negatable(tree, { node, wanted, held, isNegated: true });
  }
  const held = name === 'some' || name === 'filter' ? heldBy(tree, callback, true) : undefined;
  if (!held || name === 'some') return held && { node, wanted, held, isNegated: false };
  const length = tree.parentOf(node);
  const comparison =
    length?.type === 'MemberExpression' && propertyName(tree, length) === 'length' && tree.parentOf(length);
  return comparison &&
    comparison.type === 'BinaryExpression' &&
    /^(?:>|!==?)$/.test(comparison.operator) &&
    comparison.right.type === 'Literal' &&
    comparison.right.value === 0
    ? { node: comparison, wanted, held, isNegated: false }
    : undefined;
}

/** `!wanted.every(…)` */
function negatable(tree: Tree, test: WideningTest): WideningTest {
  const parent = tree.parentOf(test.node);
  return parent?.type === 'UnaryExpression' && parent.operator === '!'
    ? { ...test, node: parent, isNegated: false }
    : test;
}

/** The list in which a callback looks for its parameter. */
function heldBy(tree: Tree, callback: Node, isAbsence: boolean): Node | undefined {
  let held: Node | undefined;
  const found = isCallback(tree, callback, (value, param) => {
    const node = unwrap(value);
    const isNot = node.type === 'UnaryExpression' && node.operator === '!';
    if (isNot !== isAbsence) return false;
    return isMembership(tree, isNot ? node.argument : node, (list) => !!(held = list), param);
  });
  return found ? held : undefined;
}

/** Whether a test decides about a re-authorization: as the option, or as the condition of an authorization. */
function decidesReauthorization(tree: Tree, test: Node, isOfScopes: boolean, depth = 0): boolean {
  let child = test;
  for (const parent of ancestorsOf(tree, test)) {
    switch (parent.type) {
      case 'Property':
        return parent.value === child && propertyName(tree, parent) === 'forceReauthorization';
      case 'VariableDeclarator': {
        if (parent.id.type !== 'Identifier' || depth > 2) return false;
        const reads = tree.variableOf(parent.id)?.references.filter((each) => each.isRead()) ?? [];
        return reads.some(({ identifier }) =>
          decidesReauthorization(tree, identifier, isOfScopes, depth + 1),
        );
      }
      case 'IfStatement':
        return isOfScopes && parent.test === child && authorizesIn(tree, parent.consequent);
      case 'ReturnStatement': {
        const fn = enclosingFunction(tree, parent);
        return !!fn && isDecidingResult(tree, fn, isOfScopes, depth);
      }
      case 'LogicalExpression':
      case 'ConditionalExpression':
      case 'UnaryExpression':
      case 'ParenthesizedExpression':
        child = parent;
        break;
      default:
        return isFunction(parent) && returnedBy(tree, parent).includes(child)
          ? isDecidingResult(tree, parent, isOfScopes, depth)
          : false;
    }
  }
  return false;
}

function isDecidingResult(tree: Tree, fn: FunctionNode, isOfScopes: boolean, depth: number): boolean {
  return (
    depth < 3 &&
    callSitesOf(tree, fn).some((call) => decidesReauthorization(tree, call, isOfScopes, depth + 1))
  );
}

function authorizesIn(tree: Tree, branch: Node): boolean {
  return providerAuthorizations(tree).some(({ call }) => isWithin(call, branch));
}
