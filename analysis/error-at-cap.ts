import type { Node, NodeOf } from './ast.ts';
import { descendantsOf } from './functions.ts';
import { propertyName, staticString } from './names.ts';
import { isSourceInReach } from './source-in-reach.ts';
import { enclosingClass, enclosingFunction, textOf, unwrap, type Tree } from './tree.ts';

/**
 * The error with which the SDK gives a step-up up: its class takes the status and a message. Callers test its `code`
 * and its message.
 */
export interface ErrorAtCap {
  /** Source text of the class. */
  readonly class: string;
  /** Source text of the arguments, where the file makes the very error elsewhere. */
  readonly arguments: readonly string[] | undefined;
}

export const MESSAGE_AT_CAP = 'Server returned 403 after trying upscoping';

/** What the file throws for the same reason elsewhere, or with a status where a response has failed. */
export function errorAtCapOf(
  tree: Tree,
  response: NodeOf<'Identifier'>,
  place: Node,
): ErrorAtCap | undefined {
  const near = enclosingClass(tree, place) ?? enclosingFunction(tree, place);
  const errors = near
    ? [...descendantsOf(tree, near)].flatMap((node) =>
        node.type === 'NewExpression' && isSourceInReach(tree, node.callee, place) ? [node] : [],
      )
    : [];
  for (const node of errors) {
    if (!node.arguments.some((each) => staticString(tree, each) === MESSAGE_AT_CAP)) continue;
    const args = node.arguments.map((each) => argumentAt(tree, each, response, place));
    if (args.every((each) => each !== undefined))
      return { class: textOf(tree, node.callee), arguments: args };
  }
  const fn = enclosingFunction(tree, place);
  const like = errors.find((node) => takesStatus(tree, node) && fn && enclosingFunction(tree, node) === fn);
  return like && { class: textOf(tree, like.callee), arguments: undefined };
}

/** `new StreamableHTTPError(response.status, …)`: a status, a message, and nothing else. */
function takesStatus(tree: Tree, { arguments: args }: NodeOf<'NewExpression'>): boolean {
  const [first, second] = args;
  if (args.length !== 2 || !first || !second) return false;
  const status = unwrap(first);
  const isStatus =
    (status.type === 'MemberExpression' && propertyName(tree, status) === 'status') ||
    (status.type === 'Literal' && status.value === 401);
  const isMessage = second.type === 'TemplateLiteral' || staticString(tree, second) !== undefined;
  return isStatus && isMessage;
}

/** An argument for another response; of an object, what is in reach. */
function argumentAt(
  tree: Tree,
  argument: Node,
  response: NodeOf<'Identifier'>,
  place: Node,
): string | undefined {
  if (isSourceInReach(tree, argument, place)) return textOf(tree, argument);
  if (argument.type !== 'ObjectExpression') return undefined;
  const entries = argument.properties.flatMap((each) => {
    if (each.type !== 'Property' || each.shorthand) return [];
    if (isSourceInReach(tree, each.value, place)) return [textOf(tree, each)];
    const member = unwrap(each.value);
    const isOfResponse =
      member.type === 'MemberExpression' &&
      member.object.type === 'Identifier' &&
      member.object.name === response.name;
    return isOfResponse ? [textOf(tree, each)] : [];
  });
  return `{ ${entries.join(', ')} }`;
}
