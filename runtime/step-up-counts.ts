/** Step-ups of one operation since its last success. */
interface StepUpCount {
  readonly count: number;
  /** When the last one was, in milliseconds since the epoch. */
  readonly at: number;
}

const counts = new WeakMap<object, Map<string, StepUpCount>>();

/** The step-ups counted for an owner, by the name of the operation. What is no object keeps no count. */
export function stepUpCounts(owner: unknown): Map<string, StepUpCount> {
  const key = Object(owner) as object;
  const known = counts.get(key) ?? new Map<string, StepUpCount>();
  counts.set(key, known);
  return known;
}
