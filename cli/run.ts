import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { RuntimeName } from '../edits/remedy.ts';
import { applyEdits } from '../edits/text-edit.ts';
import type { RuntimeImport, TransformName } from '../transforms/transform.ts';
import { changedSince } from './changed-since.ts';
import { companionsOf } from './companions.ts';
import type { Companion } from './companions.ts';
import { importCore } from './core.ts';
import type { Core } from './core.ts';
import { dirtyGuard } from './dirty-guard.ts';
import { discover, displayPath } from './discover.ts';
import type { Discovery } from './discover.ts';
import { describeFindings } from './describe-findings.ts';
import type { FileChange, FileError, Report, RunFinding, SkippedFile } from './report.ts';
import type { RuntimeChoice } from './runtime-choices.ts';
import { runtimeSources } from './runtime-source.ts';
import type { RuntimeSources, SdkLacksName } from './runtime-source.ts';
import { sdkNotes } from './sdk-notes.ts';
import { isDeclarationName } from './source-name.ts';
import { survey } from './survey.ts';
import type { Survey } from './survey.ts';
import { renewedFile } from './vendored-file.ts';
import { writeChanges } from './write-changes.ts';

export interface RunOptions {
  /** Files and folders, absolute or relative to `cwd`; none means `cwd`. What is named is processed even if ignored. */
  readonly paths?: readonly string[];
  readonly cwd?: string;
  /** Decide everything, write nothing. */
  readonly dryRun?: boolean;
  /** What is applied. Default: all transforms that are not opt-in. */
  readonly transforms?: readonly TransformName[];
  /** What is not applied, and its findings reported. Default: nothing where `transforms` are given. */
  readonly reported?: readonly TransformName[];
  /** Globs, in gitignore's syntax and relative to `cwd`, beside git's ignore rules. */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Only files that differ from where the work tree left this branch, tag or commit of git. */
  readonly since?: string;
  /** Fingerprints of findings that were there before: on a dry run their outcome is `suppressed`. */
  readonly baseline?: ReadonlySet<string>;
  /** Rewrite files even if they have uncommitted changes. */
  readonly force?: boolean;
  /** Marks what is left to a person by a comment in the code, and takes away the markers of what is not any more. */
  readonly markers?: boolean;
  /** Where rewritten code imports `unionScopes` and the like from. Default: `auto`. */
  readonly runtime?: RuntimeChoice;
  /**
   * Packages, and paths relative to `cwd`, that re-export the official SDK: `@acme/mcp`, `./src/mcp.ts`. They count as
   * its v1, unless what they re-export, or `@acme/mcp=v2`, says otherwise.
   */
  readonly sdkModules?: readonly string[];
}

/** Everything was done, or on a dry run decided, that could be. */
export interface DoneRun extends Report {
  readonly status: 'done';
  /** 0 nothing left to do · 1 findings left · 3 some files could not be read, parsed or written. */
  readonly exitCode: 0 | 1 | 3;
}

/** Nothing was written, because files that would change have uncommitted changes. */
export interface RefusedRun extends Report {
  readonly status: 'refused';
  readonly exitCode: 2;
  /** Relative to `cwd`; also in `errors`. */
  readonly dirty: readonly string[];
}

/** Nothing was done, because what was asked for makes no sense here. */
export interface UnusableRun {
  readonly status: 'unusable';
  readonly exitCode: 2;
  /** One line for a person. */
  readonly message: string;
}

export type RunResult = DoneRun | RefusedRun | UnusableRun;

/** Loads the core at its first call, and only once. */
function once(load: () => Promise<Core>): () => Promise<Core> {
  let core: Promise<Core> | undefined;
  return () => (core ??= load());
}

function unusable(message: string): UnusableRun {
  return { status: 'unusable', exitCode: 2, message };
}

function explainSdk({ path, name, installed }: SdkLacksName, cwd: string): string {
  const what = installed
    ? `version ${installed.version}, which lacks it, is installed`
    : 'none is installed there';
  return (
    `--runtime sdk: ${displayPath(path, cwd)} needs ${name} of @modelcontextprotocol/client 2, ` +
    `but ${what}; use --runtime vendored`
  );
}

/** The folders that new files may be put into: below named folders, and beside named files. */
function namedFolders(discovery: Discovery): (folder: string) => boolean {
  const beside = new Set<string>();
  const roots = new Set<string>();
  for (const { named, root } of discovery.files) (named ? beside : roots).add(root);
  return (folder) => {
    if (beside.has(folder)) return true;
    for (let at = folder; ; at = dirname(at)) {
      if (roots.has(at)) return true;
      if (at === dirname(at)) return false;
    }
  };
}

interface Changes {
  /** Each after those that it relies on. */
  readonly changes: readonly FileChange[];
  readonly reliesOn: (path: string) => readonly string[];
  readonly errors: readonly FileError[];
}

