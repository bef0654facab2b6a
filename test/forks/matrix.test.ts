import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { loadClientBuild } from './client-build.ts';
import { typeErrorsOf } from './fork-types.ts';
import {
  copyPublished,
  migrate,
  ordersOfTransforms,
  whyNotDone,
  type ModuleFormat,
  type PublishedFork,
} from './published-fork.ts';
import { CHECKS, FORK_CHECKS, verdictsOn, type CheckName } from './seven-checks.ts';

// Where published shapes change: no 403 branch before 1.23.0, ES2020 from 1.25.0 on, redirects since 1.32.0.
const VERSIONS = ['1.21.1', '1.22.0', '1.23.0', '1.24.3', '1.25.3', '1.28.0', '1.30.0', '1.32.2'];
const NAMES = [...Object.keys(CHECKS), ...Object.keys(FORK_CHECKS)] as CheckName[];
const ALL_HOLD = Object.fromEntries(NAMES.map((name) => [name, undefined]));

const modules = fileURLToPath(new URL('../../node_modules/', import.meta.url));
// Below `node_modules`, where vitest leaves every module to Node, and Node finds the dependencies.
const copies = join(modules, `.cache/forks-${process.pid}`);
const installed = (version: string): string =>
  join(modules, version === '1.32.2' ? '@modelcontextprotocol/sdk' : `sdk-${version}`);

const forks = VERSIONS.flatMap((version) =>
  (['esm', 'cjs'] as const satisfies ModuleFormat[]).map((format) => ({
    version,
    format,
    copy: (): PublishedFork =>
      copyPublished(installed(version), format, join(copies, `${version}-${format}`)),
  })),
);
let turns = 0;
const migrated: {
  readonly name: string;
  readonly fork: PublishedFork;
  readonly format: ModuleFormat;
}[] = [];

// The SDKs warn about providers that keep less than they could.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());
afterAll(() => rmSync(copies, { recursive: true, force: true }));

describe.each(forks)('the $format build of SDK $version after one run', ({ version, format, copy }) => {
  it('does all that a step-up client does, and a further run changes nothing', async () => {
    const fork = copy();
    const { changed } = await migrate(fork);
    migrated.push({ name: `${version} ${format}`, fork, format });
    expect(changed.filter((path) => !path.startsWith('client/'))).toEqual([]);
    expect(await verdictsOn(await loadClientBuild(fork.folder), NAMES)).toEqual(ALL_HOLD);
    expect(await whyNotDone(fork, changed)).toBeUndefined();
  }, 120_000);
});

describe.each(ordersOfTransforms(2))('SDK 1.32.2 after each transform by itself: %s first', (...order) => {
  it('does all that a step-up client does', async () => {
    const fork = copyPublished(installed('1.32.2'), 'esm', join(copies, `in-turn-${turns++}`));
    await migrate(fork, order);
    expect(await verdictsOn(await loadClientBuild(fork.folder), NAMES)).toEqual(ALL_HOLD);
  }, 120_000);
});

describe('the declarations of all these builds', () => {
  it('compile with a host that uses what is new', () => {
    const errors = typeErrorsOf(migrated);
    expect(Object.fromEntries(migrated.map(({ name, fork }) => [name, errors.get(fork)]))).toEqual(
      Object.fromEntries(forks.map(({ version, format }) => [`${version} ${format}`, []])),
    );
  }, 120_000);
});
