import { operationName } from './operation-name.ts';
import { stepUpCounts } from './step-up-counts.ts';

/** After this long, in milliseconds, a user who left a consent open may be asked again. */
const FORGOTTEN_AFTER = 3_600_000;

/**
 * Counts a step-up of one operation, and tells how many there have been since its last success, this one included. An
 * hour after the last one it starts anew: a user who closed the consent page, or an authorization server that was down,
 * must not block the operation for as long as the process lives.
 * @param owner What lives as long as the attempts shall count: the OAuth client provider, so that operations sent again
 *   after a redirect, or by another transport, go on counting; or just the message that each retry sends again. What is
 *   no object is not counted.
 * @param operation The JSON-RPC message, or a name such as `'GET'` for the stream. Messages of one method about one
 *   tool, prompt or resource are one operation.
 * @returns 1 for the first step-up of the operation, 2 for the next, and so on.
 * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)
 */
export function countStepUp(owner: unknown, operation?: unknown): number {
  const counts = stepUpCounts(owner);
  const name = operationName(operation);
  const known = counts.get(name);
  const at = Date.now();
  const count = known && at - known.at < FORGOTTEN_AFTER ? known.count + 1 : 1;
  counts.set(name, { count, at });
  return count;
}
