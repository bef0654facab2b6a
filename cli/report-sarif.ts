import type { FindingKind } from '../analysis/finding.ts';
import type { KindInfo } from './kinds.ts';
import type { FileChange, FileError, Report, ReportedEdit, RunFinding, SkippedFile } from './report.ts';

/** The program that reports, as `package.json` names it. */
export interface ReportingTool {
  readonly name: string;
  readonly version: string;
  readonly homepage: string;
}

const SRCROOT = 'SRCROOT';

/** A relative path as a URI reference (RFC 3986): `a b/[c].ts` → `a%20b/%5Bc%5D.ts`. */
function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

function artifact(file: string) {
  return { uri: uriOf(file), uriBaseId: SRCROOT };
}

type Place = Pick<ReportedEdit, 'line' | 'column' | 'endLine' | 'endColumn'>;

function region({ line, column, endLine, endColumn }: Place) {
  return { startLine: line, startColumn: column, endLine, endColumn };
}

function replacement(edit: ReportedEdit) {
  return { deletedRegion: region(edit), insertedContent: { text: edit.text } };
}

/** A file as a whole, for one that is written anew. */
function wholeFile({ file, before = '', after }: FileChange) {
  const lines = before.split(/\r\n?|\n/);
  const whole = { line: 1, column: 1, endLine: lines.length, endColumn: lines.at(-1)!.length + 1 };
  return {
    artifactLocation: artifact(file),
    replacements: [{ deletedRegion: region(whole), insertedContent: { text: after } }],
  };
}

/** The edits of a finding, with the vendored runtime that they import from, if that is not there yet. */
function fixOf({ file, edits = [], transform, vendored }: RunFinding, changes: readonly FileChange[]) {
  const needed = changes.filter(
    (change) =>
      vendored !== undefined &&
      change.runtime !== undefined &&
      (change.file === vendored || change.companionOf?.includes(vendored)),
  );
  return {
    description: { text: `mcp-scope-codemod --only ${transform}` },
    artifactChanges: [
      { artifactLocation: artifact(file), replacements: edits.map(replacement) },
      ...needed.map(wholeFile),
    ],
  };
}

function levelOf({ outcome }: RunFinding): 'error' | 'note' {
  return outcome === 'reported' ? 'note' : 'error';
}

function resultOf(
  finding: RunFinding,
  indexOf: (kind: FindingKind) => number,
  changes: readonly FileChange[],
) {
  const { kind, file, message, advice, outcome, transform, reason, evidence, fingerprint } = finding;
  return {
    ruleId: kind,
    ruleIndex: indexOf(kind),
    level: levelOf(finding),
    message: { text: advice ? `${message} ${advice.text}` : message },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), region: region(finding) } }],
    partialFingerprints: { 'mcpScope/v1': fingerprint },
    ...(outcome === 'would-rewrite' && { fixes: [fixOf(finding, changes)] }),
    ...(outcome === 'suppressed' && { suppressions: [{ kind: 'inSource' }] }),
    properties: { outcome, transform, ...(reason && { reason }), ...(evidence && { evidence }) },
  };
}

function ruleOf({ kind, rule, description, message, docs, transform }: KindInfo) {
  const mend = `Mend it with \`npx mcp-scope-codemod --only ${transform}\`. As a lint rule: \`mcp-scope/${rule}\`.`;
  return {
    id: kind,
    name: rule,
    shortDescription: { text: `${description}.` },
    fullDescription: { text: message },
    helpUri: docs,
    help: { text: `${message} ${mend} ${docs}`, markdown: `${message}\n\n${mend}\n\n[Read more](${docs})` },
    properties: { tags: ['mcp', 'oauth', 'correctness'] },
  };
}

function errorNotification({ file, line, column, message }: FileError) {
  const place = line === undefined ? {} : { region: { startLine: line, startColumn: column ?? 1 } };
  return {
    level: 'error',
    message: { text: message },
    locations: [{ physicalLocation: { artifactLocation: artifact(file), ...place } }],
  };
}

function skipNotification({ file, reason }: SkippedFile) {
  return {
    level: 'note',
    message: { text: `skipped: ${reason}` },
    locations: [{ physicalLocation: { artifactLocation: artifact(file) } }],
  };
}

/**
 * The report as SARIF 2.1.0 (OASIS), ending in a newline. It tells what is left: findings that the run has rewritten are
 * not in it. URIs are relative to the working directory, which should be the root of the repository for code scanning.
 */
export function reportSarif(report: Report, tool: ReportingTool, kinds: readonly KindInfo[]): string {
  const { name, version, homepage } = tool;
  const indexOf = (kind: FindingKind) => kinds.findIndex((each) => each.kind === kind);
  const left = report.findings.filter(({ outcome }) => outcome !== 'rewritten');
  const log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name, version, informationUri: homepage, rules: kinds.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: { [SRCROOT]: { description: { text: 'The working directory of the run.' } } },
        invocations: [
          {
            executionSuccessful: report.errors.length === 0,
            toolExecutionNotifications: [
              ...report.errors.map(errorNotification),
              ...report.skipped.map(skipNotification),
            ],
          },
        ],
        results: left.map((finding) => resultOf(finding, indexOf, report.changes)),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}