/** A text with edits that overlap nothing, or why there is none. */
function edited(file: string, apply: () => string): string | FileError {
  try {
    return apply();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'EditConflictError') throw error;
    return { file, message: 'was not written: what two files need of it overlaps' };
  }
}

/** What is to be written, and in which order. */
function changesOf(
  { planned, renewable, projects }: Survey,
  { imports, vendored, vendoredBy }: RuntimeSources,
  companions: readonly Companion[],
  core: Core,
  cwd: string,
): Changes {
  const errors: FileError[] = [];
  const wanted = new Set<string | undefined>();
  const rewritten: FileChange[] = [];
  const companionAt = new Map(companions.map((each) => [each.path, each]));
  const note = (path: string, before: string, apply: () => string): void => {
    const file = displayPath(path, cwd);
    const after = edited(file, apply);
    if (typeof after !== 'string') errors.push(after);
    else if (after !== before) {
      const companionOf = companionAt.get(path)?.of.map((each) => displayPath(each, cwd));
      rewritten.push({ file, path, before, after, ...(companionOf && { companionOf }) });
    }
  };
  for (const { path, text, plan } of planned) {
    const imported = (name: RuntimeName): RuntimeImport => {
      wanted.add(vendoredBy.get(path)); // not asked for where the file imports the name already
      return imports.get(path)!(name);
    };
    note(path, text, () => core.applyPlan(text, plan, imported, companionAt.get(path)?.edits));
  }
  const own = new Set(planned.map(({ path }) => path));
  for (const { path, edits } of companions) {
    const text = own.has(path) ? undefined : projects?.textOf(path);
    if (text === undefined) continue;
    const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
    note(path, text, () => bom + applyEdits(text.slice(bom.length), edits));
  }
  const needed = vendored.filter(({ path }) => wanted.has(path));
  const renewed = renewable
    .filter(({ path }) => !needed.some((file) => file.path === path))
    .map(({ path, text }) => renewedFile(path, text, core));
  const runtimes = [...needed, ...renewed].flatMap(({ path, before, after, names, declarations }) => {
    const file = displayPath(path, cwd);
    const changes: FileChange[] = [{ file, path, before, after, runtime: names }];
    if (declarations)
      changes.push({
        ...declarations,
        file: displayPath(declarations.path, cwd),
        runtime: names,
        companionOf: [file],
      });
    return changes.filter((change) => change.before !== change.after);
  });
  const reliesOn = (path: string): readonly string[] => [
    ...[vendoredBy.get(path)].filter((each) => each !== undefined),
    ...(projects?.reliesOn(path) ?? []),
    ...companions
      .filter((each) => (isDeclarationName(each.path) ? each.path === path : each.of.includes(path)))
      .flatMap((each) => (isDeclarationName(each.path) ? each.of : [each.path])),
  ];
  return { changes: inOrder([...runtimes, ...rewritten], reliesOn), reliesOn, errors };
}

/** Changes in the order given, but each after those that it relies on. */
function inOrder(
  changes: readonly FileChange[],
  reliesOn: (path: string) => readonly string[],
): readonly FileChange[] {
  const byPath = new Map(changes.map((change) => [change.path, change]));
  const ordered = new Set<FileChange>();
  const open = new Set<FileChange>();
  const put = (change: FileChange): void => {
    if (open.has(change)) return;
    open.add(change);
    for (const path of reliesOn(change.path)) if (byPath.has(path)) put(byPath.get(path)!);
    ordered.add(change);
  };
  changes.forEach(put);
  return [...ordered];
}

interface Prepared {
  readonly surveyed: Survey;
  readonly discovery: Discovery;
  readonly changes: Changes;
  readonly skipped: readonly SkippedFile[];
  readonly describe: (written: ReadonlySet<string>) => RunFinding[];
}

