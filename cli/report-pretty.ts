import pc from 'picocolors';
import type { structuredPatch } from 'diff';
import type { FileChange, Note, Report, RunFinding } from './report.ts';
import { count, sumOf } from './report-sum.ts';
import { shellQuote } from './shell-quote.ts';

export interface PrettyOptions {
  readonly mode: 'rewrite' | 'dry-run' | 'check';
  /** As the user named them, to repeat them in the next commands. */
  readonly paths: readonly string[];
  readonly colors: boolean;
  readonly inWorkTree: boolean;
  readonly runtimeFromPackage: boolean;
  /** Whether markers were asked for, to ask for them in the next commands too. */
  readonly markers?: boolean;
}

type Colors = ReturnType<typeof pc.createColors>;
type Hunk = ReturnType<typeof structuredPatch>['hunks'][number];

const [longestLine, mostLines] = [160, 12];

/** Text of a scanned file or a path, made harmless for a terminal. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- an escape sequence in a file must not reach the terminal
  const shown = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '\uFFFD').replaceAll('\t', '  ');
  return shown.length > longestLine ? `${shown.slice(0, longestLine - 1)}…` : shown;
}

/** The removed and added lines of a hunk, with their numbers before and after. */
function hunkLines(hunk: Hunk, colors: Colors): string[] {
  const shown: string[] = [];
  let [before, after] = [hunk.oldStart, hunk.newStart];
  for (const line of hunk.lines) {
    const text = printable(line.slice(1).replace(/\r$/, ''));
    const row = (number: number): string => `  ${String(number).padStart(6)} ${line[0]} ${text}`.trimEnd();
    if (line.startsWith('-')) shown.push(colors.red(row(before++)));
    else if (line.startsWith('+')) shown.push(colors.green(row(after++)));
  }
  const more = shown.length - mostLines;
  return more > 1 ? [...shown.slice(0, mostLines), colors.dim(`         … ${more} more lines`)] : shown;
}

type HunksOf = (change: FileChange) => readonly Hunk[];

async function hunkReader(changes: readonly FileChange[]): Promise<HunksOf> {
  if (changes.length === 0) return () => [];
  const { structuredPatch } = await import('diff');
  return ({ before = '', after }) => structuredPatch('', '', before, after, '', '', { context: 0 }).hunks;
}

/** Deals the hunks of a file out to the findings whose edits made them; imports go with the first. Each is shown once. */
function hunksByFinding(findings: readonly RunFinding[], hunks: readonly Hunk[]): Map<RunFinding, Hunk[]> {
  const dealt = new Map<RunFinding, Hunk[]>();
  const edited = findings.filter(({ editedLines }) => editedLines !== undefined);
  const rewrites = edited.filter(({ outcome }) => outcome !== 'manual');
  for (const hunk of hunks) {
    const end = hunk.oldStart + Math.max(hunk.oldLines, 1);
    const made = ({ editedLines = [] }: RunFinding): boolean =>
      editedLines.some((line) => line >= hunk.oldStart && line < end);
    const owner = edited.find(made) ?? rewrites[0] ?? edited[0];
    if (owner) dealt.set(owner, [...(dealt.get(owner) ?? []), hunk]);
  }
  return dealt;
}

function findingLines(finding: RunFinding, hunks: readonly Hunk[], colors: Colors): string[] {
  const { file, line, column, kind, message, advice, reason, docs } = finding;
  const place = `${colors.bold(printable(file))}:${line}:${column}`;
  const lines = [`${place}  ${colors.yellow(kind)}  ${message}`];
  lines.push(...hunks.flatMap((hunk) => hunkLines(hunk, colors)));
  if (advice)
    lines.push(`  needs you: ${colors.yellow(reason ?? '')}, ${advice.text}`, `  ${colors.dim(advice.docs)}`);
  else if (finding.outcome === 'reported') lines.push(`  ${colors.dim(docs)}`);
  return lines;
}

