import type { Finding } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { RuntimeName } from '../edits/remedy.ts';
import { newlineOf } from '../edits/text-style.ts';
import type { Core, TransformInfo } from '../cli/core.ts';
import type { Choice, Plan, RuntimeImports, Site } from '../transforms/transform.ts';

/**
 * A core that knows two sentences, so that tests of the command line do not hang on the analysis:
 * `scope = challenged; // 403 insufficient_scope` is rewritten, `retry(); // 403 insufficient_scope` is manual,
 * and a line `SYNTAX ERROR` does not parse.
 */
const rewritable = /scope = (challenged); \/\/ 403 insufficient_scope/g;
const manual = /(retry\(\)); \/\/ 403 insufficient_scope/g;

class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly line: number;
  readonly column: number;
  constructor(line: number, column: number) {
    super('Unexpected token');
    this.line = line;
    this.column = column;
  }
}

function sitesIn(text: string): Site[] {
  const sites: Site[] = [];
  for (const match of text.matchAll(rewritable)) {
    const start = match.index + 'scope = '.length;
    const range = [start, start + 'challenged'.length] as const;
    const finding = { kind: 'challenged-scope-only', range } as unknown as Finding;
    const edits = [{ range, text: 'unionScopes(scope, challenged)' }];
    sites.push({
      finding,
      transform: 'union-scopes',
      remedy: { kind: 'rewrite', edits, needs: ['unionScopes'] },
    });
  }
  for (const match of text.matchAll(manual)) {
    const range = [match.index, match.index + 'retry()'.length] as const;
    const finding = { kind: 'uncapped-step-up', range } as unknown as Finding;
    const remedy = { kind: 'manual', reason: 'prior-scope-out-of-reach' } as unknown as Site['remedy'];
    sites.push({ finding, transform: 'cap-step-ups', remedy });
  }
  return sites.sort((a, b) => a.finding.range[0] - b.finding.range[0]);
}

function plan(text: string, _filename: string, choice: Partial<Choice> = {}): Plan {
  const bare = text.replace(/^\uFEFF/, '');
  const lines = bare.split('\n');
  const broken = lines.findIndex((line) => line.includes('SYNTAX ERROR'));
  if (broken >= 0) throw new ParseError(broken + 1, lines[broken]!.indexOf('SYNTAX') + 1);
  if (bare.includes('CRASH')) throw new TypeError('the fake is broken\n    at fake');
  const sites = sitesIn(bare).filter(({ transform }) => choice.transforms?.includes(transform) ?? true);
  const rewrites = sites.some(({ remedy }) => remedy.kind === 'rewrite');
  const unit = { text: bare } as unknown as SourceUnit;
  return { unit, sites, needs: rewrites ? ['unionScopes'] : [], reexports: [], addedOptions: [] };
}

function moduleFormat({ text }: SourceUnit): 'esm' | 'cjs' {
  return text.includes('require(') ? 'cjs' : 'esm';
}

function applyPlan(
  text: string,
  { unit, sites }: Pick<Plan, 'unit' | 'sites'>,
  runtime: RuntimeImports,
): string {
  let changed = unit.text;
  const edits = sites.flatMap(({ remedy }) => (remedy.kind === 'rewrite' ? remedy.edits : []));
  for (const { range, text: by } of edits.toReversed())
    changed = changed.slice(0, range[0]) + by + changed.slice(range[1]);
  if (edits.length === 0) return text;
  if (!/import \{[^}]*\bunionScopes\b|\{ unionScopes[^}]*\} = require/.test(changed)) {
    const { module, exported } = runtime('unionScopes');
    const newline = newlineOf(text);
    const cjs = moduleFormat(unit) === 'cjs';
    const name = exported ? `${exported}${cjs ? ':' : ' as'} unionScopes` : 'unionScopes';
    const line = cjs ? `const { ${name} } = require('${module}');` : `import { ${name} } from '${module}';`;
    const shebang = /^#!.*\r?\n/.exec(changed)?.[0] ?? '';
    changed = shebang + line + newline + changed.slice(shebang.length);
  }
  return text.startsWith('\uFEFF') ? `\uFEFF${changed}` : changed;
}

const marker = 'vendored by mcp-scope-codemod';

export const fakeCore: Core = {
  plan,
  applyPlan,
  editsOfPlannedSite: (_plan, { remedy }) => (remedy.kind === 'rewrite' ? remedy.edits : []),
  moduleFormat,
  parse: (text) => ({ text }) as unknown as SourceUnit,
  exportedParameterCalls: () => 'none',
  forceReauthorizationOf: () => 'no',
  handedOn: () => [],
  sdkOf: () => undefined,
  sdkExportOf: () => undefined,
  sdkModules: () => undefined,
  sdkSources: () => [],
  transportTraits: () => ({ stepsUp: false, sendsRequestInit: false }),
  exportsAdded: () => [],
  messageOf: ({ kind }) => `Message of ${kind}.`,
  docsFor: (kind) => `https://docs.test/${kind}`,
  explain: (reason) => `explained: ${reason}`,
  docsForReason: (reason) => `https://docs.test/manual#${reason}`,
  VENDORED_MARKER: marker,
  vendoredRuntime: (names, as, { newline }) =>
    [
      `// ${marker}: ${names.join(' ')}`,
      as === 'cjs' ? `Object.assign(exports, { ${names.join(', ')} });` : `export { ${names.join(', ')} };`,
      '',
    ].join(newline),
  vendoredNames: (text) => (/: (.*)/.exec(text)?.[1] ?? '').trim().split(' ') as RuntimeName[],
};

export const fakeTransforms: readonly TransformInfo[] = [
  {
    name: 'union-scopes',
    kinds: ['challenged-scope-only'],
    description: 'Requests the union',
    optIn: undefined,
    onlyReports: false,
  },
  {
    name: 'cap-step-ups',
    kinds: ['uncapped-step-up'],
    description: 'Bounds step-ups',
    optIn: undefined,
    onlyReports: false,
  },
];
