import { describe, expect, it } from 'vitest';
import { tryManager } from './try-manager.ts';

/** `npm run patch:managers` tries the others, and these with the dependencies of the SDK. */
describe.each(['npm', 'pnpm 12'])('%s', (name) => {
  it('installs the migrated SDK from a clone', { timeout: 600_000 }, async () => {
    const { summary, check } = await tryManager(name, { isBare: true });
    expect(summary).toMatch(/^@modelcontextprotocol\/sdk 1\.\d+\.\d+ {2}\d+ findings mended in a copy/);
    expect(check).toContain('up to date: it mends all that can be mended');
  });
});