async function body(report: Report, options: PrettyOptions, colors: Colors): Promise<string[]> {
  const hunksOf = await hunkReader(options.mode === 'check' ? [] : report.changes);
  const blocks: string[] = [];
  for (const file of new Set(report.findings.map((finding) => finding.file))) {
    const findings = report.findings.filter((finding) => finding.file === file);
    const change = report.changes.find((candidate) => candidate.file === file);
    const dealt = hunksByFinding(findings, change ? hunksOf(change) : []);
    for (const finding of findings)
      if (finding.outcome !== 'suppressed' && !finding.isRepeated)
        blocks.push(...findingLines(finding, dealt.get(finding) ?? [], colors));
  }
  const found = new Set(report.findings.map(({ file }) => file));
  for (const change of report.changes) {
    const { file, before, runtime, companionOf } = change;
    if (options.mode === 'check') continue;
    if (companionOf && !runtime && !found.has(file)) {
      blocks.push(`${colors.bold(printable(file))}  goes with ${companionOf.map(printable).join(', ')}`);
      blocks.push(...hunksOf(change).flatMap((hunk) => hunkLines(hunk, colors)));
    }
    if (!runtime) continue;
    const verb = before === undefined ? 'new file' : 'renewed';
    blocks.push(`${colors.bold(printable(file))}  ${verb}: ${runtime.join(', ')}`);
  }
  for (const { file, reason } of report.skipped)
    blocks.push(colors.dim(`${printable(file)}  skipped: ${reason}`));
  return blocks;
}

/** `Source maps are left alone: a.js.map no longer matches.` */
function mapsLine({ staleMaps }: Report): string | undefined {
  if (staleMaps.length === 0) return undefined;
  const shown = staleMaps.length > 4 ? staleMaps.slice(0, 3) : staleMaps;
  const more = staleMaps.length - shown.length;
  const names = shown.map(printable).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
  return `Source maps are left alone: ${names} no longer ${staleMaps.length === 1 ? 'matches' : 'match'}.`;
}

/** `Note: @modelcontextprotocol/client 2.4.0 (node_modules/…): the retry cap is for one send.` */
function noteLines({ notes = [] }: Report, colors: Colors): string[] {
  const about = ({ package: name, version, path, message }: Note): string =>
    `Note: ${name} ${printable(version)} (${printable(path)}): ${message}.`;
  return notes.flatMap((note) => ['', about(note), `  ${colors.dim(note.docs)}`]);
}

function isToRewrite({ outcome }: RunFinding): boolean {
  return outcome === 'would-rewrite';
}

/** At most three commands that a person would run now. */
function nextCommands(report: Report, options: PrettyOptions): string[] {
  const markers = options.markers ? ' --markers' : '';
  const paths = options.paths.map((path) => ` ${shellQuote(path)}`).join('');
  const changed = report.changes.length > 0;
  if (options.mode !== 'rewrite') {
    const isKnown = report.findings.length > 0 && !report.findings.some(isToRewrite) && !options.markers;
    if (!changed || isKnown) return [];
    const show = `npx mcp-scope-codemod --dry-run --diff${markers}${paths}`;
    return [...(options.mode === 'check' ? [show] : []), `npx mcp-scope-codemod${markers}${paths}`];
  }
  if (!changed) return [];
  const first = options.runtimeFromPackage ? 'npm install mcp-scope-codemod' : undefined;
  const look = options.inWorkTree ? 'git diff' : undefined;
  return [first, look, 'npm test', `npx mcp-scope-codemod --check${paths}`]
    .filter((command) => command !== undefined)
    .slice(0, 3);
}

function nothingToDo(report: Report): string {
  const { filesSeen, filesParsed } = report.stats;
  const folder = report.skipped.find(({ reason }) => reason === 'build-output');
  if (filesSeen === 0 && folder) return `Only build output here; to have it read, name it: ${folder.file}`;
  if (filesSeen === 0) return 'No JavaScript or TypeScript files here.';
  const files = `${count(filesSeen)} ${filesSeen === 1 ? 'file' : 'files'} seen, ${count(filesParsed)} parsed`;
  // What was not looked into may still lose scopes.
  const place = report.skipped.some(({ reason }) => reason !== 'build-output')
    ? 'in the files that were read'
    : 'here';
  return `Nothing to do: no step-up ${place} loses scopes (${files}).`;
}

/** The report for a person, ending in a newline: each finding with what changes, the sum, and what to run next. */
export async function reportPretty(report: Report, options: PrettyOptions): Promise<string> {
  const colors = pc.createColors(options.colors);
  const lines = await body(report, options, colors);
  if (report.findings.length + report.errors.length + report.changes.length === 0)
    lines.push(nothingToDo(report), ...noteLines(report, colors));
  else {
    if (lines.length > 0) lines.push('');
    lines.push(sumOf(report));
    const maps = options.mode === 'check' ? undefined : mapsLine(report);
    if (maps !== undefined) lines.push(maps);
    lines.push(...noteLines(report, colors));
    const next = nextCommands(report, options);
    if (next.length > 0) lines.push('', 'Next:', ...next.map((command) => `  ${command}`));
  }
  return `${lines.join('\n')}\n`;
}
