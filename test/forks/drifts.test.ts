import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ScopedToolsOptions } from '../../examples/scoped-tools/scoped-tools.ts';
import { loadClientBuild } from './client-build.ts';
import { driftedFork } from './drifted-fork.ts';
import { drifts } from './drifts.ts';
import { StepUpHost } from './step-up-host.ts';
import { StepUpWorld } from './step-up-world.ts';

let folder: string;
beforeEach(() => {
  const demo = new URL('../../.demo/', import.meta.url).pathname;
  mkdirSync(demo, { recursive: true });
  folder = mkdtempSync(join(demo, 'drifted-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function inWorld(
  servers: ScopedToolsOptions,
  use: (world: StepUpWorld) => Promise<void>,
): Promise<void> {
  const world = await StepUpWorld.start(servers);
  try {
    await use(world);
  } finally {
    await world.close();
  }
}

describe.each(drifts)('a fork that has drifted: $name', (drift) => {
  it('is a client that connects, and steps up once as it always has', async () => {
    const { folder: build } = await driftedFork(drift, join(folder, 'node_modules/sdk'));
    const client = await loadClientBuild(build);
    await inWorld({}, async (world) => {
      const host = new StepUpHost(world, client);
      await host.connect();
      await host.callAll('list_files', 'write_file');
      expect(world.asked[0]).toEqual(['basic']);
      expect(world.asked[1]).toContain('write');
    });
    await inWorld({ tools: { sse: true } }, async (world) => {
      const host = new StepUpHost(world, client, { kind: 'SSEClientTransport' });
      await host.connect();
      await host.callAll('list_files');
    });
  });
});
