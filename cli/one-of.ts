import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

/**
 * The choice that a value of an option names.
 * @throws {UsageError} with the nearest of them.
 */
export function oneOf<T extends string>(value: string, choices: readonly T[], what: string): T {
  const choice = choices.find((candidate) => candidate === value);
  if (choice) return choice;
  const meant = nearest(value, choices);
  const hint = meant ? `did you mean ${meant}? ` : '';
  throw new UsageError(`unknown ${what} ${value || "''"} (${hint}known: ${choices.join(', ')})`);
}
