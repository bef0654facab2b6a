import { dirname } from 'node:path';
import { packageRoot } from '../package-root.ts';
import { UsageError } from '../usage-error.ts';
import { packageManagerOf } from './package-manager.ts';
import type { PackageManager, PackageManagerName } from './package-manager.ts';
import { workspaceFolders } from './workspace-folders.ts';

export interface Project {
  /** Absolute: where the lock file is and patches are kept. */
  readonly root: string;
  /** The root and, in a workspace, its members. */
  readonly folders: readonly string[];
  readonly manager: PackageManager;
}

/**
 * The project that a folder lies in: the workspace that its package is a member of, else that package alone.
 * @throws {UsageError} if there is none, or its package manager cannot be told or cannot patch.
 */
export async function projectAt(folder: string, asked?: PackageManagerName): Promise<Project> {
  const own = packageRoot(folder);
  if (own === undefined)
    throw new UsageError('there is no package.json here or above: run this in a project');
  for (let at = own; ; at = dirname(at)) {
    const folders = await workspaceFolders(at);
    if (folders?.includes(own)) return { root: at, folders, manager: packageManagerOf(at, asked) };
    if (at === dirname(at)) return { root: own, folders: [own], manager: packageManagerOf(own, asked) };
  }
}
