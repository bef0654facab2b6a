import type { Node, NodeOf } from './ast.ts';
import { parsesChallenge } from './challenge-reader.ts';
import { importedCallee } from './imported-callee.ts';
import { declaredName, propertyName } from './names.ts';
import { isResourceMetadataName, isScopeName } from './scope-name.ts';
import { sdkImport } from './sdk-import.ts';
import { isSourceInReach } from './source-in-reach.ts';
import { rangeOf, unwrap, type Tree } from './tree.ts';

/** How a challenge is read with all that a step-up needs to know of it. */
export interface ChallengeReading {
  /** Source text that reads the challenge of the response; `undefined` where no reader of the file gives the error. */
  readonly call: string | undefined;
  /** The keys under which the result holds the parameters. */
  readonly error: string;
  readonly scope: string;
  readonly resourceMetadata: string | undefined;
}

const sdkKeys = { error: 'error', scope: 'scope', resourceMetadata: 'resourceMetadataUrl' } as const;

/**
 * A reader that the file calls, applied to a response at a place. The SDK's gives the error since 1.23.0, which one
 * file alone does not tell: it is relied upon where the file takes the error from it already.
 */
export function challengeReadingAt(
  tree: Tree,
  response: NodeOf<'Identifier'>,
  place: Node,
): ChallengeReading {
  for (const node of tree.nodes) {
    if (node.type !== 'CallExpression' || !parsesChallenge(tree, node)) continue;
    const keys = keysOf(tree, node);
    const call = keys && callAppliedTo(tree, node, response, place);
    if (call !== undefined) return { ...keys!, call };
  }
  return { ...sdkKeys, call: undefined };
}

/** The text of a call, with another response in the place of the one that it reads. */
function callAppliedTo(
  tree: Tree,
  call: NodeOf<'CallExpression'>,
  response: NodeOf<'Identifier'>,
  place: Node,
): string | undefined {
  const [argument] = call.arguments;
  if (!argument || call.arguments.length !== 1 || !isSourceInReach(tree, call.callee, place))
    return undefined;
  const read = rootIdentifier(argument);
  if (!read) return undefined;
  const [start, end] = rangeOf(call);
  const [from, to] = rangeOf(read);
  const { text } = tree.unit;
  return text.slice(start, from) + response.name + text.slice(to, end);
}

/** `response` of `response` and of `response.headers.get('www-authenticate')`. */
function rootIdentifier(expression: Node): NodeOf<'Identifier'> | undefined {
  const node = unwrap(expression);
  if (node.type === 'Identifier') return node;
  if (node.type === 'MemberExpression') return rootIdentifier(node.object);
  if (node.type === 'CallExpression') return rootIdentifier(node.callee);
  return undefined;
}

/** The keys of a reader's result: known of the SDK v2's, of others only where the file takes the error from it. */
function keysOf(tree: Tree, call: NodeOf<'CallExpression'>): Omit<ChallengeReading, 'call'> | undefined {
  const reader = importedCallee(tree, call.callee);
  if (sdkImport(tree, call.callee)?.sdk === 'v2') return sdkKeys;
  const taken = new Set<string>();
  for (const node of tree.nodes) {
    if (node.type !== 'VariableDeclarator' || !node.init || node.id.type !== 'ObjectPattern') continue;
    const init = unwrap(node.init);
    if (init.type !== 'CallExpression' || declaredName(tree, init.callee) !== reader?.name) continue;
    for (const each of node.id.properties)
      if (each.type === 'Property') taken.add(propertyName(tree, each) ?? '');
  }
  const keys = [...taken];
  const scope = keys.find(isScopeName);
  if (!taken.has('error') || scope === undefined) return undefined;
  return {
    error: 'error',
    scope,
    resourceMetadata: keys.find(isResourceMetadataName),
  };
}
