import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { realPath } from './module-resolver.ts';

interface Manifest {
  readonly name?: unknown;
  readonly [dependencies: string]: unknown;
}

function manifestAt(folder: string): Manifest | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  } catch {
    return undefined; // none, or none that could be read: it says nothing
  }
}

/** The package that a file belongs to: the nearest folder upward whose manifest has a name. */
export function owningPackage(path: string): { readonly folder: string; readonly name: string } | undefined {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const name = existsSync(join(folder, 'package.json')) ? manifestAt(folder)?.name : undefined;
    if (typeof name === 'string') return { folder, name };
    if (folder === dirname(folder)) return undefined;
  }
}

/** The folder of the installed package, or the link to one, that a specifier names. */
export function installedPackage(specifier: string, folder: string): string | undefined {
  const name = /^(?:@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
  if (name === undefined || /^[.#~/]|:/.test(specifier)) return undefined;
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return realPath(candidate);
    if (at === dirname(at)) return undefined;
  }
}

/** What a package is to the official SDK: a copy by another name, unrelated, or one that may hand it on. */
export function relationToSdk(folder: string): 'copy' | 'unrelated' | 'may-hand-on' {
  const manifest = manifestAt(folder);
  if (/^@modelcontextprotocol\/(?:sdk|client)$/.test(String(manifest?.name))) return 'copy';
  if (!folder.split(sep).includes('node_modules')) return 'may-hand-on'; // a package of the workspace
  const needed = ['dependencies', 'peerDependencies', 'optionalDependencies', 'devDependencies'].flatMap(
    (each) => Object.keys((manifest?.[each] as object | undefined) ?? {}),
  );
  return needed.some((name) => name.startsWith('@modelcontextprotocol/')) ? 'may-hand-on' : 'unrelated';
}
