import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The package managers that the applications are installed with, as the registry has them. */
const MANAGERS = {
  npm: undefined,
  pnpm: { package: 'pnpm', version: '10.34.9', bin: 'bin/pnpm.cjs' },
  yarn: { package: '@yarnpkg/cli-dist', version: '4.18.1', bin: 'bin/yarn.js' },
} as const;
export type PackageManagerName = keyof typeof MANAGERS;

/** Command lines, for the folder of a project. */
export interface PackageManager {
  readonly install: readonly string[];
  /** Exactly what the lock file says. */
  readonly installFrozen: readonly string[];
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/package-managers/', import.meta.url));

/** Installs a package manager where it is not there yet. @throws If that fails. */
export function packageManager(name: PackageManagerName): PackageManager {
  if (name === 'npm') {
    const quiet = ['--no-audit', '--no-fund'];
    return { install: ['npm', 'install', ...quiet], installFrozen: ['npm', 'ci', ...quiet] };
  }
  const program = [process.execPath, installed(MANAGERS[name])];
  return name === 'pnpm'
    ? {
        install: [...program, 'install', '--no-frozen-lockfile'],
        installFrozen: [...program, 'install', '--frozen-lockfile'],
      }
    : {
        install: [...program, 'install', '--no-immutable'],
        installFrozen: [...program, 'install', '--immutable'],
      };
}

function installed({
  package: name,
  version,
  bin,
}: Exclude<(typeof MANAGERS)[PackageManagerName], undefined>): string {
  const folder = join(CACHE, `${name.replace('/', '+')}@${version}`);
  const program = join(folder, 'node_modules', name, bin);
  if (existsSync(program)) return program;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--no-save', `${name}@${version}`];
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name}@${version} could not be installed:\n${stdout}${stderr}`);
  return program;
}
