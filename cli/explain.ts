import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { explainedReasons } from '../edits/manual-reasons.ts';
import type { KindInfo } from './kinds.ts';
import { nearest } from './nearest.ts';
import { packageRoot } from './package-root.ts';
import { UsageError } from './usage-error.ts';

function page(path: string): string {
  const root = packageRoot(dirname(fileURLToPath(import.meta.url)))!;
  return readFileSync(join(root, 'docs', path), 'utf8').replaceAll('\r\n', '\n');
}

/** A page without what only generators and browsers read. */
function readable(markdown: string): string {
  const text = markdown.replace(/^<!--[\s\S]*?-->\n+/gm, '').replace(/\[([^\]]+)\]\([^)]*\)/g, '$1');
  return `${text.trim()}\n`;
}

/** The section of the manual about a reason. */
function reasonSection(reason: string): string {
  const [, ...sections] = page('manual.md').split(/^(?=## )/m);
  return sections.find((section) => section.startsWith(`## ${reason}\n`))!;
}

/**
 * What the documentation says about a kind of finding, its lint rule or its transform, or about the reason why a person
 * has to mend one.
 * @param name any of these; all kinds and reasons are listed if it is undefined.
 * @throws {UsageError} if nothing is called so.
 */
export function explained(name: string | undefined, kinds: readonly KindInfo[]): string {
  if (name === undefined) return listed(kinds);
  const bare = name.replace(/^mcp-scope\//, '');
  const meant = kinds.filter(({ kind, rule, transform }) => [kind, rule, transform].includes(bare));
  if (meant.length > 0) return meant.map(({ rule }) => readable(page(`rules/${rule}.md`))).join('\n');
  if (explainedReasons.some((reason) => reason === bare)) return readable(reasonSection(bare));
  const names = kinds.flatMap(({ kind, rule, transform }) => [kind, rule, transform]);
  const near = nearest(bare, [...names, ...explainedReasons]);
  throw new UsageError(
    `nothing is called ${name || "''"} (${near ? `did you mean ${near}?` : 'see explain without a name'})`,
  );
}

function listed(kinds: readonly KindInfo[]): string {
  const width = Math.max(...kinds.map(({ kind }) => kind.length));
  return [
    'Kinds of findings:',
    ...kinds.map(({ kind, description }) => `  ${kind.padEnd(width)}  ${description}`),
    '',
    'Reasons why a person has to mend one:',
    ...explainedReasons.map((reason) => `  ${reason}`),
    '',
  ].join('\n');
}
