import yargs from 'yargs';
import type { Argv, Options } from 'yargs';
import { UsageError } from './usage-error.ts';

/** What yargs complains of, as we would say it. */
function inOurWords(message: string): string {
  const lacking = /^Not enough arguments following: (.*)/.exec(message)?.[1];
  return lacking ? `option --${lacking} needs a value` : (message.split('\n', 1)[0] ?? '');
}

/** yargs without its guesses, its locale and its own way to end a process; it throws `UsageError`. */
export function strictParser(argv: readonly string[], options: Readonly<Record<string, Options>>): Argv {
  return yargs([...argv])
    .scriptName('mcp-scope-codemod')
    .locale('en')
    .parserConfiguration({
      'boolean-negation': false,
      'dot-notation': false,
      'greedy-arrays': false,
      'parse-numbers': false,
      'parse-positional-numbers': false,
    })
    .help(false)
    .version(false)
    .options(options)
    .exitProcess(false)
    .fail((message: string, error: Error | undefined) => {
      throw new UsageError(inOurWords(message ?? error?.message));
    })
    .wrap(Math.min(100, process.stdout.columns ?? 100));
}
