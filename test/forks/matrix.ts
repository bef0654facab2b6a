/**
 * `npm run matrix`: every published SDK from 1.21.1 to 1.32.2 as a fork, ESM and CJS, after one run of the command line.
 *
 * - `npm run matrix -- 1.32.2 1.28.0`: these alone.
 * - `npm run matrix -- --in-turn 1.32.2`: by each transform by itself, in several orders.
 * - `npm run matrix -- --as-published 1.32.2`: as they are, without the run.
 * - `npm run matrix -- --folder <path>`: a client that is there already, in a folder that is, or holds, `client`.
 *
 * A cell is `ok` or `FAIL`; the reasons stand below the table. Exits 1 if one fails.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { loadClientBuild } from './client-build.ts';
import { typeErrorsOf } from './fork-types.ts';
import {
  copyPublished,
  migrate,
  ordersOfTransforms,
  whyNotDone,
  type ModuleFormat,
  type PublishedFork,
} from './published-fork.ts';
import type { TransformName } from '../../transforms/transform.ts';
import { CHECKS, FORK_CHECKS, verdictsOn, type CheckName } from './seven-checks.ts';

/** A line of the table: why a cell fails, by its column; `undefined` where it holds. */
interface Row {
  readonly name: string;
  readonly cells: Record<string, string | undefined>;
  readonly left: readonly string[];
}

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/matrix/', import.meta.url));
const FORKS = join(CACHE, 'forks');
const [FIRST, LAST] = ['1.21.1', '1.32.2'];
const NAMES = [...Object.keys(CHECKS), ...Object.keys(FORK_CHECKS)] as CheckName[];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    folder: { type: 'string', multiple: true, default: [] },
    'as-published': { type: 'boolean' },
    'in-turn': { type: 'boolean' },
  },
});
console.warn = () => {}; // The SDKs warn about providers that keep less than they could.

const rows = values.folder.length > 0 ? await rowsOfFolders(values.folder) : await rowsOfVersions();
print(rows);
const failed = rows.some(({ cells }) => Object.values(cells).some((why) => why !== undefined));
process.exit(failed ? 1 : 0); // A client that loops may be at it still.

async function rowsOfFolders(folders: readonly string[]): Promise<readonly Row[]> {
  const found: Row[] = [];
  for (const folder of folders) {
    console.error(folder);
    const cells = await verdictsOn(await loadClientBuild(resolve(folder)), NAMES);
    found.push({ name: folder, cells, left: [] });
  }
  return found;
}

async function rowsOfVersions(): Promise<readonly Row[]> {
  const versions = positionals.length > 0 ? positionals : publishedVersions();
  install(versions);
  rmSync(FORKS, { recursive: true, force: true });
  const found: Row[] = [];
  const forks: { readonly fork: PublishedFork; readonly format: ModuleFormat; readonly row: Row }[] = [];
  for (const version of versions) {
    for (const format of ['esm', 'cjs'] as const) {
      for (const order of values['in-turn'] ? ordersOfTransforms(4) : [[]]) {
        const name = [`${version} ${format}`, ...order.map((each) => each.replace(/-.*/, ''))].join(' ');
        console.error(name);
        const fork = copyPublished(installed(version), format, join(FORKS, name.replaceAll(' ', '-')));
        const row = await rowOf(name, fork, order);
        found.push(row);
        forks.push({ fork, format, row });
      }
    }
  }
  console.error('types');
  const errors = typeErrorsOf(forks);
  for (const { fork, row } of forks) row.cells['types'] = errors.get(fork)![0];
  return found;
}

async function rowOf(name: string, fork: PublishedFork, order: readonly TransformName[]): Promise<Row> {
  try {
    const { changed, left } = values['as-published'] ? { changed: [], left: [] } : await migrate(fork, order);
    const cells: Row['cells'] = { ...(await verdictsOn(await loadClientBuild(fork.folder), NAMES)) };
    if (!values['as-published']) cells['again'] = await whyNotDone(fork, changed);
    return { name, cells, left };
  } catch (error) {
    // What cannot be migrated or loaded fails as a whole, and does not stop the others.
    const { message, stack = '' } = error as Error;
    // Node puts the place of a syntax error before the name of the error.
    const [place = ''] = stack.split('\n');
    const why = `${place.includes(message) ? '' : `${place} `}${String(error)}`;
    return { name, cells: Object.fromEntries(NAMES.map((check) => [check, why])), left: [] };
  }
}

/** The versions in question, oldest first. */
function publishedVersions(): readonly string[] {
  const all = JSON.parse(npm(['view', '@modelcontextprotocol/sdk', 'versions', '--json'], '.')) as string[];
  const stable = all.filter((version) => !version.includes('-'));
  const [first, last] = [stable.indexOf(FIRST!), stable.indexOf(LAST!)];
  if (first === -1 || last === -1) throw new Error(`the registry does not list ${FIRST} and ${LAST}`);
  return stable.slice(first, last + 1);
}

function installed(version: string): string {
  return join(CACHE, 'node_modules', `sdk-${version}`);
}

/** Installs versions side by side, so that they share their dependencies; what is there already stays. */
function install(versions: readonly string[]): void {
  const missing = versions.filter((version) => !existsSync(installed(version)));
  if (missing.length === 0) return;
  console.error(`installing ${missing.join(' ')}`);
  mkdirSync(CACHE, { recursive: true });
  const manifest = join(CACHE, 'package.json');
  if (!existsSync(manifest)) writeFileSync(manifest, '{ "private": true }\n');
  const aliases = missing.map((version) => `sdk-${version}@npm:@modelcontextprotocol/sdk@${version}`);
  npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', '--save-exact', ...aliases], CACHE);
}

function npm(args: readonly string[], cwd: string): string {
  const { status, stdout, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args[0]} failed:\n${stderr}`);
  return stdout;
}

function print(table: readonly Row[]): void {
  const columns = [...new Set(table.flatMap(({ cells }) => Object.keys(cells)))];
  const width = Math.max(...table.map(({ name }) => name.length));
  const line = (name: string, cells: readonly string[]): string =>
    [name.padEnd(width), ...cells.map((cell, i) => cell.padEnd(Math.max(columns[i]!.length, 4)))]
      .join('  ')
      .trimEnd();
  console.log(line('', columns));
  for (const { name, cells } of table) {
    const cellOf = (column: string) =>
      !(column in cells) ? '-' : cells[column] === undefined ? 'ok' : 'FAIL';
    console.log(line(name, columns.map(cellOf)));
  }
  for (const { name, cells, left } of table) {
    const reasons = new Map<string, string[]>();
    for (const [column, why] of Object.entries(cells)) {
      if (why !== undefined) reasons.set(why, [...(reasons.get(why) ?? []), column]);
    }
    if (reasons.size + left.length > 0) console.log(`\n${name}`);
    for (const [why, failing] of reasons) console.log(`  ${failing.join(' ')}: ${why}`);
    for (const finding of left) console.log(`  left to a person: ${finding}`);
  }
}
