import { dirname, extname } from 'node:path';
import { newlineOf } from '../edits/text-style.ts';
import type { RuntimeName } from '../edits/remedy.ts';
import type { RuntimeImport, RuntimeImports } from '../transforms/transform.ts';
import type { Core, VendoredForm } from './core.ts';
import { importEnding, isTypeScript } from './import-ending.ts';
import { packageRoot } from './package-root.ts';
import type { Projects } from './project.ts';
import type { RuntimeChoice } from './runtime-choices.ts';
import { runtimeSpecifier } from './runtime-specifier.ts';
import { dependsOnSdk, sdkLookup, sdkModule, sdkTwins } from './sdk-exports.ts';
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
  readonly projects: Projects | undefined;
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

type Source = 'package' | 'vendored' | { readonly sdk: string };

const importsSdk = /['"]@modelcontextprotocol\/client(?:\/[^'"\n]*)?['"]/;

/**
 * The module that a file imports an export of the SDK from: the SDK, if it imports that already, or the module through
 * which it does; `undefined` where the SDK lacks it, or is not used.
 */
function sdkSourceOf(
  twin: string,
  file: PlannedFile,
  { choice, core, projects }: RuntimeContext,
  sdkAt: (folder: string) => InstalledSdk | undefined,
): string | undefined {
  const has = (folder: string): boolean => sdkAt(folder)?.exports(twin) === true;
  const here = dirname(file.path);
  if (has(here) && importsSdk.test(file.text)) return sdkModule;
  const sources = core.sdkSources(file.plan.unit).filter(({ sdk }) => sdk === 'v2');
  for (const { module } of sources) {
    const importer = projects?.importerOf(module, twin, file.path);
    if (importer !== undefined && has(dirname(importer))) return module;
  }
  return has(here) && (choice === 'sdk' || (sources.length > 0 && dependsOnSdk(here)))
    ? sdkModule
    : undefined;
}

/** Each name by itself: what the SDK that a file resolves to lacks, or has with another shape, is vendored. */
function sourceOf(
  name: RuntimeName,
  file: PlannedFile,
  context: RuntimeContext,
  sdkAt: (folder: string) => InstalledSdk | undefined,
): Source {
  const { choice } = context;
  if (choice === 'package' || choice === 'vendored') return choice;
  const twin = sdkTwins[name];
  const sdk = twin === undefined ? undefined : sdkSourceOf(twin, file, context, sdkAt);
  return sdk === undefined ? 'vendored' : { sdk };
}

/** A file's path by which its language is told: that of a component's scripts, as if they were a file of their own. */
function codePath({ path, plan }: PlannedFile): string {
  return plan.component ? `${path}.${plan.component.language}` : path;
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
  const form = file.path.endsWith('.cts') ? 'cts' : isTypeScript(codePath(file)) ? 'ts' : format;
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
  const form = isTypeScript(codePath(first.file)) ? 'ts' : first.format;
  return {
    paths,
    needs: [...new Set(needs.flatMap(({ names }) => names))].sort(),
    form,
    extensions: extensionsFor(
      form,
      needs.map(({ file }) => codePath(file)),
    ),
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
      const ending = importEnding({ path: codePath(file), text: file.text, format }, packageFiles);
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
    const chosen = file.plan.needs.map((name) => [name, sourceOf(name, file, context, sdkAt)] as const);
    const lacking = chosen.find(([name, source]) => sdkTwins[name] !== undefined && source === 'vendored');
    if (context.choice === 'sdk' && lacking) {
      const installed = sdkAt(dirname(file.path));
      return { kind: 'sdk-lacks-name', path: file.path, name: sdkTwins[lacking[0]]!, installed };
    }
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
    if (typeof source === 'object') return { module: source.sdk, ...(twin !== name && { exported: twin! }) };
    return { module: (source === 'vendored' ? modules.get(path) : undefined) ?? 'mcp-scope-codemod/runtime' };
  };
  const imports = new Map(
    files.map(({ path }) => [path, (name: RuntimeName) => importOf(path, name)] as const),
  );
  return { kind: 'chosen', imports, ...placed };
}
