const counts = new WeakMap<object, Map<string, number>>();

/** The step-ups counted for an owner, by the name of the operation. What is no object keeps no count. */
export function stepUpCounts(owner: unknown): Map<string, number> {
  const key = Object(owner) as object;
  const known = counts.get(key) ?? new Map<string, number>();
  counts.set(key, known);
  return known;
}
