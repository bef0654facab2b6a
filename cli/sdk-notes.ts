import type { Buffer } from 'node:buffer';
import { dirname } from 'node:path';
import { docsUrl } from '../edits/docs-url.ts';
import { displayPath } from './discover.ts';
import { realPath } from './module-resolver.ts';
import type { Note } from './report.ts';
import { sdkLookup, sdkModule, type InstalledSdk } from './sdk-exports.ts';
import { gapsKnownOf, sdkGaps, sdkParts, type SdkPart } from './sdk-gaps.ts';

/** What a file uses of the official SDK v2, where nothing shows that `withStepUp` stands under it. */
export function usedSdkParts(bytes: Buffer): readonly SdkPart[] {
  if (!bytes.includes(sdkModule)) return [];
  const text = bytes.toString('utf8');
  const imports = new RegExp(`(?:\\bfrom|\\brequire\\s*\\(|\\bimport\\s*\\()\\s*['"]${sdkModule}['"]`);
  if (!imports.test(text) || /\bwithStepUp\s*\(/.test(text)) return [];
  return sdkParts.filter((part) => uses(text, part));
}

/** Whether a text constructs or calls an export, by its name or by the name that it is imported under. */
function uses(text: string, part: SdkPart): boolean {
  const [, alias = part] = new RegExp(`\\b${part}(?:\\s+as\\s+|\\s*:\\s*)([\\w$]+)\\s*[,}]`).exec(text) ?? [];
  const name = `(?:[\\w$]+\\.)?${alias.replaceAll('$', '\\$')}\\b`;
  const use = part === 'withOAuth' ? `(?<!function\\s)\\b${name}\\s*\\(` : `\\b(?:new|extends)\\s+${name}`;
  return new RegExp(use).test(text);
}

/**
 * What the installed SDKs lack that files use, once for each copy. Facts about a package, not about code that its users
 * can mend, so they are no findings and leave the exit code alone.
 * @param users the paths of files, with what they use.
 */
export function sdkNotes(users: ReadonlyMap<string, readonly SdkPart[]>, cwd: string): readonly Note[] {
  const sdkAt = sdkLookup();
  const copies = new Map<string, { readonly sdk: InstalledSdk; readonly parts: Set<SdkPart> }>();
  for (const [path, parts] of users) {
    const sdk = sdkAt(dirname(path));
    if (!sdk) continue;
    const real = realPath(sdk.folder);
    if (!copies.has(real)) copies.set(real, { sdk, parts: new Set() });
    for (const part of parts) copies.get(real)!.parts.add(part);
  }
  return [...copies.values()].flatMap(({ sdk, parts }) => {
    const message = messageAbout(sdk.version, parts);
    const { version, folder } = sdk;
    const path = displayPath(folder, cwd);
    return message === undefined
      ? []
      : { package: sdkModule, version, path, message, docs: docsUrl('v2.md#what-it-lacks') };
  });
}

function messageAbout(version: string, parts: ReadonlySet<SdkPart>): string | undefined {
  const { first, last } = gapsKnownOf;
  if (isBefore(version, first)) return `a version before ${first}, of which nothing is known here; update it`;
  const gaps = sdkGaps.filter(
    ({ of, until }) =>
      of.some((part) => parts.has(part)) && (until === undefined || isBefore(version, until)),
  );
  if (gaps.length === 0) return undefined;
  const known = isBefore(last, version) ? `known of ${first} to ${last}, not of this version: ` : '';
  return `${known}${gaps.map(({ text }) => text).join('; ')}. withStepUp of mcp-scope-codemod/runtime, as the fetch, closes this`;
}

/** Whether a version comes before another one; a pre-release comes before its release (semver.org §11). */
function isBefore(version: string, other: string): boolean {
  const [a, b] = [numbersOf(version), numbersOf(other)];
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? isPreRelease(version) && !isPreRelease(other) : a[at]! < b[at]!;
}

function numbersOf(version: string): readonly [number, number, number] {
  const [, ...numbers] = /^v?(\d+)\.(\d+)\.(\d+)/.exec(version) ?? [];
  return [0, 1, 2].map((i) => Number(numbers[i] ?? 0)) as [number, number, number];
}

function isPreRelease(version: string): boolean {
  return /^v?\d+\.\d+\.\d+-/.test(version);
}
