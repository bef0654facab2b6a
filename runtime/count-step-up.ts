const stepUps = new WeakMap<object, number>();

/**
 * Counts a step-up of one operation, and tells how many there have been, this one included. The count lives as long as
 * the object that stands for the operation, such as the JSON-RPC message that each retry sends again.
 * @param operation The same object at each retry of the operation; anything else is not counted.
 * @returns 1 for the first step-up of the operation, 2 for the next, and so on.
 * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)
 */
export function countStepUp(operation: unknown): number {
  if (typeof operation !== 'object' || operation === null) return 1;
  const count = (stepUps.get(operation) ?? 0) + 1;
  stepUps.set(operation, count);
  return count;
}
