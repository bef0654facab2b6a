import { isSdkName } from './sdk-names.ts';
import type { SourceUnit } from './source-unit.ts';

/** The two lines of the official SDK: v1 is `@modelcontextprotocol/sdk`, v2 `@modelcontextprotocol/client`. */
export type SdkVersion = 'v1' | 'v2';

/** The specifier of all that v2 exports for HTTP. */
export const SDK_V2 = '@modelcontextprotocol/client';

/** A value that the official SDK exports. */
export interface SdkExport {
  readonly sdk: SdkVersion;
  /** The name that the SDK exports it by. */
  readonly name: string;
}

/** The SDK that a specifier, or the name of a package, names by itself. */
export function sdkOf(specifier: string): SdkVersion | undefined {
  if (/^@modelcontextprotocol\/sdk(?:\/|$)/.test(specifier)) return 'v1';
  return /^@modelcontextprotocol\/client(?:\/|$)/.test(specifier) ? 'v2' : undefined;
}

/**
 * What an import is of the official SDK: by its specifier, by the modules that the user lists, or by what the files in
 * between hand on, as far as the project is known.
 * @param module The specifier.
 * @param path The exported name, behind it the members of namespaces: `['client', 'auth']`.
 */
export function sdkExport(unit: SourceUnit, module: string, path: readonly string[]): SdkExport | undefined {
  const direct = sdkOf(module);
  if (direct) return exportOf(direct, path);
  const listed = unit.sdkModules?.(module);
  const isCertain = listed !== undefined && listed !== 'either' && isSdkName(path.at(-1) ?? '');
  if (!isCertain && unit.project && (listed || isWorthAsking(module, path))) {
    const found = unit.project.sdkExportOf(module, path);
    if (found) return found;
  }
  return listed && exportOf(listed === 'either' ? 'v1' : listed, path);
}

/** The export that a path of names is; a default export stands for all of a CommonJS module. */
export function exportOf(sdk: SdkVersion, path: readonly string[]): SdkExport | undefined {
  const [name, ...others] = path.length > 1 && path[0] === 'default' ? path.slice(1) : path;
  return name === undefined || others.length > 0 ? undefined : { sdk, name };
}

/** To look at another file costs time, so it is done for what bears a name of the SDK's, or one that hints at it. */
function isWorthAsking(module: string, path: readonly string[]): boolean {
  return path.some(isSdkName) || mayBeRenamed(module, path);
}

function mayBeRenamed(module: string, path: readonly string[]): boolean {
  return /mcp|model-?context|sdk/i.test(module) || path.some((name) => /mcp|transport|challenge/i.test(name));
}

/** The name that the SDK exports a value by, where a module in between gave it another one. */
export function originalName(unit: SourceUnit, module: string, name: string): string | undefined {
  if (isSdkName(name) || sdkOf(module) || !mayBeRenamed(module, [name])) return undefined;
  return unit.project?.sdkExportOf(module, [name])?.name;
}
