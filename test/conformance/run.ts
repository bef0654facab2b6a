/**
 * `npm run conformance`: the official step-up scenario, before and after migration. With `-- --clients <checkout>`, the
 * deliberately wrong example clients in a checkout of the suite's repository. Exits 1 on any deviation.
 */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exampleClientsOf, migrationOf, type Row } from './example-clients.ts';
import { STEP_UP_CASES } from './step-up-scenario.ts';
import { installSuite, type Suite } from './suite.ts';

const { clients } = parseArgs({ options: { clients: { type: 'string' } } }).values;

console.log('Installing the official conformance suite and Node 22, if they are not there yet …');
const suite = await installSuite();
if (clients === undefined) {
  console.log('Scenario auth/scope-step-up at 2025-11-25: what does the step-up request?\n');
  await print(stepUps(suite));
} else {
  console.log('The example clients of the suite, scenarios at 2025-11-25:\n');
  await print(migrationOf(suite, await exampleClientsOf(resolve(clients))));
}

async function* stepUps(installed: Suite): AsyncGenerator<Row> {
  for (const { name, expected, requestedScope } of STEP_UP_CASES) {
    const requested = await requestedScope(installed).catch((error: unknown) => String(error));
    yield { name, expected, got: requested ?? '(no step-up)' };
  }
}

async function print(rows: AsyncIterable<Row>): Promise<void> {
  for await (const { name, expected, got } of rows) {
    console.log(`${got === expected ? 'ok      ' : 'NOT OK  '}${name.padEnd(58)}${got}`);
    if (got === expected) continue;
    console.log(`${' '.repeat(8)}${'expected'.padEnd(58)}${expected}`);
    process.exitCode = 1;
  }
}
