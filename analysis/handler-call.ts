import type { Node, NodeOf } from './ast.ts';
import { nodesIn, outerCallSitesOf } from './functions.ts';
import { destructuredKey, propertyName } from './names.ts';
import { isLoop, type Loop } from './repeated-step-up.ts';
import { canBeStepUp, STATUS_REST, type Responses } from './responses.ts';
import { capBoundOf } from './retry-bound.ts';
import type { Variable } from './source-unit.ts';
import { outcomeOf, responsesAt } from './step-up-context.ts';
import { mentionsStepUp } from './step-up-name.ts';
import {
  ancestorsOf,
  enclosingFunction,
  isFunction,
  isWithin,
  rangeOf,
  textOf,
  unwrap,
  type Tree,
} from './tree.ts';

/** A parameter of a function, or a property of the object that it takes there. */
export interface ParameterPlace {
  /** Counted from 0. */
  readonly index: number;
  readonly key: string | undefined;
}

/** A call of a function by another one, which was handed it: a handler of 401s that a fetch wrapper takes. */
export interface HandlerCall {
  /** The responses that can have led to the call. */
  readonly responses: Responses;
  /** Where it is given the response. */
  readonly response: ParameterPlace;
  /** Whether the request is sent once more behind the call, or a bounded number of times, also for a 403. */
  readonly isRetried: boolean;
  /** Whether the function around the call names a 403 or `insufficient_scope`, and so may see to it. */
  readonly mentionsStepUp: boolean;
  /** Whether another file shows it. */
  readonly isForeign: boolean;
}

type Call = NodeOf<'CallExpression'>;

/** What a call of a handler tells; `undefined` if it is not given a response whose status is asked for. */
export function handlerCallAt(tree: Tree, call: Call): HandlerCall | undefined {
  const given = responseGivenTo(tree, call);
  return (
    given && {
      responses: responsesLeadingTo(tree, call),
      response: given.place,
      isRetried: isRetriedBehind(tree, call, given.variable),
      mentionsStepUp: mentionsStepUp(tree, outermostFunction(tree, call) ?? call),
      isForeign: false,
    }
  );
}

function outermostFunction(tree: Tree, place: Node): Node | undefined {
  return [...ancestorsOf(tree, place)].findLast(isFunction);
}

/** The responses that lead to a place, by the calls of the functions around it where its own conditions do not say. */
function responsesLeadingTo(tree: Tree, place: Node, depth = 0): Responses {
  const at = responsesAt(tree, place);
  if ((at & STATUS_REST) === 0 || depth > 2) return at;
  for (const fn of ancestorsOf(tree, place)) {
    const calls = isFunction(fn) ? outerCallSitesOf(tree, fn) : [];
    if (calls.length > 0)
      return at & calls.reduce((sum, each) => sum | responsesLeadingTo(tree, each, depth + 1), 0);
  }
  return at;
}

/** The argument of a call, or the property of one, whose status decides about it. */
function responseGivenTo(
  tree: Tree,
  call: Call,
): { readonly place: ParameterPlace; readonly variable: Variable } | undefined {
  for (const [index, argument] of call.arguments.entries()) {
    const given = unwrap(argument as Node);
    const variable = given.type === 'Identifier' ? responseNamed(tree, given) : undefined;
    if (variable) return { place: { index, key: undefined }, variable };
    if (given.type !== 'ObjectExpression') continue;
    for (const each of given.properties) {
      if (each.type !== 'Property' || each.value.type !== 'Identifier') continue;
      const held = responseNamed(tree, each.value);
      if (held) return { place: { index, key: propertyName(tree, each) }, variable: held };
    }
  }
  return undefined;
}

/** The variable behind a name, if its status is asked for. */
function responseNamed(tree: Tree, identifier: Node): Variable | undefined {
  const variable = tree.variableOf(identifier);
  const isAsked = variable?.references.some(({ identifier: each }) => {
    const parent = tree.parentOf(each);
    if (parent?.type === 'MemberExpression')
      return parent.object === each && propertyName(tree, parent) === 'status';
    if (parent?.type === 'VariableDeclarator' && parent.id.type === 'ObjectPattern') {
      const { id } = parent;
      return id.properties.some(
        (taken) => taken.type === 'Property' && destructuredKey(tree, id, taken.value) === 'status',
      );
    }
    // A predicate of the response.
    if (parent?.type !== 'CallExpression' || parent.callee === each) return false;
    const { whenTrue, whenFalse } = outcomeOf(tree, parent);
    return whenTrue !== whenFalse;
  });
  return isAsked ? variable : undefined;
}

/**
 * Whether the request of a response is sent again behind a call, in place or in a loop that is bounded: by a call of
 * what was called for the response before.
 */
function isRetriedBehind(tree: Tree, call: Call, response: Variable): boolean {
  const fn = enclosingFunction(tree, call);
  if (!fn) return false;
  const sends = response.references.flatMap(({ identifier, writeExpr }) => {
    const sent = writeExpr && unwrap(writeExpr);
    return sent?.type === 'CallExpression' && isWithin(identifier, fn) ? [sent] : [];
  });
  const loop = loopAround(tree, call);
  if (loop)
    return capBoundOf(tree, call, loop).kind === 'bounded' && sends.some((each) => isWithin(each, loop));
  const callees = sends.filter((each) => isBefore(each, call)).map(({ callee }) => textOf(tree, callee));
  for (const again of nodesIn(tree, fn)) {
    if (again.type !== 'CallExpression' || !isBefore(call, again)) continue;
    if (callees.includes(textOf(tree, again.callee)) && canBeStepUp(responsesAt(tree, again))) return true;
  }
  return false;
}

function isBefore(first: Node, second: Node): boolean {
  return rangeOf(first)[1] <= rangeOf(second)[0];
}

function loopAround(tree: Tree, place: Node): Loop | undefined {
  for (const ancestor of ancestorsOf(tree, place)) {
    if (isFunction(ancestor)) return undefined;
    if (isLoop(ancestor)) return ancestor;
  }
  return undefined;
}
