import type { Buffer } from 'node:buffer';
import { basename } from 'node:path';
import type { Choice, Plan } from '../transforms/transform.ts';
import type { Core } from './core.ts';
import { describeSystemError } from './describe-system-error.ts';
import { displayPath } from './discover.ts';
import type { DiscoveredFile } from './discover.ts';
import { fileReader } from './file-reader.ts';
import { leftAlone } from './left-alone.ts';
import { mayHaveFindings } from './prefilter.ts';
import { Projects } from './project.ts';
import type { FileError, SkippedFile, SkipReason } from './report.ts';
import type { SdkPart } from './sdk-gaps.ts';
import { usedSdkParts } from './sdk-notes.ts';
import { isVendoredName } from './vendored-name.ts';

/** A file with findings, as read, and what was decided about it. */
export interface PlannedFile extends DiscoveredFile {
  readonly text: string;
  readonly plan: Plan;
}

export interface Survey {
  readonly planned: readonly PlannedFile[];
  /** Vendored runtimes that were named themselves. */
  readonly renewable: readonly { readonly path: string; readonly text: string }[];
  readonly skipped: readonly SkippedFile[];
  readonly errors: readonly FileError[];
  /** What files use of the official SDK v2, by their paths. */
  readonly sdkUsers: ReadonlyMap<string, readonly SdkPart[]>;
  readonly filesSeen: number;
  readonly filesParsed: number;
  /** Made at the first file that was parsed. */
  readonly projects: Projects | undefined;
}

export interface SurveyOptions {
  readonly cwd: string;
  readonly choice: Partial<Choice>;
  /** Modules that re-export the SDK; paths are relative to `cwd`. */
  readonly sdkModules: readonly string[];
  /** Paths of files that are not looked into, and may only tell of others. */
  readonly unchanged: ReadonlySet<string>;
  readonly loadCore: () => Promise<Core>;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a file, its BOM kept; `undefined` if it is not UTF-8, since writing it back would spoil it. */
function decode(bytes: Uint8Array): string | undefined {
  try {
    return utf8.decode(bytes);
  } catch {
    return undefined;
  }
}

type FileOutcome =
  /** A vendored runtime, which we wrote. */
  | { readonly kind: 'ours'; readonly text: string }
  | { readonly kind: 'planned'; readonly text: string; readonly plan: Plan }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | { readonly kind: 'failed'; readonly error: Omit<FileError, 'file'> };

/** A parse error with its position, and a failure of our own, which must not end the run either. */
function failure(error: unknown): Omit<FileError, 'file'> {
  if (!(error instanceof Error)) return { message: `internal error: ${String(error)}` };
  if (error.name !== 'ParseError') return { message: `internal error: ${describeSystemError(error)}` };
  const { line, column } = error as Error & { line: number; column: number };
  return { line, column, message: describeSystemError(error) };
}

/** Decides about files as they come, or earlier where the decision about another one hangs on them. */
class Planner {
  readonly projects: Projects;
  readonly #core: Core;
  readonly #options: SurveyOptions;
  readonly #outcomes = new Map<string, FileOutcome | 'planning'>();
  readonly #read = fileReader(); // not the survey's, whose file is still being looked at

  constructor(files: readonly DiscoveredFile[], core: Core, options: SurveyOptions) {
    this.#core = core;
    this.#options = options;
    this.projects = new Projects({
      core,
      files,
      planOf: (file) => this.#planned(file),
      textOf: (path) => this.#text(path),
      sdkModulesIn: (path) => core.sdkModules(options.sdkModules, path, options.cwd),
    });
  }

