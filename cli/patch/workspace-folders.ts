import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expandBraces } from '../glob-filter.ts';
import { manifestOf, textOf } from './manifest.ts';

/** The globs of a workspace's members, as npm, yarn and bun keep them, or pnpm; `undefined` if it is no workspace. */
async function memberGlobs(root: string): Promise<readonly string[] | undefined> {
  const pnpm = textOf(join(root, 'pnpm-workspace.yaml'));
  const { workspaces } = manifestOf(root) ?? {};
  const listed = workspaces && ('packages' in workspaces ? workspaces.packages : workspaces);
  const inManifest = Array.isArray(listed) ? listed.map(String) : undefined;
  if (pnpm === undefined) return inManifest;
  const { parse } = await import('yaml');
  const { packages = [] } = (parse(pnpm) ?? {}) as { packages?: readonly string[] };
  return [...packages, ...(inManifest ?? [])];
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'))
    .map(({ name }) => name);
}

function matcher(segment: string): RegExp {
  const source = segment.replace(/[.+^$()|[\]{}\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('*', '[^/]*').replaceAll('?', '[^/]')}$`);
}

/** The folders that a glob names; only folders that it can lead through are read. */
function expand(base: string, [segment, ...rest]: readonly string[]): string[] {
  if (segment === undefined) return [base];
  if (segment === '**') {
    const deeper = foldersIn(base).flatMap((name) => expand(join(base, name), ['**', ...rest]));
    return [...expand(base, rest), ...deeper];
  }
  if (!/[*?]/.test(segment)) return expand(join(base, segment), rest);
  const matches = matcher(segment);
  return foldersIn(base)
    .filter((name) => matches.test(name))
    .flatMap((name) => expand(join(base, name), rest));
}

/**
 * The folders of a workspace: its root, then its members, sorted.
 * @returns `undefined` if `root` is not the root of a workspace.
 */
export async function workspaceFolders(root: string): Promise<readonly string[] | undefined> {
  const globs = (await memberGlobs(root))?.flatMap(expandBraces);
  if (!globs) return undefined;
  const named = (glob: string): string[] =>
    expand(
      root,
      glob
        .replace(/^!/, '')
        .split('/')
        .filter((segment) => segment !== '' && segment !== '.'),
    );
  const excluded = new Set(globs.filter((glob) => glob.startsWith('!')).flatMap(named));
  const members = globs
    .filter((glob) => !glob.startsWith('!'))
    .flatMap(named)
    .filter((folder) => folder !== root && !excluded.has(folder) && existsSync(join(folder, 'package.json')));
  return [root, ...new Set(members.sort())];
}
