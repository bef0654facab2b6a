import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Linter } from 'eslint';
import type { JsonReport } from '../../cli/report-json.ts';
import { locate } from '../../cli/locate.ts';
import { ruleFor } from '../../rules/messages.ts';
import { built, installed } from '../fixture-copies.ts';

/** Where rules report, by file: `no-challenged-scope-only 12:5-12:10`, in alphabetical order. */
export type Places = Readonly<Record<string, readonly string[]>>;

interface Place {
  readonly line: number;
  readonly column: number;
  readonly endLine?: number | undefined;
  readonly endColumn?: number | undefined;
}

/** Collects places by file. Files without any are left out. */
class Collected {
  readonly #places = new Map<string, string[]>();

  add(file: string, what: string, { line, column, endLine, endColumn }: Place): void {
    const places = this.#places.get(file) ?? [];
    this.#places.set(file, places);
    places.push(`${what} ${line}:${column}-${endLine}:${endColumn}`);
  }

  get(): Places {
    return Object.fromEntries([...this.#places].map(([file, places]) => [file, places.sort()]));
  }
}

/** Runs a program; a status other than 0 and 1, which says that something was found, is an error. */
async function output(command: string, args: readonly string[], cwd: string): Promise<string> {
  const child = spawn(command, args, { cwd, env: { ...process.env, NODE_OPTIONS: '', GITHUB_ACTIONS: '' } });
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), exit]);
  if (status !== 0 && status !== 1)
    throw new Error(`${args.join(' ')} ended with ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** The JSON report of the built command line on everything below a folder, with all transforms. */
export async function reportOfCommandLine(folder: string): Promise<JsonReport> {
  const args = ['--dry-run', '--format', 'json', '--include-401', '.'];
  return JSON.parse(
    await output(process.execPath, [built('bin/mcp-scope-codemod.js'), ...args], folder),
  ) as JsonReport;
}

/** What lint has to report: every finding that one file shows. */
export function placesOfFindings(findings: JsonReport['findings']): Places {
  const places = new Collected();
  for (const finding of findings) {
    if (finding.evidence !== 'project') places.add(finding.file, ruleFor(finding.kind), finding);
  }
  return places.get();
}

/** What ESLint reports. A file that it could not read would pass every comparison with nothing. */
export function placesOfMessages(reports: Readonly<Record<string, readonly Linter.LintMessage[]>>): Places {
  const places = new Collected();
  for (const [file, messages] of Object.entries(reports)) {
    for (const message of messages) {
      if (message.fatal || !message.ruleId) throw new Error(`${file}: ${message.message}`);
      places.add(file, message.ruleId.replace('mcp-scope/', ''), message);
    }
  }
  return places.get();
}

interface OxlintDiagnostic {
  readonly message: string;
  /** `mcp-scope(no-challenged-scope-only)`; absent of a syntax error. */
  readonly code?: string;
  readonly filename: string;
  readonly labels: readonly { readonly span: { readonly offset: number; readonly length: number } }[];
}

/** What oxlint reports, with a configuration that stands in the folder. It counts in bytes of UTF-8. */
export async function placesOfOxlint(folder: string): Promise<Places> {
  const { diagnostics } = JSON.parse(await output(installed('oxlint'), ['--format=json', '.'], folder)) as {
    diagnostics: readonly OxlintDiagnostic[];
  };
  const places = new Collected();
  for (const { code, filename, labels, message } of diagnostics) {
    const rule = /^mcp-scope\((.+)\)$/.exec(code ?? '')?.[1];
    const { offset, length } = labels[0]!.span;
    if (!rule) throw new Error(`${filename}: ${message}`);
    const bytes = readFileSync(join(folder, filename));
    const textTo = (end: number) =>
      bytes
        .subarray(0, end)
        .toString('utf8')
        .replace(/^\uFEFF/, '');
    const at = locate(textTo(bytes.length));
    const [start, end] = [at(textTo(offset).length), at(textTo(offset + length).length)];
    places.add(filename, rule, { ...start, endLine: end.line, endColumn: end.column });
  }
  return places.get();
}
