import { operationName } from './operation-name.ts';
import { stepUpCounts } from './step-up-counts.ts';

/**
 * Counts a step-up of one operation, and tells how many there have been since its last success, this one included.
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
  const count = (counts.get(name) ?? 0) + 1;
  counts.set(name, count);
  return count;
}
