import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, posix } from 'node:path';
import { isDeclarationName, isSourceName } from './source-name.ts';
import { tsconfigNeedsExtensions } from './tsconfig-module.ts';
import { isVendoredName } from './vendored-name.ts';

/** How relative imports end: `./x`, `./x.js` or `./x.ts`. */
export type ImportEnding = 'none' | 'js' | 'ts';

export interface Importer {
  /** Absolute. */
  readonly path: string;
  readonly text: string;
  readonly format: 'esm' | 'cjs';
}

const relativeImports = /\b(?:from\s*|import\s*\(?\s*|require\s*\(\s*)(['"])(\.{1,2}\/[^'"\n]*)\1/g;
const [sampleOfFolder, sampleOfPackage, longestSample] = [20, 50, 256 * 1024];

function endingOf(specifier: string): ImportEnding | undefined {
  const name = posix.basename(specifier);
  if (specifier.endsWith('/') || name === '.' || name === '..') return undefined;
  const extension = posix.extname(name);
  if (extension === '') return 'none';
  if (!isSourceName(name)) return undefined;
  return /ts|tsx/.test(extension) ? 'ts' : 'js';
}

/** The ending that most relative imports of these texts have; `undefined` if there are none to learn from. */
export function importHabit(texts: Iterable<string>): ImportEnding | undefined {
  const counts = { js: 0, ts: 0, none: 0 };
  for (const text of texts) {
    for (const [, , specifier = ''] of text.matchAll(relativeImports)) {
      const ending = endingOf(specifier);
      if (ending) counts[ending]++;
    }
  }
  const most = Math.max(counts.js, counts.ts, counts.none);
  return most === 0 ? undefined : (['js', 'ts', 'none'] as const).find((ending) => counts[ending] === most);
}

export function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path);
}

function* textsOf(paths: readonly string[]): Generator<string> {
  for (const path of paths) {
    const stats = statSync(path, { throwIfNoEntry: false });
    if (!stats?.isFile() || stats.size > longestSample) continue;
    try {
      yield readFileSync(path, 'utf8');
    } catch {
      // A neighbour that may not be read teaches nothing; the run goes on without it.
      continue;
    }
  }
}

function neighbours(path: string): string[] {
  return readdirSync(dirname(path))
    .sort()
    .map((name) => join(dirname(path), name));
}

/** Which of these files may teach `path` its habit: those of its language that people wrote. */
function teachers(path: string, candidates: readonly string[], most: number): string[] {
  const fits = (other: string): boolean =>
    other !== path &&
    isSourceName(other) &&
    !isDeclarationName(other) &&
    !isVendoredName(basename(other)) &&
    isTypeScript(other) === isTypeScript(path);
  return candidates.filter(fits).slice(0, most);
}

/**
 * The ending that a new relative import of a file shall have: as in its own relative imports, else its neighbours',
 * else (TypeScript) other files' of the package, else what the tsconfig asks for. Node resolves no ES module without.
 * @param packageFiles of the same package, sorted.
 */
export function importEnding(importer: Importer, packageFiles: readonly string[]): ImportEnding {
  const { path, text, format } = importer;
  const learnt = (): ImportEnding | undefined =>
    importHabit([text]) ?? importHabit(textsOf(teachers(path, neighbours(path), sampleOfFolder)));
  if (!isTypeScript(path)) return format === 'cjs' && learnt() === 'none' ? 'none' : 'js';
  return (
    learnt() ??
    importHabit(textsOf(teachers(path, packageFiles, sampleOfPackage))) ??
    (tsconfigNeedsExtensions(dirname(path)) ? 'js' : 'none')
  );
}
