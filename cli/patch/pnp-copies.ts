import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { describeSystemError } from '../describe-system-error.ts';
import { UsageError } from '../usage-error.ts';
import type { InstalledCopy } from './installed-copies.ts';
import { manifestOf, textOf } from './manifest.ts';
import { zipEntries } from './zip-archive.ts';

interface PnpState {
  readonly packageRegistryData: readonly (readonly [
    name: string | null,
    references: readonly (readonly [reference: string | null, data: { readonly packageLocation: string }])[],
  ])[];
}

/** The JSON in a `.pnp.cjs`, which is read and not run: a string in single quotes, over many lines. */
function inlineState(code: string): string | undefined {
  const [, literal] = /RAW_RUNTIME_STATE =\s*'((?:[^'\\]|\\[^])*)'/.exec(code) ?? [];
  return literal?.replace(/\\(\r?\n|[^])/g, (_, character: string) =>
    /\n$/.test(character) ? '' : character,
  );
}

function pnpState(root: string): PnpState {
  const text = textOf(join(root, '.pnp.data.json')) ?? inlineState(textOf(join(root, '.pnp.cjs')) ?? '');
  try {
    return JSON.parse(text ?? '') as PnpState;
  } catch {
    throw new UsageError('.pnp.cjs cannot be read: run `yarn install`, and then this again');
  }
}

/** Takes the files of one package out of yarn's cache. */
function extract(zip: string, inside: string, to: string): void {
  try {
    for (const { path, bytes, isExecutable } of zipEntries(readFileSync(zip))) {
      if (!path.startsWith(inside) || path.split('/').includes('..')) continue;
      const file = join(to, path.slice(inside.length));
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, bytes, { mode: isExecutable ? 0o755 : 0o644 });
    }
  } catch (error) {
    throw new UsageError(`${zip} cannot be read (${describeSystemError(error)}): run \`yarn install\` first`);
  }
}

/** Whether yarn's Plug'n'Play stands for `node_modules` here. */
export function isPlugAndPlay(root: string): boolean {
  return existsSync(join(root, '.pnp.cjs'));
}

/** The copies of a package that Plug'n'Play resolves to; what lies in a zip archive is extracted. */
export function pnpCopies(root: string, name: string, temporary: string): readonly InstalledCopy[] {
  const references = pnpState(root).packageRegistryData.find(([each]) => each === name)?.[1] ?? [];
  const locations = new Set(
    references
      .filter(([reference]) => reference !== null && !/^(?:virtual|workspace|link|portal):/.test(reference))
      .map(([, { packageLocation }]) => packageLocation),
  );
  return [...locations].sort().map((location, at) => {
    const [, zip, inside = ''] = /^(.*?\.zip)\/(.*)$/.exec(location) ?? [];
    const folder =
      zip === undefined ? join(root, location) : join(temporary, `zip-${at}`, 'node_modules', name);
    if (zip !== undefined) extract(join(root, zip), inside, folder);
    const path = relative(root, join(root, location)).replaceAll(sep, '/');
    return { name, version: String(manifestOf(folder)?.version), folder, path };
  });
}
