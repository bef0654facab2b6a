import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The nearest folder from `folder` upward that holds a `package.json`. */
export function packageRoot(folder: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, 'package.json'))) return at;
    if (at === dirname(at)) return undefined;
  }
}
