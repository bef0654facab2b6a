import type { Node } from './ast.ts';
import { calledFunction } from './functions.ts';
import { successOf, type Success } from './operation-success.ts';
import { providerIn } from './prior-scope.ts';
import { isInReach } from './reach.ts';
import type { Repeat } from './repeated-step-up.ts';
import { operationOf, requestOf } from './retried-operation.ts';
import { rangeOf, textOf, unwrap, type Tree } from './tree.ts';

/** What the attempts of an operation can be counted by, across sends and redirects. */
export interface CountedOperation {
  /** Source text of the OAuth client provider: it outlives the sends, the redirect, and mostly the transport. */
  readonly owner: string;
  /** Source text of the JSON-RPC message, or of the request, where it steps up, and where it is sent. */
  readonly here: string;
  readonly sent: string;
  readonly by: 'message' | 'request';
  /** Where the operation has succeeded, and its attempts are forgotten. */
  readonly success: Success;
}

/**
 * How the step-ups of one operation can be counted across sends (MCP 2026-07-28, Step-Up Authorization Flow: attempts are
 * tracked per resource and operation), at a place that each of them comes to.
 */
export function countedOperation(
  tree: Tree,
  { authorization, repeat }: Repeat,
  place: Node,
): CountedOperation | undefined {
  if (repeat.type !== 'CallExpression') return undefined;
  const message = operationOf(tree, repeat);
  const operation = message ?? requestOf(tree, repeat);
  const sends = calledFunction(tree, repeat);
  const success = sends && successOf(tree, sends);
  const first = success && tree.nodes.find((node) => rangeOf(node)[0] === success.statement[0]);
  if (!operation || !first) return undefined;
  const provider = providersBy(tree, authorization).find((each) =>
    [place, first].every((there) => isInReach(tree, unwrap(each), there)),
  );
  const by = message ? 'message' : 'request';
  return provider && { owner: textOf(tree, unwrap(provider)), ...operation, by, success };
}

/** The providers that calls of `auth(provider, …)` name, the nearest to a place first. */
function providersBy(tree: Tree, place: Node): readonly Node[] {
  const distance = (node: Node) => Math.abs(rangeOf(node)[0] - rangeOf(place)[0]);
  return tree.nodes
    .flatMap((node) => (node.type === 'CallExpression' ? (providerIn(tree, node) ?? []) : []))
    .sort((a, b) => distance(a) - distance(b));
}