  decide(file: DiscoveredFile, bytes: Uint8Array): FileOutcome {
    const known = this.#outcomes.get(file.path);
    if (known && known !== 'planning') return known;
    this.#outcomes.set(file.path, 'planning');
    const outcome = planFile(file, bytes, this.#core, this.#options, this.projects);
    this.#outcomes.set(file.path, outcome);
    return outcome;
  }

  #planned(file: DiscoveredFile): Plan | 'planning' | undefined {
    let outcome = this.#outcomes.get(file.path);
    if (outcome === 'planning') return outcome;
    if (!outcome) {
      const bytes = this.#bytes(file.path, file.named);
      if (!bytes || !mayHaveFindings(bytes, this.#options.sdkModules)) return undefined;
      outcome = this.decide(file, bytes);
    }
    return outcome.kind === 'planned' ? outcome.plan : undefined;
  }

  #text(path: string): string | undefined {
    const bytes = this.#bytes(path, true);
    return bytes && decode(bytes);
  }

  #bytes(path: string, followLinks: boolean): Buffer | undefined {
    try {
      return this.#read(path, followLinks);
    } catch {
      return undefined; // if it is a file of the run, the survey reports it
    }
  }
}

function planFile(
  file: DiscoveredFile,
  bytes: Uint8Array,
  core: Core,
  options: SurveyOptions,
  projects: Projects,
): FileOutcome {
  const text = decode(bytes);
  if (text === undefined) return { kind: 'skipped', reason: 'not-utf8' };
  if (isVendoredName(basename(file.path)) && text.slice(0, 1000).includes(core.VENDORED_MARKER))
    return { kind: 'ours', text };
  const reason = file.named ? undefined : leftAlone(text, file.path);
  if (reason) return { kind: 'skipped', reason };
  try {
    const markers = options.choice.markers === true && leftAlone(text, file.path) !== 'minified';
    const plan = core.plan(
      text,
      file.path,
      { ...options.choice, markers },
      {
        project: projects.of(file.path),
        sdkModules: core.sdkModules(options.sdkModules, file.path, options.cwd),
      },
    );
    return { kind: 'planned', text, plan };
  } catch (error) {
    if (error instanceof Error && 'isMarkup' in error)
      return { kind: 'skipped', reason: 'unreadable-markup' };
    return { kind: 'failed', error: failure(error) };
  }
}

function hasSomethingToTell({ sites, markers = [] }: Plan): boolean {
  return sites.length + markers.length > 0;
}

/** A vendored runtime is rewritten for its own sake only if it is named itself. */
function mayBeRenewed({ named, path }: DiscoveredFile): boolean {
  return named && isVendoredName(basename(path));
}

/** Reads every file, parses those that may have findings, and decides about each of them. Writes nothing. */
export async function survey(files: readonly DiscoveredFile[], options: SurveyOptions): Promise<Survey> {
  const planned: PlannedFile[] = [];
  const renewable: { path: string; text: string }[] = [];
  const skipped: SkippedFile[] = [];
  const errors: FileError[] = [];
  const sdkUsers = new Map<string, readonly SdkPart[]>();
  let [filesSeen, filesParsed] = [0, 0];
  const read = fileReader();
  let planner: Planner | undefined;
  for (const found of files) {
    if (options.unchanged.has(found.path)) continue;
    const file = displayPath(found.path, options.cwd);
    let bytes: Uint8Array | undefined;
    try {
      const content = read(found.path, found.named);
      if (!content) continue;
      filesSeen++;
      const used = usedSdkParts(content);
      if (used.length > 0) sdkUsers.set(found.path, used);
      if (!mayHaveFindings(content, options.sdkModules) && !mayBeRenewed(found)) continue;
      bytes = content;
    } catch (error) {
      if (isGone(error) && !found.named) continue;
      errors.push({ file, message: `cannot be read: ${describeSystemError(error)}` });
      continue;
    }
    planner ??= new Planner(files, await options.loadCore(), options);
    const outcome = planner.decide(found, bytes);
    if (outcome.kind === 'skipped') skipped.push({ file, reason: outcome.reason });
    else if (outcome.kind !== 'ours') filesParsed++;
    if (outcome.kind === 'ours' && found.named) renewable.push({ path: found.path, text: outcome.text });
    if (outcome.kind === 'failed') errors.push({ file, ...outcome.error });
    else if (outcome.kind === 'planned' && hasSomethingToTell(outcome.plan))
      planned.push({ ...found, text: outcome.text, plan: outcome.plan });
  }
  const { projects } = planner ?? {};
  return { planned, renewable, skipped, errors, sdkUsers, filesSeen, filesParsed, projects };
}

/** Deleted, or replaced by a link, since the folder was listed; or listed by git, but not checked out. */
function isGone(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ELOOP' || code === 'EMLINK';
}
