import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { crawl } from './crawl.ts';
import { describeSystemError } from './describe-system-error.ts';
import { git, workTreeOf } from './git.ts';
import { globFilter } from './glob-filter.ts';
import { nearest } from './nearest.ts';
import type { FileError, SkippedFile } from './report.ts';
import { holdsCode, isDeclarationName } from './source-name.ts';

/** A file to look at. */
export interface DiscoveredFile {
  /** Absolute, by the way it was named; no link is followed below a named path. */
  readonly path: string;
  /** Named itself, rather than found below a named folder: then it is processed whatever it looks like. */
  readonly named: boolean;
  /** The named folder that it was found in, or the folder of the named file. */
  readonly root: string;
}

export interface DiscoverOptions {
  readonly cwd: string;
  /** Files and folders; none means the working directory. */
  readonly paths: readonly string[];
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** Real paths of the files that count; all do if it is undefined. */
  readonly changed?: ReadonlySet<string> | undefined;
}

export interface Discovery {
  /** Sorted by path, each file once. */
  readonly files: readonly DiscoveredFile[];
  /** Of these, the paths of those that only tell of others, since they have not changed. */
  readonly unchanged: ReadonlySet<string>;
  readonly skipped: readonly SkippedFile[];
  readonly errors: readonly FileError[];
}

export interface MissingPath {
  readonly missing: string;
  /** A path beside it of nearly the same name. */
  readonly suggestion: string | undefined;
}

/** Never entered below a named folder; they hold other people's code, or none. */
const neverEntered = new Set(
  `node_modules bower_components jspm_packages .git .hg .svn .jj .yarn .pnpm-store .next .nuxt .output .svelte-kit
  .turbo .cache .parcel-cache .vercel coverage`.split(/\s+/),
);

/** `path` as reports show it: relative to the working directory, with `/`. */
export function displayPath(path: string, cwd: string): string {
  return relative(cwd, path).replaceAll(sep, '/') || '.';
}

function suggestPath(path: string): string | undefined {
  const folder = dirname(path);
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return undefined;
  const name = nearest(basename(path), readdirSync(folder));
  return name === undefined ? undefined : join(folder, name);
}

/** The stats of a path that the user named; `undefined` if nothing is there. Links are followed. */
function statNamed(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // a path through a file, a link in circles: nothing is there either
  }
}

/** What one call of `discover` gathers. */
class Found {
  readonly files = new Map<string, DiscoveredFile>();
  readonly skipped = new Map<string, SkippedFile>();
  readonly errors: FileError[] = [];
  readonly cwd: string;
  constructor(cwd: string) {
    this.cwd = cwd;
  }
  add(file: DiscoveredFile, realPath: string): void {
    if (!this.files.has(realPath) || file.named) this.files.set(realPath, file);
  }
  skip(path: string, reason: SkippedFile['reason']): void {
    this.skipped.set(path, { file: displayPath(path, this.cwd), reason });
  }
}

/**
 * Files that git tracks, or would add, below a folder of a work tree, untracked links among them (see `fileReader`). Work trees inside it (submodules, clones) are
 * listed by their own git. `undefined`: there is no work tree, git is missing, or it ignores the folder itself.
 */
function listedByGit(folder: string): readonly string[] | undefined {
  const top = workTreeOf(folder);
  if (!top) return undefined;
  if (top !== folder && git(['check-ignore', '-q', '.'], folder).ok) return undefined;
  const listed = git(['ls-files', '-s', '-o', '--exclude-standard', '-z'], folder);
  if (!listed.ok) return undefined;
  const paths = new Set<string>();
  for (const line of listed.output.split('\0')) {
    const [, mode, tracked] = /^(\d{6}) [0-9a-f]{40,64} \d\t(.*)$/s.exec(line) ?? [];
    if (mode === '120000' || line === '') continue; // a link
    const path = tracked ?? line;
    if (mode === '160000' || path.endsWith('/')) {
      if (!existsSync(join(folder, path, '.git'))) continue; // a submodule that was not checked out
      for (const inner of listedByGit(join(folder, path)) ?? []) paths.add(inner);
    } else if (holdsCode(path)) paths.add(join(folder, path));
  }
  return [...paths];
}

/** In a published package, or in a build, `dist` is where the code is. */
function entersBuildOutput(root: string, cwd: string): boolean {
  return root.split(sep).includes('node_modules') || relative(cwd, root).split(sep).includes('dist');
}

/** Whether the folders between a root and a path let it through; notes a build folder that does not. */
function passes(path: string, root: string, found: Found): boolean {
  const folders = relative(root, dirname(path)).split(sep);
  const stop = folders.findIndex(
    (name) => neverEntered.has(name) || (name === 'dist' && !entersBuildOutput(root, found.cwd)),
  );
  if (stop < 0) return true;
  if (folders[stop] === 'dist') found.skip(join(root, ...folders.slice(0, stop + 1)), 'build-output');
  return false;
}

async function filesBelow(root: string, found: Found): Promise<Iterable<string>> {
  const byGit = listedByGit(realpathSync(root));
  if (byGit) return byGit.map((path) => join(root, relative(realpathSync(root), path)));
  return crawl(root, {
    rulesFrom: found.cwd,
    enters: (folder) => passes(join(folder, 'any'), root, found),
    onError: (path, error) =>
      found.errors.push({
        file: displayPath(path, found.cwd),
        message: `cannot be read: ${describeSystemError(error)}`,
      }),
  });
}

async function addFolder(root: string, found: Found, wanted: (path: string) => boolean): Promise<void> {
  const real = realpathSync(root);
  for (const path of await filesBelow(root, found)) {
    if (!holdsCode(path) || isDeclarationName(path) || !passes(path, root, found)) continue;
    if (wanted(path)) found.add({ path, named: false, root }, real + path.slice(root.length));
  }
}

/**
 * Finds the files to look at. A path that is named is looked at even if git ignores it or it lies in `node_modules`
 * or `dist`; below it, git's ignore rules hold, and those folders, declarations and links are left alone.
 */
export async function discover(options: DiscoverOptions): Promise<Discovery | MissingPath> {
  const { cwd } = options;
  const [included, excluded] = [await globFilter(options.include), await globFilter(options.exclude)];
  const found = new Found(cwd);
  for (const given of options.paths.length > 0 ? options.paths : ['.']) {
    const path = resolve(cwd, given);
    const stats = given === '' ? undefined : statNamed(path);
    if (!stats) {
      const suggestion = given === '' ? undefined : suggestPath(path);
      return { missing: given, suggestion: suggestion && displayPath(suggestion, cwd) };
    }
    const wanted = (file: string): boolean => !excluded?.(displayPath(file, cwd));
    if (stats.isDirectory())
      await addFolder(path, found, (file) => wanted(file) && (included?.(displayPath(file, cwd)) ?? true));
    else if (!stats.isFile()) found.skip(path, 'not-a-file');
    else if (!holdsCode(path)) found.skip(path, 'unsupported-extension');
    else if (wanted(path)) found.add({ path, named: true, root: dirname(path) }, realpathSync(path));
  }
  const files = [...found.files.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  const { changed } = options;
  const unchanged =
    changed && [...found.files].flatMap(([real, { path }]) => (changed.has(real) ? [] : [path]));
  return { files, unchanged: new Set(unchanged), skipped: [...found.skipped.values()], errors: found.errors };
}
