import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseSync } from 'oxc-parser';
import { format, resolveConfig } from 'prettier';

const root = new URL('../../', import.meta.url);

/** How one new rule is called in every place. */
interface Names {
  /** `no-refresh-on-widening` */
  readonly rule: string;
  /** `refresh-on-widening` */
  readonly kind: string;
  /** `bypass-refresh` */
  readonly transform: string;
  /** `RefreshOnWidening` */
  readonly finding: string;
  /** `findRefreshOnWidening` */
  readonly finder: string;
  /** `bypassRefresh` */
  readonly remedy: string;
}

const camel = (name: string) => name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const pascal = (name: string) => camel(`-${name}`);

/** @returns why the arguments make no rule, or the names that they stand for. */
function namesFrom(args: readonly string[]): Names | string {
  const [rule, kind, transform, ...rest] = args;
  if (!rule || !kind || !transform || rest.length > 0) return 'three names are needed';
  if (!/^(?:no|require|prefer)(?:-[a-z0-9]+)+$/.test(rule))
    return `a rule is called no-x, require-x or prefer-x: ${rule}`;
  for (const name of [kind, transform]) {
    if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name)) return `a name is written-like-this: ${name}`;
  }
  return {
    rule,
    kind,
    transform,
    finding: pascal(kind),
    finder: `find${pascal(kind)}`,
    remedy: camel(transform),
  };
}

/** The new files, by their paths. */
function filesFor({
  rule,
  kind,
  transform,
  finding,
  finder,
  remedy,
}: Names): Readonly<Record<string, string>> {
  // What stands above the marker is eslint-doc-generator's, and so are the options that a rule with edits has.
  const page = `# ${rule}

<!-- end auto-generated rule header -->

Finding: \`${kind}\` · transform: \`${transform}\`.

## What it finds

Nothing yet.

## What the specification says

TODO: section

## Why

## Examples

<!-- fixture: ${kind}/finds-nothing-yet/input.ts -->

\`\`\`ts
\`\`\`

## How it is mended

\`npx mcp-scope-codemod --only ${transform}\` does nothing about it yet.

## When not to use it

## With oxlint

The rule runs in oxlint unchanged, through \`jsPlugins\`.
`;
  return {
    [`analysis/find-${kind}.ts`]: `import type { ${finding} } from './finding.ts';
import type { SourceUnit } from './source-unit.ts';

/** TODO: what it finds, and which section asks for it. Finds nothing yet: what cannot be proved is no finding. */
export function ${finder}(_unit: SourceUnit): Iterable<${finding}> {
  return [];
}
`,
    [`edits/${transform}.ts`]: `import type { ${finding} } from '../analysis/finding.ts';
import type { Remedy } from './remedy.ts';

/** TODO: what is put in place of what. */
export function ${remedy}(_finding: ${finding}): Remedy {
  throw new Error('${transform} is not written yet');
}
`,
    [`rules/${rule}.ts`]: `import { createRule } from './create-rule.ts';

export default createRule({
  name: '${rule}',
  reports: '${kind}',
  description: 'Require TODO: describe ${rule}',
  message: 'TODO: say what goes wrong (TODO: section).',
  section: 'TODO: section',
  mending: 'none',
});
`,
    [`transforms/${transform}.ts`]: `import { createTransform } from './create-transform.ts';

/** TODO: what it does. */
export const ${remedy} = createTransform('${transform}');
export default ${remedy}.shift;
`,
    [`docs/rules/${rule}.md`]: page,
    [`fixtures/${kind}/finds-nothing-yet/findings.json`]: '[]\n',
    [`fixtures/${kind}/finds-nothing-yet/input.ts`]: `import { auth, extractWWWAuthenticateParams, type OAuthClientProvider } from '@modelcontextprotocol/client';
import { scopeUnion } from './scope-union.js';

export async function stepUp(provider: OAuthClientProvider, serverUrl: URL, response: Response) {
  if (response.status !== 403) return response;
  const { scope } = extractWWWAuthenticateParams(response);
  const held = (await provider.tokens())?.scope;
  await auth(provider, { serverUrl, scope: scopeUnion(held, scope), forceReauthorization: true });
  return fetch(serverUrl);
}
`,
  };
}

/** A text with an insertion at an offset. */
function insert(text: string, at: number, what: string): string {
  return text.slice(0, at) + what + text.slice(at);
}

/** The statements of a module. */
function statementsOf(text: string) {
  return parseSync('module.ts', text).program.body;
}

