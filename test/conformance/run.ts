/** `npm run conformance`: the official step-up scenario, before and after migration. Exits 1 on any deviation. */
import { STEP_UP_CASES } from './step-up-scenario.ts';
import { installSuite } from './suite.ts';

console.log('Installing the official conformance suite and Node 22, if they are not there yet …');
const suite = await installSuite();
console.log('Scenario auth/scope-step-up at 2025-11-25: what does the step-up request?\n');
for (const { name, expected, requestedScope } of STEP_UP_CASES) {
  const requested = await requestedScope(suite).catch((error: unknown) => String(error));
  const asExpected = requested === expected;
  console.log(`${asExpected ? 'ok      ' : 'NOT OK  '}${name.padEnd(58)}${requested ?? '(no step-up)'}`);
  if (asExpected) continue;
  console.log(`${' '.repeat(8)}${'expected'.padEnd(58)}${expected}`);
  process.exitCode = 1;
}
