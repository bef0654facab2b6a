/** The command line as typed makes no sense. The message is one line for a person. Thrown and caught inside `cli/` only. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
