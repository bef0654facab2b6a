import { findingKinds } from '../analysis/analyze.ts';
import type { Finding, FindingKind } from '../analysis/finding.ts';
import { mayHaveFindings } from '../analysis/prefilter.ts';
import { namesFor, type RuntimeImports } from '../edits/import-runtime.ts';
import { reexportEdits } from '../edits/reexport.ts';
import {
  applySites,
  decide,
  editsOfSites,
  needsOf,
  packageRuntime,
  reexportsOf,
  type Decision,
} from '../edits/decide.ts';
import { markFindings, withMarkers, type MarkerEdit } from '../edits/mark-findings.ts';
import { report, type Remedy, type RuntimeName } from '../edits/remedy.ts';
import { applyEdits, EditConflictError, type TextEdit } from '../edits/text-edit.ts';
import { sdkModules } from '../analysis/sdk-modules.ts';
import type { AddedOption, SourceUnit } from '../analysis/source-unit.ts';
import { componentKind, type ComponentKind } from './component-kind.ts';
import { BOM, parse, parseError, parseScripts, ParseError } from './parse.ts';
import { MalformedComponentError, scriptModules, type ScriptModule } from './script-blocks.ts';

export { exportedParameterCalls } from '../analysis/exported-parameter-calls.ts';
export { forceReauthorizationOf } from '../analysis/force-reauthorization.ts';
export { handedOn } from '../analysis/handed-on.ts';
export { exportOf as sdkExportOf, sdkOf, type SdkExport, type SdkVersion } from '../analysis/sdk-export.ts';
export { sdkModules, type SdkModules } from '../analysis/sdk-modules.ts';
export { sdkSources } from '../analysis/sdk-sources.ts';
export { transportTraits } from '../analysis/transport-traits.ts';
export { parse, ParseError } from './parse.ts';
export { moduleFormat, type ModuleFormat } from '../edits/module-format.ts';
export type { RuntimeImport, RuntimeImports } from '../edits/import-runtime.ts';

/** The transform that mends each kind of finding, and what it is called on the command line. */
export const transformOf = {
  'challenged-scope-only': 'union-scopes',
  'uncapped-step-up': 'cap-step-ups',
  'unhandled-insufficient-scope': 'handle-insufficient-scope',
  'unsignalled-insufficient-scope': 'signal-insufficient-scope',
  'refresh-on-widening': 'bypass-refresh',
  'scope-narrowed-by-401': 'accumulate-on-401',
  'granted-scope-not-kept': 'keep-granted-scope',
  'scope-not-in-token-request': 'request-scope',
  'single-source-scope-selection': 'unite-scope-sources',
  'transport-without-step-up': 'wrap-transport',
  'hand-rolled-step-up': 'use-sdk-step-up',
  'scope-substring-test': 'test-scope-token',
  'hand-rolled-challenge-parser': 'parse-challenge',
  'insecure-token-endpoint': 'check-token-endpoint',
  'unresolved-client-metadata': 'check-client-metadata',
  'leftover-marker': 'list-markers',
} as const satisfies Record<FindingKind, string>;

export type TransformName = (typeof transformOf)[FindingKind];
export const transformNames = Object.values(transformOf) as readonly TransformName[];

/** What becomes of the findings of a transform that runs only where it is asked for: nothing, or a report of them. */
export type OptIn = 'silent' | 'reported';

const optIn: { readonly [K in TransformName]?: OptIn } = {
  'accumulate-on-401': 'silent',
  'parse-challenge': 'reported',
};

export function optInOf(transform: TransformName): OptIn | undefined {
  return optIn[transform];
}

/** Transforms without a rewrite: what they find is a host's to decide. */
const reporting: readonly TransformName[] = ['check-token-endpoint', 'check-client-metadata', 'list-markers'];

export function onlyReports(transform: TransformName): boolean {
  return reporting.includes(transform);
}

/** What runs where nobody chooses. */
export const defaultTransforms = transformNames.filter((name) => !optInOf(name));

/** Transforms whose findings are reported where nobody chooses, though they do not run. */
export const defaultReported = transformNames.filter((name) => optInOf(name) === 'reported');

/** Which transforms are applied, and of which the findings are only reported. */
export interface Choice {
  readonly transforms: readonly TransformName[];
  readonly reported: readonly TransformName[];
  /** Whether what is left to a person is marked in the code. */
  readonly markers?: boolean;
}

/** Nobody's choice. */
const defaultChoice: Choice = { transforms: defaultTransforms, reported: defaultReported };

/** A component whose scripts cannot be told from its markup. */
export class UnreadableMarkupError extends ParseError {
  readonly isMarkup = true;
  constructor({ message, line, column, offset }: ParseError) {
    super(message, line, column, offset);
  }
}

