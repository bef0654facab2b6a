import type { Range } from '../analysis/source-unit.ts';
import type { TextEdit } from '../edits/text-edit.ts';
import type { RuntimeImports, Site } from '../transforms/transform.ts';
import type { Core } from './core.ts';
import { displayPath } from './discover.ts';
import { fingerprints } from './fingerprint.ts';
import { lineAround, locate } from './locate.ts';
import type { Outcome, ReportedEdit, RunFinding } from './report.ts';
import type { PlannedFile } from './survey.ts';

export interface DescribeContext {
  readonly core: Core;
  readonly cwd: string;
  /** Whether the file's rewrites were written. */
  readonly written: boolean;
  /** Where the file imports the runtime from. */
  readonly imports: RuntimeImports;
  /** The absolute path of the vendored file that this is, if it is one. */
  readonly vendored: string | undefined;
}

function outcomeOf({ remedy }: Site, written: boolean): Outcome {
  if (remedy.kind === 'manual') return 'manual';
  if (remedy.kind === 'report') return 'reported';
  return written ? 'rewritten' : 'would-rewrite';
}

/** The findings of a file as the reports tell them, by the places before the rewrite. */
export function describeFindings(
  { path, text, plan }: PlannedFile,
  { core, cwd, written, imports, vendored }: DescribeContext,
): RunFinding[] {
  const bare = text.replace(/^\uFEFF/, '');
  const at = locate(bare);
  const place = ([from, to]: Range): Omit<ReportedEdit, 'text'> => {
    const [start, end] = [at(from), at(to)];
    return { line: start.line, column: start.column, endLine: end.line, endColumn: end.column };
  };
  const file = displayPath(path, cwd);
  const prints = fingerprints(
    plan.sites.map(({ finding: { kind, range } }) => ({ kind, file, text: lineAround(bare, range[0]) })),
  );
  return plan.sites.map((site, index) => {
    const { kind, range } = site.finding;
    const shown = 'evidence' in site.finding ? { evidence: site.finding.evidence } : {};
    const finding: RunFinding = {
      kind,
      file,
      ...place(range),
      message: core.messageOf(site.finding),
      docs: core.docsFor(kind),
      transform: site.transform,
      outcome: outcomeOf(site, written),
      fingerprint: prints[index]!,
      ...shown,
    };
    if (site.remedy.kind === 'report') return { ...finding, ...(site.isRepeated && { isRepeated: true }) };
    const linesOf = (edits: readonly TextEdit[]) => edits.map((edit) => at(edit.range[0]).line);
    if (site.remedy.kind === 'rewrite')
      return {
        ...finding,
        edits: core
          .editsOfPlannedSite(plan, site, imports)
          .map((edit) => ({ ...place(edit.range), text: edit.text })),
        ...(vendored !== undefined && { vendored: displayPath(vendored, cwd) }),
        editedLines: linesOf(site.remedy.edits),
      };
    const { reason } = site.remedy;
    const advice = { text: core.explain(reason), docs: core.docsForReason(reason) };
    const markers = plan.markers?.filter((marker) => marker.finding === site.finding) ?? [];
    return { ...finding, reason, advice, ...(markers.length > 0 && { editedLines: linesOf(markers) }) };
  });
}
