import type { SdkVersion } from './sdk-export.ts';

/** Which line of the SDK a specifier stands for: `either` where the user did not say. */
export type SdkModules = (specifier: string) => SdkVersion | 'either' | undefined;

interface Listed {
  readonly name: string;
  readonly isPath: boolean;
  readonly sdk: SdkVersion | 'either';
}

/**
 * The modules that a user lists as re-exports of the SDK, as one file imports them: `@acme/mcp-sdk`, `@acme/mcp=v2`,
 * `./src/lib/mcp.ts`. A package stands for all of its entries.
 * @param filename The file whose imports are asked about.
 * @param folder What listed paths are relative to, where the file's name is absolute.
 */
export function sdkModules(
  listed: readonly string[],
  filename: string,
  folder?: string,
): SdkModules | undefined {
  if (listed.length === 0) return undefined;
  const file = slashed(filename);
  const isBelow = folder !== undefined && isAbsolute(file);
  const entries = listed.map((each): Listed => {
    const [, given = '', line] = /^(.*?)(?:=(v[12]))?$/s.exec(each)!;
    const name = slashed(given);
    const isPath = /^\.{0,2}\//.test(name) || isAbsolute(name);
    const path = isBelow && !isAbsolute(name) ? `${slashed(folder)}/${name}` : name;
    return {
      name: isPath ? moduleAt(path) : name,
      isPath,
      sdk: (line as SdkVersion | undefined) ?? 'either',
    };
  });
  return (specifier) => {
    const isRelative = /^\.\.?(?:\/|$)/.test(specifier);
    const path = isRelative ? moduleAt(`${file.slice(0, file.lastIndexOf('/') + 1)}${specifier}`) : undefined;
    return entries.find(({ name, isPath }) =>
      isPath ? name === path : name === specifier || specifier.startsWith(`${name}/`),
    )?.sdk;
  };
}

function slashed(path: string): string {
  return path.replaceAll('\\', '/');
}

function isAbsolute(path: string): boolean {
  return /^(?:\/|[a-z]:\/)/i.test(path);
}

/** A path without what one may leave out of an import: its ending, and `index`. */
function moduleAt(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else parts.push(part);
  }
  return parts
    .join('/')
    .replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '')
    .replace(/(?:^|\/)index$/, '');
}
