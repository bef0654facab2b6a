import type { Node, NodeOf } from './ast.ts';
import { callSitesOf } from './functions.ts';
import { constantInit, destructuredKey, propertyName } from './names.ts';
import {
  asksProviderOn401,
  providerAuthorizations,
  type ProviderAuthorization,
} from './provider-authorization.ts';
import { canBeStepUp, STATUS_401, STATUS_REST } from './responses.ts';
import { responsesAt } from './step-up-context.ts';
import { statusOf } from './step-up-literal.ts';
import {
  ancestorsOf,
  enclosingClass,
  enclosingFunction,
  isWithin,
  rangeOf,
  statementInList,
  statementsOf,
  unwrap,
  type Tree,
} from './tree.ts';

/** Where a 401, and no 403, is let through to an authorization. */
export interface UnauthorizedGate {
  /** The condition. */
  readonly test: Node;
  /** The statement that holds the condition, in a list of statements. */
  readonly statement: Node;
  /** What a 403 passes by: it comes out `behind` the statement, or can only be met `before` it. */
  readonly side: 'behind' | 'before';
  /** What stands behind the gate for the 401. */
  readonly reaction: Node;
  /** What the condition reads the status of: a response, or the event of a stream. */
  readonly subject: NodeOf<'Identifier'>;
  readonly reads: 'status' | 'code';
  /** The authorization of the 401, or the nearest of the class where the provider is asked to see to it. */
  readonly authorization: ProviderAuthorization;
}

/** How far an authorization is followed to the callers of its function. */
const CALL_DEPTH = 3;

/** Every place of the file where a 401 leads to an authorization and a 403 of the same response does not. */
export function unauthorizedGates(tree: Tree): readonly UnauthorizedGate[] {
  const gates = new Map<Node, UnauthorizedGate>();
  const enter = (place: Node, authorization: ProviderAuthorization, depth: number) => {
    const gate = gateOf(tree, place, authorization);
    if (gate) {
      if (!gates.has(gate.statement)) gates.set(gate.statement, gate);
      return;
    }
    // Behind a test of the status that says otherwise, the callers of the function say nothing more.
    if (depth >= CALL_DEPTH || (responsesAt(tree, place) & STATUS_REST) === 0) return;
    for (let fn = enclosingFunction(tree, place); fn; fn = enclosingFunction(tree, fn))
      for (const site of callSitesOf(tree, fn))
        if (!isWithin(site, fn)) enter(site, authorization, depth + 1);
  };
  const authorizations = providerAuthorizations(tree);
  for (const each of authorizations) enter(each.call, each, 0);
  if (authorizations.length > 0) {
    for (const node of tree.nodes) {
      if (node.type !== 'CallExpression' || !asksProviderOn401(tree, node)) continue;
      const owner = enclosingClass(tree, node);
      const nearest = authorizations.find((each) => owner && isWithin(each.call, owner));
      if (nearest) enter(node, nearest, 0);
    }
  }
  return [...gates.values()].sort((a, b) => rangeOf(a.statement)[0] - rangeOf(b.statement)[0]);
}

/** The innermost condition around a place, or exit before it, that keeps 403s from it and lets 401s through. */
function gateOf(tree: Tree, place: Node, authorization: ProviderAuthorization): UnauthorizedGate | undefined {
  const inside = responsesAt(tree, place);
  if (canBeStepUp(inside) || (inside & STATUS_401) === 0) return undefined;
  let child = place;
  for (const parent of ancestorsOf(tree, place)) {
    if (canBeStepUp(responsesAt(tree, parent))) return gateAt(tree, parent, child, authorization);
    child = parent;
  }
  return undefined;
}

function gateAt(
  tree: Tree,
  parent: Node,
  child: Node,
  authorization: ProviderAuthorization,
): UnauthorizedGate | undefined {
  const found = conditionAt(tree, parent, child);
  const read = found && statusReadIn(tree, found.test);
  const listed = found && statementInList(tree, found.owner)?.statement;
  if (!found || !read || !listed) return undefined;
  const passesBy =
    listed === found.owner &&
    ((listed.type === 'IfStatement' && !listed.alternate && child === listed.consequent) ||
      listed.type === 'WhileStatement');
  return {
    test: found.test,
    statement: listed,
    side: passesBy ? 'behind' : 'before',
    reaction: child,
    ...read,
    authorization,
  };
}

/** The condition between a place and what is around it, and the statement or expression that it belongs to. */
function conditionAt(
  tree: Tree,
  parent: Node,
  child: Node,
): { readonly test: Node; readonly owner: Node } | undefined {
  const list = parent.type === 'SwitchCase' ? undefined : statementsOf(parent);
  if (list) {
    // An exit before it: the first that a 403 takes.
    const index = list.indexOf(child);
    const exit = list
      .slice(0, index)
      .find((each, i) => each.type === 'IfStatement' && !canBeStepUp(responsesAt(tree, list[i + 1]!)));
    return exit?.type === 'IfStatement' ? { test: exit.test, owner: exit } : undefined;
  }
  switch (parent.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
    case 'WhileStatement':
      return { test: parent.test, owner: parent };
    case 'LogicalExpression':
      return { test: parent.left, owner: parent };
    case 'SwitchCase': {
      const choice = tree.parentOf(parent);
      return choice?.type === 'SwitchStatement' ? { test: choice.discriminant, owner: choice } : undefined;
    }
    default:
      return undefined;
  }
}

type Read = Pick<UnauthorizedGate, 'subject' | 'reads'>;

/** What a condition compares with 401: `response.status`, a name for it, or the response that a predicate is given. */
export function statusReadIn(tree: Tree, condition: Node, depth = 0): Read | undefined {
  const node = unwrap(condition);
  if (depth > 6) return undefined;
  const inner = (each: Node) => statusReadIn(tree, each, depth + 1);
  switch (node.type) {
    case 'LogicalExpression':
      return inner(node.left) ?? inner(node.right);
    case 'UnaryExpression':
      return inner(node.argument);
    case 'BinaryExpression':
      if (statusOf(tree, node.right) === 401) return readOf(tree, node.left);
      return statusOf(tree, node.left) === 401 ? readOf(tree, node.right) : undefined;
    case 'Identifier': {
      const init = constantInit(tree, node);
      return readOf(tree, node) ?? (init && unwrap(init) !== node ? inner(init) : undefined);
    }
    case 'MemberExpression':
      return readOf(tree, node);
    case 'CallExpression': {
      const [first] = node.arguments;
      return first?.type === 'Identifier'
        ? { subject: first, reads: 'status' }
        : first && readOf(tree, first);
    }
    default:
      return undefined;
  }
}

function readOf(tree: Tree, value: Node): Read | undefined {
  const node = unwrap(value);
  if (node.type === 'MemberExpression') {
    const name = propertyName(tree, node);
    const object = unwrap(node.object);
    if (object.type !== 'Identifier' || (name !== 'status' && name !== 'code')) return undefined;
    return { subject: object, reads: name };
  }
  if (node.type !== 'Identifier') return undefined;
  const definition = tree.variableOf(node)?.defs[0];
  if (definition?.node.type !== 'VariableDeclarator' || !definition.node.init) return undefined;
  const { id, init } = definition.node;
  if (id.type === 'Identifier') {
    const named = constantInit(tree, node);
    return named && unwrap(named).type === 'MemberExpression' ? readOf(tree, named) : undefined;
  }
  const source = unwrap(init);
  return destructuredKey(tree, id, definition.name) === 'status' && source.type === 'Identifier'
    ? { subject: source, reads: 'status' }
    : undefined;
}
