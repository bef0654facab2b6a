import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../examples/scoped-tools/migrate.ts';
import { CACHE, run, runWrongClient, type Check, type Suite } from './suite.ts';

/** A folder of example clients, some of them deliberately wrong. */
export interface ExampleClients {
  /** Where it is; it is copied, with all that is below it. */
  readonly folder: string;
  readonly wrong: readonly WrongClient[];
  /** Files below the folder that must stay as they are. */
  readonly right: readonly string[];
  /** The command line of a client, before the server's URL. */
  readonly commandOf: (file: string) => readonly string[];
}

interface WrongClient {
  readonly file: string;
  readonly scenario: 'auth/scope-step-up' | 'auth/scope-retry-limit';
  /** What comes of it as it is, and after one run of our command line. */
  readonly before: string;
  readonly after: string;
}

const CHALLENGED = 'mcp:write';
const UNION = 'mcp:basic mcp:write';
const NO_STEP_UP = 'no step-up';

/** Clients of our own: a handler in one file, the wrapper that calls it in another. */
export const OWN_CLIENTS: ExampleClients = {
  folder: fileURLToPath(new URL('./clients/handlers/', import.meta.url)),
  wrong: [
    { file: 'passes-the-challenge-on.ts', scenario: 'auth/scope-step-up', before: CHALLENGED, after: UNION },
    { file: 'answers-401s-alone.ts', scenario: 'auth/scope-step-up', before: NO_STEP_UP, after: UNION },
    { file: 'never-gives-up.ts', scenario: 'auth/scope-retry-limit', before: 'FAILURE', after: 'SUCCESS' },
  ],
  right: ['unites-scopes.ts', 'retrying-fetch.ts'],
  commandOf: (file) => [fileURLToPath(new URL('./clients/wrapper-client.ts', import.meta.url)), file],
};

/** The suite's own example clients, in a checkout of its repository. */
export async function exampleClientsOf(checkout: string): Promise<ExampleClients> {
  const folder = join(checkout, 'examples/clients/typescript');
  const helpers = await readdir(join(folder, 'helpers'));
  return {
    folder,
    wrong: [
      { file: 'auth-test-echo-scope.ts', scenario: 'auth/scope-step-up', before: CHALLENGED, after: UNION },
      { file: 'auth-test-ignore-403.ts', scenario: 'auth/scope-step-up', before: NO_STEP_UP, after: UNION },
      {
        file: 'auth-test-no-retry-limit.ts',
        scenario: 'auth/scope-retry-limit',
        before: 'FAILURE',
        after: 'SUCCESS',
      },
    ],
    right: ['auth-test.ts', ...helpers.map((each) => `helpers/${each}`)],
    commandOf: (file) => [file],
  };
}

/** What was looked at, what came of it, and what should have. */
export interface Row {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
}

/**
 * Runs the wrong clients as they are, then our command line once on a copy of the folder, then the clients again;
 * compares what must not be touched, and type-checks what was rewritten.
 */
export async function* migrationOf(suite: Suite, clients: ExampleClients): AsyncGenerator<Row> {
  await mkdir(CACHE, { recursive: true });
  const scratch = await mkdtemp(join(CACHE, 'clients-'));
  try {
    const folder = join(scratch, 'clients');
    await cp(clients.folder, folder, { recursive: true });
    await writeFile(join(scratch, 'package.json'), '{ "private": true, "type": "module" }\n');
    const resultOf = async ({ file, scenario }: WrongClient) =>
      resultIn(await runWrongClient(suite, scenario, clients.commandOf(join(folder, file))), scenario);

    const before = await Promise.all(clients.wrong.map(resultOf));
    for (const [i, { file, before: expected }] of clients.wrong.entries())
      yield { name: `${file}, as it is`, expected, got: before[i]! };
    migrate(folder);
    const after = await Promise.all(clients.wrong.map(resultOf));
    for (const [i, { file, after: expected }] of clients.wrong.entries())
      yield { name: `${file}, migrated`, expected, got: after[i]! };
    for (const file of clients.right) {
      const [before, after] = await Promise.all([
        readFile(join(clients.folder, file)),
        readFile(join(folder, file)),
      ]);
      const got = before.equals(after) ? 'the same bytes' : 'other bytes';
      yield { name: file, expected: 'the same bytes', got };
    }
    const files = clients.wrong.map(({ file }) => `clients/${file}`);
    yield { name: 'the types of what was migrated', expected: 'right', got: await typesOf(scratch, files) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The scope that the step-up requested, or whether the suite is content with the number of authorizations. */
function resultIn(checks: readonly Check[], scenario: WrongClient['scenario']): string {
  if (scenario === 'auth/scope-retry-limit')
    return checks.find(({ id }) => id === 'scope-retry-limit')?.status ?? 'no verdict';
  const stepUp = checks.find(({ id }) => id === 'scope-step-up-escalation');
  return stepUp?.details?.requestedScope ?? NO_STEP_UP;
}

async function typesOf(scratch: string, files: readonly string[]): Promise<string> {
  const config = {
    compilerOptions: {
      target: 'es2022',
      module: 'esnext',
      moduleResolution: 'bundler',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      types: ['node'],
    },
    files,
  };
  await writeFile(join(scratch, 'tsconfig.json'), JSON.stringify(config));
  const compiler = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  const { code, output } = await run(process.execPath, [compiler, '--project', scratch], scratch);
  return code === 0 ? 'right' : output;
}
