import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageManager, type PackageManagerName } from './package-manager.ts';
import type { ApplicationName } from './application.ts';

/** How an application comes to step up. */
export const WAYS = ['as published', 'wrap-transport', 'patch, npm', 'patch, pnpm', 'patch, yarn'] as const;
export type Way = (typeof WAYS)[number];

const CLI = fileURLToPath(new URL('../../dist/bin/mcp-scope-codemod.js', import.meta.url));

/** Copies an application to a new folder; it is not installed there. */
export function copyApplication(name: ApplicationName, to: string): void {
  rmSync(to, { recursive: true, force: true });
  const isSource = (path: string) => !/(?:node_modules|\.next)$/.test(path);
  cpSync(new URL(`./${name}/`, import.meta.url), to, { recursive: true, filter: isSource });
}

/**
 * Copies an application to a folder, installs it from the registry and lets it step up in one of the ways.
 * @throws If a command fails, with what it wrote.
 */
export function prepareApplication(name: ApplicationName, way: Way, folder: string): void {
  const managerName = (/^patch, (\w+)$/.exec(way)?.[1] ?? 'npm') as PackageManagerName;
  copyApplication(name, folder);
  if (managerName === 'yarn') writeFileSync(join(folder, '.yarnrc.yml'), 'nodeLinker: node-modules\n');
  // Else yarn and pnpm look for a workspace further up.
  if (managerName === 'yarn') writeFileSync(join(folder, 'yarn.lock'), '');
  if (managerName === 'pnpm') writeFileSync(join(folder, 'pnpm-workspace.yaml'), 'packages: []\n');
  const manager = packageManager(managerName);
  start(manager.install, folder);
  if (way === 'wrap-transport') codemod(folder, '.');
  if (way.startsWith('patch')) {
    codemod(folder, 'patch');
    start(manager.install, folder);
    // As a colleague or CI gets it.
    rmSync(join(folder, 'node_modules'), { recursive: true, force: true });
    start(manager.installFrozen, folder);
  }
  if (name === 'next') start([process.execPath, 'node_modules/next/dist/bin/next', 'build'], folder);
}

/** What TypeScript says against it; empty if nothing. */
export function typeErrorsOfApplication(folder: string): string {
  const own = join(folder, 'node_modules/typescript/bin/tsc');
  const tsc = existsSync(own)
    ? own
    : fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));
  return spawnSync(process.execPath, [tsc, '--noEmit'], { cwd: folder, encoding: 'utf8' }).stdout.trim();
}

/**
 * Runs our own command line in a folder, as a user would.
 * @returns What is left to do by hand, as it wrote it; empty if nothing.
 */
export function codemod(folder: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = runIn(folder, [process.execPath, CLI, ...args]);
  if (status !== 0 && status !== 1)
    throw new Error(`mcp-scope-codemod ${args.join(' ')}: ${stdout}${stderr}`);
  return status === 1 ? stdout : '';
}

function start(command: readonly string[], folder: string): void {
  const { status, stdout, stderr } = runIn(folder, command);
  if (status !== 0) throw new Error(`${command.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
}

function runIn(cwd: string, [program, ...args]: readonly string[]) {
  const env = { ...process.env, NO_COLOR: '1', NEXT_TELEMETRY_DISABLED: '1', CI: '1' };
  return spawnSync(program!, args, { cwd, encoding: 'utf8', env, maxBuffer: 1 << 26 });
}
