/**
 * `npm run apps`: the applications of this folder, installed from the registry by each package manager, before and after
 * one run of the command line: by `wrap-transport` in their own code, and by `patch` of the installed SDK.
 *
 * - `npm run apps -- script next`: these alone.
 * - `npm run apps -- --way wrap-transport`: in this way alone (repeatable).
 *
 * A cell is `ok`, `FAIL` or `-` where the check does not apply; the reasons stand below the table. Exits 1 if one fails
 * that should hold, or holds as published, since then the check would show nothing.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { APPLICATION_CHECKS, verdictsOnApplication, type ApplicationCheck } from './application-checks.ts';
import { APPLICATIONS, type ApplicationName } from './application.ts';
import {
  codemod,
  prepareApplication,
  typeErrorsOfApplication,
  WAYS,
  type Way,
} from './prepared-application.ts';

// Not below our own node_modules: Next.js builds nothing there.
const FOLDER = join(tmpdir(), 'mcp-scope-codemod-apps');
const COLUMNS = ['types', ...Object.keys(APPLICATION_CHECKS), 'again'] as const;

/** Why a column does not hold; `undefined` where it holds, and no entry where it does not apply. */
type Cells = Map<string, string | undefined>;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { way: { type: 'string', multiple: true, default: [...WAYS] } },
});
const names = APPLICATIONS.filter((name) => positionals.length === 0 || positionals.includes(name));
const ways = WAYS.filter((way) => values.way.includes(way));
if (names.length === 0 || ways.length === 0) {
  console.error(`nothing to run; there are ${APPLICATIONS.join(', ')}, and --way ${WAYS.join(', --way ')}`);
  process.exit(2);
}

const reasons: string[] = [];
let isAsExpected = true;
console.log(`${'application'.padEnd(28)}${COLUMNS.map((name) => name.padEnd(7)).join('')}`);
for (const name of names) for (const way of ways) await row(name, way);
console.log(reasons.length > 0 ? `\n${reasons.join('\n')}` : '');
process.exit(isAsExpected ? 0 : 1);

async function row(name: ApplicationName, way: Way): Promise<void> {
  const title = `${name}, ${way}`;
  const cells = await cellsOf(name, way).catch((error: unknown) => {
    isAsExpected = false;
    reasons.push(`${title}: ${String(error)}`);
    return new Map<string, string | undefined>();
  });
  for (const [column, why] of cells) {
    const shouldHold = way !== 'as published' || column === 'types';
    if (shouldHold !== (why === undefined)) isAsExpected = false;
    if (why !== undefined && shouldHold) reasons.push(`${title}, ${column}: ${why}`);
  }
  const words = COLUMNS.map((column) =>
    !cells.has(column) ? '-' : cells.get(column) === undefined ? 'ok' : 'FAIL',
  );
  console.log(`${title.padEnd(28)}${words.map((word) => word.padEnd(7)).join('')}`);
}

async function cellsOf(name: ApplicationName, way: Way): Promise<Cells> {
  const folder = join(FOLDER, `${name}-${way.replace(/\W+/g, '-')}`);
  prepareApplication(name, way, folder);
  const cells: Cells = new Map([['types', typeErrorsOfApplication(folder) || undefined]]);
  const verdicts = await verdictsOnApplication(name, folder, way.startsWith('patch'));
  for (const check of Object.keys(verdicts) as ApplicationCheck[]) cells.set(check, verdicts[check]);
  if (way === 'as published') return cells;
  const left =
    way === 'wrap-transport' ? codemod(folder, '--check', '.') : codemod(folder, 'patch', '--check');
  return cells.set('again', left || undefined);
}
