import { describe, expect } from 'vitest';
import { runTrace } from './run-trace.ts';
import { engineClient, hostClient } from './trace-clients.ts';
import type { Trace } from './trace-world.ts';
import { describeVectors } from './vectors.ts';

const clients = { 'the engine': engineClient, 'withStepUp with host callbacks': hostClient };

describe.each(Object.entries(clients))('%s', (_name, createClient) => {
  for (const file of ['traces.json', 'more-traces.json'] as const)
    describeVectors<Trace>(file, async (trace) => {
      const { seen, expected } = await runTrace(trace, createClient);
      expect(seen).toEqual(expected);
    });
});
