import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const repository = new URL('..', import.meta.url).pathname;
const folder = realpathSync(mkdtempSync(join(tmpdir(), 'ci-recipes-test-')));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The recipes of docs/ci.md, by the files that they are for. */
const recipes = new Map(
  [
    ...readFileSync(join(repository, 'docs/ci.md'), 'utf8').matchAll(
      /<!-- recipe: (\S+) -->\n\n```\w+\n([\s\S]*?)^```$/gm,
    ),
  ].map(([, name, text]) => [name!, text!]),
);
const recipe = (name: string): string => recipes.get(name)!;

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly permissions?: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}
const jobOf = (name: string) => Object.values((parse(recipe(name)) as Workflow).jobs)[0]!;

const client = readFileSync(
  join(repository, 'fixtures/scope-not-in-token-request/scope-given-but-not-taken/input.js'),
  'utf8',
);

beforeAll(() => {
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  write('package.json', '{ "private": true, "type": "module" }');
  write('.gitignore', 'node_modules/\n');
  spawnSync('git', ['init', '--quiet'], { cwd: folder });
  write('src/token.js', client);
  write('src/other.js', 'export const other = 1;\n');
  for (const name of ['eslint.config.js', '.oxlintrc.json']) write(name, recipe(name));
  mkdirSync(join(folder, 'node_modules/.bin'), { recursive: true });
  // What the recipes load from it is dist/ alone, as in the published package.
  mkdirSync(join(folder, 'node_modules/mcp-scope-codemod'));
  for (const name of ['dist', 'package.json'])
    symlinkSync(join(repository, name), join(folder, 'node_modules/mcp-scope-codemod', name));
  for (const name of ['eslint', 'oxlint'])
    symlinkSync(join(repository, 'node_modules', name), join(folder, 'node_modules', name));
  for (const name of ['eslint', 'oxlint'])
    symlinkSync(join(repository, 'node_modules/.bin', name), join(folder, 'node_modules/.bin', name));
  symlinkSync(
    join(repository, 'dist/bin/mcp-scope-codemod.js'),
    join(folder, 'node_modules/.bin/mcp-scope-codemod'),
  );
});

/** Runs a command as a step does. */
function run(command: string, env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync('bash', ['-e', '-o', 'pipefail', '-c', command], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', GITHUB_ACTIONS: '', NODE_OPTIONS: '', ...env },
  });
  return { status, stdout, stderr };
}

interface Sarif {
  readonly runs: readonly {
    readonly results: readonly {
      readonly ruleId: string;
      readonly fixes?: unknown[];
      readonly locations: readonly {
        readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } };
      }[];
    }[];
  }[];
}
function resultsIn(file: string) {
  const { runs } = JSON.parse(readFileSync(join(folder, file), 'utf8')) as Sarif;
  return runs.flatMap(({ results }) => results);
}
const uriOf = ({ locations }: ReturnType<typeof resultsIn>[number]) =>
  locations[0]!.physicalLocation.artifactLocation.uri;

/** The commands of a workflow that are about linting. */
const commandsOf = (name: string) =>
  jobOf(name).steps.flatMap(({ run: command }) => (command && command !== 'npm ci' ? [command] : []));

const workflows = [...recipes.keys()].filter((name) => name.startsWith('.github/'));

describe.each(workflows)('%s', (name) => {
  it('gives the token what it needs and pins its actions', () => {
    const workflow = parse(recipe(name)) as Workflow;
    expect(workflow.permissions).toEqual({ contents: 'read' });
    const { steps, permissions } = jobOf(name);
    const used = steps.flatMap(({ uses }) => uses ?? []);
    expect(used.filter((each) => !/^[\w-]+\/[\w./-]+@v\d+$/.test(each))).toEqual([]);
    const uploads = used.some((each) => each.startsWith('github/codeql-action/upload-sarif@'));
    expect(permissions?.['security-events']).toBe(uploads ? 'write' : undefined);
  });
});

it('the command line annotates and writes SARIF', () => {
  const [command, ...others] = commandsOf('.github/workflows/mcp-scope.yml');
  expect(others).toEqual([]);
  const { status, stdout } = run(command!);
  expect(status).toBe(1);
  expect(stdout).toMatch(/^::error file=src\/token\.js,/m);
  const results = resultsIn('mcp-scope.sarif');
  expect(results.map(({ ruleId }) => ruleId)).toContain('scope-not-in-token-request');
  expect(new Set(results.map(uriOf))).toEqual(new Set(['src/token.js']));
  expect(results.every(({ fixes }) => fixes?.length)).toBe(true);
});

