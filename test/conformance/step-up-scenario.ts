import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { migrate } from '../../examples/scoped-tools/migrate.ts';
import { copyInstalledSdk, INSTALLED_SDK_CLIENT } from '../../examples/scoped-tools/sdk.ts';
import { CACHE, runScenario, type Suite } from './suite.ts';

/** A client that goes through the official scenario, and what has to come of it. */
export interface StepUpCase {
  readonly name: string;
  /** The scope that the step-up has to request. */
  readonly expected: string;
  /** The scope that it did request, as the suite recorded it. */
  readonly requestedScope: (suite: Suite) => Promise<string | undefined>;
}

/** The scenario grants `mcp:basic` first, and then challenges a tool call for `mcp:write` alone. */
const CHALLENGED = 'mcp:write';
const UNION = 'mcp:basic mcp:write';

/**
 * Clients before and after their migration by our own command line. The ones before prove that the check can fail.
 */
export const STEP_UP_CASES: readonly StepUpCase[] = [
  {
    name: 'SDK 1.32.2 as published',
    expected: CHALLENGED,
    requestedScope: (suite) => stepUp(suite, 'sdk-client.ts', INSTALLED_SDK_CLIENT),
  },
  ...(['esm', 'cjs'] as const).map((build) => ({
    name: `SDK 1.32.2 migrated, ${build}`,
    expected: UNION,
    async requestedScope(suite: Suite) {
      const copy = await copyInstalledSdk(`conformance-${build}`);
      try {
        migrate(copy[build]);
        return await stepUp(suite, 'sdk-client.ts', copy[build]);
      } finally {
        await copy.remove();
      }
    },
  })),
  {
    name: 'SDK 1.32.2 as published, with withStepUp',
    expected: UNION,
    requestedScope: (suite) => stepUp(suite, 'step-up-client.ts'),
  },
  {
    name: 'fetch wrapper that passes the challenge on',
    expected: CHALLENGED,
    requestedScope: (suite) => stepUp(suite, 'wrapper-client.ts', client('passing-fetch.ts')),
  },
  {
    name: 'fetch wrapper that passes the challenge on, migrated',
    expected: UNION,
    requestedScope: (suite) =>
      withMigratedWrapper('passing-fetch.ts', (wrapper) => stepUp(suite, 'wrapper-client.ts', wrapper)),
  },
  {
    name: 'fetch wrapper that unites already, migrated (its union stays)',
    expected: UNION,
    requestedScope: (suite) =>
      withMigratedWrapper('uniting-fetch.ts', async (wrapper) => {
        const [before, after] = await Promise.all([
          readFile(client('uniting-fetch.ts'), 'utf8'),
          readFile(wrapper, 'utf8'),
        ]);
        const isUnion = (line: string) => line.includes('new Set(');
        if (before.split('\n').find(isUnion) !== after.split('\n').find(isUnion))
          throw new Error('the union of a client that unites already was rewritten');
        if (/unionScopes/.test(after)) throw new Error('a client that unites already was given a union');
        return stepUp(suite, 'wrapper-client.ts', wrapper);
      }),
  },
];

/** Runs `auth/scope-step-up` and reads what the second authorization request asked for. */
async function stepUp(suite: Suite, file: string, ...args: string[]): Promise<string | undefined> {
  const checks = await runScenario(suite, 'auth/scope-step-up', [client(file), ...args]);
  return checks.find(({ id }) => id === 'scope-step-up-escalation')?.details?.requestedScope;
}

/** How often a client with `withStepUp` authorizes at a server that is never satisfied (`auth/scope-retry-limit`). */
export async function authorizationsOfStepUpClient(suite: Suite): Promise<number | undefined> {
  const checks = await runScenario(suite, 'auth/scope-retry-limit', [client('step-up-client.ts')]);
  return checks.find(({ id }) => id === 'scope-retry-limit')?.details?.authorizationAttempts;
}

function client(file: string): string {
  return fileURLToPath(new URL(`./clients/${file}`, import.meta.url));
}

/** Migrates a copy of a wrapper, in a package of its own: a vendored runtime is written once per package. */
async function withMigratedWrapper<T>(
  file: string,
  use: (wrapper: string, folder: string) => Promise<T>,
): Promise<T> {
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'wrapper-'));
  try {
    const wrapper = join(folder, file);
    await cp(client(file), wrapper);
    await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    migrate(wrapper);
    return await use(wrapper, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
