import { runtimeNames, type RuntimeName } from './remedy.ts';
import { vendoredSources } from './vendored-sources.ts';

/** Stands in the first line of every vendored file; tells ours from a file that only bears its name. */
export const VENDORED_MARKER = 'Vendored by mcp-scope-codemod';

export type VendoredForm = 'ts' | 'esm' | 'cjs';

/**
 * The text of a vendored runtime file.
 * @param names what it shall export: just these, and what they use themselves.
 * @param form TypeScript, or JavaScript that exports by `export` or `exports`.
 */
export function vendoredRuntime(
  names: readonly RuntimeName[],
  form: VendoredForm,
  { newline }: { readonly newline: '\n' | '\r\n' },
): string {
  const held = runtimeNames.filter((name) => names.includes(name));
  const sources = held.map((name) =>
    (form === 'ts' ? vendoredSources[name].ts : vendoredSources[name].js).trimEnd(),
  );
  const parts = [
    header(held),
    ...(form === 'cjs' ? ["'use strict';", ...sources.map(withoutExport)] : sources),
  ];
  if (form === 'cjs') parts.push(held.map((name) => `exports.${name} = ${name};`).join('\n'));
  return `${parts.join('\n\n')}\n`.replaceAll('\n', newline);
}

function header(names: readonly RuntimeName[]): string {
  return [
    `// ${VENDORED_MARKER} (MIT): ${names.join(', ')}.`,
    '// To renew it, name this file to the tool: `npx mcp-scope-codemod@latest <this file>`.',
  ].join('\n');
}

function withoutExport(source: string): string {
  return source.replace(/^export (?=const|function|class)/gm, '');
}

/** The names that a vendored file exports, in alphabetical order; empty if it is none of ours. */
export function vendoredNames(text: string): readonly RuntimeName[] {
  if (!text.slice(0, 200).includes(VENDORED_MARKER)) return [];
  return runtimeNames.filter((name) =>
    new RegExp(`^(?:export (?:const|function|class) |exports\\.)${name}\\b`, 'm').test(text),
  );
}
