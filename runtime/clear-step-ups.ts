import { operationName } from './operation-name.ts';
import { stepUpCounts } from './step-up-counts.ts';

/**
 * Forgets the step-ups counted for an operation, because it succeeded. The success of another operation says nothing
 * about this one, so it clears nothing.
 * @param owner As given to `countStepUp`.
 * @param operation As given to `countStepUp`.
 * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)
 */
export function clearStepUps(owner: unknown, operation?: unknown): void {
  stepUpCounts(owner).delete(operationName(operation));
}
