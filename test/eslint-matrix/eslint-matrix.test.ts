import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule } from 'eslint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scriptModules } from '../../transforms/script-blocks.ts';
import type { JsonReport } from '../../cli/report-json.ts';
import { rules } from '../../rules/index.ts';
import { ruleFor } from '../../rules/messages.ts';
import { built } from '../fixture-copies.ts';
import { fixtures } from '../fixtures.ts';
import { groups, makeInputs, type Group } from './inputs.ts';
import {
  placesOfFindings,
  placesOfMessages,
  placesOfOxlint,
  reportOfCommandLine,
  type Places,
} from './places.ts';
import { runEslint, type LintRequest, type ParserName, type Reports } from './run-eslint.ts';

/**
 * The rule of this matrix: lint reports what the command line reports with all transforms, at the same places, but for
 * findings with `evidence: 'project'`, which another file shows. Nothing else is left out.
 */
const inputs = makeInputs();
afterAll(() => inputs.remove());

const code: readonly Group[] = ['fixtures', 'sdk-esm', 'sdk-cjs', 'alpha'];
const codeFiles = code.flatMap((group) => inputs.files(group));
const components = inputs.files('components');
const isJavaScript = (file: string) => /\.[cm]?jsx?$/.test(file);
/** Components that are made of fixtures, with one script each. */
const isWrapped = (file: string) => file.includes('/in-a-script/');
/** Components whose scripts are JavaScript: `lang` is absent or says so. */
const isPlainComponent = (file: string) =>
  !/ lang="tsx?"/.test(readFileSync(join(inputs.folder, file), 'utf8'));

const filesFor: Readonly<Record<ParserName, readonly string[]>> = {
  espree: codeFiles.filter(isJavaScript),
  typescript: codeFiles,
  babel: codeFiles,
  'vue+espree': components.filter(isPlainComponent),
  'vue+typescript': components,
  // What Babel reads in a file it reads in a script; whether the offsets are right the other two show.
  'vue+babel': components.filter((file) => !isWrapped(file)),
};

type Column = Pick<LintRequest, 'eslint' | 'plugin'> & {
  readonly version: RegExp;
  readonly parsers: readonly ParserName[];
};

const allParsers = Object.keys(filesFor) as readonly ParserName[];

const columns: readonly Column[] = [
  { eslint: 'eslint', plugin: 'esm', version: /^10\./, parsers: allParsers },
  {
    eslint: 'eslint-9',
    plugin: 'cjs',
    version: /^9\./,
    // How Vue's parser hands scripts on to the others is the same with 10.
    parsers: ['espree', 'typescript', 'babel', 'vue+typescript'],
  },
  // The oldest that package.json allows. The other parsers are the same there as in the newest 9.
  { eslint: 'eslint-9.15', plugin: 'esm', version: /^9\.15\.0$/, parsers: ['espree'] },
];

/**
 * What a parser does not let the rules see, by the files that show it. Each is checked: the report has to be missing.
 * Babel's scope analysis declares no enum, so nobody can tell what `Http.Denied` is.
 */
const unseen: { readonly [K in ParserName]?: Places } = {
  babel: {
    'fixtures/challenged-scope-only--status-of-an-enum.ts': [
      'no-challenged-scope-only 6:30-6:35',
      'no-refresh-on-widening 6:9-6:38',
    ],
    'fixtures/scope-substring-test--scopes-of-a-table.ts': ['no-scope-substring-test 19:34-19:66'],
  },
};

let findings: JsonReport['findings'] = [];
let expected: Places = {};
let reports: readonly Reports[] = [];
let oxlint: Places = {};

const severities = Object.fromEntries(Object.keys(rules).map((rule) => [`mcp-scope/${rule}`, 'error']));

beforeAll(async () => {
  const request = ({ eslint, plugin, parsers }: Column): LintRequest => ({
    eslint,
    plugin,
    runtime: './mcp-scope-runtime.js',
    jobs: parsers.map((parser) => ({ parser, files: filesFor[parser] })),
  });
  const config = {
    categories: { correctness: 'off' },
    jsPlugins: [{ name: 'mcp-scope', specifier: built('eslint.js') }],
    rules: severities,
    // Several scripts, or such as are data: oxlint takes each by itself for code.
    ignorePatterns: ['components/script-blocks--*'],
  };
  writeFileSync(join(inputs.folder, '.oxlintrc.json'), JSON.stringify(config));
  const [newest, nine, oldest] = columns.map(request) as [LintRequest, LintRequest, LintRequest];
  // Two processes at a time.
  const byNewest = async () => {
    const report = await runEslint(newest, inputs.folder);
    oxlint = await placesOfOxlint(inputs.folder);
    return report;
  };
  const byOthers = async () => {
    ({ findings } = await reportOfCommandLine(inputs.folder));
    return [await runEslint(nine, inputs.folder), await runEslint(oldest, inputs.folder)];
  };
  const [first, others] = await Promise.all([byNewest(), byOthers()]);
  expected = placesOfFindings(findings);
  reports = [first, ...others];
}, 1_800_000);

