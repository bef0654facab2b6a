import { runtimeNames, type RuntimeName } from './remedy.ts';
import { vendoredSources } from './vendored-sources.ts';

/** Stands in the first line of every vendored file; tells ours from a file that only bears its name. */
export const VENDORED_MARKER = 'Vendored by mcp-scope-codemod';

/** TypeScript, JavaScript that exports by `export` or by `exports`, or the declarations that go beside JavaScript. */
export type VendoredForm = 'ts' | 'esm' | 'cjs' | 'dts';

/** A statement of the runtime. */
export interface VendoredDeclaration {
  /** What it declares; overloads of a function share one name. */
  readonly name: string;
  /** Whether it is exported where it stands in the runtime, and what it is then. */
  readonly kind: 'value' | 'type' | 'private';
  /** What stands before the code, up to its first character. */
  readonly comment: string;
  /** Without `export`. */
  readonly code: string;
  /** Names of other declarations. */
  readonly uses: readonly string[];
}

/**
 * The text of a vendored runtime file.
 * @param names what it shall export: just these, and the types that they are made of. What they use besides is there
 * too, but stays private.
 */
export function vendoredRuntime(
  names: readonly RuntimeName[],
  form: VendoredForm,
  { newline }: { readonly newline: '\n' | '\r\n' },
): string {
  const held = runtimeNames.filter((name) => names.includes(name));
  const isHeld = new Set<string>(held);
  const table = vendoredSources[form === 'esm' || form === 'cjs' ? 'js' : form];
  const needed = closure(held, table);
  const parts = [header(held, form)];
  if (form === 'cjs') parts.push("'use strict';");
  for (const { name, kind, comment, code } of table) {
    if (!needed.has(name)) continue;
    const isExported = kind === 'type' || (isHeld.has(name) && form !== 'cjs');
    parts.push(`${comment}${isExported ? 'export ' : ''}${code}`);
  }
  if (form === 'cjs') parts.push(held.map((name) => `exports.${name} = ${name};`).join('\n'));
  // Without it, a declaration file exports all that it declares.
  if (form === 'dts') parts.push('export {};');
  return `${parts.join('\n\n')}\n`.replaceAll('\n', newline);
}

/** Some names and all that they use. */
function closure(names: readonly string[], table: readonly VendoredDeclaration[]): ReadonlySet<string> {
  const found = new Set(names);
  // A set that grows while it is walked yields what was added, too.
  for (const name of found)
    for (const declaration of table)
      if (declaration.name === name) for (const used of declaration.uses) found.add(used);
  return found;
}

function header(names: readonly RuntimeName[], form: VendoredForm): string {
  const renewal =
    form === 'dts'
      ? '// It is renewed with the file that it describes.'
      : '// To renew it, name this file to the tool: `npx mcp-scope-codemod@latest <this file>`.';
  // TypeScript made this JavaScript; a project with `checkJs` would look for the types again.
  const unchecked = form === 'esm' || form === 'cjs' ? ['// @ts-nocheck'] : [];
  return [`// ${VENDORED_MARKER} (MIT): ${names.join(', ')}.`, renewal, ...unchecked].join('\n');
}

/** The names that a vendored file exports, in alphabetical order; empty if it is none of ours. */
export function vendoredNames(text: string): readonly RuntimeName[] {
  if (!text.slice(0, 200).includes(VENDORED_MARKER)) return [];
  return runtimeNames.filter((name) =>
    new RegExp(
      `^(?:export (?:declare )?(?:async )?(?:const|function\\*?|class) |exports\\.)${name}\\b`,
      'm',
    ).test(text),
  );
}
