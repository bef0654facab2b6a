import { sumOf } from './report-sum.ts';
import type { FileError, Report, RunFinding } from './report.ts';

/** Text of a scanned file or a path, kept to its line. */
function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- a line break in a path must not begin another finding
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, '\uFFFD');
}

function findingLine(finding: RunFinding): string {
  const { file, line, column, kind, outcome, message, reason, advice, docs } = finding;
  const what = reason ? `${outcome} ${reason}` : outcome;
  const said = advice ? `${message} ${advice.text} ${advice.docs}` : `${message} ${docs}`;
  return `${oneLine(file)}:${line}:${column} ${kind} [${what}] ${said}\n`;
}

function errorLine({ file, line, column, message }: FileError): string {
  const place = line === undefined ? '' : `:${line}:${column}`;
  return `${oneLine(file)}${place} error ${oneLine(message)}\n`;
}

/** The report for a program that reads text: one line for each finding and failure, and the sum in the last one. */
export function reportAgent(report: Report): string {
  return [
    ...report.findings.filter(({ isRepeated }) => !isRepeated).map(findingLine),
    ...report.errors.map(errorLine),
    ...report.skipped.map(({ file, reason }) => `${oneLine(file)} skipped ${reason}\n`),
    `${sumOf(report)}\n`,
  ].join('');
}
