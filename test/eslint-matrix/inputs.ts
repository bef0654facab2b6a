import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { componentFixtures, fixtures, type Fixture } from '../fixtures.ts';
import { copyClient, publishedV1, unpackSources } from '../published-sdks.ts';

/** What is linted, by folder. */
export const groups = ['fixtures', 'components', 'sdk-esm', 'sdk-cjs', 'alpha'] as const;
export type Group = (typeof groups)[number];

/** A folder with everything that the matrix lints, and the command line reads as one project. */
export interface Inputs {
  readonly folder: string;
  /** The files of a group, relative to the folder, in alphabetical order. */
  files(group: Group): readonly string[];
  /** What the copy of a fixture is called, relative to the folder. */
  nameOf(fixture: Fixture): string;
  remove(): void;
}

export function makeInputs(): Inputs {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'eslint-matrix-')));
  const put = (file: string, text: string) => {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  for (const fixture of fixtures()) {
    put(nameOf(fixture), fixture.input);
    const component = componentOf(fixture);
    if (component) put(`components/in-a-script/${fixture.name.replace('/', '--')}.vue`, component);
  }
  for (const fixture of componentFixtures()) {
    if (fixture.file.endsWith('.vue')) put(nameOf(fixture), fixture.input);
  }
  const sdk = publishedV1.find(({ version }) => version === '1.32.2')!.folder;
  for (const build of ['esm', 'cjs'] as const) {
    mkdirSync(join(folder, `sdk-${build}`));
    copyClient(sdk, build, join(folder, `sdk-${build}`));
  }
  unpackSources('client-2.0.0-alpha.3', join(folder, 'alpha'));
  return {
    folder,
    nameOf,
    files: (group) =>
      readdirSync(join(folder, group), { recursive: true, encoding: 'utf8' })
        .filter((file) => /\.(?:[cm]?[jt]sx?|vue)$/.test(file) && !/\.d\.[cm]?ts$/.test(file))
        .map((file) => `${group}/${file}`)
        .sort(),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function nameOf({ name, file }: Fixture): string {
  const group = file.endsWith('.vue') ? 'components' : 'fixtures';
  return `${group}/${name.replaceAll('/', '--')}${extname(file)}`;
}

/**
 * A fixture with findings as the script of a component, between its markup. `undefined` for what cannot be a script of
 * one, and for what must not be touched: that it is silent a component shows no better.
 */
function componentOf({ file, input, findings }: Fixture): string | undefined {
  if (findings.length === 0) return undefined;
  const lang = extname(file).slice(1);
  const cannot = input.startsWith('\uFEFF') || input.startsWith('#!') || input.includes('</script');
  if (cannot || !/^[jt]sx?$/.test(lang)) return undefined;
  const markup = '<template>\n  <p :title="scope">403 insufficient_scope</p>\n</template>\n';
  return `${markup}\n<script lang="${lang}">\n${input}</script>\n\n<style scoped>\np { color: inherit }\n</style>\n`;
}