/** The places of some files. */
function of(files: readonly string[], places: Places): Places {
  return Object.fromEntries(files.flatMap((file) => (places[file] ? [[file, places[file]]] : [])));
}

/** What lint reports with a parser: everything but what that parser hides. */
function seenBy(parser: ParserName, places: Places): Places {
  const hidden = unseen[parser] ?? {};
  const seen = Object.entries(places).map(
    ([file, each]) => [file, each.filter((place) => !hidden[file]?.includes(place))] as const,
  );
  return Object.fromEntries(seen.filter(([, each]) => each.length > 0));
}

describe('the command line', () => {
  it('reads every file', () => {
    expect(Object.keys(expected).length).toBeGreaterThan(400);
  });
  it.each(groups)('finds something in %s', (group) => {
    expect(Object.keys(of(inputs.files(group), expected))).not.toEqual([]);
  });
  it('finds something of every rule', () => {
    const found = new Set(
      Object.values(expected).flatMap((places) => places.map((each) => each.split(' ')[0])),
    );
    expect([...found].sort()).toEqual(Object.keys(rules).sort());
  });
});

describe.each(
  columns.map((column, i) => [`${column.eslint}, plugin as ${column.plugin}`, column, i] as const),
)('%s', (_name, { version, parsers }, i) => {
  it('is the version that it should be', () => {
    expect(reports[i]!.version).toMatch(version);
  });
  describe.each(parsers)('with %s', (parser) => {
    it.each(groups.filter((group) => filesFor[parser].some((file) => file.startsWith(`${group}/`))))(
      'reports in %s at the same places as the command line',
      (group) => {
        const files = filesFor[parser].filter((file) => file.startsWith(`${group}/`));
        const messages = reports[i]!.reports[parser]!;
        expect(Object.keys(messages)).toEqual([...filesFor[parser]]);
        expect(of(files, placesOfMessages(messages))).toEqual(seenBy(parser, of(files, expected)));
      },
    );
  });
});

describe('oxlint', () => {
  it.each(code)('reports in %s at the same places as the command line', (group) => {
    const files = inputs.files(group);
    expect(of(files, oxlint)).toEqual(of(files, expected));
  });
  it('reports in components with one script at the same places as the command line', () => {
    const files = components.filter(isWrapped);
    expect(of(files, oxlint)).toEqual(of(files, expected));
  });
});

describe('a fixture that must not be touched', () => {
  it('is accused of nothing, with every rule on, but for what is listed', () => {
    const silent = fixtures().filter((fixture) => fixture.findings.length === 0);
    const accused = placesOfMessages(reports[0]!.reports['typescript']!);
    const rulesIn = (places: readonly string[] = []) => places.map((each) => each.split(' ')[0]!);
    expect(silent.map((each) => [each.name, rulesIn(accused[inputs.nameOf(each)])])).toEqual(
      silent.map((each) => [each.name, each.besides.map(ruleFor).sort()]),
    );
  });
});

describe('suggestions in components', () => {
  const scripts = (text: string) => scriptModules(text, 'vue').flatMap(({ blocks }) => blocks);
  /** The component without what is in its scripts. */
  const markup = (text: string) => {
    const ends = [0, ...scripts(text).flat(), text.length];
    return ends.flatMap((end, i) => (i % 2 === 0 ? [text.slice(end, ends[i + 1])] : [])).join('\0');
  };
  const suggestions = () =>
    Object.entries(reports[0]!.reports['vue+typescript']!).flatMap(([file, messages]) => {
      const text = readFileSync(join(inputs.folder, file), 'utf8').replace(/^\uFEFF/, '');
      return messages.flatMap(({ suggestions = [] }) => suggestions.map(({ fix }) => ({ file, text, fix })));
    });
  const applied = (text: string, { range, text: written }: Rule.Fix) =>
    text.slice(0, range[0]) + written + text.slice(range[1]);

  it('are made', () => {
    expect(suggestions().length).toBeGreaterThan(300);
  });
  it('change nothing outside of scripts', () => {
    const strayed = suggestions().filter(({ text, fix }) => markup(applied(text, fix)) !== markup(text));
    expect(strayed.map(({ file }) => file)).toEqual([]);
  });
});
