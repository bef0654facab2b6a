import { describe, expect, it } from 'vitest';
import { parseArguments } from '../cli/parse-arguments.ts';
import type { Arguments } from '../cli/parse-arguments.ts';
import { nearest } from '../cli/nearest.ts';

const defaults: Arguments = {
  paths: [],
  mode: 'rewrite',
  diff: false,
  formats: [],
  since: undefined,
  baseline: undefined,
  only: [],
  skip: [],
  include401: false,
  includeParsers: false,
  include: [],
  exclude: [],
  force: false,
  markers: false,
  runtime: 'auto',
  sdkModules: [],
};

async function parsed(...argv: string[]): Promise<Arguments> {
  const request = await parseArguments(argv);
  if (request.kind !== 'run') throw new Error(request.kind);
  return request.arguments;
}

describe('what is understood', () => {
  const cases: [string[], Partial<Arguments>][] = [
    [[], {}],
    [['src', 'b.ts'], { paths: ['src', 'b.ts'] }],
    [['-d'], { mode: 'dry-run' }],
    [['--dry-run', 'src'], { mode: 'dry-run', paths: ['src'] }],
    [['--check', '--diff'], { mode: 'check', diff: true }],
    [['--check', '--dry-run'], { mode: 'check' }],
    [['--only', 'a,b', 'src', '--only=c'], { only: ['a', 'b', 'c'], paths: ['src'] }],
    [['--skip', 'a', 'src'], { skip: ['a'], paths: ['src'] }],
    [['--include-401', '--skip', 'a'], { include401: true, skip: ['a'] }],
    [['--include-parsers'], { includeParsers: true }],
    [['--markers', '--check', 'src'], { markers: true, mode: 'check', paths: ['src'] }],
    [['--include', 'a/**', '--exclude', 'b,c', 'x'], { include: ['a/**'], exclude: ['b,c'], paths: ['x'] }],
    [['--force', '--runtime', 'sdk'], { force: true, runtime: 'sdk' }],
    [['--runtime=package', '--runtime', 'vendored'], { runtime: 'vendored' }],
    [['--format', 'json', 'src'], { formats: [{ format: 'json', file: undefined }], paths: ['src'] }],
    [
      ['--format=json=out/a=b.json', '--format', 'pretty'],
      {
        formats: [
          { format: 'json', file: 'out/a=b.json' },
          { format: 'pretty', file: undefined },
        ],
      },
    ],
    [['--', '-odd', '--check'], { paths: ['-odd', '--check'] }],
    [['007', '1e3'], { paths: ['007', '1e3'] }],
  ];
  it.each(cases)('%j', async (argv, expected) => {
    expect(await parsed(...argv)).toEqual({ ...defaults, ...expected });
  });
});

describe('what is refused, in one line', () => {
  const cases: [string[], string][] = [
    [['--dryrun'], 'unknown option --dryrun (did you mean --dry-run?)'],
    [['--dry_run=true'], 'unknown option --dry_run (did you mean --dry-run?)'],
    [['-check'], 'unknown option -check (did you mean --check?)'],
    [['--CHECK'], 'unknown option --CHECK (did you mean --check?)'],
    [['--exlcude', 'x'], 'unknown option --exlcude (did you mean --exclude?)'],
    [['--quux'], 'unknown option --quux (see --help)'],
    [['-x'], 'unknown option -x (see --help)'],
    [['-dx'], 'unknown option -dx (see --help)'],
    [['--no-check'], 'unknown option --no-check (did you mean --check?)'],
    [['--dryRun'], 'unknown option --dryRun (did you mean --dry-run?)'],
    [['--include-403'], 'unknown option --include-403 (did you mean --include-401?)'],
    [['--check=yes'], 'option --check takes no value'],
    [['--only'], 'option --only needs a value'],
    [['--only', '--check'], 'option --only needs a value'],
    [['--runtime'], 'option --runtime needs a value'],
    [['--runtime', 'skd'], 'unknown runtime skd (did you mean sdk? known: auto, vendored, package, sdk)'],
    [['explain', 'a', 'b'], 'explain takes one name (a), not 2'],
    [['--update-baseline', '--check'], '--update-baseline needs --baseline <file>'],
    [
      ['--baseline', 'x.json'],
      '--baseline goes with --check or --dry-run: what is known is not rewritten by halves',
    ],
    [['--format', 'xml'], 'unknown format xml (known: pretty, json, sarif, github, agent, markdown)'],
    [
      ['--format', 'jsn=x'],
      'unknown format jsn (did you mean json? known: pretty, json, sarif, github, agent, markdown)',
    ],
    [['--format='], 'option --format needs a value'],
    [['--format', '=x'], "unknown format '' (known: pretty, json, sarif, github, agent, markdown)"],
    [['--format', 'json='], '--format json= names no file'],
    [
      ['--diff', '--format', 'json'],
      '--diff and --format json both write to standard output (use --format json=report.json)',
    ],
    [
      ['--format', 'json', '--format', 'json'],
      'another --format and --format json both write to standard output (use --format json=report.json)',
    ],
  ];
  it.each(cases)('%j', async (argv, message) => {
    await expect(parseArguments(argv)).rejects.toThrow(
      expect.objectContaining({ name: 'UsageError', message }) as Error,
    );
  });
});

it('finds the nearest word, and none where none is near', () => {
  expect(nearest('union-scope', ['cap-step-ups', 'union-scopes'])).toBe('union-scopes');
  expect(nearest('chekc', ['check'])).toBe('check');
  expect(nearest('src', ['lib', 'dist'])).toBe(undefined);
  expect(nearest('', ['a'])).toBe(undefined);
});