/** All that happens before a byte is written. */
async function prepare(
  options: RunOptions,
  cwd: string,
  load: () => Promise<Core>,
): Promise<Prepared | UnusableRun> {
  const { paths = [], include = [], exclude = [], runtime = 'auto', sdkModules = [] } = options;
  const { transforms, reported = [], markers = false } = options;
  const choice = { ...(transforms && { transforms, reported }), markers };
  const changed = options.since === undefined ? undefined : changedSince(options.since, cwd);
  if (typeof changed === 'string') return unusable(changed);
  const discovery = await discover({ cwd, paths, include, exclude, changed });
  if ('missing' in discovery) {
    const hint = discovery.suggestion ? ` (did you mean ${discovery.suggestion}?)` : '';
    return unusable(`no such file or folder: ${discovery.missing || "''"}${hint}`);
  }
  const surveyed = await survey(discovery.files, {
    cwd,
    choice,
    sdkModules,
    unchanged: discovery.unchanged,
    loadCore: load,
  });
  const { planned, renewable, projects } = surveyed;
  const nothing: Changes = { changes: [], reliesOn: () => [], errors: [] };
  if (planned.length + renewable.length === 0)
    return { surveyed, discovery, changes: nothing, skipped: [], describe: () => [] };
  const core = await load();
  const { files } = discovery;
  const discovered = files.map(({ path }) => path);
  const context = { core, choice: runtime, discovered, isNamed: namedFolders(discovery), projects };
  const sources = runtimeSources(planned, context);
  if (sources.kind === 'sdk-lacks-name') return unusable(explainSdk(sources, cwd));
  const { companions, skipped } = projects
    ? companionsOf(planned, { core, cwd, projects, files, imports: sources.imports })
    : { companions: [], skipped: [] };
  return {
    surveyed,
    discovery,
    changes: changesOf(surveyed, sources, companions, core, cwd),
    skipped,
    describe: (written) =>
      planned.flatMap((file) =>
        describeFindings(file, {
          core,
          cwd,
          written: written.has(file.path),
          imports: sources.imports.get(file.path)!,
          vendored: sources.vendoredBy.get(file.path),
        }),
      ),
  };
}

/** The findings, with those that the baseline of a dry run knows as suppressed. */
function withoutKnown(
  findings: readonly RunFinding[],
  { baseline, dryRun }: RunOptions,
): readonly RunFinding[] {
  if (!baseline || !dryRun) return findings;
  return findings.map((finding) =>
    baseline.has(finding.fingerprint) ? { ...finding, outcome: 'suppressed' } : finding,
  );
}

/** The source maps beside changed files, which no longer match. */
function mapsOf(changes: readonly FileChange[]): readonly string[] {
  return changes
    .filter(({ path, before }) => before !== undefined && existsSync(`${path}.map`))
    .map(({ file }) => `${file}.map`)
    .sort();
}

/**
 * Finds step-ups that lose scopes in files and folders, and rewrites them. Prints nothing.
 * Every decision is made before the first write, so a refusal leaves everything as it was; a file that cannot be read,
 * parsed or written is reported and does not stop the others.
 */
export async function run(
  options: RunOptions = {},
  loadCore: () => Promise<Core> = importCore,
): Promise<RunResult> {
  const started = performance.now();
  const cwd = resolve(options.cwd ?? process.cwd());
  const prepared = await prepare(options, cwd, once(loadCore));
  if ('status' in prepared) return prepared;
  const { surveyed, discovery } = prepared;
  const { changes, reliesOn, errors: conflicts } = prepared.changes;
  const notes = sdkNotes(surveyed.sdkUsers, cwd);
  const report = (written: readonly FileChange[], more: readonly FileError[]): Report => ({
    findings: withoutKnown(prepared.describe(new Set(written.map(({ path }) => path))), options),
    skipped: [...discovery.skipped, ...surveyed.skipped, ...prepared.skipped],
    errors: [...discovery.errors, ...surveyed.errors, ...conflicts, ...more],
    changes: options.dryRun ? changes : written,
    staleMaps: mapsOf(options.dryRun ? changes : written),
    ...(notes.length > 0 && { notes }),
    stats: {
      filesSeen: surveyed.filesSeen,
      filesParsed: surveyed.filesParsed,
      filesChanged: written.length,
      milliseconds: Math.round(performance.now() - started),
    },
  });
  if (options.dryRun) return done(report([], []));
  const refusal = options.force ? undefined : guard(changes, cwd);
  if (refusal) return typeof refusal === 'string' ? unusable(refusal) : refused(refusal, report);
  const { written, errors } = await writeChanges(changes, reliesOn);
  return done(report(written, errors));
}

/** Relative paths of files that would change and have uncommitted changes, or why that cannot be known. */
function guard(changes: readonly FileChange[], cwd: string): readonly string[] | string | undefined {
  const verdict = dirtyGuard(changes.filter(({ before }) => before !== undefined).map(({ path }) => path));
  if (verdict.kind === 'clean') return undefined;
  if (verdict.kind === 'dirty') return verdict.paths.map((path) => displayPath(path, cwd));
  return `git cannot tell whether files have uncommitted changes (${verdict.message}); --force writes all the same`;
}

function refused(
  dirty: readonly string[],
  report: (written: readonly FileChange[], errors: readonly FileError[]) => Report,
): RefusedRun {
  const message = 'was not written: it has uncommitted changes (--force overrides)';
  const errors = dirty.map((file) => ({ file, message }));
  return { status: 'refused', exitCode: 2, ...report([], errors), dirty };
}

function done(report: Report): DoneRun {
  // What is only reported is nothing that a run could leave to do.
  const left = report.findings.some(({ outcome }) => outcome === 'would-rewrite' || outcome === 'manual');
  return { status: 'done', exitCode: report.errors.length > 0 ? 3 : left ? 1 : 0, ...report };
}