it('ESLint finds the same, with the configuration', () => {
  const [command] = commandsOf('.github/workflows/eslint.yml');
  expect(command).toContain('--format @microsoft/eslint-formatter-sarif --output-file eslint.sarif');
  // The formatter is no dependency of ours, since it installs an ESLint 8: ESLint's own does for a test.
  const { status } = run(command!.replace('@microsoft/eslint-formatter-sarif', 'json'));
  expect(status).toBe(1);
  const files = JSON.parse(readFileSync(join(folder, 'eslint.sarif'), 'utf8')) as {
    readonly filePath: string;
    readonly messages: readonly { readonly ruleId: string }[];
  }[];
  const rules = files.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
  expect(rules).toContain('mcp-scope/require-scope-in-token-request');
});

it('oxlint writes SARIF', () => {
  const [{ run: command }] = parse(recipe('oxlint')) as [Step];
  expect(run(command!).status).toBe(1);
  const results = resultsIn('oxlint.sarif').filter((each) => uriOf(each) === 'src/token.js');
  expect(results.map(({ ruleId }) => ruleId)).toContain('mcp-scope(require-scope-in-token-request)');
});

describe('before a commit', () => {
  const { repos } = parse(recipe('.pre-commit-config.yaml')) as {
    readonly repos: readonly {
      readonly hooks: readonly { readonly entry: string; readonly files: string }[];
    }[];
  };
  const { entry, files } = repos[0]!.hooks[0]!;
  const lefthook = parse(recipe('lefthook.yml')) as {
    readonly 'pre-commit': { readonly commands: Readonly<Record<string, { readonly run: string }>> };
  };
  const staged = JSON.parse(recipe('.lintstagedrc.json')) as Record<string, string>;
  const commands = {
    'pre-commit': `${entry} {staged_files}`,
    lefthook: lefthook['pre-commit'].commands['mcp-scope']!.run,
    // It puts node_modules/.bin into the PATH, and the files behind the command.
    'lint-staged': `PATH=$PWD/node_modules/.bin:$PATH ${Object.values(staged)[0]} {staged_files}`,
  };
  it.each(Object.entries(commands))('%s stops a file with findings, and no other', (_name, command) => {
    expect(run(command.replace('{staged_files}', 'src/token.js')).status).toBe(1);
    expect(run(command.replace('{staged_files}', 'src/other.js')).status).toBe(0);
  });
  it('pre-commit is asked about scripts and components', () => {
    const asked = (name: string) => new RegExp(files).test(name);
    expect(['a.ts', 'a.cjs', 'a.mts', 'a.tsx', 'a.vue', 'a.astro'].filter((name) => !asked(name))).toEqual(
      [],
    );
    expect(['a.json', 'a.md', 'ts'].filter(asked)).toEqual([]);
  });
});

describe('action.yml', () => {
  const action = parse(readFileSync(join(repository, 'action.yml'), 'utf8')) as {
    readonly inputs: Readonly<Record<string, { readonly default: string }>>;
    readonly runs: { readonly using: string; readonly steps: readonly Step[] };
  };
  const [step] = action.runs.steps;
  it('gets its inputs through the environment alone', () => {
    expect(action.runs.using).toBe('composite');
    expect(Object.keys(action.inputs).sort()).toEqual(['paths', 'sarif', 'version']);
    expect(step!.run).not.toContain('${{');
  });
  it('runs what is installed, with annotations', () => {
    const env = {
      PACKAGE: 'mcp-scope-codemod',
      PATHS: 'src/other.js src/token.js',
      SARIF: '',
      GITHUB_ACTIONS: 'true',
    };
    const { status, stdout } = run(step!.run!, env);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^::error file=src\/token\.js,/m);
    expect(run(step!.run!, { ...env, PATHS: 'src/other.js' }).status).toBe(0);
  });
  it('writes SARIF where it is asked to', () => {
    const env = { PACKAGE: 'mcp-scope-codemod', PATHS: 'src', SARIF: 'out of the action.sarif' };
    expect(run(step!.run!, env).status).toBe(1);
    expect(resultsIn('out of the action.sarif').length).toBeGreaterThan(0);
  });
});
