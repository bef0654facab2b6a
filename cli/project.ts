import { dirname, sep } from 'node:path';
import type { HandlerCall, ParameterPlace } from '../analysis/handler-call.ts';
import type { AddedOption, InstalledTransport, Project, SourceUnit } from '../analysis/source-unit.ts';
import type { Plan, SdkModules } from '../transforms/transform.ts';
import type { Core } from './core.ts';
import { codeBeside, declarationsBeside } from './declarations-beside.ts';
import type { DiscoveredFile } from './discover.ts';
import { workTreeOf } from './git.ts';
import { moduleResolver, realPath, type ModuleResolver } from './module-resolver.ts';
import { OptionTypes, type OptionType } from './option-type.ts';
import { packageRoot } from './package-root.ts';
import { SdkReexports } from './sdk-reexports.ts';
import { sdkLookup, sdkModule } from './sdk-exports.ts';
import { isDeclarationName } from './source-name.ts';

export interface ProjectContext {
  readonly core: Core;
  /** The files of this run. */
  readonly files: readonly DiscoveredFile[];
  /** What will be done in a file of the run: `planning` while that is being decided; `undefined` if nothing can be. */
  readonly planOf: (file: DiscoveredFile) => Plan | 'planning' | undefined;
  /** The text of any file; `undefined` if it cannot be read. */
  readonly textOf: (path: string) => string | undefined;
  /** The modules that the user lists as re-exports of the SDK, as a file imports them. */
  readonly sdkModulesIn: (path: string) => SdkModules | undefined;
}

/** The answers to what analyses and remedies ask about other files. Nothing is looked up before it is asked. */
export class Projects {
  readonly #context: ProjectContext;
  readonly resolve: ModuleResolver = moduleResolver();
  readonly #sdkAt = sdkLookup();
  readonly #types = new OptionTypes(this.resolve);
  #filesByRealPath: ReadonlyMap<string, DiscoveredFile> | undefined;
  readonly #units = new Map<string, SourceUnit | undefined>();
  readonly #transports = new Map<string, InstalledTransport>();
  readonly #reliesOn = new Map<string, Set<string>>();
  readonly #reexports: SdkReexports;

