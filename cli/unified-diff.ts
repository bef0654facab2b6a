import { dirname, relative, sep } from 'node:path';
import { workTreeOf } from './git.ts';
import type { FileChange } from './report.ts';

/** What file names are relative to: the working directory or, if a file lies outside of it, the top of the work tree. */
function baseFor(changes: readonly FileChange[], cwd: string): string {
  const outside = changes.find(({ path }) => relative(cwd, path).startsWith('..'));
  return (outside && workTreeOf(dirname(outside.path))) ?? cwd;
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** A file name as git writes it in a patch: in quotes if it has odd characters. */
export function quoteName(name: string): string {
  // eslint-disable-next-line no-control-regex -- these are what has to be quoted
  if (!/[\u0000-\u001f\u007f"\\]/.test(name)) return name;
  // eslint-disable-next-line no-control-regex
  const inside = name.replace(/[\u0000-\u001f\u007f"\\]/g, (character) => {
    const octal = character.charCodeAt(0).toString(8).padStart(3, '0');
    return escapes[character] ?? `\\${octal}`;
  });
  return `"${inside}"`;
}

/** A name with blanks is closed by a tab. */
function nameLine(sign: '---' | '+++', name: string): string {
  return `${sign} ${quoteName(name)}${/\s/.test(name) ? '\t' : ''}\n`;
}

/** Without git's own `diff --git` line, since git would take the names below it for relative to the top. */
function header({ path, before }: FileChange, base: string): string {
  const name = relative(base, path).replaceAll(sep, '/');
  return nameLine('---', before === undefined ? '/dev/null' : `a/${name}`) + nameLine('+++', `b/${name}`);
}

/** A hunk's range as git writes it: an empty one stands after the line that it names. */
function range(start: number, lines: number): string {
  if (lines === 1) return `${start}`;
  return lines === 0 ? `${start - 1},0` : `${start},${lines}`;
}

/** The hunks that lead from one text to another, with three lines of context; nothing if the texts are the same. */
export async function unifiedHunks(before: string, after: string): Promise<string> {
  const { structuredPatch } = await import('diff');
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: 3 });
  const written = hunks.map(
    ({ oldStart, oldLines, newStart, newLines, lines }) =>
      `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@\n${lines.join('\n')}\n`,
  );
  return written.join('');
}

/**
 * The changes as one patch, for `git apply` or `patch -p1` in the working directory; if a file lies outside of it, in
 * the top folder of the work tree.
 */
export async function unifiedDiff(changes: readonly FileChange[], cwd: string): Promise<string> {
  if (changes.length === 0) return '';
  const base = baseFor(changes, cwd);
  let patch = '';
  for (const change of changes)
    patch += header(change, base) + (await unifiedHunks(change.before ?? '', change.after));
  return patch;
}
