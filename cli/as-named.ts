import { basename, dirname, join, relative, sep } from 'node:path';
import { realPath } from './module-resolver.ts';

/**
 * The path by which a file is known to somebody who named another one, perhaps through a link: what stands beside that
 * one is then named the same way.
 * @param real Without links.
 * @param path How the other file was named.
 */
export function asNamed(real: string, path: string): string {
  let [named, behind] = [path, realPath(path)];
  while (basename(named) === basename(behind) && named !== dirname(named)) {
    named = dirname(named);
    behind = dirname(behind);
  }
  return real.startsWith(behind + sep) ? join(named, relative(behind, real)) : real;
}
