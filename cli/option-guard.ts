import type { Options } from 'yargs';
import { nearest } from './nearest.ts';
import { UsageError } from './usage-error.ts';

export interface OptionGuard {
  /** The option that what was typed was meant to be: `--dry-run`. */
  suggest(typed: string): string | undefined;
  /**
   * Refuses the first option that there is not, before yargs reads on; its own message names no remedy.
   * @throws {UsageError}
   */
  refuseUnknown(argv: readonly string[]): void;
}

/** What a command line may hold, and what was meant where it holds something else. */
export function optionGuard(options: Readonly<Record<string, Options>>): OptionGuard {
  const names = Object.entries(options).flatMap(([name, { alias }]) =>
    typeof alias === 'string' ? [`--${name}`, `-${alias}`] : [`--${name}`],
  );
  const flags = new Set(
    Object.entries(options).flatMap(([name, option]) => (option.type === 'boolean' ? [`--${name}`] : [])),
  );
  const letters = new Set(names.filter((name) => name.length === 2).map((name) => name[1]));
  const suggest = (typed: string): string | undefined =>
    nearest(
      typed.replace(/^-*/, '--'),
      names.filter((name) => name.startsWith('--')),
    );
  const refuseUnknown = (argv: readonly string[]): void => {
    for (const argument of argv) {
      if (argument === '--') return;
      const [name = ''] = argument.split('=', 1);
      if (!/^-./.test(name)) continue;
      if (names.includes(name)) {
        if (flags.has(name) && argument !== name) throw new UsageError(`option ${name} takes no value`);
        continue;
      }
      if (/^-[a-z]+$/i.test(name) && [...name.slice(1)].every((letter) => letters.has(letter))) continue; // -dh
      const meant = suggest(name);
      throw new UsageError(`unknown option ${name} (${meant ? `did you mean ${meant}?` : 'see --help'})`);
    }
  };
  return { suggest, refuseUnknown };
}
