/**
 * `npm run patch:managers`: the published SDK, patched with every package manager and installed anew from a clone.
 * `npm run patch:managers -- bun "pnpm 9"`: with these alone. Exits 1 if one fails.
 */
import { managers } from './managers.ts';
import { tryManager } from './try-manager.ts';

const asked = process.argv.slice(2);
let failed = false;
for (const name of asked.length > 0 ? asked : Object.keys(managers)) {
  const started = performance.now();
  try {
    await tryManager(name);
    console.log(`${name.padEnd(22)} ok    ${Math.round((performance.now() - started) / 1000)} s`);
  } catch (error) {
    failed = true;
    console.log(`${name.padEnd(22)} FAIL  ${error instanceof Error ? error.message : String(error)}`);
  }
}
process.exitCode = failed ? 1 : 0;
