import type { Argv, Options } from 'yargs';
import { oneOf } from './one-of.ts';
import { optionGuard } from './option-guard.ts';
import { runtimeChoices } from './runtime-choices.ts';
import type { RuntimeChoice } from './runtime-choices.ts';
import { separateValues } from './separate-values.ts';
import { strictParser } from './strict-parser.ts';
import { UsageError } from './usage-error.ts';

export const formats = ['pretty', 'json', 'sarif', 'github', 'agent', 'markdown'] as const;
export type FormatName = (typeof formats)[number];

/** `--format json=report.json` */
export interface FormatTarget {
  readonly format: FormatName;
  /** Standard output if undefined. */
  readonly file: string | undefined;
  /** Whether it goes behind what the file holds already. */
  readonly append?: boolean;
}

export interface Arguments {
  readonly paths: readonly string[];
  readonly mode: 'rewrite' | 'dry-run' | 'check';
  readonly diff: boolean;
  /** Empty if none is named. */
  readonly formats: readonly FormatTarget[];
  /** Names of transforms, not yet checked. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  /** Whether `accumulate-on-401`, which is opt-in, runs too. */
  readonly include401: boolean;
  /** Whether `parse-challenge`, which else only reports, rewrites too. */
  readonly includeParsers: boolean;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly force: boolean;
  readonly since: string | undefined;
  readonly baseline: { readonly file: string; readonly update: boolean } | undefined;
  /** Whether what is left to a person is marked in the code. */
  readonly markers: boolean;
  readonly runtime: RuntimeChoice;
  /** Modules that re-export the official SDK. */
  readonly sdkModules: readonly string[];
}

export type Request =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'list' }
  | { readonly kind: 'explain'; readonly name: string | undefined }
  | { readonly kind: 'run'; readonly arguments: Arguments };

const list = { type: 'array', string: true, requiresArg: true } as const;

const options = {
  'dry-run': {
    alias: 'd',
    type: 'boolean',
    group: 'Mode:',
    describe: 'Show what would change, write nothing',
  },
  check: {
    type: 'boolean',
    group: 'Mode:',
    describe: 'Write nothing, exit 1 if anything is left to do (for CI)',
  },
  force: { type: 'boolean', group: 'Mode:', describe: 'Rewrite files even if they have uncommitted changes' },
  include: { ...list, group: 'Scope:', describe: 'Only files that match this glob (repeatable)' },
  exclude: {
    ...list,
    group: 'Scope:',
    describe: 'No files that match this glob, beside .gitignore (repeatable)',
  },
  since: {
    type: 'string',
    requiresArg: true,
    group: 'Scope:',
    describe: 'Only files that differ from where the work tree left this branch or commit of git',
  },
  only: { ...list, group: 'Scope:', describe: 'Run only these transforms (repeatable, or a,b)' },
  skip: { ...list, group: 'Scope:', describe: 'Run all transforms but these (repeatable, or a,b)' },
  'include-401': {
    type: 'boolean',
    group: 'Rewrite:',
    describe: 'Also accumulate on 401 (accumulate-on-401); off, since a 401 starts a new authorization',
  },
  'include-parsers': {
    type: 'boolean',
    group: 'Rewrite:',
    describe: 'Also rewrite challenge parsers (parse-challenge); off, since they are only reported',
  },
  markers: {
    type: 'boolean',
    group: 'Rewrite:',
    describe:
      'Put a comment above the code of what needs a person, with the reason; take it away when that is mended',
  },
  runtime: {
    type: 'string',
    requiresArg: true,
    group: 'Rewrite:',
    default: 'auto',
    describe:
      'Where rewritten code gets unionScopes from. vendored: a small file written next to the code; ' +
      'package: mcp-scope-codemod/runtime; sdk: the exports of @modelcontextprotocol/client 2; ' +
      'auto: sdk where the code already uses it, else vendored',
  },
  'sdk-module': {
    ...list,
    group: 'Rewrite:',
    describe:
      'A package or path that re-exports the official SDK, where that cannot be seen; ' +
      'of its v1, or name=v2 (repeatable)',
  },
  baseline: {
    type: 'string',
    requiresArg: true,
    group: 'Scope:',
    describe: 'With --check: findings in this file were there before, and do not count',
  },
  'update-baseline': {
    type: 'boolean',
    group: 'Scope:',
    describe: 'Write the findings that are there now into the baseline',
  },
  diff: { type: 'boolean', group: 'Output:', describe: 'Print a unified diff that `git apply` takes' },
  format: {
    ...list,
    group: 'Output:',
    describe:
      'Report as pretty, json, sarif, github (annotations), agent (a line for each finding) or markdown; ' +
      'to a file with sarif=scopes.sarif (repeatable)',
  },
  list: {
    type: 'boolean',
    group: 'Output:',
    describe: 'List the transforms and the finding kinds they mend',
  },
  help: { alias: 'h', type: 'boolean', group: 'Output:', describe: 'Show this help' },
  version: { type: 'boolean', group: 'Output:', describe: 'Show the version' },
} as const satisfies Record<string, Options>;

