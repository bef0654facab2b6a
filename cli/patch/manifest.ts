import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeSystemError } from '../describe-system-error.ts';
import { UsageError } from '../usage-error.ts';

/** What a `package.json` may hold that matters for patches. Nothing of it is checked. */
export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly packageManager?: string;
  readonly devEngines?: { readonly packageManager?: { readonly name?: string; readonly version?: string } };
  readonly workspaces?: readonly string[] | { readonly packages?: readonly string[] };
  readonly scripts?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly resolutions?: Readonly<Record<string, string>>;
  /** bun's. */
  readonly patchedDependencies?: Readonly<Record<string, string>>;
  readonly pnpm?: { readonly patchedDependencies?: Readonly<Record<string, string>> };
}

/** The text of a file, without its byte order mark; `undefined` if there is no such file. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (error) {
    if (error instanceof Error && 'code' in error && /^(?:ENOENT|ENOTDIR)$/.test(String(error.code)))
      return undefined;
    throw new UsageError(`${path} cannot be read: ${describeSystemError(error)}`);
  }
}

/**
 * The `package.json` of a folder; `undefined` if it has none.
 * @throws {UsageError} if it does not parse.
 */
export function manifestOf(folder: string): Manifest | undefined {
  const path = join(folder, 'package.json');
  const text = textOf(path);
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? parsed : {};
  } catch (error) {
    throw new UsageError(`${path} does not parse: ${describeSystemError(error)}`);
  }
}
