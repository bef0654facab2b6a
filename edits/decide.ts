import { analyze } from '../analysis/analyze.ts';
import type { Finding, FindingKind } from '../analysis/finding.ts';
import type { Node } from '../analysis/ast.ts';
import type { Range, SourceUnit } from '../analysis/source-unit.ts';
import { rangeOf } from '../analysis/tree.ts';
import { importEdits, namesFor, type RuntimeImports } from './import-runtime.ts';
import { withMarkers, type MarkerEdit } from './mark-findings.ts';
import { manual, type NeededName, type Remedy, type RuntimeName } from './remedy.ts';
import type { Names } from './names.ts';
import { remedyFor } from './remedies.ts';
import { importedToExport, missingExports, reexportEdits } from './reexport.ts';
import { applyEdits, EditConflictError, type TextEdit } from './text-edit.ts';

/** One finding and what is to be done about it. */
export interface Decision {
  readonly finding: Finding;
  readonly remedy: Remedy;
}

/** The runtime as a package: what is imported where nobody says otherwise. */
export const packageRuntime: RuntimeImports = () => ({ module: 'mcp-scope-codemod/runtime' });

/**
 * Decides what to do about every finding of the given kinds in one file, in source order.
 * @param runtime where rewritten code imports from, which decides what its helpers are called.
 */
export function decide(
  unit: SourceUnit,
  kinds: readonly FindingKind[],
  runtime: RuntimeImports = packageRuntime,
): readonly Decision[] {
  const names = namesFor(unit, runtime);
  const decisions: Decision[] = [];
  const findings = analyze(unit).filter(({ kind }) => kinds.includes(kind));
  for (const finding of findings) {
    const remedy = remedyFor(forAllResponses(finding, findings), unit, names);
    decisions.push({ finding, remedy: overlaps(unit, decisions, remedy) ? manual('edits-overlap') : remedy });
  }
  return decisions;
}

/**
 * A step-up and a 401 that share a branch share the value too. Where both are asked for, the remedy of the 401 serves
 * both, since it need not tell them apart.
 */
function forAllResponses(finding: Finding, findings: readonly Finding[]): Finding {
  if (finding.kind !== 'challenged-scope-only') return finding;
  const shared = findings.find(
    ({ kind, range: [start, end] }) =>
      kind === 'scope-narrowed-by-401' && start === finding.range[0] && end === finding.range[1],
  );
  return shared ?? finding;
}

/** Whether a remedy claims characters that an earlier one changes. */
function overlaps(unit: SourceUnit, decisions: readonly Decision[], remedy: Remedy): boolean {
  try {
    applyEdits(unit.text, [...decisions.map((each) => each.remedy), remedy].flatMap(editsOf));
    return false;
  } catch (error) {
    if (error instanceof EditConflictError) return true;
    throw error;
  }
}

function editsOf(remedy: Remedy): readonly TextEdit[] {
  return remedy.kind === 'rewrite' ? remedy.edits : [];
}

/** The names of the runtime that the rewrites need, in alphabetical order. */
export function needsOf(unit: SourceUnit, decisions: readonly Decision[]): readonly RuntimeName[] {
  const used = decisions.flatMap(({ remedy }) => (remedy.kind === 'rewrite' ? remedy.needs : []));
  return [...new Set([...used, ...reexportsOf(unit, decisions)])].sort();
}

/** The names of the runtime that the file shall export and does not yet, in alphabetical order. */
export function reexportsOf(unit: SourceUnit, decisions: readonly Decision[]): readonly RuntimeName[] {
  return missingExports(
    unit,
    decisions.flatMap(({ remedy }) => (remedy.kind === 'rewrite' ? (remedy.reexports ?? []) : [])),
  );
}

/** The edits of one rewrite, with the import and the export that it needs. They are for the unit's text. */
export function editsOfSite(
  unit: SourceUnit,
  decision: Decision,
  runtime: RuntimeImports,
): readonly TextEdit[] {
  return editsOfAll(unit, [decision], runtime);
}

function editsOfAll(
  unit: SourceUnit,
  decisions: readonly Decision[],
  runtime: RuntimeImports,
): readonly TextEdit[] {
  const names = namesFor(unit, runtime);
  const exported = reexportsOf(unit, decisions);
  const used = [...decisions.flatMap(importedBy), ...importedToExport(unit, exported)];
  return [
    ...importsAt(unit, decisions, used, names).flatMap(([place, needs]) =>
      importEdits(unit, needs, runtime, names, place),
    ),
    ...reexportEdits(unit, exported, runtime, names),
    ...decisions.flatMap(({ remedy }) => editsOf(remedy)),
  ];
}

function importedBy({ remedy }: Decision): readonly NeededName[] {
  if (remedy.kind !== 'rewrite') return [];
  return [...remedy.needs, ...(remedy.imports ?? [])];
}

/** What is imported where: in a component, in the first of the scripts that use it, since they share a scope. */
function importsAt(
  unit: SourceUnit,
  decisions: readonly Decision[],
  used: readonly NeededName[],
  names: Names,
): readonly (readonly [place: SourceUnit, needs: readonly NeededName[]])[] {
  const { blocks = [] } = unit;
  if (blocks.length < 2) return [[unit, used]];
  const edits = decisions.flatMap(({ remedy }) => editsOf(remedy));
  const users = (local: string) => edits.filter(({ text }) => text.includes(local));
  const blockOf = (name: NeededName) => {
    const [first] = [...users(names.local(name)), ...edits].map(({ range }) => range[0]);
    return blocks.find(([start, end]) => first !== undefined && start <= first && first <= end);
  };
  return blocks.map((block) => [scriptOf(unit, block), used.filter((name) => blockOf(name) === block)]);
}

/** One script of a component, as the place where an import goes. */
function scriptOf(unit: SourceUnit, block: Range): SourceUnit {
  const body = (unit.ast.body as readonly Node[]).filter((node) => {
    const [start] = rangeOf(node);
    return block[0] <= start && start < block[1];
  });
  return { ...unit, ast: { ...unit.ast, body } as SourceUnit['ast'], blocks: [block] };
}

/**
 * The unit's text after every rewrite, made at once.
 * @param besides edits that other files ask for.
 * @param markers comments for a person, which give way to the rewrites.
 * @throws {EditConflictError} if edits of other files overlap the rewrites.
 */
export function applySites(
  unit: SourceUnit,
  decisions: readonly Decision[],
  runtime: RuntimeImports,
  besides: readonly TextEdit[] = [],
  markers: readonly MarkerEdit[] = [],
): string {
  const edits = [...editsOfSites(unit, decisions, runtime), ...besides];
  return applyEdits(unit.text, withMarkers(edits, markers));
}

/** The edits of every rewrite. */
export function editsOfSites(
  unit: SourceUnit,
  decisions: readonly Decision[],
  runtime: RuntimeImports,
): readonly TextEdit[] {
  const rewritten = new Set(
    decisions.filter(({ remedy }) => remedy.kind === 'rewrite').map(({ finding }) => finding),
  );
  if (rewritten.size === 0) return [];
  // Decided once more: where the runtime comes from decides what its names are here.
  const kinds = [...new Set([...rewritten].map(({ kind }) => kind))];
  const again = decide(unit, kinds, runtime).filter(({ finding }) => rewritten.has(finding));
  return editsOfAll(unit, again, runtime);
}
