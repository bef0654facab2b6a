import { join, relative } from 'node:path';
import type { FileChange } from '../report.ts';
import { UsageError } from '../usage-error.ts';
import { editJson } from './edit-json.ts';
import type { InstalledCopy } from './installed-copies.ts';
import { manifestOf, textOf } from './manifest.ts';
import type { PatchChanges, PatchForm, RegisteredPatch, Target, WantedPatches } from './patch-form.ts';
import { changeOf, textBefore } from './planned-change.ts';
import type { Project } from './project.ts';

interface Lock {
  /** What packages ask for: `@modelcontextprotocol/sdk@npm:^1.32.0`. */
  readonly descriptors: readonly string[];
  readonly version: string;
}

/** The entries of yarn.lock for a package. */
function locksOf(root: string, name: string): readonly Lock[] {
  const lines = (textOf(join(root, 'yarn.lock')) ?? '').split(/\r?\n/);
  return lines.flatMap((line, at) => {
    const [, keys] = /^"?([^\s#].*?)"?:$/.exec(line) ?? [];
    if (!keys?.startsWith(`${name}@`)) return [];
    const [, version] = /^ {2}version: "?([^"]+)"?$/.exec(lines[at + 1] ?? '') ?? [];
    return version === undefined ? [] : [{ descriptors: keys.split(', '), version }];
  });
}

/** A `patch:` value, taken apart. */
interface PatchValue {
  /** What is patched: `@modelcontextprotocol/sdk@npm:1.32.2`. */
  readonly source: string;
  /** Absolute paths. Patches of yarn's own (`builtin<…>`) are no files. */
  readonly files: readonly string[];
}

/** `patch:a@npm%3A1.2.3#~/.yarn/patches/a.patch` */
function readValue(value: string, folder: string, root: string): PatchValue | undefined {
  const [, source, after] = /^patch:([^#]*)#([^#]*?)(?:::.*)?$/.exec(value) ?? [];
  if (source === undefined || after === undefined) return undefined;
  const files = after
    .split('&')
    .map((path) => path.replace(/^optional!/, ''))
    .filter((path) => path !== '' && !/^~?builtin</.test(path))
    .map((path) => (path.startsWith('~/') ? join(root, path.slice(2)) : join(folder, path)));
  return { source: decodeURIComponent(source), files };
}

/** An entry of a `package.json` that asks for a patched package. */
interface PatchReference {
  readonly manifest: string;
  readonly section: string;
  readonly key: string;
  readonly value: PatchValue;
}

const sections = ['resolutions', 'dependencies', 'devDependencies', 'optionalDependencies'] as const;

function references({ root, folders }: Project): readonly PatchReference[] {
  return folders.flatMap((folder) => {
    const manifest = manifestOf(folder) ?? {};
    return sections.flatMap((section) =>
      Object.entries(manifest[section] ?? {}).flatMap(([key, text]) => {
        const value = readValue(text, folder, root);
        return value ? [{ manifest: join(folder, 'package.json'), section, key, value }] : [];
      }),
    );
  });
}

function versionOf(source: string, name: string, root: string): string | undefined {
  const exact = /@npm:(\d+\.\d+\.\d+\S*)$/.exec(source)?.[1];
  return exact ?? locksOf(root, name).find(({ descriptors }) => descriptors.includes(source))?.version;
}

function patchesOf(project: Project, name: string): readonly RegisteredPatch[] {
  const found = references(project)
    .filter(({ value }) => value.source.startsWith(`${name}@`))
    .flatMap(({ value: { source, files } }) =>
      files.map((path) => ({ path, version: versionOf(source, name, project.root), strip: 1 })),
    );
  return [...new Map(found.map((patch) => [patch.path, patch])).values()];
}

function patchFolder(root: string): string {
  const [, folder = '.yarn/patches'] =
    /^patchFolder: *["']?([^"'\r\n#]+?)["']? *$/m.exec(textOf(join(root, '.yarnrc.yml')) ?? '') ?? [];
  return folder.replace(/^\.\//, '');
}

async function registered(project: Project, name: string): Promise<readonly RegisteredPatch[]> {
  return patchesOf(project, name);
}

async function targets(project: Project, copies: readonly InstalledCopy[]): Promise<readonly Target[]> {
  const versions = [...new Set(copies.map(({ version }) => version))];
  return versions.map((version) => {
    const group = copies.filter((copy) => copy.version === version);
    const [{ name }] = group as [InstalledCopy];
    const existing = patchesOf(project, name).filter((patch) => (patch.version ?? version) === version);
    if (existing.length > 1)
      throw new UsageError(
        `${existing.map(({ path }) => relative(project.root, path)).join(' and ')} are patches for one version, ` +
          `${name} ${version}: make them one, with yarn patch and yarn patch-commit, and run this again`,
      );
    return { name, version, copies: group, prefix: '', existing };
  });
}

/** What is asked for, and resolves to a version: `@modelcontextprotocol/sdk@npm:^1.32.0`. */
function asked({ name, version }: Target, root: string): readonly string[] {
  const found = locksOf(root, name)
    .filter((lock) => lock.version === version)
    .flatMap(({ descriptors }) => descriptors)
    .filter((descriptor) => descriptor.startsWith(`${name}@npm:`));
  if (found.length > 0) return found;
  throw new UsageError(
    `yarn.lock does not say what asks for ${name} ${version} from a registry: run \`yarn install\`, and then this again`,
  );
}

/** The edits that take a reference back: what was patched is asked for again, as it is published. */
function withoutReference({
  section,
  key,
  value: { source },
}: PatchReference): readonly [string[], string | undefined] {
  const range = source.slice(source.indexOf('@', 1) + 1).replace(/^npm:/, '');
  return [[section, key], section === 'resolutions' ? undefined : range];
}

async function plan(project: Project, { patches, obsolete }: WantedPatches): Promise<PatchChanges> {
  const { root } = project;
  const texts = new Map<string, string>();
  const edit = async (
    manifest: string,
    path: readonly string[],
    value: string | undefined,
  ): Promise<void> => {
    const before = texts.get(manifest) ?? textBefore(manifest) ?? '';
    texts.set(manifest, await editJson(before, path, value));
  };
  const files: FileChange[] = [];
  for (const { target, text } of patches) {
    const { name, version, existing } = target;
    const file = `${patchFolder(root)}/${name.replace('/', '-')}-npm-${version}.patch`;
    files.push(changeOf(existing[0]?.path ?? join(root, file), text, root));
    if (existing.length > 0) continue;
    const reference = `patch:${name}@${encodeURIComponent(`npm:${version}`)}#~/${file}`;
    for (const descriptor of asked(target, root))
      await edit(join(root, 'package.json'), ['resolutions', descriptor], reference);
  }
  const removed = obsolete.map(({ path }) => path);
  for (const each of references(project))
    if (each.value.files.some((path) => removed.includes(path)))
      await edit(each.manifest, ...withoutReference(each));
  const manifests = [...texts].map(([path, text]) => changeOf(path, text, root));
  return { changes: [...files, ...manifests], removed, next: ['yarn install'], notes: [] };
}

/**
 * yarn's `patch:` protocol. The patch is named in the `resolutions` of the root, for what yarn.lock says is asked for:
 * that holds for every workspace and for dependencies of dependencies, and the dependencies stay as they are.
 */
export const yarnBerryForm: PatchForm = { title: 'yarn patch: protocol', registered, targets, plan };
