import { sumOf } from './report-sum.ts';
import type { FileError, Report, RunFinding } from './report.ts';

/** Text of a scanned file or a path as the content of a cell: no markup, and no end of the row. */
function cell(text: string): string {
  return text.replace(/[\\`*_[\]<>|~&]/g, (char) => `&#${char.codePointAt(0)};`).replace(/\s+/g, ' ');
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |\n`;
}

const heading = (...names: string[]) => row(names) + row(names.map(() => '---'));

function findingRow(finding: RunFinding): string {
  const { file, line, column, kind, docs, outcome, message, reason, advice } = finding;
  const what = reason && advice ? `${outcome}: [${reason}](${advice.docs})` : outcome;
  return row([`${cell(file)}:${line}:${column}`, `[${kind}](${docs})`, what, cell(message)]);
}

function errorRow({ file, line, column, message }: FileError): string {
  return row([`${cell(file)}${line === undefined ? '' : `:${line}:${column}`}`, cell(message)]);
}

/** The report as Markdown with tables, as GitHub shows it in the summary of a job. */
export function reportMarkdown(report: Report): string {
  const { errors } = report;
  const findings = report.findings.filter(({ isRepeated }) => !isRepeated);
  const parts = ['## mcp-scope-codemod\n', `${sumOf(report)}\n`];
  if (findings.length > 0)
    parts.push(heading('place', 'finding', 'outcome', 'what is wrong') + findings.map(findingRow).join(''));
  if (errors.length > 0) parts.push(heading('file', 'not done') + errors.map(errorRow).join(''));
  if (findings.length + errors.length === 0)
    parts.push('No step-up loses scopes in the files that were read.\n');
  return parts.join('\n');
}
