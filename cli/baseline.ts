import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { describeSystemError } from './describe-system-error.ts';
import type { RunFinding } from './report.ts';
import { UsageError } from './usage-error.ts';

/** A finding that was there when the baseline was made. */
interface KnownFinding {
  readonly kind: string;
  /** Relative to the working directory, with `/`. */
  readonly file: string;
  readonly fingerprint: string;
}

/** What a baseline file holds. */
interface BaselineFile {
  readonly version: 1;
  readonly findings: readonly KnownFinding[];
}

function isKnownFinding(value: unknown): value is KnownFinding {
  const { kind, file, fingerprint } = (value ?? {}) as Record<string, unknown>;
  return [kind, file, fingerprint].every((each) => typeof each === 'string');
}

function isBaseline(value: unknown): value is BaselineFile {
  const { version, findings } = (value ?? {}) as Record<string, unknown>;
  return version === 1 && Array.isArray(findings) && findings.every(isKnownFinding);
}

/**
 * The fingerprints of the findings that a baseline knows.
 * @throws {UsageError} if there is none, or it is something else.
 */
export function readBaseline(file: string, cwd: string): ReadonlySet<string> {
  let text: string;
  try {
    text = readFileSync(resolve(cwd, file), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new UsageError(`there is no baseline ${file} (make it with --update-baseline)`);
    throw new UsageError(`the baseline ${file} cannot be read: ${describeSystemError(error)}`);
  }
  const baseline = parsed(text);
  if (!isBaseline(baseline))
    throw new UsageError(`${file} is no baseline of version 1 (make one with --update-baseline)`);
  return new Set(baseline.findings.map(({ fingerprint }) => fingerprint));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Writes the findings that are there now, one a line, so that the file merges well.
 * @returns how many. Throws system errors.
 */
export function writeBaseline(file: string, cwd: string, findings: readonly RunFinding[]): number {
  const path = resolve(cwd, file);
  const known = findings
    .filter(({ outcome }) => outcome !== 'rewritten' && outcome !== 'reported')
    .map(({ kind, file: where, fingerprint }) => `    ${JSON.stringify({ kind, file: where, fingerprint })}`);
  const lines = known.length > 0 ? `[\n${known.join(',\n')}\n  ]` : '[]';
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `{\n  "version": 1,\n  "findings": ${lines}\n}\n`);
  return known.length;
}
