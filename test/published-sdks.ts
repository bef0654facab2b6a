import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { diffLines } from 'diff';

const modules = new URL('../node_modules/', import.meta.url).pathname;

/** The published v1 builds of the SDK that are tried: the first with a 403 branch, a middle one, the last. */
export const publishedV1: readonly { readonly version: string; readonly folder: string }[] = [
  { version: '1.23.0', folder: join(modules, 'sdk-1.23.0') },
  { version: '1.25.3', folder: join(modules, 'sdk-1.25.3') },
  { version: '1.32.2', folder: join(modules, '@modelcontextprotocol/sdk') },
];

/** A folder outside the repository that is gone after `remove()`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'published-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Copies the `client` folder of a build, as a fork would hold it, with the manifest that says how it loads. */
export function copyClient(sdk: string, build: 'esm' | 'cjs', to: string): string {
  const client = join(to, 'client');
  cpSync(join(sdk, 'dist', build, 'client'), client, { recursive: true });
  const manifest = join(sdk, 'dist', build, 'package.json');
  if (existsSync(manifest)) cpSync(manifest, join(to, 'package.json'));
  return client;
}

/** Writes out the TypeScript sources that the source maps of a package embed, under `to/src` and beside it. */
export function unpackSources(packageName: string, to: string): void {
  const dist = join(modules, packageName, 'dist');
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    if (!file.endsWith('.map')) continue;
    const map = JSON.parse(readFileSync(join(dist, file), 'utf8')) as {
      sources: string[];
      sourcesContent?: string[];
    };
    for (const [i, source] of map.sources.entries()) {
      const text = map.sourcesContent?.[i];
      if (text === undefined || source.includes('node_modules')) continue;
      const path = join(to, source.replace(/^(?:\.\.\/)+/, ''));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  }
}

/** Every file of a folder with its text, by its name. */
export function filesOf(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const file of readdirSync(folder).sort()) {
    if (/\.[mc]?[jt]s$/.test(file) && !file.endsWith('.d.ts'))
      files[basename(file)] = readFileSync(join(folder, file), 'utf8');
  }
  return files;
}

/** What a rewrite did to the lines of a file: those that are gone and those that are new, without indentation. */
export function changedLines(
  before: string,
  after: string,
): { readonly gone: readonly string[]; readonly added: readonly string[] } {
  const linesOf = ({ value }: { readonly value: string }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((line) => line.trim());
  const parts = diffLines(before, after);
  return {
    gone: parts.filter(({ removed }) => removed).flatMap(linesOf),
    added: parts.filter(({ added }) => added).flatMap(linesOf),
  };
}
