import { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { quoteName, unifiedHunks } from '../unified-diff.ts';
import { UsageError } from '../usage-error.ts';
import type { ChangedFile, PackageFile } from './package-files.ts';

/** The name that git gives to the content of a file. */
function blobName({ bytes }: PackageFile): string {
  return createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
}

const none = '0'.repeat(40);

function mode({ isExecutable }: PackageFile): string {
  return isExecutable ? '100755' : '100644';
}

function text(file: PackageFile | undefined, path: string): string {
  const bytes = file?.bytes ?? Buffer.alloc(0);
  const decoded = bytes.toString('utf8');
  if (Buffer.from(decoded).equals(bytes)) return decoded;
  throw new UsageError(`${path} is not UTF-8: a patch cannot hold what it changes there`);
}

function modeLines({ before, after }: ChangedFile): string {
  const names = `${before ? blobName(before) : none}..${after ? blobName(after) : none}`;
  if (!before) return `new file mode ${mode(after!)}\nindex ${names}\n`;
  if (!after) return `deleted file mode ${mode(before)}\nindex ${names}\n`;
  if (mode(before) === mode(after)) return `index ${names} ${mode(after)}\n`;
  const modes = `old mode ${mode(before)}\nnew mode ${mode(after)}\n`;
  return before.bytes.equals(after.bytes) ? modes : `${modes}index ${names}\n`;
}

/**
 * Changes of a package as git writes them, which is the form that every package manager reads. The same changes give
 * the same bytes on every machine.
 * @param prefix stands before each path: `node_modules/a/` for patch-package, nothing for the others.
 */
export async function gitPatch(changes: readonly ChangedFile[], prefix: string): Promise<string> {
  let patch = '';
  for (const change of changes) {
    const { path, before, after } = change;
    const [from, to] = [`a/${prefix}${path}`, `b/${prefix}${path}`];
    patch += `diff --git ${quoteName(from)} ${quoteName(to)}\n${modeLines(change)}`;
    const hunks = await unifiedHunks(text(before, path), text(after, path));
    if (hunks === '') continue;
    patch += `--- ${before ? quoteName(from) : '/dev/null'}\n+++ ${after ? quoteName(to) : '/dev/null'}\n${hunks}`;
  }
  return patch;
}
