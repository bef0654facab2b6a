/**
 * The responses that can have led to a place, as a set of bits: status 401, 403 or any other, each with or without
 * `error="insufficient_scope"`. Conditions narrow the set as control flow does, so a guard is understood by what it
 * lets through and not by how it is written.
 */
export type Responses = number;

const S401_INSUFFICIENT = 1;
const S401_OTHER = 2;
const S403_INSUFFICIENT = 4;
const S403_OTHER = 8;
const REST_INSUFFICIENT = 16;
const REST_OTHER = 32;

export const ANY: Responses = 63;
export const STATUS_401 = S401_INSUFFICIENT | S401_OTHER;
export const STATUS_403 = S403_INSUFFICIENT | S403_OTHER;
export const STATUS_REST = REST_INSUFFICIENT | REST_OTHER;
export const INSUFFICIENT_SCOPE = S401_INSUFFICIENT | S403_INSUFFICIENT | REST_INSUFFICIENT;

/**
 * Whether only a step-up, or a step-up and a 401, can have led here. MCP 2026-07-28, Scope Challenge Handling: a
 * step-up answers 403 with `error="insufficient_scope"`; a 401 starts a new authorization.
 */
export function isStepUp(responses: Responses): boolean {
  return (responses & S403_INSUFFICIENT) !== 0 && (responses & REST_OTHER) === 0;
}

/** Whether a plain 401, among others, can have led here; a branch may be merged of it and a step-up. */
export function includesUnauthorized(responses: Responses): boolean {
  return (responses & S401_OTHER) !== 0;
}

/** Whether only a plain 401, or one and a step-up, can have led here. */
export function isUnauthorized(responses: Responses): boolean {
  return includesUnauthorized(responses) && (responses & REST_OTHER) === 0;
}

/** Whether a step-up, among others, can have led here. */
export function canBeStepUp(responses: Responses): boolean {
  return (responses & S403_INSUFFICIENT) !== 0;
}

/** What a condition tells: the responses that can make it true and those that can make it false. */
export interface Outcome {
  readonly whenTrue: Responses;
  readonly whenFalse: Responses;
}

/** A condition that is not understood lets everything through both ways. */
export const UNKNOWN: Outcome = { whenTrue: ANY, whenFalse: ANY };

export const ALWAYS: Outcome = { whenTrue: ANY, whenFalse: 0 };
export const NEVER: Outcome = { whenTrue: 0, whenFalse: ANY };
/** A condition that is true for just these responses. */
export const exactly = (set: Responses): Outcome => ({ whenTrue: set, whenFalse: ANY & ~set });

export const negated = ({ whenTrue, whenFalse }: Outcome): Outcome => ({
  whenTrue: whenFalse,
  whenFalse: whenTrue,
});
