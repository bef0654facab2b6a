import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative, sep } from 'node:path';
import { manifestOf, textOf } from './manifest.ts';
import type { Project } from './project.ts';

/** A package as it is installed somewhere. */
export interface InstalledCopy {
  readonly name: string;
  readonly version: string;
  /** Absolute, the real folder. */
  readonly folder: string;
  /** Relative to the root, with `/`. */
  readonly path: string;
}

export interface Installation {
  /** Each folder once, in the order of their paths. */
  readonly copies: readonly InstalledCopy[];
  /** Links to the package's source, which is no installed copy. Absolute. */
  readonly linkedSources: readonly string[];
  readonly hasModules: boolean;
}

/** The packages in a `node_modules` folder, with the scope before the name. Folders of the manager itself are none. */
function packagesIn(modules: string): readonly string[] {
  const names = readdirSync(modules).filter((name) => !name.startsWith('.'));
  return names
    .flatMap((name) => {
      if (!name.startsWith('@')) return [name];
      const scope = join(modules, name);
      return lstatSync(scope).isDirectory() ? readdirSync(scope).map((inner) => `${name}/${inner}`) : [];
    })
    .filter((name) => !/(?:^|\/)\./.test(name));
}

/**
 * The `node_modules` folder that a package in a real folder takes its dependencies from; `undefined` for source that is
 * linked. In yarn's store they lie beside the package (`.store/a/package`, `.store/a/node_modules`).
 */
function modulesAround(folder: string): string | undefined {
  const parts = folder.split(sep);
  const at = parts.lastIndexOf('node_modules');
  if (at < 0) return undefined;
  const isInStore = parts[at + 1] === '.store' && basename(folder) === 'package';
  return isInStore ? join(dirname(folder), 'node_modules') : parts.slice(0, at + 1).join(sep);
}

/** Reads a manifest only where its text names the package: most of them do not. */
function versionIfNamed(folder: string, name: string): string | undefined {
  const path = join(folder, 'package.json');
  if (!textOf(path)?.includes(`"${name}"`)) return undefined;
  const manifest = manifestOf(folder);
  return manifest?.name === name ? String(manifest.version) : undefined;
}

class Search {
  readonly copies = new Map<string, InstalledCopy>();
  readonly linkedSources = new Set<string>();
  readonly seen = new Set<string>();
  readonly open: string[] = [];
  readonly root: string;
  readonly name: string;
  constructor(root: string, name: string) {
    this.root = root;
    this.name = name;
  }
  enter(modules: string): void {
    const real = existsSync(modules) ? realpathSync(modules) : undefined;
    if (real === undefined || this.seen.has(real)) return;
    this.seen.add(real);
    this.open.push(real);
  }
  /** Notes what one folder of a package is, and where what it depends on is found. */
  look(folder: string): void {
    const isLink = lstatSync(folder).isSymbolicLink();
    if (!existsSync(folder)) return; // a link to nothing
    const real = isLink ? realpathSync(folder) : folder;
    const around = modulesAround(real);
    const version = versionIfNamed(real, this.name);
    if (around === undefined) {
      if (version !== undefined) this.linkedSources.add(real);
      return;
    }
    if (version !== undefined && !this.copies.has(real)) {
      const path = relative(this.root, real).replaceAll(sep, '/');
      this.copies.set(real, { name: this.name, version, folder: real, path });
    }
    this.enter(join(real, 'node_modules'));
    this.enter(around);
  }
}

/**
 * Finds every copy of a package that the project's own packages can come to by way of `node_modules` folders: hoisted,
 * nested, in members of a workspace, behind an alias, and in stores that are linked into (pnpm, bun, npm's and yarn's
 * linked layouts). What lies in a store unused is not found, since a patch for it would be one too many.
 */
export function installedCopies({ root, folders }: Project, name: string): Installation {
  const search = new Search(realpathSync(root), name);
  for (const folder of folders) search.enter(join(folder, 'node_modules'));
  for (let modules = search.open.shift(); modules; modules = search.open.shift())
    for (const each of packagesIn(modules)) search.look(join(modules, each));
  const copies = [...search.copies.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const hasModules = search.seen.size > 0;
  return { copies, linkedSources: [...search.linkedSources].sort(), hasModules };
}
