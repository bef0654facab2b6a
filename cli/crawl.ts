import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Dirent } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { Ignore } from 'ignore';

/** One `.gitignore` and the folder it speaks for. */
interface IgnoreFile {
  readonly folder: string;
  readonly rules: Ignore;
}

export interface CrawlOptions {
  /** Whether to go into a folder. */
  readonly enters: (folder: string) => boolean;
  /** A folder that could not be listed. */
  readonly onError: (path: string, error: unknown) => void;
  /** Above the crawled folder, up to this one, `.gitignore` files count too, unless they ignore the crawled folder. */
  readonly rulesFrom: string;
}

type ReadRules = (folder: string) => IgnoreFile | undefined;

async function rulesReader(): Promise<ReadRules> {
  const { default: ignore } = await import('ignore');
  return (folder) => {
    const path = join(folder, '.gitignore');
    if (!existsSync(path)) return undefined;
    return { folder, rules: ignore().add(readFileSync(path, 'utf8')) };
  };
}

/** The deepest `.gitignore` with an opinion decides, as in git. */
function isIgnored(path: string, isFolder: boolean, files: readonly IgnoreFile[]): boolean {
  for (const { folder, rules } of files.toReversed()) {
    const inside = relative(folder, path).replaceAll(sep, '/') + (isFolder ? '/' : '');
    const verdict = rules.test(inside);
    if (verdict.ignored || verdict.unignored) return verdict.ignored;
  }
  return false;
}

/** The `.gitignore` files above `folder`, the highest first. None if `top` is not above it, or they ignore it. */
function rulesAbove(folder: string, top: string, read: ReadRules): readonly IgnoreFile[] {
  if (folder === top || !folder.startsWith(top.endsWith(sep) ? top : top + sep)) return [];
  const files: IgnoreFile[] = [];
  for (let at = dirname(folder); ; at = dirname(at)) {
    const rules = read(at);
    if (rules) files.unshift(rules);
    if (at === top) break;
  }
  for (let at = folder; at !== top; at = dirname(at)) if (isIgnored(at, true, files)) return [];
  return files;
}

function* walk(
  folder: string,
  above: readonly IgnoreFile[],
  read: ReadRules,
  options: CrawlOptions,
): Generator<string> {
  let entries: Dirent[];
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    options.onError(folder, error);
    return;
  }
  const own = read(folder);
  const files = own ? [...above, own] : above;
  for (const entry of entries) {
    const path = join(folder, entry.name);
    const isFolder = entry.isDirectory();
    if (!isFolder && !entry.isFile()) continue; // links are never followed: no loops, no way out
    if (isIgnored(path, isFolder, files)) continue;
    if (!isFolder) yield path;
    else if (options.enters(path)) yield* walk(path, files, read, options);
  }
}

/** The files below a folder without git's help: nested `.gitignore` files obeyed, links not followed. */
export async function crawl(folder: string, options: CrawlOptions): Promise<Iterable<string>> {
  const read = await rulesReader();
  return walk(folder, rulesAbove(folder, options.rulesFrom, read), read, options);
}
