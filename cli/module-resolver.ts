import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ts } from 'ts-morph';
import { isDeclarationName } from './source-name.ts';
import { typeScript } from './typescript.ts';

/** What is looked for: the code that runs, or where its types are declared. */
export type Wanted = 'code' | 'types';

/** The file that an import leads to, by its real path, as the project resolves it; `undefined` if it leads nowhere. */
export type ModuleResolver = (specifier: string, from: string, wanted: Wanted) => string | undefined;

/** A file's real path; the path itself, if it is gone. */
export function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // a link that leads nowhere, a file that is gone: what comes next will say so
  }
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function isJavaScript(path: string): boolean {
  return /\.[cm]?jsx?$/.test(path);
}

/** The options of a tsconfig and of the configs that it refers to, in that order. Its files are not listed. */
function settingsOf(config: string, depth = 1): readonly ts.CompilerOptions[] {
  const api = typeScript();
  const { config: json } = api.readConfigFile(config, api.sys.readFile) as { config?: unknown };
  const host: ts.ParseConfigHost = { ...api.sys, readDirectory: () => [] };
  const parsed = api.parseJsonConfigFileContent(json ?? {}, host, dirname(config), undefined, config);
  const referred = depth > 0 ? (parsed.projectReferences ?? []) : [];
  return [
    parsed.options,
    ...referred.flatMap((each) => {
      const path = api.resolveProjectReferencePath(each);
      return existsSync(path) ? settingsOf(path, depth - 1) : [];
    }),
  ];
}

function settingsLookup(): (folder: string) => readonly ts.CompilerOptions[] {
  const byConfig = new Map<string, readonly ts.CompilerOptions[]>();
  return (folder) => {
    const config = typeScript().findConfigFile(folder, isFile);
    if (config === undefined) return [];
    if (!byConfig.has(config)) byConfig.set(config, settingsOf(config));
    return byConfig.get(config)!;
  };
}

/** Resolves imports with the options of the nearest tsconfig: `paths`, extensions, `exports` of packages. */
export function moduleResolver(): ModuleResolver {
  const settingsAt = settingsLookup();
  const known = new Map<string, string | undefined>();
  const look = (specifier: string, from: string, wanted: Wanted): string | undefined => {
    const api = typeScript();
    // `noDtsResolution` is what the language service goes to a source definition by.
    const code = wanted === 'code' && isJavaScript(from) ? { noDtsResolution: true } : {};
    const attempts: readonly ts.CompilerOptions[] = [
      ...settingsAt(dirname(from)),
      // What neither needs nor has a tsconfig: as Node resolves it, then as bundlers do.
      { module: api.ModuleKind.NodeNext, moduleResolution: api.ModuleResolutionKind.NodeNext },
      { module: api.ModuleKind.ESNext, moduleResolution: api.ModuleResolutionKind.Bundler },
    ];
    for (const attempt of attempts) {
      const options = { ...attempt, ...code, allowJs: true };
      const format = api.getImpliedNodeFormatForFile(from, undefined, api.sys, options);
      const { resolvedModule } = api.resolveModuleName(
        specifier,
        from,
        options,
        api.sys,
        undefined,
        undefined,
        format,
      );
      if (resolvedModule) return realPath(resolvedModule.resolvedFileName);
    }
    return undefined;
  };
  return (specifier, from, wanted) => {
    // Compiled code says just which file it loads.
    if (wanted === 'code' && isJavaScript(from) && /^\.\.?\//.test(specifier)) {
      const path = resolve(dirname(from), specifier);
      if (isFile(path) && !isDeclarationName(path)) return realPath(path);
    }
    const key = [wanted, isJavaScript(from), dirname(from), specifier].join('\0');
    if (!known.has(key)) known.set(key, look(specifier, from, wanted));
    return known.get(key);
  };
}