/** One finding, what is to be done about it, and the transform that does it. */
export interface Site extends Decision {
  readonly transform: TransformName;
  /** Of a marker: whether what it says is among the sites too. */
  readonly isRepeated?: true;
}

/** All that was decided about one file, before a character of it is changed. */
export interface Plan {
  readonly unit: SourceUnit;
  /** In source order. */
  readonly sites: readonly Site[];
  /** What the rewrites will import or export, in alphabetical order; empty if nothing is rewritten. */
  readonly needs: readonly RuntimeName[];
  /** What the file will export besides what it exports now. */
  readonly reexports: readonly RuntimeName[];
  /** Options that the rewrites read and whose types stand in other files. */
  readonly addedOptions: readonly AddedOption[];
  /** Comments to be written or taken away, where that was asked for. */
  readonly markers?: readonly MarkerEdit[];
  /** Of a component: its modules one by one, and the language that its rewritten scripts are in. */
  readonly component?: {
    readonly modules: readonly Pick<Plan, 'unit' | 'sites' | 'markers'>[];
    readonly language: 'js' | 'ts';
  };
}

/** What a unit knows besides its own text. */
export type Surroundings = Pick<SourceUnit, 'project' | 'sdkModules'>;

/**
 * Decides, without touching it, what is wrong with a file and what to do about it.
 * @param text the file as read, a BOM included.
 * @param filename its ending chooses the language.
 * @param choice the transforms to apply; what is left out is as nobody chooses it.
 * @param surroundings what is known of other files, and the modules that re-export the SDK.
 * @throws {ParseError}
 */
export function plan(
  text: string,
  filename: string,
  choice: Partial<Choice> = {},
  surroundings: Surroundings = {},
): Plan {
  const chosen = { ...defaultChoice, ...choice };
  const kind = componentKind(filename);
  if (kind) return componentPlan(text, filename, kind, chosen, surroundings);
  return planOf({ ...parse(text, filename), ...surroundings }, chosen);
}

function componentPlan(
  text: string,
  filename: string,
  kind: ComponentKind,
  choice: Choice,
  surroundings: Surroundings,
): Plan {
  const source = text.startsWith(BOM) ? text.slice(BOM.length) : text;
  const planned = modulesOf(source, kind).map((module) => {
    const unit = { ...parseScripts(source, filename, module), ...surroundings };
    return { ...planOf(unit, choice), module };
  });
  const [first] = planned;
  const sites = planned.flatMap((each) => each.sites);
  const isTypeScript = planned.some((each) => each.sites.length > 0 && each.module.language.startsWith('ts'));
  return {
    unit: first?.unit ?? parseScripts(source, filename, { blocks: [], language: 'js', mayReturn: false }),
    sites: sites.sort((a, b) => a.finding.range[0] - b.finding.range[0]),
    needs: [...new Set(planned.flatMap((each) => each.needs))].sort(),
    reexports: [],
    addedOptions: planned.flatMap((each) => each.addedOptions),
    markers: planned.flatMap((each) => each.markers ?? []),
    component: { modules: planned, language: isTypeScript ? 'ts' : 'js' },
  };
}

function modulesOf(source: string, kind: ComponentKind): readonly ScriptModule[] {
  try {
    return scriptModules(source, kind);
  } catch (error) {
    if (!(error instanceof MalformedComponentError)) throw error;
    throw new UnreadableMarkupError(parseError(source, error.message, error.offset));
  }
}

function planOf(unit: SourceUnit, { transforms, reported, markers: wantsMarkers = false }: Choice): Plan {
  const decisions = decide(unit, kindsOf(transforms));
  const told = decide(unit, kindsOf(reported)).map(({ finding }) => ({ finding, remedy: report }));
  const { edits, standing } = markFindings(unit, decisions, kindsOf(transforms));
  const markers = wantsMarkers ? edits : [];
  const sites = [...decisions, ...told]
    .sort((a, b) => a.finding.range[0] - b.finding.range[0])
    .map(({ finding, remedy }) => ({
      finding,
      remedy: takenAway(finding, markers) ?? remedy,
      transform: transformOf[finding.kind],
      ...(standing.some((marker) => marker === finding) && { isRepeated: true as const }),
    }));
  return {
    unit,
    sites,
    markers,
    needs: needsOf(unit, decisions),
    reexports: reexportsOf(unit, decisions),
    addedOptions: decisions.flatMap(({ remedy }) =>
      remedy.kind === 'rewrite' ? (remedy.addedOptions ?? []) : [],
    ),
  };
}

