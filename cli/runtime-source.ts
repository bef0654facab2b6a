import { dirname, extname } from 'node:path';
import { newlineOf } from '../edits/text-style.ts';
import type { RuntimeName } from '../edits/remedy.ts';
import type { RuntimeImport, RuntimeImports } from '../transforms/transform.ts';
import type { Core, VendoredForm } from './core.ts';
import { importEnding, isTypeScript } from './import-ending.ts';
import { packageRoot } from './package-root.ts';
import type { RuntimeChoice } from './runtime-choices.ts';
import { runtimeSpecifier } from './runtime-specifier.ts';
import { sdkLookup, sdkModule, sdkTwins } from './sdk-exports.ts';
import type { InstalledSdk } from './sdk-exports.ts';
import type { PlannedFile } from './survey.ts';
import { vendoredFile } from './vendored-file.ts';
import type { SharingFiles, VendoredFile } from './vendored-file.ts';

export interface RuntimeContext {
  readonly core: Core;
  readonly choice: RuntimeChoice;
  /** Discovered files, absolute and sorted. */
  readonly discovered: readonly string[];
  readonly isNamed: (folder: string) => boolean;
}

export interface RuntimeSources {
  readonly kind: 'chosen';
  /** By path of the importing file. */
  readonly imports: ReadonlyMap<string, RuntimeImports>;
  /** New and extended vendored files, and those that serve as they are. */
  readonly vendored: readonly VendoredFile[];
  /** The vendored file that a file imports, by its path. */
  readonly vendoredBy: ReadonlyMap<string, string>;
}

/** `--runtime sdk` for a file whose SDK lacks what later ones export. */
export interface SdkLacksName {
  readonly kind: 'sdk-lacks-name';
  readonly path: string;
  /** As the SDK calls it. */
  readonly name: string;
  readonly installed: InstalledSdk | undefined;
}

type Source = 'package' | 'sdk' | 'vendored';

const importsSdk = /['"]@modelcontextprotocol\/client(?:\/[^'"\n]*)?['"]/;

/** Each name by itself: what the SDK that a file resolves to lacks, or has with another shape, is vendored. */
function sourceOf(
  name: RuntimeName,
  file: PlannedFile,
  choice: RuntimeChoice,
  sdk: InstalledSdk | undefined,
): Source {
  if (choice === 'package' || choice === 'vendored') return choice;
  const twin = sdkTwins[name];
  const offered = twin !== undefined && sdk?.exports(twin) === true;
  return offered && (choice === 'sdk' || importsSdk.test(file.text)) ? 'sdk' : 'vendored';
}

interface VendoredNeed {
  readonly file: PlannedFile;
  readonly names: readonly RuntimeName[];
  readonly format: 'esm' | 'cjs';
}

/** One runtime serves a package and a module format; `.cts` cannot import what `.ts` and `.mts` can. */
function groupKey({ file, format }: VendoredNeed): { key: string; top: string; isPackage: boolean } {
  const found = packageRoot(dirname(file.path));
  const top = found ?? file.root;
  const form = file.path.endsWith('.cts') ? 'cts' : isTypeScript(file.path) ? 'ts' : format;
  return { key: `${form}\0${top}`, top, isPackage: found !== undefined };
}

/** What the runtime of these files may be called, the best first. A mixed group takes what all of them can import. */
function extensionsFor(form: VendoredForm, importers: readonly string[]): readonly string[] {
  const all = (extension: string): boolean => importers.every((path) => extname(path) === extension);
  const some = (extension: string): boolean => importers.some((path) => extname(path) === extension);
  if (all('.cts')) return ['.cts'];
  if (form === 'ts') return all('.mts') ? ['.mts', '.ts'] : ['.ts', '.mts'];
  const definite = form === 'esm' ? '.mjs' : '.cjs';
  return some(definite) ? [definite, '.js'] : ['.js', definite];
}

