import type { DoneRun } from '../run.ts';
import type { Target } from './patch-form.ts';

/**
 * What is to be said of one patch.
 * - `write`: there was none, or another one; it is written, or would be.
 * - `kept`: the one that is there does all that we would do.
 * - `not-needed`: the package needs none, and has none.
 * - `missing`: there is none, or its file is gone.
 * - `stale`: it is for a version that is not installed any more, does less than we would, or is not applied.
 * - `needless`: there is one, but the version that is installed does without, or no version is installed any more.
 */
export type PatchState = 'write' | 'kept' | 'not-needed' | 'missing' | 'stale' | 'needless';

export interface PatchOutcome {
  readonly name: string;
  readonly version: string;
  /** Where it is installed, relative to the root. */
  readonly copies: readonly string[];
  readonly state: PatchState;
  /** The file of the patch, relative to the root; `undefined` where there is none. */
  readonly file: string | undefined;
  /** Why it is `stale` or `needless`, in words. */
  readonly why?: string;
  /** Of the migration, where there was one. */
  readonly run?: DoneRun;
  readonly filesChanged?: number;
  /** Whether the patches that were there are applied to what is installed. */
  readonly isInstalled?: boolean;
}

export interface PatchReport {
  readonly root: string;
  readonly mode: 'write' | 'dry-run' | 'check';
  readonly manager: string;
  readonly form: string;
  readonly outcomes: readonly PatchOutcome[];
  /** Relative to the root: files that were, or would be, written or removed. */
  readonly written: readonly string[];
  readonly removed: readonly string[];
  readonly next: readonly string[];
  readonly notes: readonly string[];
}

/** What is known of a target before anything is tried. */
export function factsOf(
  { name, version, copies }: Target,
  file: string | undefined,
): Pick<PatchOutcome, 'name' | 'version' | 'copies' | 'file'> {
  return { name, version, copies: copies.map(({ path }) => path), file };
}
