import type { Node } from '../analysis/ast.ts';
import { moduleExportName } from '../analysis/names.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { rangeOf, unwrap } from '../analysis/tree.ts';
import { behindImports, importStyle, type RuntimeImports } from './import-runtime.ts';
import { moduleFormat } from './module-format.ts';
import type { Names } from './names.ts';
import type { RuntimeName } from './remedy.ts';
import type { TextEdit } from './text-edit.ts';
import { newlineOf, semicolonOf } from './text-style.ts';

/** Those of some names that a file does not export yet, in alphabetical order. */
export function missingExports(unit: SourceUnit, names: readonly RuntimeName[]): readonly RuntimeName[] {
  // What a script of a component exports is its properties, or an error.
  if (names.length === 0 || unit.blocks) return [];
  const exported = exportedNames(unit);
  return [...new Set(names)].filter((name) => !exported.has(name) && !exported.has('*')).sort();
}

/** What a file has to import so that it can export names: an ES module hands them on without. */
export function importedToExport(unit: SourceUnit, names: readonly RuntimeName[]): readonly RuntimeName[] {
  return moduleFormat(unit) === 'cjs' ? missingExports(unit, names) : [];
}

/**
 * The edits that let a file export names of the runtime, behind its imports. What it exports already it does not
 * export twice.
 */
export function reexportEdits(
  unit: SourceUnit,
  wanted: readonly RuntimeName[],
  runtime: RuntimeImports,
  names: Names,
): readonly TextEdit[] {
  const missing = missingExports(unit, wanted);
  if (missing.length === 0) return [];
  if (moduleFormat(unit) === 'cjs') return byAssignment(unit, missing, names);
  const { quote, end } = importStyle(unit);
  const byModule = new Map<string, string[]>();
  for (const name of missing) {
    const { module, exported } = runtime(name);
    const entry = exported === undefined ? name : `${exported} as ${name}`;
    byModule.set(module, [...(byModule.get(module) ?? []), entry]);
  }
  return [...byModule].map(([module, entries]) =>
    behindImports(unit, `export { ${entries.join(', ')} } from ${quote}${module}${quote}${end}`),
  );
}

/** `exports.InsufficientScopeError = …`, or an entry of `module.exports = { … }`, which would replace it. */
function byAssignment(unit: SourceUnit, missing: readonly RuntimeName[], names: Names): readonly TextEdit[] {
  const { text } = unit;
  const whole = (unit.ast.body as readonly Node[]).findLast((statement) => {
    const assigned = assignmentOf(statement);
    return assigned && exportTarget(assigned.left) === '*';
  });
  const value = whole && unwrap(assignmentOf(whole)!.right);
  if (value?.type === 'ObjectExpression') {
    const last = value.properties.at(-1);
    const entries = missing.map((name) =>
      names.local(name) === name ? name : `${name}: ${names.local(name)}`,
    );
    const at = last ? rangeOf(last)[1] : rangeOf(value)[0] + 1;
    if (!last) return [{ range: [at, at], text: ` ${entries.join(', ')} ` }];
    const between = text.slice(rangeOf(value.properties.at(-2) ?? value)[0], rangeOf(last)[0]);
    const indent = /\r?\n[ \t]*$/.exec(between)?.[0] ?? ' ';
    return [{ range: [at, at], text: entries.map((entry) => `,${indent}${entry}`).join('') }];
  }
  const end = semicolonOf(text);
  const lines = missing.map(
    (name) => `${whole ? 'module.exports' : 'exports'}.${name} = ${names.local(name)}${end}`,
  );
  const newline = newlineOf(text);
  if (!whole) return [behindImports(unit, lines.join(newline))];
  const at = rangeOf(whole)[1];
  return [{ range: [at, at], text: lines.map((line) => newline + line).join('') }];
}

function assignmentOf(statement: Node): Extract<Node, { type: 'AssignmentExpression' }> | undefined {
  const node = statement.type === 'ExpressionStatement' ? unwrap(statement.expression) : undefined;
  return node?.type === 'AssignmentExpression' ? node : undefined;
}

/** The name that `exports.name` and `module.exports.name` stand for; `*` for `module.exports`. */
function exportTarget(node: Node): string | undefined {
  if (node.type !== 'MemberExpression' || node.computed || node.property.type !== 'Identifier')
    return undefined;
  const { object, property } = node;
  if (object.type === 'Identifier' && object.name === 'exports') return property.name;
  if (object.type === 'Identifier' && object.name === 'module' && property.name === 'exports') return '*';
  return exportTarget(object) === '*' ? property.name : undefined;
}

/** What a file exports by name. `*` stands for what cannot get one more name: all of the runtime, or `export =`. */
function exportedNames({ ast }: SourceUnit): ReadonlySet<string> {
  const found = new Set<string>();
  for (const statement of ast.body as readonly Node[]) {
    if (statement.type === 'TSExportAssignment') found.add('*');
    if (statement.type === 'ExportAllDeclaration' && isRuntime(statement.source.value)) found.add('*');
    if (statement.type === 'ExportNamedDeclaration') {
      const { declaration, specifiers } = statement;
      for (const { exported } of specifiers) found.add(moduleExportName(exported));
      if (declaration?.type === 'ClassDeclaration' && declaration.id) found.add(declaration.id.name);
    }
    for (let assigned = assignmentOf(statement); assigned;) {
      const name = exportTarget(assigned.left);
      const value = unwrap(assigned.right);
      if (name !== undefined && name !== '*') found.add(name);
      if (name === '*' && value.type === 'ObjectExpression')
        for (const property of value.properties)
          if (property.type === 'Property' && property.key.type === 'Identifier')
            found.add(property.key.name);
      assigned = value.type === 'AssignmentExpression' ? value : undefined; // exports.a = exports.b = void 0
    }
  }
  return found;
}

function isRuntime(module: string): boolean {
  return /(?:^|\/)mcp-scope-(?:runtime(?:-\d+)?(?:\.[mc]?[jt]s)?|codemod\/runtime)$/.test(module);
}
