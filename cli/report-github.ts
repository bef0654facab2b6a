import { posix } from 'node:path';
import type { FileError, Report, RunFinding } from './report.ts';

/** Escapes the text of a workflow command, as actions/toolkit does. */
function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

/** Escapes a value before the `::`, where `:` and `,` mean something too. */
function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}

type Properties = Readonly<Record<string, string | number | undefined>>;

/** `::error file=src/a.ts,line=3::message` */
function command(level: 'error' | 'warning' | 'notice', properties: Properties, message: string): string {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined);
  const list = given.map(([name, value]) => `${name}=${property(String(value))}`).join(',');
  return `::${level} ${list}::${data(message)}\n`;
}

function annotation(finding: RunFinding, folder: string): string {
  const { kind, file, line, column, endLine, endColumn, message, advice, docs, outcome } = finding;
  const place = { file: posix.join(folder, file), line, endLine };
  // GitHub takes columns only where an annotation has one line.
  const columns = line === endLine ? { col: column, endColumn } : {};
  const said = advice ? `${message} ${advice.text}\n${advice.docs}` : `${message}\n${docs}`;
  return command(
    outcome === 'reported' ? 'notice' : 'error',
    { ...place, ...columns, title: `mcp-scope: ${kind}` },
    said,
  );
}

function failure({ file, line, column, message }: FileError, folder: string): string {
  const place = { file: posix.join(folder, file), line, col: column };
  return command('error', { ...place, title: 'mcp-scope: file not done' }, message);
}

/**
 * The report as workflow commands, which GitHub Actions shows beside the lines of a pull request: what is left, and
 * nothing that the run has rewritten. Empty if nothing is left.
 * @param folder the working directory, from the root of the repository, with `/`: files are named from that root.
 */
export function reportGithub({ findings, errors }: Report, folder: string): string {
  const left = findings.filter(
    ({ outcome, isRepeated }) => outcome !== 'rewritten' && outcome !== 'suppressed' && !isRepeated,
  );
  return [
    ...left.map((finding) => annotation(finding, folder)),
    ...errors.map((error) => failure(error, folder)),
  ].join('');
}
