import { dirname, relative, sep } from 'node:path';
import { workTreeOf } from './git.ts';
import type { FileChange } from './report.ts';

/** What file names are relative to, and the header that tells `git apply` so. */
interface Base {
  readonly folder: string;
  /** With a `diff --git` line, git reads names from the top of the work tree; without, from where it is started. */
  readonly gitHeader: boolean;
}

function baseFor(changes: readonly FileChange[], cwd: string): Base {
  const outside = changes.find(({ path }) => relative(cwd, path).startsWith('..'));
  const top = outside && workTreeOf(dirname(outside.path));
  return top ? { folder: top, gitHeader: true } : { folder: cwd, gitHeader: false };
}

const escapes: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '"': '\\"', '\\': '\\\\' };

/** A file name as git writes it in a patch: in quotes if it has odd characters, closed by a tab if it has blanks. */
function quote(name: string): string {
  // eslint-disable-next-line no-control-regex -- these are what has to be quoted
  if (!/[\u0000-\u001f\u007f"\\]/.test(name)) return name;
  // eslint-disable-next-line no-control-regex
  const inside = name.replace(/[\u0000-\u001f\u007f"\\]/g, (character) => {
    const octal = character.charCodeAt(0).toString(8).padStart(3, '0');
    return escapes[character] ?? `\\${octal}`;
  });
  return `"${inside}"`;
}

function nameLine(sign: '---' | '+++', name: string): string {
  return `${sign} ${quote(name)}${/\s/.test(name) ? '\t' : ''}\n`;
}

function header({ path, before }: FileChange, base: Base): string {
  const name = relative(base.folder, path).replaceAll(sep, '/');
  const isNew = before === undefined;
  const git = base.gitHeader ? `diff --git ${quote(`a/${name}`)} ${quote(`b/${name}`)}\n` : '';
  const mode = base.gitHeader && isNew ? 'new file mode 100644\n' : '';
  return git + mode + nameLine('---', isNew ? '/dev/null' : `a/${name}`) + nameLine('+++', `b/${name}`);
}

/** A hunk's range as git writes it: an empty one stands after the line that it names. */
function range(start: number, lines: number): string {
  if (lines === 1) return `${start}`;
  return lines === 0 ? `${start - 1},0` : `${start},${lines}`;
}

/**
 * The changes as one patch, for `git apply` or `patch -p1` in the working directory. Names are relative to it, or to
 * the top of the work tree if a file lies outside of it.
 */
export async function unifiedDiff(changes: readonly FileChange[], cwd: string): Promise<string> {
  if (changes.length === 0) return '';
  const { structuredPatch } = await import('diff');
  const base = baseFor(changes, cwd);
  let patch = '';
  for (const change of changes) {
    const { hunks } = structuredPatch('', '', change.before ?? '', change.after, '', '', { context: 3 });
    patch += header(change, base);
    for (const { oldStart, oldLines, newStart, newLines, lines } of hunks)
      patch += `@@ -${range(oldStart, oldLines)} +${range(newStart, newLines)} @@\n${lines.join('\n')}\n`;
  }
  return patch;
}
