import type { Argv, Options } from 'yargs';
import { oneOf } from '../one-of.ts';
import { optionGuard } from '../option-guard.ts';
import { separateValues } from '../separate-values.ts';
import { shellQuote } from '../shell-quote.ts';
import { strictParser } from '../strict-parser.ts';
import { UsageError } from '../usage-error.ts';
import { packageManagerNames } from './package-manager.ts';
import type { PackageManagerName } from './package-manager.ts';

export const patchFormats = ['pretty', 'json'] as const;

export interface PatchArguments {
  /** A package's name, or the path of an installed copy. */
  readonly package: string;
  readonly mode: 'write' | 'dry-run' | 'check';
  readonly force: boolean;
  /** Names of transforms, not yet checked. */
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly include401: boolean;
  readonly includeParsers: boolean;
  readonly manager: PackageManagerName | undefined;
  readonly format: (typeof patchFormats)[number];
}

export type PatchRequest =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'patch'; readonly arguments: PatchArguments };

export const defaultPackage = '@modelcontextprotocol/sdk';

const list = { type: 'array', string: true, requiresArg: true } as const;

const options = {
  'dry-run': {
    alias: 'd',
    type: 'boolean',
    group: 'Mode:',
    describe: 'Make and prove the patch, write nothing',
  },
  check: {
    type: 'boolean',
    group: 'Mode:',
    describe: 'Write nothing, exit 1 if a patch is missing, stale or needless (for CI)',
  },
  force: { type: 'boolean', group: 'Mode:', describe: 'Write even to files with uncommitted changes' },
  'package-manager': {
    type: 'string',
    requiresArg: true,
    group: 'Patch:',
    describe: `${packageManagerNames.join(', ')}; default: what the project is installed with`,
  },
  only: { ...list, group: 'Patch:', describe: 'Run only these transforms (repeatable, or a,b)' },
  skip: { ...list, group: 'Patch:', describe: 'Run all transforms but these (repeatable, or a,b)' },
  'include-401': {
    type: 'boolean',
    group: 'Patch:',
    describe: 'Also accumulate on 401 (accumulate-on-401); off, since a 401 starts a new authorization',
  },
  'include-parsers': {
    type: 'boolean',
    group: 'Patch:',
    describe: 'Also rewrite challenge parsers (parse-challenge); off, since they are only reported',
  },
  format: {
    type: 'string',
    requiresArg: true,
    group: 'Output:',
    default: 'pretty',
    describe: `Report as ${patchFormats.join(' or ')}`,
  },
  help: { alias: 'h', type: 'boolean', group: 'Output:', describe: 'Show this help' },
} as const satisfies Record<string, Options>;

const guard = optionGuard(options);

const epilogue = `Where the patch goes:
  npm, yarn 1  patches/, applied by patch-package in the postinstall script
  pnpm         patches/, patchedDependencies in pnpm-workspace.yaml or package.json
  yarn 2+      .yarn/patches/, resolutions with the patch: protocol in package.json
  bun          patches/, patchedDependencies in package.json

Examples:
  Patch the SDK in every version that is installed:
    mcp-scope-codemod patch
  A fork, or one of the packages of v2:
    mcp-scope-codemod patch @acme/mcp-sdk
  In CI, hear of it when an upgrade has made the patch stale:
    mcp-scope-codemod patch --check

Exit codes:
  0  done, or with --check nothing to do
  1  findings left that need a person; with --check a patch is missing, stale or needless,
     with --dry-run there is something to write
  2  could not run: usage, configuration, files with uncommitted changes, a patch that does not fit
  3  some files of the package could not be read or parsed; the others were done`;

function parser(argv: readonly string[]): Argv {
  return strictParser(argv, options)
    .usage(
      `$0 patch [options] [package]\n\nMigrates an installed package in a temporary copy, and writes a patch that your ` +
        `package manager applies. Default: ${defaultPackage}. Installs nothing and uses no network.`,
    )
    .epilogue(epilogue);
}

/**
 * Reads the command line behind `patch`.
 * @throws {UsageError}
 */
export async function parsePatchArguments(argv: readonly string[]): Promise<PatchRequest> {
  guard.refuseUnknown(argv);
  const built = parser(argv);
  const given = (await built.parseAsync()) as Record<string, unknown> & { _: (string | number)[] };
  if (given['help']) return { kind: 'help', text: `${await built.getHelp()}\n` };
  const [name = defaultPackage, ...more] = given._.map(String);
  if (more.length > 0) throw new UsageError(`patch takes one package (${name}), not ${more.length + 1}`);
  if (name === '') throw new UsageError("patch needs the name of a package, not ''");
  const many = (option: string): string[] => separateValues((given[option] as string[] | undefined) ?? []);
  const last = (option: string): unknown => [given[option]].flat().at(-1);
  const manager = last('package-manager');
  return {
    kind: 'patch',
    arguments: {
      package: name,
      mode: given['check'] ? 'check' : given['dry-run'] ? 'dry-run' : 'write',
      force: given['force'] === true,
      only: many('only'),
      skip: many('skip'),
      include401: given['include-401'] === true,
      includeParsers: given['include-parsers'] === true,
      manager:
        manager === undefined ? undefined : oneOf(String(manager), packageManagerNames, 'package manager'),
      format: oneOf(String(last('format')), patchFormats, 'format'),
    },
  };
}

/** The command line that these arguments came from, in another mode. */
export function patchCommandLine(
  { package: name, only, skip, include401, includeParsers, manager }: PatchArguments,
  mode: 'write' | 'check',
): string {
  const words = [
    'npx mcp-scope-codemod patch',
    ...(name === defaultPackage ? [] : [shellQuote(name)]),
    ...(manager ? ['--package-manager', manager] : []),
    ...(only.length > 0 ? ['--only', only.join(',')] : []),
    ...(skip.length > 0 ? ['--skip', skip.join(',')] : []),
    ...(include401 ? ['--include-401'] : []),
    ...(includeParsers ? ['--include-parsers'] : []),
    ...(mode === 'check' ? ['--check'] : []),
  ];
  return words.join(' ');
}
