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
  type RepeatedOperation,
  type RepeatedRequest,
} from './repeated-request.ts';
import type { Range } from './source-unit.ts';
import { stepUpOptionsAt, type StepUpOptions } from './step-up-options.ts';
import { enclosingFunction, rangeOf, type Tree } from './tree.ts';
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
  /** Where the operation has succeeded; `tested` where a failure comes there as well. */
  readonly success: Success | (StatementPlace & { readonly is: 'tested' });
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
): { readonly is: 'there'; readonly parts: StepUpParts } | MissingPart {
  const missing = (part: MissingPart['part']): MissingPart => ({ is: 'missing', part });
  if (!awaitableAt(tree, place)) return missing('await');
  const authorization = repeatedAuthorizationAt(tree, gate.authorization, place);
  if (!authorization) return missing('authorization');
  const operation = operationAt(tree, place);
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
  const statement = rangeOf(outermostStatement(tree, gate));
  return { is: 'tested', side: request.by === 'leaving' ? 'before' : 'behind', statement };
}
