import type { FileError, Note, Report, ReportedFinding, RunStats, SkippedFile } from './report.ts';

/** Version 1 of the JSON report: stable, described by `report.schema.json`. */
export interface JsonReport {
  readonly version: 1;
  readonly tool: { readonly name: string; readonly version: string };
  readonly findings: readonly ReportedFinding[];
  readonly skipped: readonly SkippedFile[];
  readonly errors: readonly FileError[];
  readonly stats: RunStats;
  /** Changed files that go with rewritten ones: they declare or export what those now have. Left out if there are none. */
  readonly companions?: readonly { readonly file: string; readonly of: readonly string[] }[];
  /** Source maps that no longer match, since they are left alone. Left out if there are none. */
  readonly staleMaps?: readonly string[];
  /** What installed packages lack that files of the run use. Left out if there are none. */
  readonly notes?: readonly Note[];
}

/** The report as text that ends in a newline. */
export function reportJson(report: Report, tool: JsonReport['tool']): string {
  const { skipped, errors, stats, staleMaps, notes = [] } = report;
  const companions = report.changes.flatMap(({ file, companionOf }) =>
    companionOf ? { file, of: companionOf } : [],
  );
  const findings = report.findings.map(
    ({ advice, edits, vendored, editedLines, fingerprint, isRepeated, ...finding }) => finding,
  );
  const json: JsonReport = {
    version: 1,
    tool,
    findings,
    skipped,
    errors,
    stats,
    ...(companions.length > 0 && { companions }),
    ...(staleMaps.length > 0 && { staleMaps }),
    ...(notes.length > 0 && { notes }),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}
