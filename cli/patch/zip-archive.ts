import type { Buffer } from 'node:buffer';
import { inflateRawSync } from 'node:zlib';

export interface ZipEntry {
  /** With `/`. */
  readonly path: string;
  readonly bytes: Buffer;
  readonly isExecutable: boolean;
}

const [endOfDirectory, inDirectory] = [0x06054b50, 0x02014b50];

function directoryOf(archive: Buffer): { at: number; count: number } {
  for (let at = archive.length - 22; at >= 0; at--)
    if (archive.readUInt32LE(at) === endOfDirectory)
      return { at: archive.readUInt32LE(at + 16), count: archive.readUInt16LE(at + 10) };
  throw new Error('it is no zip archive');
}

/** The files in a zip archive such as yarn caches packages in: stored or deflated, not encrypted, below 4 GB. */
export function* zipEntries(archive: Buffer): Generator<ZipEntry> {
  let { at, count } = directoryOf(archive);
  for (; count > 0; count--) {
    if (archive.readUInt32LE(at) !== inDirectory) throw new Error('its directory is damaged');
    const [method, packed] = [archive.readUInt16LE(at + 10), archive.readUInt32LE(at + 20)];
    const [name, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const mode = archive.readUInt32LE(at + 38) >>> 16;
    const local = archive.readUInt32LE(at + 42);
    const path = archive.toString('utf8', at + 46, at + 46 + name);
    at += 46 + name + extra + comment;
    if (path.endsWith('/')) continue;
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const bytes = archive.subarray(start, start + packed);
    if (method !== 0 && method !== 8)
      throw new Error(`${path} is packed in a way that is not known (${method})`);
    yield { path, bytes: method === 8 ? inflateRawSync(bytes) : bytes, isExecutable: (mode & 0o111) !== 0 };
  }
}
