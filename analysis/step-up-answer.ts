import { alwaysExits } from './always-exits.ts';
import type { Node, NodeOf } from './ast.ts';
import { challengeReadingAt, type ChallengeReading } from './challenge-reading.ts';
import { errorAtCapOf, type ErrorAtCap } from './error-at-cap.ts';
import { exportsErrors } from './exported-errors.ts';
import { successOf, type Success } from './operation-success.ts';
import { repeatedAuthorizationAt, type RepeatedAuthorization } from './repeated-authorization.ts';
import {
  operationAt,
  outermostStatement,
  releaseIn,
  repeatedRequestAt,
  sendingStatement,
  type RepeatedOperation,
  type RepeatedRequest,
} from './repeated-request.ts';
import type { Range } from './source-unit.ts';
import { stepUpOptionsAt, type StepUpOptions } from './step-up-options.ts';
import { enclosingFunction, rangeOf, statementsOf, type Tree } from './tree.ts';
import type { UnauthorizedGate } from './unauthorized-gate.ts';
import { awaitableAt } from './value-form.ts';

/** Everything of which a step-up can be written at a place, taken from what the file does about a 401. */
export interface StepUpParts {
  /** Source text of the response. */
  readonly response: string;
  readonly reading: ChallengeReading;
  readonly authorization: RepeatedAuthorization;
  readonly operation: RepeatedOperation;
  readonly errorAtCap: ErrorAtCap | undefined;
  readonly options: StepUpOptions | undefined;
  readonly exportsErrors: boolean;
}

/** A place for statements: behind a statement of a list, or before one. */
export interface StatementPlace {
  readonly side: 'behind' | 'before';
  readonly statement: Range;
}

/** A branch for a 403 `insufficient_scope` beside what answers the 401. */
export interface StepUpBranchPlan {
  readonly is: 'branch';
  readonly parts: StepUpParts;
  readonly place: StatementPlace;
  readonly request: RepeatedRequest;
  /** A statement that lets the body of the response go. */
  readonly release: string | undefined;
  /** Where the operation has succeeded; `tested` where failures come there as well. */
  readonly success: Success | { readonly is: 'tested'; readonly places: readonly StatementPlace[] };
}

/** What keeps a step-up from being written. */
export interface MissingPart {
  readonly is: 'missing';
  readonly part: 'authorization' | 'request' | 'await';
}

export function branchFor(tree: Tree, gate: UnauthorizedGate): StepUpBranchPlan | MissingPart {
  const { statement, side } = gate;
  const parts = partsAt(tree, gate, gate.subject, statement);
  if (parts.is === 'missing') return parts;
  const request = repeatedRequestAt(tree, gate);
  const success = request && successAt(tree, gate, request);
  if (!success) return { is: 'missing', part: 'request' };
  return {
    is: 'branch',
    parts: parts.parts,
    place: { side, statement: rangeOf(statement) },
    request,
    release: releaseIn(tree, gate),
    success,
  };
}

export function partsAt(
  tree: Tree,
  gate: UnauthorizedGate,
  response: NodeOf<'Identifier'>,
  place: Node,
  operation = operationAt(tree, place),
): { readonly is: 'there'; readonly parts: StepUpParts } | MissingPart {
  const missing = (part: MissingPart['part']): MissingPart => ({ is: 'missing', part });
  if (!awaitableAt(tree, place)) return missing('await');
  const authorization = repeatedAuthorizationAt(tree, gate.authorization, place);
  if (!authorization) return missing('authorization');
  if (!operation) return missing('request');
  return {
    is: 'there',
    parts: {
      response: response.name,
      reading: challengeReadingAt(tree, response, place),
      authorization,
      operation,
      errorAtCap: errorAtCapOf(tree, response, place),
      options: stepUpOptionsAt(tree, place),
      exportsErrors: exportsErrors(tree),
    },
  };
}

function successAt(
  tree: Tree,
  gate: UnauthorizedGate,
  request: RepeatedRequest,
): StepUpBranchPlan['success'] | undefined {
  const fn = enclosingFunction(tree, gate.statement);
  const response = tree.variableOf(gate.subject);
  const found = fn && response && request.by === 'leaving' ? successOf(tree, fn, response) : undefined;
  if (found) return found;
  const sent = sendingStatement(tree, gate);
  if (!sent) return undefined;
  const first = { side: 'behind', statement: rangeOf(sent) } as const;
  if (request.by === 'leaving') return { is: 'tested', places: [first] };
  // The second response comes behind the gate; the first one too, unless it has left before.
  const outermost = outermostStatement(tree, gate);
  const again = { side: 'behind', statement: rangeOf(outermost) } as const;
  return { is: 'tested', places: mayLeaveBetween(tree, sent, outermost) ? [first, again] : [again] };
}

/** Whether something between two statements of a list leaves it. */
function mayLeaveBetween(tree: Tree, first: Node, last: Node): boolean {
  const list = statementsOf(tree.parentOf(last)!) ?? [];
  return list
    .slice(list.indexOf(first) + 1, list.indexOf(last))
    .some((each) => each.type === 'IfStatement' && (alwaysExits(each.consequent) || !!each.alternate));
}