/** The declaration of a name at the top of a module, exported or not. */
function declarationsIn(text: string) {
  return statementsOf(text).map((statement) => ({
    statement,
    declaration: statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement,
  }));
}

/** One more entry at the end of the object literal that a constant holds. */
function addEntry(text: string, constant: string, entry: string): string {
  for (const { declaration } of declarationsIn(text)) {
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || id.name !== constant) continue;
      let value = init;
      while (value?.type === 'TSSatisfiesExpression' || value?.type === 'TSAsExpression')
        value = value.expression;
      if (value?.type !== 'ObjectExpression') continue;
      const last = value.properties.at(-1);
      const comma = last && !/^\s*,/.test(text.slice(last.end)) ? ',' : '';
      return insert(insert(text, value.end - 1, `${entry},\n`), last?.end ?? value.end - 1, comma);
    }
  }
  throw new Error(`no object literal ${constant}`);
}

/** One more type in a union, and its declaration before that of the union. */
function addToUnion(text: string, union: string, type: string, declaration: string): string {
  const found = declarationsIn(text);
  const index = found.findIndex(
    (each) => each.declaration?.type === 'TSTypeAliasDeclaration' && each.declaration.id.name === union,
  );
  const alias = found[index]?.declaration;
  if (alias?.type !== 'TSTypeAliasDeclaration') throw new Error(`no type ${union}`);
  const before = found[index - 1]?.statement.end ?? 0;
  return insert(insert(text, alias.typeAnnotation.end, ` | ${type}`), before, `\n\n${declaration}`);
}

/** One more import, among those that come before it in the alphabet. */
function addImport(text: string, line: string): string {
  const imports = statementsOf(text).filter((each) => each.type === 'ImportDeclaration');
  const source = /from '(.*)'/.exec(line)![1]!;
  const next = imports.find(({ source: { value } }) => value.startsWith('./') && value > source);
  const last = imports.at(-1);
  return next ? insert(text, next.start, `${line}\n`) : insert(text, last?.end ?? 0, `\n${line}`);
}

/** The files that name every kind of finding, and would not compile without the new one. */
function changesFor({ kind, transform, finding, finder, remedy }: Names) {
  const interfaceText = `/** TODO: the fact, and which section says that it is one. */
export interface ${finding} {
  readonly kind: '${kind}';
  readonly range: Range;
}`;
  return {
    'analysis/finding.ts': (text: string) => addToUnion(text, 'Finding', finding, interfaceText),
    'analysis/analyze.ts': (text: string) =>
      addImport(
        addEntry(text, 'finders', `'${kind}': ${finder}`),
        `import { ${finder} } from './find-${kind}.ts';`,
      ),
    'edits/remedies.ts': (text: string) =>
      addImport(
        addEntry(text, 'remedies', `'${kind}': ${remedy}`),
        `import { ${remedy} } from './${transform}.ts';`,
      ),
    'transforms/transform.ts': (text: string) => addEntry(text, 'transformOf', `'${kind}': '${transform}'`),
    'transforms/index.ts': (text: string) =>
      addEntry(text, 'descriptions', `'${transform}': 'TODO: describe it'`),
  };
}

async function write(path: string, text: string): Promise<void> {
  const file = new URL(path, root).pathname;
  const options = { ...(await resolveConfig(file)), filepath: file };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, path.startsWith('fixtures/') ? text : await format(text, options));
  process.stdout.write(`wrote ${path}\n`);
}

async function newRule(names: Names): Promise<void> {
  const files = filesFor(names);
  const taken = Object.keys(files).filter((path) => existsSync(new URL(path, root)));
  if (taken.length > 0) throw new Error(`there already: ${taken.join(', ')}`);
  // Everything is made before anything is written, so that a failure leaves the tree as it was.
  const changed = Object.entries(changesFor(names)).map(
    ([path, change]) => [path, change(readFileSync(new URL(path, root), 'utf8'))] as const,
  );
  for (const [path, text] of [...Object.entries(files), ...changed]) await write(path, text);
  const generate = new URL('generate.ts', import.meta.url).pathname;
  execFileSync(process.execPath, [...process.execArgv, generate], { stdio: 'inherit' });
}

const names = namesFrom(process.argv.slice(2));
try {
  if (typeof names === 'string') throw new Error(names);
  await newRule(names);
} catch (error) {
  process.stderr.write(
    `new-rule: ${error instanceof Error ? error.message : String(error)}\n` +
      'usage: npm run new-rule -- <rule-name> <finding-kind> <transform-name>\n',
  );
  process.exitCode = 2;
}
