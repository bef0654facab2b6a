import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import { shellQuote } from '../shell-quote.ts';
import { UsageError } from '../usage-error.ts';
import { editJson } from './edit-json.ts';
import type { InstalledCopy } from './installed-copies.ts';
import { manifestOf } from './manifest.ts';
import type { PackageManagerName } from './package-manager.ts';
import type { PatchForm, RegisteredPatch, Target, WantedPatches } from './patch-form.ts';
import { changeOf } from './planned-change.ts';
import type { Project } from './project.ts';

/** What is added to devDependencies where patch-package is not there yet. */
const patchPackageRange = '^8.0.1';

interface PatchName {
  /** `node_modules/a/node_modules/@scope/b` */
  readonly copy: string;
  readonly version: string;
  /** Of several patches of one copy. */
  readonly sequence: string | undefined;
}

function withScope(part: string): string {
  return part.startsWith('@') ? part.replace('+', '/') : part;
}

/** `a++@scope+b+1.2.3+001+why.patch`, taken apart. */
function readName(file: string): PatchName | undefined {
  const [, nested, last, version, sequence] =
    /^((?:.+?\+\+)*)((?:@[^+]+\+)?[^+]+)\+(\d+\.\d+\.\d+[^+]*)(\+.*)?(?:\.dev)?\.patch$/.exec(
      file.replace(/\.dev\.patch$/, '.patch'),
    ) ?? [];
  if (last === undefined || version === undefined) return undefined;
  const parts = [...(nested ?? '').split('++').filter(Boolean), last].map(withScope);
  return { copy: parts.map((part) => `node_modules/${part}`).join('/'), version, sequence };
}

function writeName(copy: string, version: string): string {
  const parts = copy.split(/(?:^|\/)node_modules\//).filter(Boolean);
  return `${parts.map((part) => part.replace('/', '+')).join('++')}+${version}.patch`;
}

/** Where patches are kept: what a script of the project says, or `patches`. */
function patchFolder({ root }: Project): string {
  const scripts = Object.values(manifestOf(root)?.scripts ?? {}).join('\n');
  const [, given] = /\bpatch-package\b[^&|;\n]*?--patch-dir[= ]+["']?([^\s"'&|;]+)/.exec(scripts) ?? [];
  return join(root, given ?? 'patches');
}

/** A copy in a member of a workspace, by way of the link to the member: patch-package starts at the root. */
function reachablePath({ path, version, name }: InstalledCopy, { root, folders }: Project): string {
  const isReachable = /^(?:node_modules\/(?:@[^/]+\/)?[^./@][^/]*(?:\/|$))+$/;
  if (isReachable.test(path)) return path;
  const member = folders.find((folder) => folder !== root && join(root, path).startsWith(folder + sep));
  const memberName = member && manifestOf(member)?.name;
  if (member && memberName && existsSync(join(root, 'node_modules', memberName))) {
    const inside = relative(member, join(root, path)).replaceAll(sep, '/');
    const through = `node_modules/${memberName}/${inside}`;
    if (isReachable.test(through)) return through;
  }
  throw new UsageError(
    `patch-package cannot reach ${path} (${name} ${version}): it is not in a node_modules folder of this project`,
  );
}

async function registered(project: Project, name: string): Promise<RegisteredPatch[]> {
  const folder = patchFolder(project);
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder)
    .filter((file) => file.endsWith('.patch'))
    .sort();
  return files.flatMap((file) => {
    const read = readName(file);
    if (!read || !(read.copy === `node_modules/${name}` || read.copy.endsWith(`/node_modules/${name}`)))
      return [];
    const { copy, version } = read;
    return [{ path: join(folder, file), version, copy, strip: copy.split('/').length + 1 }];
  });
}

async function targets(project: Project, copies: readonly InstalledCopy[]): Promise<Target[]> {
  const all: Target[] = [];
  for (const copy of copies) {
    const path = reachablePath(copy, project);
    const own = (await registered(project, path.replace(/^.*node_modules\//, ''))).filter(
      (each) => each.copy === path,
    );
    const [sequenced] = own.filter((each) => readName(basename(each.path))?.sequence !== undefined);
    if (sequenced)
      throw new UsageError(
        `${relative(project.root, sequenced.path)} is one of a sequence of patches, which cannot be combined: ` +
          'make them one, with `npx patch-package` and no --append, and run this again',
      );
    const { name, version } = copy;
    all.push({ name, version, copies: [copy], prefix: `${path}/`, existing: own });
  }
  return all;
}

/** package.json with the script that applies patches after each installation, and patch-package itself. */
async function withPatchPackage(text: string, { root }: Project): Promise<string> {
  const { scripts = {}, dependencies, devDependencies } = manifestOf(root) ?? {};
  let after = text;
  const runs = (script: string | undefined): boolean => /\bpatch-package\b/.test(script ?? '');
  if (!['postinstall', 'prepare', 'install'].some((name) => runs(scripts[name]))) {
    const script = scripts['postinstall'] ? `${scripts['postinstall']} && patch-package` : 'patch-package';
    after = await editJson(after, ['scripts', 'postinstall'], script);
  }
  if (dependencies?.['patch-package'] ?? devDependencies?.['patch-package']) return after;
  return editJson(after, ['devDependencies', 'patch-package'], patchPackageRange);
}

async function plan(project: Project, { patches, obsolete }: WantedPatches) {
  const { root, manager } = project;
  const folder = patchFolder(project);
  const files = patches.map(({ target, text }) => {
    const path = join(folder, writeName(target.prefix.slice(0, -1), target.version));
    return changeOf(
      target.existing[0]?.version === target.version ? target.existing[0].path : path,
      text,
      root,
    );
  });
  const written = new Set(files.map(({ path }) => path));
  const removed = [...patches.flatMap(({ target }) => target.existing), ...obsolete]
    .map(({ path }) => path)
    .filter((path) => !written.has(path));
  const manifest = join(root, 'package.json');
  const before = readFileSync(manifest, 'utf8');
  const after = patches.length > 0 ? await withPatchPackage(before, project) : before;
  const isNew = /"patch-package"/.test(after) && !/"patch-package"/.test(before);
  return {
    changes: [...files, changeOf(manifest, after, root)],
    removed,
    next: commands(manager.name, outdatedCopies({ patches, obsolete }, root)),
    notes: isNew ? ['An installation without devDependencies needs patch-package in dependencies.'] : [],
  };
}

/** Copies that an older patch is applied to: patch-package would put the new one on top, and takes none back. */
function outdatedCopies({ patches, obsolete }: WantedPatches, root: string): readonly string[] {
  const replaced = patches
    .filter(({ target }) => target.existing.length > 0)
    .flatMap(({ target }) => target.copies.map(({ path }) => path));
  const without = obsolete.flatMap(({ copy }) => (copy && existsSync(join(root, copy)) ? [copy] : []));
  return [...new Set([...replaced, ...without])];
}

function commands(manager: PackageManagerName, outdated: readonly string[]): readonly string[] {
  if (outdated.length === 0) return [`${manager} install`];
  // yarn 1 believes its notes, and looks at the files only on request.
  const install = manager === 'yarn' ? 'yarn install --check-files' : `${manager} install`;
  return [`rm -rf ${outdated.map(shellQuote).join(' ')}`, install];
}

/** patch-package, which npm and yarn 1 take for want of a form of their own. */
export const patchPackageForm: PatchForm = { title: 'patch-package', registered, targets, plan };
