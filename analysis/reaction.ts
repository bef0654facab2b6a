import type { Node } from './ast.ts';
import {
  ANY,
  canBeStepUp,
  includesUnauthorized,
  isStepUp,
  isUnauthorized,
  STATUS_401,
  type Responses,
} from './responses.ts';
import { isNearStepUp, isNearUnauthorized } from './step-up-region.ts';
import type { Tree } from './tree.ts';
import { isNamedForUnauthorized } from './unauthorized-name.ts';

/** What a client does about some of the responses, so that the same questions can be asked about each of them. */
export interface Reaction {
  /** Whether a place can have to do with it at all: a look before all others, so that bundles cost little. */
  isNear(tree: Tree, node: Node): boolean;
  /** Whether it, among others, can have led to where these responses lead. */
  canBe(responses: Responses): boolean;
  /** Whether nothing else can have led there, but for a step-up and a 401 that share a branch. */
  is(responses: Responses): boolean;
  /** Whether the other of the two cannot have led there either. */
  isAlone(responses: Responses): boolean;
  /** The responses that the names of the functions around a place leave. */
  namedAt(tree: Tree, node: Node): Responses;
}

export const STEP_UP: Reaction = {
  isNear: isNearStepUp,
  canBe: canBeStepUp,
  is: isStepUp,
  isAlone: (responses) => isStepUp(responses) && !includesUnauthorized(responses),
  namedAt: () => ANY,
};

/** MCP 2026-07-28, Authorization: a 401 asks for a token, the first one or another. */
export const UNAUTHORIZED: Reaction = {
  isNear: isNearUnauthorized,
  canBe: includesUnauthorized,
  is: isUnauthorized,
  isAlone: (responses) => isUnauthorized(responses) && !canBeStepUp(responses),
  namedAt: (tree, node) => (isNamedForUnauthorized(tree, node) ? STATUS_401 : ANY),
};
