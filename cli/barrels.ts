import { dirname, posix, relative, sep } from 'node:path';
import type { ts } from 'ts-morph';
import type { RuntimeName } from '../edits/remedy.ts';
import type { TextEdit } from '../edits/text-edit.ts';
import { indentAt, newlineOf } from '../edits/text-style.ts';
import { realPath, type ModuleResolver } from './module-resolver.ts';
import { sourceLookup } from './option-type.ts';
import { packageRoot } from './package-root.ts';
import { typeScript } from './typescript.ts';

export interface BarrelContext {
  readonly resolve: ModuleResolver;
  /** TypeScript files of the run that may export errors of others by name. */
  readonly candidates: readonly string[];
}

/** A barrel that has to export one more name. */
export interface BarrelEdit {
  readonly path: string;
  readonly edit: TextEdit;
  /** The file that exports the name by now. */
  readonly of: string;
}

type NamedExport = ts.ExportDeclaration & { readonly exportClause: ts.NamedExports };

/**
 * The edits by which a fork's index files export a name that some of the files behind them will export: in the list
 * that they export of such a file, or else in a list of its own behind that of the errors. What is reached by an
 * `export *` needs none, and nothing in a package that exports another thing by that name.
 * @param exporters paths of the files that will export it, the first preferred.
 */
export function barrelEdits(
  name: RuntimeName,
  exporters: readonly string[],
  { resolve, candidates }: BarrelContext,
): readonly BarrelEdit[] {
  const sourceAt = sourceLookup();
  const exporting = new Map(exporters.map((path) => [realPath(path), path]));
  const found: BarrelEdit[] = [];
  const exports = (path: string, seen = new Set<string>()): boolean => {
    if (exporting.has(realPath(path))) return true;
    if (seen.has(path)) return false;
    seen.add(path);
    return declarationsIn(sourceAt(path)).some((each) => {
      if (each.exportClause) return listed(each)?.some((entry) => entry.name.text === name) ?? false;
      const target = moduleOf(each) === undefined ? undefined : resolve(moduleOf(each)!, path, 'code');
      return target !== undefined && exports(target, seen);
    });
  };
  const isTakenIn = (path: string): boolean =>
    declarationsIn(sourceAt(path)).some((each) => {
      if (!listed(each)?.some((entry) => entry.name.text === name)) return false;
      const target = moduleOf(each) === undefined ? undefined : resolve(moduleOf(each)!, path, 'code');
      return target !== undefined && !exporting.has(realPath(target));
    });
  const homeOf = (path: string) => packageRoot(dirname(path));
  const taken = new Set(candidates.filter(isTakenIn).map(homeOf));
  const open = candidates.filter((path) => !taken.has(homeOf(path)));
  // An index of an index: what got the name is followed by what exports from there.
  for (let before = -1; before < found.length;) {
    before = found.length;
    for (const path of open) {
      const source = sourceAt(path);
      if (!source || exports(path)) continue;
      const lists = declarationsIn(source).filter(isValueList);
      const target = (each: NamedExport): string | undefined => resolve(moduleOf(each)!, path, 'code');
      const list = lists.find((each) => exports(target(each) ?? path));
      const errors = lists.findLast((each) => each.exportClause.elements.some(isError));
      const near = (exporter: string): boolean =>
        errors !== undefined && dirname(target(errors) ?? '') === dirname(realPath(exporter));
      const neighbour = exporters.find(near);
      if (list)
        found.push({ path, edit: intoList(list, name), of: exporting.get(target(list)!) ?? target(list)! });
      else if (errors && neighbour !== undefined)
        found.push({ path, edit: behindList(errors, name, path, neighbour), of: neighbour });
      else continue;
      exporting.set(realPath(path), path);
    }
  }
  return found;
}

function declarationsIn(source: ts.SourceFile | undefined): readonly ts.ExportDeclaration[] {
  return source?.statements.filter((each) => typeScript().isExportDeclaration(each)) ?? [];
}

function moduleOf({ moduleSpecifier }: ts.ExportDeclaration): string | undefined {
  return (moduleSpecifier as ts.StringLiteral | undefined)?.text;
}

function listed({ exportClause }: ts.ExportDeclaration): readonly ts.ExportSpecifier[] | undefined {
  return exportClause && typeScript().isNamedExports(exportClause) ? exportClause.elements : undefined;
}

function isValueList(each: ts.ExportDeclaration): each is NamedExport {
  return !each.isTypeOnly && moduleOf(each) !== undefined && (listed(each)?.length ?? 0) > 0;
}

function isError({ name, isTypeOnly }: ts.ExportSpecifier): boolean {
  return !isTypeOnly && name.text.endsWith('Error');
}

/** In its place in the alphabet, if the list is sorted; else behind the last. */
function intoList({ exportClause }: NamedExport, name: string): TextEdit {
  const { elements } = exportClause;
  const { text } = exportClause.getSourceFile();
  const names = elements.map((each) => each.name.text);
  const orders: readonly ((a: string, b: string) => number)[] = [
    (a, b) => (a < b ? -1 : 1),
    (a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1),
  ];
  const order = orders.find((each) => names.every((one, i) => i === 0 || each(names[i - 1]!, one) < 0));
  const next =
    order && names.length > 1 ? elements[names.findIndex((one) => order(name, one) < 0)] : undefined;
  const last = elements.at(-1)!;
  const beside = next ?? last;
  const start = beside.getStart();
  const ownLine = /\n[ \t]*$/.test(text.slice(0, start));
  const gap = ownLine ? newlineOf(text) + indentAt(text, start) : ' ';
  return next
    ? { range: [start, start], text: `${name},${gap}` }
    : { range: [last.end, last.end], text: `,${gap}${name}` };
}

function behindList(errors: NamedExport, name: string, path: string, exporter: string): TextEdit {
  const { text } = errors.getSourceFile();
  const like = errors.moduleSpecifier!.getText();
  const extension = posix.extname(posix.basename(like.slice(1, -1)));
  const to = relative(dirname(path), exporter).replaceAll(sep, '/');
  const ending = /^\.([cm]?)[jt]sx?$/.test(extension)
    ? /ts/.test(extension)
      ? posix.extname(to)
      : posix.extname(to).replace(/tsx?$/, 'js')
    : '';
  const module = `${to.startsWith('.') ? '' : './'}${to.slice(0, -posix.extname(to).length)}${ending}`;
  const quote = like[0];
  const end = errors.getText().endsWith(';') ? ';' : '';
  const statement = `export { ${name} } from ${quote}${module}${quote}${end}`;
  return { range: [errors.end, errors.end], text: newlineOf(text) + statement };
}
