import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../usage-error.ts';
import { manifestOf, textOf } from './manifest.ts';

export const packageManagerNames = ['npm', 'yarn', 'yarn-berry', 'pnpm', 'bun'] as const;
/** `yarn` is yarn 1. */
export type PackageManagerName = (typeof packageManagerNames)[number];

export interface PackageManager {
  readonly name: PackageManagerName;
  /** As far as the project tells it: `9.15.9`, `10`, `undefined`. */
  readonly version: string | undefined;
}

/** The first version that can patch, and where that is said. */
const firstThatPatches: Partial<Record<PackageManagerName, string>> = {
  pnpm: '7.4.0',
  'yarn-berry': '2.0.0',
  bun: '1.1.14',
};

/** Whether a version such as `10.5` is at least another one; what is not known is taken for new. */
export function isAtLeast(version: string | undefined, least: string): boolean {
  if (version === undefined) return true;
  const [have, need] = [version, least].map((each) => each.split(/[.-]/).map(Number)) as [number[], number[]];
  for (const [at, number] of need.entries()) {
    const own = have[at] ?? Infinity; // `10` is whatever 10
    if (Number.isNaN(own) || own === number) continue;
    return own > number;
  }
  return true;
}

function yarnOf(version: string | undefined, root: string): PackageManager {
  const isClassic = version === undefined ? isYarnClassic(root) : /^[01](?:\.|$)/.test(version);
  return { name: isClassic ? 'yarn' : 'yarn-berry', version };
}

function isYarnClassic(root: string): boolean {
  if (existsSync(join(root, '.yarnrc.yml'))) return false;
  return !/^__metadata:/m.test(textOf(join(root, 'yarn.lock')) ?? '');
}

/** What a project's `package.json` says it is installed with. */
function named(root: string): PackageManager | undefined {
  const { packageManager, devEngines } = manifestOf(root) ?? {};
  const [, field, version] = /^(.+?)@([^+]*)/.exec(String(packageManager ?? '')) ?? [];
  const engine = devEngines?.packageManager;
  const name = field ?? engine?.name;
  if (name === undefined) return undefined;
  const given = version ?? /\d[\d.]*/.exec(engine?.version ?? '')?.[0];
  if (name === 'yarn') return yarnOf(given, root);
  if (name === 'npm' || name === 'pnpm' || name === 'bun') return { name, version: given };
  throw new UsageError(
    `package.json names the package manager ${name}, for which no form of patch is known ` +
      `(--package-manager ${packageManagerNames.join('|')} takes another one)`,
  );
}

type Evidence = readonly [file: string, manager: 'npm' | 'yarn' | 'pnpm' | 'bun'];

const lockFiles: readonly Evidence[] = [
  ['package-lock.json', 'npm'],
  ['npm-shrinkwrap.json', 'npm'],
  ['pnpm-lock.yaml', 'pnpm'],
  ['yarn.lock', 'yarn'],
  ['bun.lock', 'bun'],
  ['bun.lockb', 'bun'],
];

/** What an installation leaves behind; only that of the last one counts. */
const installations: readonly Evidence[] = [
  ['node_modules/.modules.yaml', 'pnpm'],
  ['node_modules/.yarn-state.yml', 'yarn'],
  ['node_modules/.yarn-integrity', 'yarn'],
  ['node_modules/.package-lock.json', 'npm'],
  ['.pnp.cjs', 'yarn'],
];

const settings: readonly Evidence[] = [
  ['pnpm-workspace.yaml', 'pnpm'],
  ['.yarnrc.yml', 'yarn'],
  ['bunfig.toml', 'bun'],
];

function present(evidence: readonly Evidence[], root: string): readonly Evidence[] {
  return evidence.filter(([file]) => existsSync(join(root, file)));
}

function age(root: string, [file]: Evidence): number {
  return statSync(join(root, file)).mtimeMs;
}

/** The manager that the files of a project tell of. */
function evident(root: string): Evidence[1] {
  const locks = present(lockFiles, root);
  const managers = new Set(locks.map(([, manager]) => manager));
  if (managers.size === 1) return locks[0]![1];
  const installed = present(installations, root)
    .toSorted((a, b) => age(root, b) - age(root, a))
    .map(([, manager]) => manager)
    .filter((manager) => managers.size === 0 || managers.has(manager));
  if (installed[0]) return installed[0];
  if (managers.size > 1) {
    const files = locks.map(([file]) => file).join(' and ');
    throw new UsageError(`there are ${files}: say which one counts with --package-manager`);
  }
  return present(settings, root)[0]?.[1] ?? 'npm';
}

/** The version of pnpm that the installation was made with. */
function installedPnpm(root: string): string | undefined {
  const state = textOf(join(root, 'node_modules/.modules.yaml')) ?? '';
  return /packageManager"?: *["']?pnpm@(\d[\w.-]*)/.exec(state)?.[1];
}

function withVersion({ name, version }: PackageManager, root: string): PackageManager {
  return { name, version: (name === 'pnpm' ? installedPnpm(root) : undefined) ?? version };
}

/**
 * The package manager of a project: the one asked for, the one that its `package.json` names, or the one that its
 * lock file, its installation or its settings are of; else npm.
 * @throws {UsageError} if that cannot be told, or it cannot patch.
 */
export function packageManagerOf(root: string, asked: PackageManagerName | undefined): PackageManager {
  const said = asked === undefined ? named(root) : undefined;
  const found = asked ?? evident(root);
  const manager =
    said ?? (found === 'yarn' && !asked ? yarnOf(undefined, root) : { name: found, version: undefined });
  const known = withVersion(manager, root);
  const least = firstThatPatches[known.name];
  if (least !== undefined && !isAtLeast(known.version, least)) {
    const name = known.name === 'yarn-berry' ? 'yarn' : known.name;
    throw new UsageError(
      `${name} ${known.version} cannot patch packages: ${name} ${least} is the first that can (update it, ` +
        'or let your own code step up: docs/patch.md#without-a-patch)',
    );
  }
  return known;
}
