import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import type { Fixture } from './fixtures.ts';

/** Copies of the inputs of all fixtures in one folder, for tools that are too slow to be started for each of them. */
export interface FixtureCopies {
  readonly folder: string;
  /** What the copy of a fixture is called in the folder. */
  nameOf(fixture: Fixture): string;
  /** The text of a fixture's copy as it is now. */
  read(fixture: Fixture): string;
  /** All of it, in one string. */
  readAll(): string;
  remove(): void;
}

export function copyFixtures(fixtures: readonly Fixture[]): FixtureCopies {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fixture-copies-')));
  const nameOf = ({ name, file }: Fixture) => name.replaceAll('/', '--') + extname(file);
  const pathOf = (fixture: Fixture) => join(folder, nameOf(fixture));
  const read = (fixture: Fixture) => readFileSync(pathOf(fixture), 'utf8');
  for (const fixture of fixtures) writeFileSync(pathOf(fixture), fixture.input);
  return {
    folder,
    nameOf,
    read,
    readAll: () => fixtures.map(read).join('\0'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A file that `npm run build` makes. */
export function built(path: string): string {
  const file = new URL(`../dist/${path}`, import.meta.url).pathname;
  if (!existsSync(file)) throw new Error(`dist/${path} is missing: run \`npm run build\` first`);
  return file;
}

/** A program that `npm ci` installs. */
export function installed(program: string): string {
  return new URL(`../node_modules/.bin/${program}`, import.meta.url).pathname;
}
