const lines = new WeakMap<object, Map<string, Promise<unknown>>>();

/**
 * Runs tasks of one owner and key one after the other, in the order of the calls. A task that fails does not hold up
 * the next one.
 */
export function inTurn<T>(owner: object, key: string, task: () => Promise<T>): Promise<T> {
  const line = lines.get(owner) ?? new Map<string, Promise<unknown>>();
  lines.set(owner, line);
  const turn = (line.get(key) ?? Promise.resolve()).then(task, task);
  line.set(key, turn);
  return turn;
}
