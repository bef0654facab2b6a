/**
 * The programmatic door: `transform` for one source text, `run` for files and folders.
 * `run` loads the parser at the first file that may have findings, and `ts-morph` where a rewrite has to know another
 * file of the project.
 */
export type { Finding, FindingKind } from '../analysis/finding.ts';
export type { Range } from '../analysis/source-unit.ts';
export type { ManualReason, Remedy, RuntimeName } from '../edits/remedy.ts';
export type { TextEdit } from '../edits/text-edit.ts';
export {
  ParseError,
  transform,
  transformNames,
  type RuntimeImport,
  type RuntimeImports,
  type Site,
  type TransformName,
  type TransformOptions,
  type TransformResult,
} from '../transforms/transform.ts';
export type {
  FileChange,
  FileError,
  Note,
  Outcome,
  Report,
  ReportedFinding,
  RunFinding,
  RunStats,
  SkippedFile,
  SkipReason,
} from './report.ts';
export {
  run,
  type DoneRun,
  type RefusedRun,
  type RunOptions,
  type RunResult,
  type UnusableRun,
} from './run.ts';
export type { RuntimeChoice } from './runtime-choices.ts';
