/** A line of tasks: the last one in it. */
export interface Line {
  last: Promise<unknown>;
}

/** Runs the tasks of a line one after the other. One that fails does not hold up the next one. */
export function inTurn<T>(line: Line, task: () => Promise<T>): Promise<T> {
  const turn = line.last.then(task, task);
  line.last = turn;
  return turn;
}
