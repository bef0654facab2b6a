import { basename, dirname, join, sep } from 'node:path';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { SdkExport, SdkModules, SdkVersion } from '../transforms/transform.ts';
import type { Core } from './core.ts';
import type { ModuleResolver } from './module-resolver.ts';
import { relativeModule } from './relative-module.ts';
import { isDeclarationName } from './source-name.ts';
import { installedPackage, owningPackage, relationToSdk } from './sdk-package.ts';

export interface ReexportContext {
  readonly core: Core;
  readonly resolve: ModuleResolver;
  readonly unitAt: (path: string) => SourceUnit | undefined;
  /** The modules that the user lists, as a file imports them. */
  readonly listedIn: (path: string) => SdkModules | undefined;
}

/** An export of the SDK, and the file that imports it from there. */
export interface FoundExport {
  readonly export: SdkExport;
  readonly importedBy: string;
}

/** Follows imports through the files and packages that hand the official SDK on. */
export class SdkReexports {
  readonly #context: ReexportContext;
  readonly #known = new Map<string, FoundExport | undefined>();

  constructor(context: ReexportContext) {
    this.#context = context;
  }

  /** What of the SDK a file imports by a specifier; `path` is as in `Project.sdkExportOf`. */
  exportOf(specifier: string, path: readonly string[], from: string): FoundExport | undefined {
    const key = [dirname(from), specifier, ...path].join('\0');
    if (!this.#known.has(key)) this.#known.set(key, this.#follow(specifier, path, from, new Set()));
    return this.#known.get(key);
  }

  #follow(
    specifier: string,
    path: readonly string[],
    from: string,
    seen: Set<string>,
  ): FoundExport | undefined {
    const { core } = this.#context;
    const direct = core.sdkOf(specifier);
    if (direct) return this.#found(direct, path, from);
    const target = this.#fileOf(specifier, from);
    if (target === undefined) return undefined;
    if (target.isCopy) return this.#found(core.sdkOf(target.name)!, path, from);
    return this.#handedOn(target.path, path, seen) ?? this.#listed(target.path, path);
  }

  #found(sdk: SdkVersion, path: readonly string[], importedBy: string): FoundExport | undefined {
    const found = this.#context.core.sdkExportOf(sdk, path);
    return found && { export: found, importedBy };
  }

  #handedOn(file: string, path: readonly string[], seen: Set<string>): FoundExport | undefined {
    const key = [file, ...path].join('\0');
    const [head, ...rest] = path;
    if (head === undefined || seen.has(key)) return undefined;
    seen.add(key);
    const { core, unitAt } = this.#context;
    const unit = unitAt(file);
    if (!unit) return undefined;
    for (const { module, name } of core.handedOn(unit, head)) {
      const found = this.#follow(module, name === '*' ? rest : [name, ...rest], file, seen);
      if (found) return found;
    }
    // A default import of a CommonJS module is all of it.
    const isWhole = head === 'default' && rest.length > 0 && core.moduleFormat(unit) === 'cjs';
    return isWhole ? this.#handedOn(file, rest, seen) : undefined;
  }

  /** A file that the user lists itself, by whatever way it is imported. */
  #listed(file: string, path: readonly string[]): FoundExport | undefined {
    const line = this.#context.listedIn(file)?.(`./${basename(file)}`);
    return line && this.#found(line === 'either' ? 'v1' : line, path, file);
  }

  /** The file that an import leads to, or the copy of the SDK that it leads into from outside. */
  #fileOf(
    specifier: string,
    from: string,
  ):
    | { readonly isCopy: true; readonly name: string }
    | { readonly isCopy: false; readonly path: string }
    | undefined {
    if (specifier.startsWith('node:')) return undefined;
    const installed = installedPackage(specifier, dirname(from));
    if (installed !== undefined && relationToSdk(installed) === 'unrelated') return undefined;
    const { resolve } = this.#context;
    const path =
      /^\.\.?(?:\/|$)/.test(specifier) && !isDeclarationName(from)
        ? relativeModule(specifier, from)
        : (resolve(specifier, from, 'code') ??
          resolve(specifier, from, 'types') ??
          sourceOf(specifier, installed));
    if (path === undefined) return undefined;
    const owner = owningPackage(path);
    const isCopy =
      owner !== undefined &&
      this.#context.core.sdkOf(owner.name) !== undefined &&
      owner.folder !== owningPackage(from)?.folder;
    return isCopy ? { isCopy, name: owner.name } : { isCopy: false, path };
  }
}

/** The source of a package of the workspace that is not built, where packages keep it. */
function sourceOf(specifier: string, folder: string | undefined): string | undefined {
  if (folder === undefined || folder.split(sep).includes('node_modules')) return undefined;
  const entry = specifier.replace(/^(?:@[^/]+\/)?[^/]+\/?/, '');
  return relativeModule(`./src/${entry}`, join(folder, 'package.json'));
}