function sharingFiles(needs: readonly VendoredNeed[], top: string, isPackage: boolean): SharingFiles {
  const [first] = needs as [VendoredNeed];
  const paths = needs.map(({ file }) => file.path);
  const form = isTypeScript(first.file.path) ? 'ts' : first.format;
  return {
    paths,
    needs: [...new Set(needs.flatMap(({ names }) => names))].sort(),
    form,
    extensions: extensionsFor(form, paths),
    top,
    isPackage,
    newline: newlineOf(first.file.text),
  };
}

function groups(
  needs: readonly VendoredNeed[],
): readonly (readonly [SharingFiles, readonly VendoredNeed[]])[] {
  const byKey = new Map<string, { top: string; isPackage: boolean; needs: VendoredNeed[] }>();
  for (const need of needs) {
    const { key, top, isPackage } = groupKey(need);
    if (!byKey.has(key)) byKey.set(key, { top, isPackage, needs: [] });
    byKey.get(key)!.needs.push(need);
  }
  return [...byKey.values()].map((group) => [
    sharingFiles(group.needs, group.top, group.isPackage),
    group.needs,
  ]);
}

/** How each file imports the runtime that its package shares. */
function placeVendored(
  needs: readonly VendoredNeed[],
  context: RuntimeContext,
): Omit<RuntimeSources, 'kind' | 'imports'> & {
  readonly modules: ReadonlyMap<string, string>;
} {
  const vendored: VendoredFile[] = [];
  const vendoredBy = new Map<string, string>();
  const modules = new Map<string, string>();
  for (const [sharing, sharers] of groups(needs)) {
    const taken = new Set(vendored.map(({ path }) => path));
    const placed = vendoredFile(sharing, { ...context, taken });
    vendored.push(placed);
    const packageFiles = context.discovered.filter((path) => path.startsWith(sharing.top));
    for (const { file, format } of sharers) {
      const ending = importEnding({ path: file.path, text: file.text, format }, packageFiles);
      modules.set(file.path, runtimeSpecifier(file.path, placed.path, ending));
      vendoredBy.set(file.path, placed.path);
    }
  }
  return { vendored, vendoredBy, modules };
}

/**
 * Decides for every file that is to be rewritten where the names that it needs come from, and which vendored files
 * that takes. Reads the file system, writes nothing.
 */
export function runtimeSources(
  files: readonly PlannedFile[],
  context: RuntimeContext,
): RuntimeSources | SdkLacksName {
  const sdkAt = sdkLookup();
  const sources = new Map<string, ReadonlyMap<RuntimeName, Source>>();
  for (const file of files) {
    const sdk = sdkAt(dirname(file.path));
    const lacking = file.plan.needs
      .map((name) => sdkTwins[name])
      .find((twin) => twin !== undefined && !sdk?.exports(twin));
    if (context.choice === 'sdk' && lacking !== undefined)
      return { kind: 'sdk-lacks-name', path: file.path, name: lacking, installed: sdk };
    const chosen = file.plan.needs.map((name) => [name, sourceOf(name, file, context.choice, sdk)] as const);
    sources.set(file.path, new Map(chosen));
  }
  const needs: VendoredNeed[] = [];
  for (const file of files) {
    const names = file.plan.needs.filter((name) => sources.get(file.path)!.get(name) === 'vendored');
    if (names.length > 0) needs.push({ file, names, format: context.core.moduleFormat(file.plan.unit) });
  }
  const { modules, ...placed } = placeVendored(needs, context);
  const importOf = (path: string, name: RuntimeName): RuntimeImport => {
    const source = sources.get(path)?.get(name);
    const twin = sdkTwins[name];
    if (source === 'sdk' && twin !== undefined)
      return { module: sdkModule, ...(twin !== name && { exported: twin }) };
    return { module: (source === 'vendored' ? modules.get(path) : undefined) ?? 'mcp-scope-codemod/runtime' };
  };
  const imports = new Map(
    files.map(({ path }) => [path, (name: RuntimeName) => importOf(path, name)] as const),
  );
  return { kind: 'chosen', imports, ...placed };
}
