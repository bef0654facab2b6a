/**
 * `npm run forks:drifted [-- name…]`: forks that have drifted from the last v1 client, after one run of the command line.
 * Exits 1 where a client neither does all seven nor has a reason for what is left.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadClientBuild } from './client-build.ts';
import { driftedFork } from './drifted-fork.ts';
import { drifts } from './drifts.ts';
import { migrate, whyNotDone } from './published-fork.ts';
import { CHECKS, verdictsOn, type CheckName } from './seven-checks.ts';

const SEVEN = Object.keys(CHECKS) as CheckName[];
const wanted = process.argv.slice(2);
const demo = new URL('../../.demo/', import.meta.url).pathname;
mkdirSync(demo, { recursive: true });

for (const drift of drifts.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
  const folder = mkdtempSync(join(demo, 'drifted-'));
  try {
    const fork = await driftedFork(drift, join(folder, 'node_modules/sdk'));
    const { changed, left } = await migrate(fork);
    const verdicts = await verdictsOn(await loadClientBuild(fork.folder), SEVEN);
    const missing = SEVEN.filter((name) => verdicts[name] !== undefined);
    const done = await whyNotDone(fork, changed);
    const fails = done !== undefined || missing.length > 0;
    const marks = SEVEN.map((name) => (verdicts[name] === undefined ? name : '-')).join('');
    console.log(`${fails ? 'FAILS ' : 'ok    '} ${marks}  ${drift.name}`);
    for (const each of left) console.log(`           left: ${each}`);
    for (const name of missing) console.log(`           (${name}) ${verdicts[name]}`);
    if (done) console.log(`           ${done}`);
    if (fails) process.exitCode = 1;
  } catch (error) {
    console.log(`FAILS  ${drift.name}: ${String(error)}`);
    process.exitCode = 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
