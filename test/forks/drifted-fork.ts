import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { driftedModules, type Drift } from './drifts.ts';
import { copyPublished, type PublishedFork } from './published-fork.ts';

const LAST_V1 = new URL('../../node_modules/@modelcontextprotocol/sdk', import.meta.url).pathname;

/** The last published v1 client, drifted, in a new folder. */
export async function driftedFork(drift: Drift, to: string): Promise<PublishedFork> {
  const fork = copyPublished(LAST_V1, drift.format, to);
  const names = readdirSync(fork.client).filter((name) => name.endsWith('.js'));
  const modules = Object.fromEntries(
    names.map((name) => [name, readFileSync(join(fork.client, name), 'utf8')]),
  );
  for (const [name, text] of Object.entries(await driftedModules(drift, modules)))
    writeFileSync(join(fork.client, name), text);
  return fork;
}
