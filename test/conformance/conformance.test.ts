import { beforeAll, describe, expect, it } from 'vitest';
import { authorizationsOfStepUpClient, STEP_UP_CASES } from './step-up-scenario.ts';
import { migrationOf, OWN_CLIENTS, type Row } from './example-clients.ts';
import { installSuite, type Suite } from './suite.ts';

describe('the official step-up scenarios', () => {
  let suite: Suite;
  beforeAll(async () => {
    suite = await installSuite();
  }, 300_000);

  for (const { name, expected, requestedScope } of STEP_UP_CASES) {
    it(`${name}: the step-up requests ${expected}`, { timeout: 60_000 }, async () => {
      expect(await requestedScope(suite)).toBe(expected);
    });
  }

  it(
    'withStepUp authorizes, steps up once, and leaves a server that wants the same again',
    { timeout: 60_000 },
    async () => {
      expect(await authorizationsOfStepUpClient(suite)).toBe(2);
    },
  );

  it('mends clients whose handler and wrapper stand in two files', { timeout: 240_000 }, async () => {
    const rows: Row[] = [];
    for await (const row of migrationOf(suite, OWN_CLIENTS)) rows.push(row);
    expect(rows).toEqual(rows.map((each) => ({ ...each, got: each.expected })));
    expect(rows).toHaveLength(9);
  });
});
