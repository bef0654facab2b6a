import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { RuntimeName } from '../edits/remedy.ts';
import { packageRoot } from './package-root.ts';

/** The official v2 client. */
export const sdkModule = '@modelcontextprotocol/client';

/**
 * What the official SDK calls what rewritten code needs, where that does the same. Its `InsufficientScopeError` has the
 * name of ours, and takes neither `reason` nor `grantedScope`: what is thrown by rewritten code stays ours.
 */
export const sdkTwins: { readonly [K in RuntimeName]?: string } = {
  isStrictScopeSuperset: 'isStrictScopeSuperset', // as a gate of the refresh, where the first holds the second
  unionScopes: 'computeScopeUnion',
};

export interface InstalledSdk {
  readonly version: string;
  /** The folder of the package, as it was found: a link, where the package manager links. */
  readonly folder: string;
  /** Whether its declarations export a value by a name. */
  readonly exports: (name: string) => boolean;
}

/** The first file name inside an `exports`, `types` or `typings` value that looks like declarations. */
function declarationsIn(value: unknown): string | undefined {
  if (typeof value === 'string') return /\.d\.[cm]?ts$/.test(value) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const inner of Object.values(value)) {
    const found = declarationsIn(inner);
    if (found) return found;
  }
  return undefined;
}

const exportLists = /\bexport\s*\{([^}]*)\}/g;
const starExports = /\bexport\s*\*\s*from\s*['"](\.[^'"]*)['"]/g;

function exportsValue(name: string, declarations: string, seen = new Set<string>()): boolean {
  if (seen.has(declarations) || !existsSync(declarations)) return false;
  seen.add(declarations);
  const text = readFileSync(declarations, 'utf8');
  if (new RegExp(`\\bexport\\s+(?:declare\\s+)?(?:function|const)\\s+${name}\\b`).test(text)) return true;
  const asExported = new RegExp(`^(?:\\w+\\s+as\\s+)?${name}$`);
  for (const [, list = ''] of text.matchAll(exportLists))
    if (list.split(',').some((entry) => asExported.test(entry.trim()))) return true;
  for (const [, from = ''] of text.matchAll(starExports)) {
    const path = resolve(dirname(declarations), from).replace(/\.([cm]?)js$/, '.d.$1ts');
    if (exportsValue(name, /\.d\.[cm]?ts$/.test(path) ? path : `${path}.d.ts`, seen)) return true;
  }
  return false;
}

function readSdk(folder: string): InstalledSdk | undefined {
  try {
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const exported = manifest['exports'];
    const main =
      typeof exported === 'object' && exported !== null && '.' in exported ? exported['.'] : undefined;
    const entry = declarationsIn(main) ?? declarationsIn(manifest['types'] ?? manifest['typings']);
    const known = new Map<string, boolean>();
    const exports = (name: string): boolean => {
      if (entry === undefined) return false;
      if (!known.has(name)) known.set(name, exportsValue(name, join(folder, entry)));
      return known.get(name)!;
    };
    return { version: String(manifest['version']), folder, exports };
  } catch {
    return undefined; // a manifest that cannot be read is no SDK that one could import
  }
}

/** A lookup of the installed SDK that asks once per folder. */
export function sdkLookup(): (folder: string) => InstalledSdk | undefined {
  const known = new Map<string, InstalledSdk | undefined>();
  return (folder) => {
    if (!known.has(folder)) known.set(folder, installedSdk(folder));
    return known.get(folder);
  };
}

/** The `@modelcontextprotocol/client` that code in `folder` would import; `undefined` if none is installed there. */
function installedSdk(folder: string): InstalledSdk | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', sdkModule);
    if (existsSync(join(candidate, 'package.json'))) return readSdk(candidate);
    if (at === dirname(at)) return undefined;
  }
}

/** Whether the package of a folder names the SDK among what it needs, so that its code may import it. */
export function dependsOnSdk(folder: string): boolean {
  const root = packageRoot(folder);
  if (root === undefined) return false;
  try {
    const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
    return ['dependencies', 'devDependencies', 'peerDependencies', 'optionalDependencies'].some(
      (each) => sdkModule in Object(manifest[each]),
    );
  } catch {
    return false; // a manifest that cannot be read names nothing
  }
}
