import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import { shellQuote } from '../shell-quote.ts';
import { UsageError } from '../usage-error.ts';
import { manifestOf } from './manifest.ts';

/** What is to be patched: a package wherever it is installed or, if a path was given, one copy of it. */
export interface AskedPackage {
  readonly name: string;
  /** The real folder of the copy. */
  readonly folder: string | undefined;
  /** A folder in the project that it is installed in. */
  readonly from: string;
}

function isPath(given: string): boolean {
  return (
    /^\.{0,2}[\\/]|^\.{1,2}$/.test(given) || isAbsolute(given) || /(?:^|[\\/])node_modules[\\/]/.test(given)
  );
}

/**
 * Reads the operand of `patch`.
 * @throws {UsageError} for a path that leads to no installed package.
 */
export function askedPackage(given: string, cwd: string): AskedPackage {
  if (!isPath(given)) return { name: given.replace(/(?<=.)@[^/]*$/, ''), folder: undefined, from: cwd };
  const path = resolve(cwd, given);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory())
    throw new UsageError(`no such folder: ${given}`);
  const manifest = manifestOf(path);
  if (manifest?.name === undefined)
    throw new UsageError(`${given} is no package: it has no package.json with a name`);
  const parts = path.split(sep);
  const at = parts.indexOf('node_modules');
  if (at < 0)
    throw new UsageError(
      `${given} is no installed copy but source: migrate it in place, with npx mcp-scope-codemod ${shellQuote(given)}`,
    );
  return { name: manifest.name, folder: realpathSync(path), from: parts.slice(0, at).join(sep) || sep };
}
