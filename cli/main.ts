import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import packageJson from '../package.json' with { type: 'json' };
import { chosenTransforms } from './chosen-transforms.ts';
import { importCore, importTransforms } from './core.ts';
import type { Core, TransformInfo } from './core.ts';
import { describeSystemError } from './describe-system-error.ts';
import { parseArguments, suggestOption } from './parse-arguments.ts';
import type { Arguments, FormatTarget } from './parse-arguments.ts';
import type { RefusedRun, RunResult } from './run.ts';
import type { FileError } from './report.ts';
import { UsageError } from './usage-error.ts';

/** A stream to print to, `process.stdout` for one. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
}

/** What the command line is run in and with. Tests give their own. */
export interface Surroundings {
  readonly cwd: string;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly loadCore: () => Promise<Core>;
  readonly loadTransforms: () => Promise<readonly TransformInfo[]>;
}

const { name, version, homepage } = packageJson;
const tool = { name, version };

/** Whoever reads us, `head` for one, may have seen enough. */
function bearClosedPipe(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  if (stream.listenerCount('error') > 0) return stream;
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

function processSurroundings(): Surroundings {
  const { env } = process;
  const [stdout, stderr] = [bearClosedPipe(process.stdout), bearClosedPipe(process.stderr)];
  return { cwd: process.cwd(), stdout, stderr, env, loadCore: importCore, loadTransforms: importTransforms };
}

/**
 * The command line: parses arguments, runs, prints.
 * @returns the exit code; it never throws for what a user can cause.
 */
export async function main(argv: readonly string[], given: Partial<Surroundings> = {}): Promise<number> {
  const surroundings = { ...processSurroundings(), ...given };
  try {
    return await dispatch(argv, surroundings);
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message, surroundings);
    const detail = surroundings.env['DEBUG'] && error instanceof Error ? error.stack : undefined;
    return complain(`internal error: ${detail ?? describeSystemError(error)}`, surroundings);
  }
}

function complain(message: string, { stderr }: Surroundings): 2 {
  stderr.write(`${tool.name}: ${message}\n`);
  return 2;
}

async function dispatch(argv: readonly string[], surroundings: Surroundings): Promise<number> {
  if (argv[0] === 'patch') {
    const { patchCommand } = await import('./patch/patch-command.ts');
    return patchCommand(argv.slice(1), surroundings, tool);
  }
  const request = await parseArguments(argv);
  const { stdout } = surroundings;
  if (request.kind === 'help') stdout.write(request.text);
  else if (request.kind === 'version') stdout.write(`${tool.version}\n`);
  else if (request.kind === 'list') stdout.write(listTransforms(await surroundings.loadTransforms()));
  else if (request.kind === 'explain') stdout.write(await explanation(request.name));
  else return execute(request.arguments, surroundings);
  return 0;
}

async function explanation(name: string | undefined): Promise<string> {
  const [{ explained }, { importKinds }] = await Promise.all([import('./explain.ts'), import('./kinds.ts')]);
  return explained(name, await importKinds());
}

function listTransforms(transforms: readonly TransformInfo[]): string {
  const width = Math.max(...transforms.map(({ name }) => name.length));
  const lines = transforms.map(
    (each) =>
      `${each.name.padEnd(width)}  ${each.description} (${each.kinds.join(', ')})${restriction(each)}\n`,
  );
  return lines.join('');
}

function restriction({ optIn, onlyReports }: TransformInfo): string {
  if (onlyReports) return '; reports, and changes nothing';
  if (optIn === 'reported') return '; reports, and rewrites only with --include-parsers or --only';
  return optIn === 'silent' ? '; only with --include-401 or --only' : '';
}

async function execute(args: Arguments, surroundings: Surroundings): Promise<number> {
  const { cwd, loadCore, loadTransforms } = surroundings;
  const { paths, include, exclude, force, markers, runtime, sdkModules } = args;
  const transforms = await chosenTransforms(args, loadTransforms);
  const { run } = await import('./run.ts');
  const dryRun = args.mode !== 'rewrite';
  const { since, baseline } = args;
  const known = baseline && !baseline.update ? await knownFindings(baseline.file, cwd) : undefined;
  const options = {
    ...{ paths, cwd, include, exclude, force, markers, runtime, sdkModules, dryRun, ...transforms },
    ...(since !== undefined && { since }),
    ...(known && { baseline: known }),
  };
  const result = await run(options, loadCore);
  if (result.status === 'unusable') return complain(hintAtOption(result.message, args), surroundings);
  if (result.status === 'refused') complainOfDirty(result, surroundings);
  else for (const error of result.errors) surroundings.stderr.write(`${errorLine(error)}\n`);
  if (baseline?.update) return updateBaseline(baseline.file, result, surroundings);
  return (await print(result, args, surroundings)) ? result.exitCode : Math.max(result.exitCode, 3);
}

async function knownFindings(file: string, cwd: string): Promise<ReadonlySet<string>> {
  return (await import('./baseline.ts')).readBaseline(file, cwd);
}