  constructor(context: ProjectContext) {
    this.#context = context;
    this.#reexports = new SdkReexports({
      core: context.core,
      resolve: this.resolve,
      unitAt: (path) => this.#unitAt(path),
      listedIn: context.sdkModulesIn,
    });
  }

  get #byRealPath(): ReadonlyMap<string, DiscoveredFile> {
    return (this.#filesByRealPath ??= new Map(
      this.#context.files.map((file) => [realPath(file.path), file]),
    ));
  }

  /** What the files around one of the run's files say. */
  of(path: string): Project {
    return {
      takesForceReauthorization: (module, name) => {
        const target = this.resolve(module, path, 'code');
        return target !== undefined && this.#takes(target, name, path, new Set());
      },
      sdkExportOf: (module, exported) => this.#reexports.exportOf(module, exported, path)?.export,
      packageLacks: (module, name) =>
        module === sdkModule && this.#sdkAt(dirname(path))?.exports(name) === false,
      callsOfParameter: (module, name, place) => {
        const target = this.resolve(module, path, 'code');
        return target === undefined ? undefined : this.#callsOfParameter(target, { name, place }, new Set());
      },
      canAddOption: (option) => this.typesOf(path, option).length > 0,
      transport: (module, name) => this.#transport(module, name, path, new Set()),
    };
  }

  /** The file that imports from the SDK what another one imports, through others, by a name of the SDK's. */
  importerOf(module: string, name: string, path: string): string | undefined {
    const found = this.#reexports.exportOf(module, [name], path);
    return found?.export.name === name ? found.importedBy : undefined;
  }

  textOf(path: string): string | undefined {
    return this.#context.textOf(path);
  }

  /** The file of the run at a path, by whatever way it was named. */
  fileAt(path: string): DiscoveredFile | undefined {
    return this.#byRealPath.get(realPath(path));
  }

  /** Files of the run that have to be written for the rewrites of one to be right. */
  reliesOn(path: string): ReadonlySet<string> {
    return this.#reliesOn.get(path) ?? new Set();
  }

  /** Where the type of an option that a file reads is written; empty if it has none, or none that may be changed. */
  typesOf(path: string, option: AddedOption): readonly OptionType[] {
    const declared = /\.[cm]?tsx?$/.test(path) ? path : declarationsBeside(path);
    if (declared === undefined) return [];
    const own = realPath(declared);
    return this.#types.find(own, option, (other) => other === own || this.#isOpen(other, path));
  }

  /** Whether a file that is not the run's own may be changed, since it belongs to the same fork. */
  #isOpen(path: string, from: string): boolean {
    if (this.#byRealPath.has(path)) return true;
    const named = this.fileAt(from)?.root;
    const top = workTreeOf(dirname(from)) ?? packageRoot(dirname(from)) ?? named;
    const home = top && realPath(top);
    if (home === undefined || !path.startsWith(home + sep)) return false;
    // Below the folder that was named, what is compiled or installed is meant; elsewhere it is not.
    const root = named === undefined ? home : realPath(named);
    const inside = path.startsWith(root + sep) ? path.slice(root.length) : path.slice(home.length);
    return !/[\\/](?:node_modules|dist)[\\/]/.test(inside);
  }

  #takes(path: string, name: string, from: string, seen: Set<string>): boolean {
    if (seen.has(`${path}\0${name}`)) return false;
    seen.add(`${path}\0${name}`);
    if (isDeclarationName(path)) return this.#types.takes(path, name, 'forceReauthorization');
    const { core } = this.#context;
    const file = this.#byRealPath.get(path);
    const plan = file && this.#context.planOf(file);
    const unit = typeof plan === 'object' ? plan.unit : this.#unitAt(path);
    if (!unit) return false;
    const verdict = core.forceReauthorizationOf(unit, name);
    if (verdict === 'taken') return true;
    if (verdict === 'can-be-added') {
      const willTake =
        plan === 'planning' ||
        plan?.sites.some(
          ({ transform, remedy }) => transform === 'bypass-refresh' && remedy.kind === 'rewrite',
        ) === true;
      if (willTake && file && file.path !== from) this.#rely(from, file.path);
      return willTake;
    }
    return core.handedOn(unit, name).some((each) => {
      const target = this.resolve(each.module, path, 'code');
      return target !== undefined && this.#takes(target, each.name, from, seen);
    });
  }

  #callsOfParameter(
    path: string,
    { name, place }: { readonly name: string; readonly place: ParameterPlace },
    seen: Set<string>,
  ): readonly HandlerCall[] | undefined {
    const id = `${path}\0${name}`;
    // What is installed is no file of the project.
    if (seen.has(id) || isDeclarationName(path) || /[\\/]node_modules[\\/]/.test(path)) return undefined;
    seen.add(id);
    const { core } = this.#context;
    const unit = this.#unitOf(path);
    const calls = unit && core.exportedParameterCalls(unit, name, place);
    if (!unit || calls === 'unknown') return undefined;
    if (calls !== 'none') return calls;
    for (const each of core.handedOn(unit, name)) {
      const target = this.resolve(each.module, path, 'code');
      const found = target && this.#callsOfParameter(target, { name: each.name, place }, seen);
      if (found) return found;
    }
    return undefined;
  }

  /** A file as its plan has read it, if it is one of the run, so that it is parsed once. */
  #unitOf(path: string): SourceUnit | undefined {
    const file = this.#byRealPath.get(path);
    const plan = file && this.#context.planOf(file);
    return typeof plan === 'object' ? plan.unit : this.#unitAt(path);
  }

  /** What the code of a transport does, behind files that only hand it on. */
  #transport(module: string, name: string, from: string, seen: Set<string>): InstalledTransport | undefined {
    const target = this.resolve(module, from, 'code');
    const path = target !== undefined && isDeclarationName(target) ? codeBeside(target) : target;
    if (path === undefined || seen.has(path)) return undefined;
    seen.add(path);
    const unit = this.#unitAt(path);
    if (!unit) return undefined;
    const { core } = this.#context;
    const handedOn = core.handedOn(unit, name);
    for (const each of handedOn) {
      const traits = this.#transport(each.module, each.name, path, seen);
      if (traits) return traits;
    }
    // A fork that this run looks at has findings of its own.
    if (handedOn.length === 0 && this.#byRealPath.has(path)) return { stepsUp: true, sendsRequestInit: true };
    let traits = this.#transports.get(path);
    if (!traits) this.#transports.set(path, (traits = core.transportTraits(unit)));
    return traits;
  }

  #rely(path: string, on: string): void {
    this.#reliesOn.set(path, new Set([...this.reliesOn(path), on]));
  }

  #unitAt(path: string): SourceUnit | undefined {
    if (!this.#units.has(path)) this.#units.set(path, this.#parse(path));
    return this.#units.get(path);
  }

  #parse(path: string): SourceUnit | undefined {
    const text = this.#context.textOf(path);
    if (text === undefined) return undefined;
    try {
      return { ...this.#context.core.parse(text, path), project: this.of(path) };
    } catch {
      return undefined; // it does not parse; if it is a file of the run, that is reported there
    }
  }
}
