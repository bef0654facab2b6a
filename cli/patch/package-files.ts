import type { Buffer } from 'node:buffer';
import { cpSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';

/** What a manager or an ignore file puts into a package's folder, and no package publishes. */
const notPublished = /^(?:node_modules|\.git|\.gitignore|\.bun-.*)$/;

/** Copies the files of a package, without its dependencies. */
export function copyPackage(from: string, to: string): void {
  cpSync(from, to, {
    recursive: true,
    filter: (path) => path === from || !notPublished.test(basename(path)),
  });
}

export interface PackageFile {
  /** Relative to the package, with `/`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly isExecutable: boolean;
}

/** The files of a copied package, sorted by path in a way that no locale changes. */
export function packageFiles(folder: string): readonly PackageFile[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return {
        path: relative(folder, path).replaceAll(sep, '/'),
        bytes: readFileSync(path),
        isExecutable: (statSync(path).mode & 0o111) !== 0,
      };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

export interface ChangedFile {
  readonly path: string;
  readonly before: PackageFile | undefined;
  readonly after: PackageFile | undefined;
}

/** What differs between two copies of a package, by path. */
export function changedFiles(before: string, after: string): readonly ChangedFile[] {
  const [old, current] = [before, after].map(
    (folder) => new Map(packageFiles(folder).map((file) => [file.path, file])),
  ) as [Map<string, PackageFile>, Map<string, PackageFile>];
  return [...new Set([...old.keys(), ...current.keys()])]
    .sort()
    .map((path) => ({ path, before: old.get(path), after: current.get(path) }))
    .filter(
      ({ before: a, after: b }) => !a || !b || !a.bytes.equals(b.bytes) || a.isExecutable !== b.isExecutable,
    );
}

/** Whether two copies of a package hold the same bytes. */
export function areSameFiles(one: string, other: string): boolean {
  return changedFiles(one, other).length === 0;
}
