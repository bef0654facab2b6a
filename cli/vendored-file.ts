import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join, parse, sep } from 'node:path';
import { newlineOf } from '../edits/text-style.ts';
import type { RuntimeName } from '../edits/remedy.ts';
import type { Core, VendoredForm } from './core.ts';
import { declarationsBeside, declarationsName } from './declarations-beside.ts';
import { isVendoredName, vendoredBaseName } from './vendored-name.ts';

/** Files of one package that can share one vendored runtime. */
export interface SharingFiles {
  /** Absolute, sorted; at least one. */
  readonly paths: readonly string[];
  readonly needs: readonly RuntimeName[];
  readonly form: VendoredForm;
  /** What the runtime's name may end in, the best first. */
  readonly extensions: readonly string[];
  /** The folder of the package, or the named folder where there is no package. */
  readonly top: string;
  readonly isPackage: boolean;
  readonly newline: '\n' | '\r\n';
}

export interface PlacementContext {
  readonly core: Core;
  /** Whether a folder lies in what the user named, so that a new file may be put there. */
  readonly isNamed: (folder: string) => boolean;
  /** Files that were discovered, sorted. */
  readonly discovered: readonly string[];
  /** Paths that this run already gives to other runtimes. */
  readonly taken: ReadonlySet<string>;
}

export interface VendoredFile {
  readonly path: string;
  readonly before: string | undefined;
  /** The same as `before` if it already holds what is needed. */
  readonly after: string;
  readonly names: readonly RuntimeName[];
  /** The declarations beside it, where compiled code has such. */
  readonly declarations?: {
    readonly path: string;
    readonly before: string | undefined;
    readonly after: string;
  };
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : folder + sep);
}

/** From a folder upward to `top`. */
function ancestors(folder: string, top: string): string[] {
  const folders: string[] = [];
  for (let at = folder; isWithin(at, top); at = dirname(at)) {
    folders.push(at);
    if (at === dirname(at)) break;
  }
  return folders;
}

function commonFolder(paths: readonly string[]): string {
  const [first = '', ...rest] = paths.map((path) => dirname(path));
  const shared = ancestors(first, parse(first).root).find((folder) =>
    rest.every((other) => isWithin(other, folder)),
  );
  return shared ?? first;
}

/** What a JavaScript runtime file is, told by its text; a `.js` may be either. */
function formOf(path: string, text: string): VendoredForm {
  if (/\.[cm]?ts$/.test(path)) return 'ts';
  return /^export\b/m.test(text) ? 'esm' : 'cjs';
}

function existingRuntime(
  sharing: SharingFiles,
  context: PlacementContext,
): { path: string; text: string } | undefined {
  const above = new Set(sharing.paths.flatMap((path) => ancestors(dirname(path), sharing.top)));
  const near = [...above].flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)));
  const elsewhere = context.discovered.filter((path) => isWithin(path, sharing.top));
  for (const path of [...near, ...elsewhere]) {
    if (!isVendoredName(basename(path)) || !sharing.extensions.includes(extname(path))) continue;
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFile()) continue;
    const text = readFileSync(path, 'utf8');
    if (text.slice(0, 1000).includes(context.core.VENDORED_MARKER) && formOf(path, text) === sharing.form)
      return { path, text };
  }
  return undefined;
}

function newPath(sharing: SharingFiles, context: PlacementContext): string {
  const [first = ''] = sharing.paths;
  const common = commonFolder(sharing.paths);
  const tooHigh =
    sharing.isPackage && common === sharing.top && !sharing.paths.some((path) => dirname(path) === common);
  const folder = tooHigh || !context.isNamed(common) ? dirname(first) : common;
  for (let number = 1; ; number++) {
    const name = vendoredBaseName + (number === 1 ? '' : `-${number}`) + sharing.extensions[0];
    const path = join(folder, name);
    if (!existsSync(path) && !context.taken.has(path)) return path;
  }
}

/** The declarations of a vendored runtime: those that are there, with what they lack, or new ones if wanted. */
function declarationsOf(
  { path, names }: VendoredFile,
  form: VendoredForm,
  isWanted: boolean,
  newline: '\n' | '\r\n',
  { VENDORED_MARKER, vendoredNames, vendoredRuntime }: Core,
): Pick<VendoredFile, 'declarations'> {
  if (form === 'ts') return {};
  const beside = declarationsBeside(path);
  if (beside === undefined) {
    if (!isWanted) return {};
    const after = vendoredRuntime(names, 'dts', { newline });
    return { declarations: { path: declarationsName(path), before: undefined, after } };
  }
  const before = readFileSync(beside, 'utf8');
  if (!before.slice(0, 1000).includes(VENDORED_MARKER)) return {}; // not ours
  const held = new Set(vendoredNames(before));
  const isCurrent = held.size === names.length && names.every((name) => held.has(name));
  const after = isCurrent ? before : vendoredRuntime(names, 'dts', { newline: newlineOf(before) });
  return { declarations: { path: beside, before, after } };
}

/**
 * Decides which vendored runtime some files share: one that is there already, in their folders, above them or
 * anywhere in their package, with the names it lacks added; else a new one in their common folder. A file of that name
 * that is not ours is never touched. Where they have declarations beside them, it gets its own.
 */
export function vendoredFile(sharing: SharingFiles, context: PlacementContext): VendoredFile {
  const { vendoredNames, vendoredRuntime } = context.core;
  const existing = existingRuntime(sharing, context);
  const held = existing ? vendoredNames(existing.text) : [];
  const names = [...new Set([...held, ...sharing.needs])].sort();
  const isCurrent = existing && names.length === new Set(held).size;
  const newline = existing ? newlineOf(existing.text) : sharing.newline;
  const file: VendoredFile = {
    path: existing?.path ?? newPath(sharing, context),
    before: existing?.text,
    after: isCurrent ? existing.text : vendoredRuntime(names, sharing.form, { newline }),
    names,
  };
  const isTyped = sharing.paths.some((path) => declarationsBeside(path) !== undefined);
  return { ...file, ...declarationsOf(file, sharing.form, isTyped, newline, context.core) };
}

/** A vendored runtime as we would write it today, with the names that it holds, and its declarations, if it has any. */
export function renewedFile(path: string, text: string, core: Core): VendoredFile {
  const { VENDORED_MARKER, vendoredNames, vendoredRuntime } = core;
  const names = vendoredNames(text);
  const newline = newlineOf(text);
  const file: VendoredFile = {
    path,
    before: text,
    after: vendoredRuntime(names, formOf(path, text), { newline }),
    names,
  };
  const beside = declarationsBeside(path);
  const before = beside === undefined ? '' : readFileSync(beside, 'utf8');
  if (beside === undefined || !before.slice(0, 1000).includes(VENDORED_MARKER)) return file;
  const after = vendoredRuntime(names, 'dts', { newline: newlineOf(before) });
  return { ...file, declarations: { path: beside, before, after } };
}