const guard = optionGuard(options);

const epilogue = `Examples:
  Rewrite the current folder:
    mcp-scope-codemod
  See what would change in src:
    mcp-scope-codemod --dry-run src
  Keep the change as a patch, for \`git apply\`:
    mcp-scope-codemod --dry-run --diff src > scopes.patch
  In CI, fail if anything is left, and keep a report:
    mcp-scope-codemod --check --format pretty --format sarif=scopes.sarif
  A fork in node_modules; a path that is named is processed even if it is ignored:
    mcp-scope-codemod node_modules/@acme/mcp-sdk

Exit codes:
  0  nothing left to do
  1  findings left: all of them with --check or --dry-run, those that need a person after a rewrite
  2  could not run: usage, configuration, files with uncommitted changes
  3  some files could not be read, parsed or written; the others were done`;

/** The option that an unknown one was meant to be, as ` (did you mean --dry-run?)`. */
export function suggestOption(typed: string): string | undefined {
  return guard.suggest(typed);
}

function formatTarget(value: string): FormatTarget {
  const at = value.indexOf('=');
  const format = oneOf(at < 0 ? value : value.slice(0, at), formats, 'format');
  if (at === value.length - 1) throw new UsageError(`--format ${value} names no file`);
  return { format, file: at < 0 ? undefined : value.slice(at + 1) };
}

/** `@acme/mcp`, `./src/mcp.ts`, `@acme/mcp=v2` */
function sdkModule(value: string): string {
  const [name = '', line] = value.split('=', 2);
  if (name === '') throw new UsageError(`--sdk-module ${value || "''"} names no module`);
  if (line !== undefined && !/^v[12]$/.test(line))
    throw new UsageError(`--sdk-module ${value}: the SDK is v1 or v2`);
  return value;
}

/** Two machine-readable texts in one stream could be read by nobody. */
function checkStreams(targets: readonly FormatTarget[], diff: boolean): void {
  const onStdout = targets
    .filter(({ format, file }) => format !== 'pretty' && !file)
    .map(({ format }) => format);
  if (onStdout.length + (diff ? 1 : 0) <= 1) return;
  const [format] = onStdout;
  const other = diff ? '--diff' : 'another --format';
  throw new UsageError(
    `${other} and --format ${format} both write to standard output (use --format ${format}=report.${format})`,
  );
}

function parser(argv: readonly string[]): Argv {
  return strictParser(argv, options)
    .usage(
      '$0 [options] [paths..]\n$0 patch [options] [package]   (see patch --help)\n$0 explain [name]   (a finding, rule, transform or reason)\n\nMends MCP clients that lose OAuth scopes on step-up authorization (SEP-2350).',
    )
    .epilogue(epilogue);
}

function explainRequest(names: readonly string[]): Request {
  if (names.length > 1) throw new UsageError(`explain takes one name (${names[0]}), not ${names.length}`);
  return { kind: 'explain', name: names[0] };
}

type Given = Readonly<Record<string, unknown>>;

function lastText(given: Given, name: string): string | undefined {
  const value = [given[name]].flat().at(-1);
  return value === undefined ? undefined : String(value);
}

function baselineOf(given: Given): Arguments['baseline'] {
  const file = lastText(given, 'baseline');
  const update = given['update-baseline'] === true;
  if (file === undefined && update) throw new UsageError('--update-baseline needs --baseline <file>');
  if (file === undefined) return undefined;
  if (!given['check'] && !given['dry-run'])
    throw new UsageError(
      '--baseline goes with --check or --dry-run: what is known is not rewritten by halves',
    );
  return { file, update };
}

/**
 * Reads the command line.
 * @throws {UsageError}
 */
export async function parseArguments(argv: readonly string[]): Promise<Request> {
  if (argv[0] === 'explain') return explainRequest(argv.slice(1));
  guard.refuseUnknown(argv);
  const built = parser(argv);
  const given = (await built.parseAsync()) as Record<string, unknown> & { _: (string | number)[] };
  if (given['help']) return { kind: 'help', text: `${await built.getHelp()}\n` };
  if (given['version']) return { kind: 'version' };
  if (given['list']) return { kind: 'list' };
  const many = (name: string): string[] => (given[name] as string[] | undefined) ?? [];
  const targets = many('format').map(formatTarget);
  checkStreams(targets, given['diff'] === true);
  return {
    kind: 'run',
    arguments: {
      paths: given._.map(String),
      mode: given['check'] ? 'check' : given['dry-run'] ? 'dry-run' : 'rewrite',
      diff: given['diff'] === true,
      formats: targets,
      only: separateValues(many('only')),
      skip: separateValues(many('skip')),
      include401: given['include-401'] === true,
      includeParsers: given['include-parsers'] === true,
      include: many('include'),
      exclude: many('exclude'),
      force: given['force'] === true,
      since: lastText(given, 'since'),
      baseline: baselineOf(given),
      runtime: oneOf(lastText(given, 'runtime')!, runtimeChoices, 'runtime'),
      markers: given['markers'] === true,
      sdkModules: many('sdk-module').map(sdkModule),
    },
  };
}