/** @returns the exit code: what is known is nothing left to do. */
async function updateBaseline(file: string, result: Reported, surroundings: Surroundings): Promise<number> {
  const { writeBaseline } = await import('./baseline.ts');
  try {
    const known = writeBaseline(file, surroundings.cwd, result.findings);
    surroundings.stdout.write(`${file}: ${known} ${known === 1 ? 'finding' : 'findings'}\n`);
    return result.errors.length > 0 ? 3 : 0;
  } catch (error) {
    surroundings.stderr.write(`${file} was not written: ${describeSystemError(error)}\n`);
    return 3;
  }
}

/** `mcp-scope-codemod check` names a folder; the option was meant. */
function hintAtOption(message: string, { paths }: Arguments): string {
  const missing = /^no such file or folder: (\S+)$/.exec(message)?.[1];
  const meant = missing && paths.includes(missing) ? suggestOption(missing) : undefined;
  return meant ? `${message} (did you mean ${meant}?)` : message;
}

function complainOfDirty({ dirty }: RefusedRun, surroundings: Surroundings): void {
  const files =
    dirty.length === 1 ? 'a file that would change has' : `${dirty.length} files that would change have`;
  complain(
    `nothing was written: ${files} uncommitted changes (commit or stash them, or use --force)`,
    surroundings,
  );
  for (const file of dirty) surroundings.stderr.write(`  ${file}\n`);
}

/** `src/a.ts:3:7 message` */
function errorLine({ file, line, column, message }: FileError): string {
  const place = line === undefined ? '' : `:${line}:${column}`;
  return `${file}${place} ${message}`;
}

type Reported = Exclude<RunResult, { status: 'unusable' }>;

/** Prints the diff and the reports. @returns false if one of them could not be written. */
async function print(result: Reported, args: Arguments, surroundings: Surroundings): Promise<boolean> {
  const { stdout, stderr, cwd } = surroundings;
  if (args.diff && result.status === 'done') {
    const { unifiedDiff } = await import('./unified-diff.ts');
    stdout.write(await unifiedDiff(result.changes, cwd));
  }
  const targets = args.formats.length > 0 ? args.formats : defaultTargets(surroundings.env);
  const isProse = ({ format, file }: FormatTarget): boolean =>
    file !== undefined || format === 'pretty' || format === 'github';
  const stdoutIsTaken = args.diff || !targets.every(isProse);
  let complete = true;
  for (const target of targets) {
    if (target.format === 'pretty' && result.status === 'refused' && !target.file) continue;
    const stream = isProse(target) && stdoutIsTaken ? stderr : stdout;
    const text = await render(target, result, args, surroundings, stream);
    if (target.file === undefined) stream.write(text);
    else complete = writeReport(target, text, surroundings) && complete;
  }
  return complete;
}

/** In GitHub Actions, annotations and the summary of the job come by themselves. */
function defaultTargets(env: Surroundings['env']): readonly FormatTarget[] {
  const pretty = { format: 'pretty', file: undefined } as const;
  if (env['GITHUB_ACTIONS'] !== 'true') return [pretty];
  const summary = env['GITHUB_STEP_SUMMARY'];
  return [
    pretty,
    { format: 'github', file: undefined },
    ...(summary ? [{ format: 'markdown', file: summary, append: true } as const] : []),
  ];
}

async function render(
  { format, file }: FormatTarget,
  result: Reported,
  args: Arguments,
  { cwd, env }: Surroundings,
  stream: Output,
): Promise<string> {
  if (format === 'json') return (await import('./report-json.ts')).reportJson(result, tool);
  if (format === 'agent') return (await import('./report-agent.ts')).reportAgent(result);
  if (format === 'markdown') return (await import('./report-markdown.ts')).reportMarkdown(result);
  if (format === 'github') {
    const { reportGithub } = await import('./report-github.ts');
    const folder = relative(env['GITHUB_WORKSPACE'] ?? cwd, cwd);
    return reportGithub(result, folder.replaceAll(sep, '/'));
  }
  if (format === 'sarif') {
    const [{ reportSarif }, { importKinds }] = await Promise.all([
      import('./report-sarif.ts'),
      import('./kinds.ts'),
    ]);
    return reportSarif(result, { ...tool, homepage }, await importKinds());
  }
  const [{ reportPretty }, { workTreeOf }] = await Promise.all([
    import('./report-pretty.ts'),
    import('./git.ts'),
  ]);
  return reportPretty(result, {
    mode: args.mode,
    paths: args.paths,
    colors: file === undefined && wantsColors(stream, env),
    inWorkTree: workTreeOf(cwd) !== undefined,
    runtimeFromPackage: args.runtime === 'package',
    markers: args.markers,
  });
}

function wantsColors(stream: Output, env: Surroundings['env']): boolean {
  return stream.isTTY === true && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
}

function writeReport(
  { file = '', append = false }: FormatTarget,
  text: string,
  { cwd, stderr }: Surroundings,
): boolean {
  try {
    const path = resolve(cwd, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { flag: append ? 'a' : 'w' });
    return true;
  } catch (error) {
    stderr.write(`${file} was not written: ${describeSystemError(error)}\n`);
    return false;
  }
}
