import type { FileError, Report, ReportedFinding, RunStats, SkippedFile } from './report.ts';

/** Version 1 of the JSON report: stable, described by `report.schema.json`. */
export interface JsonReport {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly findings: readonly ReportedFinding[];
  readonly skipped: readonly SkippedFile[];
  readonly errors: readonly FileError[];
  readonly stats: RunStats;
}

/** The report as text that ends in a newline. */
export function reportJson(report: Report, tool: JsonReport['tool']): string {
  const { skipped, errors, stats } = report;
  const findings = report.findings.map(({ advice, editedLines, ...finding }) => finding);
  const json: JsonReport = { version: 1, tool, findings, skipped, errors, stats };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