/** The remedy of a marker that nothing stands behind any more. */
function takenAway(finding: Finding, markers: readonly MarkerEdit[]): Remedy | undefined {
  const edits = markers.filter((each) => each.finding === finding && finding.kind === 'leftover-marker');
  return edits.length > 0 ? { kind: 'rewrite', edits, needs: [] } : undefined;
}

function kindsOf(transforms: readonly TransformName[]): readonly FindingKind[] {
  return findingKinds.filter((kind) => transforms.includes(transformOf[kind]));
}

/**
 * The text after every rewrite of the plan, made at once; the very text if there is none. A BOM is kept.
 * @param besides edits that other files ask for.
 * @throws {EditConflictError} if those overlap the rewrites.
 */
export function applyPlan(
  text: string,
  { unit, sites, component, markers }: Pick<Plan, 'unit' | 'sites' | 'component' | 'markers'>,
  runtime: RuntimeImports,
  besides: readonly TextEdit[] = [],
): string {
  const mended = component
    ? applyToComponent(text.startsWith(BOM) ? text.slice(BOM.length) : text, component.modules, runtime)
    : applySites(unit, sites, runtime, besides, markers);
  return text.startsWith(BOM) ? BOM + mended : mended;
}

/** The edits that rewrite one site by itself, with the import that it needs. They are for the text without its BOM. */
export function editsOfPlannedSite(
  { unit, component }: Pick<Plan, 'unit' | 'component'>,
  site: Site,
  runtime: RuntimeImports,
): readonly TextEdit[] {
  const { finding, remedy } = site;
  if (finding.kind === 'leftover-marker') return remedy.kind === 'rewrite' ? remedy.edits : [];
  const module = component?.modules.find(({ sites }) => sites.includes(site));
  return editsOfSites(module?.unit ?? unit, [site], runtime);
}

function applyToComponent(
  text: string,
  modules: readonly Pick<Plan, 'unit' | 'sites' | 'markers'>[],
  runtime: RuntimeImports,
): string {
  const edits = modules.flatMap(({ unit, sites, markers = [] }) => {
    const made = withMarkers(editsOfSites(unit, sites, runtime), markers);
    const stray = made.find(
      ({ range }) => !unit.blocks?.some(([start, end]) => start <= range[0] && range[1] <= end),
    );
    if (stray) throw new EditConflictError(`An edit at offset ${stray.range[0]} is outside of every script.`);
    return made;
  });
  return applyEdits(text, edits);
}

/**
 * The edits that let a file without findings of its own export names of the runtime, such as the declarations beside
 * compiled code. They are for the text without its BOM.
 * @throws {ParseError}
 */
export function exportsAdded(
  text: string,
  filename: string,
  names: readonly RuntimeName[],
  runtime: RuntimeImports,
): readonly TextEdit[] {
  const unit = parse(text, filename);
  return reexportEdits(unit, names, runtime, namesFor(unit, runtime));
}

export interface TransformOptions {
  /**
   * Its ending chooses the language: `.ts`, `.tsx`, `.mts`, `.cts`, `.js`, `.jsx`, `.mjs`, `.cjs`. Of `.vue`, `.svelte`
   * and `.astro` the scripts are rewritten, and nothing around them.
   */
  readonly filename: string;
  /** The transforms to apply; all that are not opt-in, if left out. */
  readonly transforms?: readonly TransformName[];
  /** Where rewritten code imports its helpers from; `mcp-scope-codemod/runtime` if left out. */
  readonly runtime?: string | RuntimeImports;
  /**
   * Packages, or paths beside `filename`, that re-export the official SDK: `@acme/mcp`, `./src/mcp.ts`. They count as
   * its v1; `@acme/mcp=v2` says otherwise.
   */
  readonly sdkModules?: readonly string[];
}

export interface TransformResult {
  /** The text after the rewrites: the very text that went in, if nothing was to be rewritten. */
  readonly text: string;
  readonly sites: readonly Site[];
  readonly needs: readonly RuntimeName[];
}

/**
 * Finds and mends step-ups in one source text. Pure: reads no file and writes none.
 * @throws {ParseError} if the text has a syntax error.
 * @example transform(text, { filename: 'client.ts' }).text
 */
export function transform(
  text: string,
  { filename, transforms, runtime, sdkModules: listed = [] }: TransformOptions,
): TransformResult {
  if (!mayHaveFindings(text, listed)) return { text, sites: [], needs: [] };
  const choice = transforms && { transforms, reported: [] };
  const decided = plan(text, filename, choice, { sdkModules: sdkModules(listed, filename) });
  const imports = typeof runtime === 'string' ? () => ({ module: runtime }) : (runtime ?? packageRuntime);
  return { text: applyPlan(text, decided, imports), sites: decided.sites, needs: decided.needs };
}
