import { createHash } from 'node:crypto';
import type { FindingKind } from '../analysis/finding.ts';

/** What a finding is told by, when lines have moved. */
export interface Fingerprinted {
  readonly kind: FindingKind;
  /** Relative to the working directory, with `/`. */
  readonly file: string;
  /** The line that it starts on, as it stands in the file. */
  readonly text: string;
}

/**
 * A fingerprint for each finding of a run: of its kind, its file, its line without indentation, and how many like it
 * stand before it. So it stays the same when code is added elsewhere, and no two findings share one.
 * @returns 32 hexadecimal digits for each, in the order given.
 */
export function fingerprints(findings: readonly Fingerprinted[]): readonly string[] {
  const seen = new Map<string, number>();
  return findings.map(({ kind, file, text }) => {
    const key = [kind, file, text.trim().replace(/\s+/g, ' ')].join('\n');
    const before = seen.get(key) ?? 0;
    seen.set(key, before + 1);
    return createHash('sha256').update(`${key}\n${before}`).digest('hex').slice(0, 32);
  });
}
