import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';

/** What the vectors of each file have in common. */
interface Vector {
  readonly id: string;
  readonly title: string;
}

/** The files that are known, each with the member that holds its vectors. */
const members = {
  'union.json': 'vectors',
  'www-authenticate.json': 'vectors',
  'traces.json': 'traces',
  'more-traces.json': 'traces',
} as const;

/** Another folder of such files can be named by the environment variable VECTORS, from the current directory. */
const folder = process.env['VECTORS']
  ? resolve(process.env['VECTORS'])
  : fileURLToPath(new URL('../../fixtures/vectors/', import.meta.url));

const names = Object.keys(members);
if (!names.some((name) => existsSync(join(folder, name)))) {
  throw new Error(`${folder} is no folder of vectors: it has none of ${names.join(', ')}`);
}

/** One test for each vector of a file; a file that the folder does not have is reported as skipped. */
export function describeVectors<V extends Vector>(
  name: keyof typeof members,
  test: (vector: V) => void | Promise<void>,
): void {
  const path = join(folder, name);
  if (!existsSync(path)) {
    const skipped = `${name} is skipped: ${folder} does not have it`;
    console.warn(skipped);
    describe.skip(name, () => it(skipped, () => undefined));
    return;
  }
  const vectors = (JSON.parse(readFileSync(path, 'utf8')) as Record<string, readonly V[]>)[members[name]];
  if (!vectors?.length) throw new Error(`${path} has no ${members[name]}`);
  describe(name, () => {
    for (const vector of vectors) it(`${vector.id}: ${vector.title}`, () => test(vector));
  });
}
