import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** The official v2 client, and its name for what we call `unionScopes`. */
export const sdkModule = '@modelcontextprotocol/client';
export const sdkUnion = 'computeScopeUnion';

export interface InstalledSdk {
  readonly version: string;
  readonly hasScopeUnion: boolean;
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
    const hasScopeUnion = entry !== undefined && exportsValue(sdkUnion, join(folder, entry));
    return { version: String(manifest['version']), hasScopeUnion };
  } catch {
    return undefined; // a manifest that cannot be read is no SDK that one could import
  }
}

/** The `@modelcontextprotocol/client` that code in `folder` would import; `undefined` if none is installed there. */
export function installedSdk(folder: string): InstalledSdk | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const candidate = join(at, 'node_modules', sdkModule);
    if (existsSync(join(candidate, 'package.json'))) return readSdk(candidate);
    if (at === dirname(at)) return undefined;
  }
}
