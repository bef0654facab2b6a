import { dirname } from 'node:path';
import type { ts } from 'ts-morph';
import type { AddedOption } from '../analysis/source-unit.ts';
import type { TextEdit } from '../edits/text-edit.ts';
import { asNamed } from './as-named.ts';
import { barrelEdits } from './barrels.ts';
import type { Core } from './core.ts';
import { declarationsBeside } from './declarations-beside.ts';
import { displayPath } from './discover.ts';
import type { DiscoveredFile } from './discover.ts';
import { memberEdit } from './option-member.ts';
import type { MemberList } from './option-type.ts';
import { packageRoot } from './package-root.ts';
import type { Projects } from './project.ts';
import type { SkippedFile } from './report.ts';
import type { RuntimeSources } from './runtime-source.ts';
import { isDeclarationName } from './source-name.ts';
import type { PlannedFile } from './survey.ts';

/** What rewrites ask of another file: of the declarations beside compiled code, of a file of types, of an index. */
export interface Companion {
  readonly path: string;
  readonly edits: readonly TextEdit[];
  /** Paths of the files whose rewrites need it. */
  readonly of: readonly string[];
}

export interface CompanionContext {
  readonly core: Core;
  readonly cwd: string;
  readonly projects: Projects;
  readonly files: readonly DiscoveredFile[];
  readonly imports: RuntimeSources['imports'];
}

export interface Companions {
  readonly companions: readonly Companion[];
  readonly skipped: readonly SkippedFile[];
}

/** Edits by file, with the files that they are for. */
class Gathered {
  readonly #byPath = new Map<string, { edits: TextEdit[]; of: Set<string> }>();
  add(path: string, edits: readonly TextEdit[], of: Iterable<string>): void {
    if (edits.length === 0) return;
    if (!this.#byPath.has(path)) this.#byPath.set(path, { edits: [], of: new Set() });
    const entry = this.#byPath.get(path)!;
    entry.edits.push(...edits);
    for (const each of of) entry.of.add(each);
  }
  all(): readonly Companion[] {
    const entries = [...this.#byPath].sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(([path, { edits, of }]) => ({ path, edits, of: [...of].sort() }));
  }
}

/** Whether the rewrites of a file add a member to a list of that file themselves. */
function isAddedThere(name: string, list: ts.Node, file: PlannedFile | undefined): boolean {
  const member = new RegExp(`\\b${name}\\?:`);
  return !!file?.plan.sites.some(
    ({ remedy }) =>
      remedy.kind === 'rewrite' &&
      remedy.edits.some(
        ({ range, text }) => range[0] >= list.pos && range[1] <= list.end && member.test(text),
      ),
  );
}

interface WantedMembers {
  readonly path: string;
  readonly names: Set<AddedOption['name']>;
  readonly of: Set<string>;
}

function addOptions(
  planned: readonly PlannedFile[],
  { projects, cwd }: CompanionContext,
  gathered: Gathered,
): readonly SkippedFile[] {
  const wanted = new Map<MemberList, WantedMembers>();
  const skipped = new Map<string, SkippedFile>();
  for (const { path, plan } of planned) {
    for (const option of plan.addedOptions) {
      const places = projects.typesOf(path, option);
      const declarations = declarationsBeside(path);
      if (places.length === 0 && declarations !== undefined)
        skipped.set(declarations, {
          file: displayPath(declarations, cwd),
          reason: 'option-type-not-found',
        });
      for (const { list, isThere, path: real } of places) {
        const at = projects.fileAt(real)?.path ?? asNamed(real, path);
        const own = planned.find((file) => file.path === at);
        if (isThere || isAddedThere(option.name, list, own)) continue;
        if (!wanted.has(list)) wanted.set(list, { path: at, names: new Set(), of: new Set() });
        wanted.get(list)!.names.add(option.name);
        wanted.get(list)!.of.add(path);
      }
    }
  }
  for (const [list, { path, names, of }] of wanted) gathered.add(path, [memberEdit(list, names)], of);
  return [...skipped.values()];
}

/** Lets the declarations beside compiled code export what the code exports. */
function declareExports(
  planned: readonly PlannedFile[],
  { core, imports, projects }: CompanionContext,
  gathered: Gathered,
): void {
  for (const { path, plan } of planned) {
    const declarations = plan.reexports.length > 0 ? declarationsBeside(path) : undefined;
    const text = declarations === undefined ? undefined : projects.textOf(declarations);
    if (declarations === undefined || text === undefined) continue;
    const edits = core.exportsAdded(text, declarations, plan.reexports, imports.get(path)!);
    gathered.add(declarations, edits, [path]);
  }
}

const exportsErrors = /\bexport\s*\{[^}]*Error\b[^}]*\}\s*from\b/;

function extendBarrels(
  planned: readonly PlannedFile[],
  { files, projects }: CompanionContext,
  gathered: Gathered,
): void {
  const exporters = planned
    .filter(({ path, plan }) => plan.reexports.length > 0 && /\.[cm]?tsx?$/.test(path))
    .map(({ path }) => path);
  if (exporters.length === 0) return;
  const homes = new Set(exporters.map((path) => packageRoot(dirname(path))));
  const candidates = files
    .map(({ path }) => path)
    .filter((path) => /\.[cm]?tsx?$/.test(path) && !isDeclarationName(path) && !exporters.includes(path))
    .filter((path) => homes.has(packageRoot(dirname(path))))
    .filter((path) => exportsErrors.test(projects.textOf(path) ?? ''));
  if (candidates.length === 0) return;
  const names = new Set(planned.flatMap(({ plan }) => plan.reexports));
  for (const name of names)
    for (const { path, edit, of } of barrelEdits(name, exporters, { resolve: projects.resolve, candidates }))
      gathered.add(path, [edit], [of]);
}

/** What the rewrites of some files ask of other files. Reads the file system, writes nothing. */
export function companionsOf(planned: readonly PlannedFile[], context: CompanionContext): Companions {
  const gathered = new Gathered();
  const skipped = addOptions(planned, context, gathered);
  declareExports(planned, context, gathered);
  extendBarrels(planned, context, gathered);
  return { companions: gathered.all(), skipped };
}
