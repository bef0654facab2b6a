import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadClientBuild } from './client-build.ts';
import { unpackFork } from './embedded-fork.ts';
import { CHECKS, held, verdictsOn, type CheckName } from './seven-checks.ts';
import { migrate, writeFormatted } from './source-fork.ts';

const SEVEN = Object.keys(CHECKS) as CheckName[];

let folder: string;
beforeEach(() => {
  const demo = new URL('../../.demo/', import.meta.url).pathname;
  mkdirSync(demo, { recursive: true });
  folder = join(mkdtempSync(join(demo, 'embedded-')), 'node_modules/fork');
});
afterEach(() => rmSync(join(folder, '../..'), { recursive: true, force: true }));

describe.each(['2.0.0-alpha.2', '2.0.0-alpha.3'])('the TypeScript sources of client %s', (version) => {
  it('have after one run no type error more, and a client that does all seven', async () => {
    const fork = unpackFork(`client-${version}`, folder);
    const errors = fork.typeErrors();
    // Its own tsconfig knows more; nothing of a transport is among them.
    expect(errors.filter((error) => !error.startsWith('src/client/stdio.ts'))).toEqual([]);

    const { findings, problem } = await migrate(fork.sources);
    expect(problem).toBeUndefined();
    expect(findings.filter(({ outcome }) => outcome !== 'rewritten' && outcome !== 'reported')).toEqual([]);
    expect(fork.typeErrors()).toEqual(errors);
    expect(held(await verdictsOn(await loadClientBuild(fork.compile()), SEVEN))).toEqual(SEVEN);

    expect((await migrate(fork.sources)).changed).toEqual([]);
    await writeFormatted(fork.sources, (text) =>
      prettier.format(text, { parser: 'typescript', singleQuote: true, semi: false, printWidth: 80 }),
    );
    expect((await migrate(fork.sources)).changed).toEqual([]);
    expect(fork.typeErrors()).toEqual(errors);
  }, 240_000);
});
