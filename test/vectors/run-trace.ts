import type { TraceClient } from './trace-clients.ts';
import { TraceWorld, type Effect, type Send, type Trace } from './trace-world.ts';

/** What a trace shows of a client, and what it must show; without an order if the trace has none. */
export interface TraceResult {
  readonly seen: Seen;
  readonly expected: Seen;
}

interface Seen {
  readonly effects: readonly (Effect | string)[];
  readonly state: Trace['expect']['state'];
}

/** Plays the script of a trace with a client. */
export async function runTrace(
  trace: Trace,
  createClient: (world: TraceWorld) => TraceClient,
): Promise<TraceResult> {
  const world = await run(trace, createClient);
  const ordered = trace.unordered ? sorted : (effects: readonly Effect[]) => effects;
  const { effects, state } = trace.expect;
  return {
    seen: { effects: ordered(world.effects), state: world.persisted() },
    expected: { effects: ordered(effects), state },
  };
}

async function run(trace: Trace, createClient: (world: TraceWorld) => TraceClient): Promise<TraceWorld> {
  const world = new TraceWorld(trace);
  let client = createClient(world);
  const send = async ({ req, op }: Send): Promise<void> => {
    try {
      await client.send(req, op);
      world.effects.push({ e: 'resolve', req });
    } catch (error) {
      const { name } = error as Error;
      if (!/^(InsufficientScope|Unauthorized|Http|TokenRejected)Error$/.test(name)) throw error;
      world.effects.push({ e: 'reject', req, error: name === 'TokenRejectedError' ? 'HttpError' : name });
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
