/**
 * `npm run forks -- <checkout>…`: forks in TypeScript, before and after one run of the command line. A checkout is a
 * folder of the official SDK's sources (v1, or v2 with `packages/client`), dependencies installed. Works on a copy
 * beside it, `<checkout>-migrated`, which stays. `--in-turn` runs each transform by itself instead, one after the
 * other, `--reverse` in reverse order. Exits 1 where something fails.
 */
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { transformsInfo } from '../../transforms/index.ts';
import { loadClientBuild } from './client-build.ts';
import { CHECKS, verdictsOn, type CheckName } from './seven-checks.ts';
import { build, copyCheckout, migrate, ownTests, ownTypeErrors, reformat } from './source-fork.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'in-turn': { type: 'boolean' }, reverse: { type: 'boolean' } },
});
const SEVEN = Object.keys(CHECKS) as (keyof typeof CHECKS)[];

/** One line of the table; `why` makes it a failure. */
function line(what: string, result: string, why: readonly string[] = []): void {
  console.log(`  ${why.length === 0 ? 'ok    ' : 'FAILS '} ${what.padEnd(34)} ${result}`);
  for (const each of why) console.log(`${' '.repeat(11)}${each.replaceAll('\n', `\n${' '.repeat(11)}`)}`);
  if (why.length > 0) process.exitCode = 1;
}

async function checkFork(checkout: string): Promise<void> {
  console.log(`\n${checkout}`);
  const fork = copyCheckout(checkout, `${resolve(checkout)}-migrated`);
  const errorsBefore = await ownTypeErrors(fork);
  line('type errors before', `${errorsBefore.length}`);
  const testsBefore = await ownTests(fork);
  line('own client tests before', `${testsBefore.passed.size} pass, ${testsBefore.failed.size} fail`);

  const names = transformsInfo.filter(({ optIn }) => !optIn).map(({ name }) => name);
  const turns = values['in-turn'] ? names.map((name) => [name]) : [undefined];
  if (values.reverse) turns.reverse();
  for (const transforms of turns) {
    const { findings, changed, problem } = await migrate(fork.sources, transforms ? { transforms } : {});
    const left = findings
      .filter(({ outcome }) => outcome !== 'rewritten' && outcome !== 'reported')
      .map(({ kind, file, line: at, outcome, reason }) => `${file}:${at} ${kind}: ${reason ?? outcome}`);
    line(
      transforms ? `--only ${transforms.join(',')}` : 'one run',
      `${findings.length} findings, changes ${changed.join(', ') || 'nothing'}`,
      [...left, ...(problem ? [problem] : [])],
    );
  }

  const errors = await ownTypeErrors(fork);
  const fresh = errors.filter((error) => !errorsBefore.includes(error));
  line('type errors after', `${errors.length}`, fresh);
  const tests = await ownTests(fork);
  const broken = [...testsBefore.passed].filter((name) => !tests.passed.has(name));
  line('own client tests after', `${tests.passed.size} pass, ${tests.failed.size} fail`, broken);

  const second = await migrate(fork.sources);
  line('second run', `changes ${second.changed.join(', ') || 'nothing'}`, second.changed);
  const reformatted = await reformat(fork);
  line('its own prettier', `changes ${reformatted.join(', ') || 'nothing'}`);
  const third = await migrate(fork.sources);
  line('third run', `changes ${third.changed.join(', ') || 'nothing'}`, third.changed);

  for (const folder of await build(fork)) {
    const verdicts = await verdictsOn(await loadClientBuild(folder), SEVEN);
    const why = (name: CheckName): string[] => (verdicts[name as never] ? [verdicts[name as never]] : []);
    for (const name of SEVEN) line(`${folder.split('/').at(-1)} (${name}) ${CHECKS[name]}`, '', why(name));
  }
}

for (const checkout of positionals) await checkFork(checkout);
if (positionals.length === 0) {
  console.error('usage: npm run forks -- <checkout of the SDK, dependencies installed>…');
  process.exitCode = 2;
}
