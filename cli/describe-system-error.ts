const words: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOENT: 'no such file',
  EEXIST: 'something of that name is in the way',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is not a folder',
  ELOOP: 'it is a link that leads in circles',
  EMFILE: 'too many open files',
  ENAMETOOLONG: 'its name is too long',
  ERR_FS_FILE_TOO_LARGE: 'it is too large',
};

/** What went wrong with a file, in words for a person and on one line. */
export function describeSystemError(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  const known = code === undefined ? undefined : words[code];
  if (known) return `${known} (${code})`;
  return (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? 'unknown error';
}
