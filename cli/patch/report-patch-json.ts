import { exitCodeOf } from './exit-code.ts';
import type { PatchOutcome, PatchReport } from './patch-outcome.ts';

function patchOf({ name, version, copies, state, file, why, run }: PatchOutcome) {
  const findings = run?.findings ?? [];
  const manual = findings.filter(({ outcome }) => outcome === 'manual');
  return {
    package: name,
    version,
    copies,
    state,
    ...(file !== undefined && { file }),
    ...(why !== undefined && { why }),
    ...(run && {
      mended: findings.filter(({ outcome }) => outcome === 'rewritten' || outcome === 'would-rewrite').length,
      manual: manual.map(({ kind, file: at, line, column, reason }) => ({
        kind,
        file: at,
        line,
        column,
        reason,
      })),
      errors: run.errors,
    }),
  };
}

/** The report for programs: version 1. Paths are relative to the root of the project, or of the package. */
export function reportPatchJson(
  report: PatchReport,
  tool: { readonly name: string; readonly version: string },
): string {
  const { mode, manager, outcomes, written, removed, next, notes } = report;
  const patches = outcomes.map(patchOf);
  const whole = { version: 1, tool, mode, packageManager: manager, patches, written, removed, next, notes };
  return `${JSON.stringify({ ...whole, exitCode: exitCodeOf(report) }, null, 2)}\n`;
}
