import { describe, expect } from 'vitest';
import { engineClient, hostClient, sdkV1Client, sdkV2Client, type TraceClient } from './trace-clients.ts';
import { TraceWorld, type Effect, type Send, type Trace } from './trace-world.ts';
import { describeVectors } from './vectors.ts';

const clients: Readonly<Record<string, (world: TraceWorld) => TraceClient>> = {
  'the engine': engineClient,
  'withStepUp, host callbacks': hostClient,
  'withStepUp, SDK v1': sdkV1Client,
  'withStepUp, SDK v2': sdkV2Client,
};

describe.each(Object.entries(clients))('%s', (_name, createClient) => {
  describeVectors<Trace>('traces.json', async (trace) => {
    const world = await run(trace, createClient);
    const ordered = trace.unordered ? sorted : (effects: readonly Effect[]) => effects;
    expect({ effects: ordered(world.effects), state: world.persisted() }).toEqual({
      effects: ordered(trace.expect.effects),
      state: trace.expect.state,
    });
  });
});

async function run(trace: Trace, createClient: (world: TraceWorld) => TraceClient): Promise<TraceWorld> {
  const world = new TraceWorld(trace);
  let client = createClient(world);
  const send = async ({ req, op }: Send): Promise<void> => {
    try {
      await client.send(req, op);
      world.effects.push({ e: 'resolve', req });
    } catch (error) {
      if (!/^(InsufficientScope|Unauthorized|Http)Error$/.test((error as Error).name)) throw error;
      world.effects.push({ e: 'reject', req, error: (error as Error).name });
    }
  };
  for (const step of trace.script) {
    switch (step.do) {
      case 'send':
      case 'open':
        await send(step);
        break;
      case 'parallel':
        await Promise.all(step.sends.map(send));
        break;
      case 'callback':
        await client.callback(step);
        break;
      case 'restart':
        client = createClient(world);
        break;
      default:
        throw new Error(`unknown step ${JSON.stringify(step)}`);
    }
  }
  return world;
}

function sorted(effects: readonly Effect[]): readonly string[] {
  const text = (effect: Effect): string => JSON.stringify(Object.entries(effect).sort());
  return effects.map(text).sort();
}
