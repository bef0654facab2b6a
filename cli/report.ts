import type { FindingKind } from '../analysis/finding.ts';
import type { ManualReason, RuntimeName } from '../edits/remedy.ts';
import type { TransformName } from '../transforms/transform.ts';

/** What became of a finding. `reported`: its kind has no rewrite. `suppressed`: a comment says to leave it. */
export type Outcome = 'rewritten' | 'would-rewrite' | 'manual' | 'reported' | 'suppressed';

/** Why a file was left alone. Reported only for files that may have findings; the rest is nobody's business. */
export type SkipReason =
  | 'minified'
  | 'generated'
  | 'not-utf8'
  | 'build-output'
  | 'unsupported-extension'
  | 'not-a-file'
  /** A component (`.vue`, `.svelte`, `.astro`) whose scripts cannot be told from its markup. */
  | 'unreadable-markup'
  /** Declarations beside rewritten code, in which the type of an option that it now takes was not found. */
  | 'option-type-not-found';

/** `file` is relative to the working directory, with `/`. Lines and columns count from 1, columns in UTF-16 code units. */
export interface ReportedFinding {
  readonly kind: FindingKind;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly message: string;
  readonly docs: string;
  readonly transform: TransformName;
  readonly outcome: Outcome;
  /** Only where the outcome is `manual`. */
  readonly reason?: ManualReason;
  /** Only where the other files of the project show the finding, so that lint, which sees one file, has it not. */
  readonly evidence?: 'project';
}

export interface SkippedFile {
  readonly file: string;
  readonly reason: SkipReason;
}

/** A file that could not be read, parsed or written. The others were done. */
export interface FileError {
  readonly file: string;
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

/** Something to know about an installed package that files of the run use. It is no finding. */
export interface Note {
  readonly package: string;
  readonly version: string;
  /** Where it is installed, relative to the working directory, with `/`. */
  readonly path: string;
  readonly message: string;
  readonly docs: string;
}

export interface RunStats {
  readonly filesSeen: number;
  readonly filesParsed: number;
  readonly filesChanged: number;
  readonly milliseconds: number;
}

/** A file's text before and after. `before` is undefined where the file is new. */
export interface FileChange {
  readonly file: string;
  /** Absolute. */
  readonly path: string;
  readonly before: string | undefined;
  readonly after: string;
  /** For a vendored runtime: the names that it now holds. */
  readonly runtime?: readonly RuntimeName[];
  /** The files whose rewrites this change goes with: it declares or exports what they now have. */
  readonly companionOf?: readonly string[];
}

/** A finding with what only people read. */
export interface RunFinding extends ReportedFinding {
  /** Why a person has to mend it, in a sentence, and where to read how. */
  readonly advice?: { readonly text: string; readonly docs: string };
  /** The edits of its rewrite by itself, with the import that it needs, to the file as it was before the run. */
  readonly edits?: readonly ReportedEdit[];
  /** The vendored file that the edits import from, relative to the working directory, if they do. */
  readonly vendored?: string;
  /** The lines, before the run, that its own edits start on. */
  readonly editedLines?: readonly number[];
  /** A marker in the code that says what another finding of the report says already. */
  readonly isRepeated?: true;
  /** Tells it from every other finding, also when lines have moved. */
  readonly fingerprint: string;
}

/** A range of a file and the text that takes its place. Lines and columns count from 1; the end is exclusive. */
export interface ReportedEdit {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
  readonly text: string;
}

export interface Report {
  /** By file, then in source order. */
  readonly findings: readonly RunFinding[];
  readonly skipped: readonly SkippedFile[];
  readonly errors: readonly FileError[];
  /** What was changed or, on a dry run, would be. Vendored runtime files included. */
  readonly changes: readonly FileChange[];
  /** Source maps of changed files. They are left alone, and so match no longer. */
  readonly staleMaps: readonly string[];
  /** Left out if there are none. */
  readonly notes?: readonly Note[];
  readonly stats: RunStats;
}
