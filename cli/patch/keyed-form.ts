import { join, relative } from 'node:path';
import type { FileChange } from '../report.ts';
import { UsageError } from '../usage-error.ts';
import type { InstalledCopy } from './installed-copies.ts';
import type { PatchForm, RegisteredPatch, Target, WantedPatches } from './patch-form.ts';
import { changeOf } from './planned-change.ts';
import type { Project } from './project.ts';

/** Where a manager lists patches by `name@version`, with paths that are relative to the root. */
export interface PatchList {
  readonly entries: Readonly<Record<string, string>>;
  /** The files that hold it, with entries set or, where the path is `undefined`, taken away. */
  edit(entries: ReadonlyMap<string, string | undefined>): Promise<readonly FileChange[]>;
}

export interface KeyedManager {
  readonly title: string;
  readonly list: (project: Project) => Promise<PatchList>;
  /** What the manager itself would call the file of a patch. */
  readonly fileName: (name: string, version: string) => string;
  readonly install: string;
}

interface KeyedPatch extends RegisteredPatch {
  readonly key: string;
}

const exactVersion = /^\d+\.\d+\.\d+(?:[-+][\w.+-]+)?$/;

function keyedPatches({ entries }: PatchList, name: string, root: string): readonly KeyedPatch[] {
  return Object.entries(entries).flatMap(([key, path]) => {
    if (key !== name && !key.startsWith(`${name}@`)) return [];
    const given = key.slice(name.length + 1);
    const version = exactVersion.test(given) ? given : undefined;
    return [{ key, path: join(root, path), version, strip: 1 }];
  });
}

function byVersion(copies: readonly InstalledCopy[]): readonly (readonly InstalledCopy[])[] {
  const groups = new Map<string, InstalledCopy[]>();
  for (const copy of copies) groups.set(copy.version, [...(groups.get(copy.version) ?? []), copy]);
  return [...groups.values()];
}

/** Where the project has its patches; `patches` if it has none. */
function patchFolder({ entries }: PatchList): string {
  const [path] = Object.values(entries);
  return path?.includes('/') ? path.replace(/\/[^/]*$/, '') : 'patches';
}

/** The form of managers that apply patches themselves and list them by name and version. */
export function keyedForm({ title, list, fileName, install }: KeyedManager): PatchForm {
  return {
    title,
    async registered(project, name) {
      return keyedPatches(await list(project), name, project.root);
    },
    async targets(project, copies): Promise<Target[]> {
      const listed = await list(project);
      const groups = byVersion(copies);
      return groups.map((group) => {
        const [{ name, version }] = group as [InstalledCopy];
        const all = keyedPatches(listed, name, project.root);
        const own = all.find((each) => each.version === version);
        const forEvery = own ? undefined : all.find((each) => each.version === undefined);
        if (forEvery && groups.length > 1)
          throw new UsageError(
            `${relative(project.root, forEvery.path)} is for every version of ${name} (${forEvery.key}), and ` +
              `${groups.length} versions are installed: list it for one version, ${name}@${version} for one`,
          );
        const existing = [own ?? forEvery].filter((each) => each !== undefined);
        return { name, version, copies: group, prefix: '', existing };
      });
    },
    async plan(project, { patches, obsolete }: WantedPatches) {
      const { root } = project;
      const listed = await list(project);
      const entries = new Map<string, string | undefined>();
      const keyOf = (patch: RegisteredPatch): string | undefined => keyedPatchAt(listed, patch, root);
      for (const patch of obsolete) {
        const key = keyOf(patch);
        if (key !== undefined) entries.set(key, undefined);
      }
      const files = patches.map(({ target, text }) => {
        const { name, version, existing } = target;
        const [patch] = existing;
        const path = patch?.path ?? join(root, patchFolder(listed), fileName(name, version));
        if (!patch) entries.set(`${name}@${version}`, relative(root, path).replaceAll('\\', '/'));
        return changeOf(path, text, root);
      });
      return {
        changes: [...files, ...(entries.size > 0 ? await listed.edit(entries) : [])],
        removed: obsolete.map(({ path }) => path),
        next: [install],
        notes: [],
      };
    },
  };
}

function keyedPatchAt(
  { entries }: PatchList,
  { path, version }: RegisteredPatch,
  root: string,
): string | undefined {
  return Object.entries(entries).find(
    ([key, at]) => join(root, at) === path && (version === undefined || key.endsWith(`@${version}`)),
  )?.[0];
}
