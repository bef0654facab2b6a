import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';

/** Links are not followed below a named path, not even one put there since the folder was listed. */
const noFollow: number | undefined = constants.O_NOFOLLOW;
const foundFlags = constants.O_RDONLY | (noFollow ?? 0) | (constants.O_NONBLOCK ?? 0);

/**
 * Reads files one after another into one buffer that grows to the largest, so that a large tree costs no more memory
 * than its largest file.
 * @returns a reader, whose result holds until its next call; it throws system errors, and gives `undefined` for what
 * is no regular file. A link that is not to be followed is an error `ELOOP`.
 */
export function fileReader(): (path: string, followLinks: boolean) => Buffer | undefined {
  let buffer = Buffer.allocUnsafeSlow(1 << 20);
  return (path, followLinks) => {
    if (noFollow === undefined && !followLinks && lstatSync(path).isSymbolicLink()) return undefined; // Windows
    const file = openSync(path, followLinks ? constants.O_RDONLY : foundFlags);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) return undefined;
      if (stats.size >= buffer.length) buffer = Buffer.allocUnsafeSlow(stats.size + 1);
      let length = 0;
      for (;;) {
        const read = readSync(file, buffer, length, buffer.length - length, length);
        if (read === 0) return buffer.subarray(0, length);
        length += read;
        if (length === buffer.length) buffer = Buffer.concat([buffer], length * 2); // it grew while being read
      }
    } finally {
      closeSync(file);
    }
  };
}
