import type { Finding, FindingKind } from '../analysis/finding.ts';
import type { ManualReason, RuntimeName } from '../edits/remedy.ts';
import type {
  applyPlan,
  editsOfPlannedSite,
  exportedParameterCalls,
  exportsAdded,
  forceReauthorizationOf,
  handedOn,
  moduleFormat,
  parse,
  plan,
  sdkExportOf,
  sdkModules,
  sdkOf,
  sdkSources,
  TransformName,
  transportTraits,
} from '../transforms/transform.ts';

export type VendoredForm = 'ts' | 'esm' | 'cjs' | 'dts';

/** All that the command line asks of the analysis and the edits. A parameter of `run`, so that tests can give a small one. */
export interface Core {
  readonly plan: typeof plan;
  readonly applyPlan: typeof applyPlan;
  readonly editsOfPlannedSite: typeof editsOfPlannedSite;
  readonly moduleFormat: typeof moduleFormat;
  readonly parse: typeof parse;
  readonly exportedParameterCalls: typeof exportedParameterCalls;
  readonly forceReauthorizationOf: typeof forceReauthorizationOf;
  readonly handedOn: typeof handedOn;
  readonly sdkOf: typeof sdkOf;
  readonly sdkExportOf: typeof sdkExportOf;
  readonly sdkModules: typeof sdkModules;
  readonly sdkSources: typeof sdkSources;
  readonly transportTraits: typeof transportTraits;
  readonly exportsAdded: typeof exportsAdded;
  readonly messageOf: (finding: Finding) => string;
  readonly docsFor: (kind: FindingKind) => string;
  readonly explain: (reason: ManualReason) => string;
  readonly docsForReason: (reason: ManualReason) => string;
  readonly vendoredRuntime: (
    names: readonly RuntimeName[],
    as: VendoredForm,
    style: { readonly newline: '\n' | '\r\n' },
  ) => string;
  /** In the first lines of every vendored file; tells ours from a file that only bears its name. */
  readonly VENDORED_MARKER: string;
  readonly vendoredNames: (text: string) => readonly RuntimeName[];
}

export interface TransformInfo {
  readonly name: TransformName;
  readonly kinds: readonly FindingKind[];
  readonly description: string;
  /** Whether it runs only where it is named, or asked for by an option of its own. */
  readonly optIn: 'silent' | 'reported' | undefined;
  readonly onlyReports: boolean;
}

/** Loads the parser and everything behind it. Called at the first file that may have findings, so most runs never pay. */
export async function importCore(): Promise<Core> {
  const [transform, vendored, messages, reasons] = await Promise.all([
    import('../transforms/transform.ts'),
    import('../edits/vendored-runtime.ts'),
    import('../rules/messages.ts'),
    import('../edits/manual-reasons.ts'),
  ]);
  return {
    plan: transform.plan,
    applyPlan: transform.applyPlan,
    editsOfPlannedSite: transform.editsOfPlannedSite,
    moduleFormat: transform.moduleFormat,
    parse: transform.parse,
    exportedParameterCalls: transform.exportedParameterCalls,
    forceReauthorizationOf: transform.forceReauthorizationOf,
    handedOn: transform.handedOn,
    sdkOf: transform.sdkOf,
    sdkExportOf: transform.sdkExportOf,
    sdkModules: transform.sdkModules,
    sdkSources: transform.sdkSources,
    transportTraits: transform.transportTraits,
    exportsAdded: transform.exportsAdded,
    messageOf: messages.messageOf,
    docsFor: messages.docsFor,
    explain: reasons.explain,
    docsForReason: reasons.docsForReason,
    vendoredRuntime: vendored.vendoredRuntime,
    VENDORED_MARKER: vendored.VENDORED_MARKER,
    vendoredNames: vendored.vendoredNames,
  };
}

/** The transforms to choose from, for `--list`, `--only` and `--skip`. */
export async function importTransforms(): Promise<readonly TransformInfo[]> {
  return (await import('../transforms/index.ts')).transformsInfo;
}
