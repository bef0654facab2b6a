import { randomBytes } from 'node:crypto';
import { chmod, chown, open, realpath, rename, rm, stat } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

async function fill(file: FileHandle, text: string): Promise<void> {
  try {
    await file.writeFile(text, 'utf8'); // goes on after a short write, so that a full disk is an error
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Replaces a file's content, or makes the file: whoever looks, and whenever we are killed, finds the old content or
 * the new, whole. Mode bits and owner stay; a link stays a link. (write-file-atomic 7 is not used: on a full disk it
 * reports success and leaves the file cut off.)
 */
export async function writeAtomically(path: string, text: string): Promise<void> {
  const target = await realpath(path).catch(() => path);
  const before = await stat(target).catch(() => undefined);
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await fill(await open(temporary, 'wx', before?.mode ?? 0o666), text);
    if (before) {
      const sameOwner = await stat(temporary).then(
        ({ uid, gid }) => uid === before.uid && gid === before.gid,
      );
      if (!sameOwner) await chown(temporary, before.uid, before.gid);
      await chmod(temporary, before.mode);
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}
