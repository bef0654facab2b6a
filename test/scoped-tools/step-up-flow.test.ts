import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { migrate } from '../../examples/scoped-tools/migrate.ts';
import {
  copyInstalledSdk,
  INSTALLED_SDK_CLIENT,
  loadSdkClient,
  type SdkClient,
  type SdkCopy,
} from '../../examples/scoped-tools/sdk.ts';
import { recordTimeline, requestedScopes } from '../../examples/scoped-tools/timeline.ts';

/** Three operations that need a scope each, then all of them again. */
const TWICE = ['list_files', 'write_file', 'delete_file', 'list_files', 'write_file', 'delete_file'];

describe('the SDK 1.32.2 as published', () => {
  it('asks for the challenged scope alone, so that each step-up loses the last one', async () => {
    const sdk = await loadSdkClient(INSTALLED_SDK_CLIENT);
    const steps = await recordTimeline({ sdk }, TWICE);
    expect(steps.every((step) => step.succeeded)).toBe(true);
    expect(requestedScopes(steps)).toEqual(['basic', 'write', 'admin', 'basic', 'write', 'admin']);
  });

  it('loses permissions in its CJS build, too', async () => {
    const sdk = await loadSdkClient(INSTALLED_SDK_CLIENT.replace('esm', 'cjs'));
    expect(requestedScopes(await recordTimeline({ sdk }))).toEqual(['basic', 'write', 'admin', 'basic']);
  });

  it('refreshes instead of asking for more when it holds a refresh token', async () => {
    const sdk = await loadSdkClient(INSTALLED_SDK_CLIENT);
    const [list, write] = await recordTimeline({ sdk, refreshTokens: true }, ['list_files', 'write_file']);
    expect(list).toMatchObject({ succeeded: true, requests: [{ scope: 'basic' }] });
    expect(write).toMatchObject({ succeeded: false, requests: [] });
    expect(write?.outcome).toContain('Server returned 403 after trying upscoping');
  });
});

describe.each(['esm', 'cjs'] as const)('the SDK 1.32.2 migrated by our own command line (%s)', (build) => {
  let copy: SdkCopy;
  let sdk: SdkClient;
  beforeAll(async () => {
    copy = await copyInstalledSdk(`test-${build}`);
    migrate(copy[build]);
    sdk = await loadSdkClient(copy[build]);
  }, 60_000);
  afterAll(() => copy?.remove());

  it('asks for the union, and never again for a tool that it had', async () => {
    const steps = await recordTimeline({ sdk }, TWICE);
    expect(
      steps.map(({ operation, requests, succeeded }) => [operation, requests[0]?.scope, succeeded]),
    ).toEqual([
      ['list_files', 'basic', true],
      ['write_file', 'basic write', true],
      ['delete_file', 'basic write admin', true],
      ['list_files', undefined, true],
      ['write_file', undefined, true],
      ['delete_file', undefined, true],
    ]);
    expect(requestedScopes(steps)).toEqual(['basic', 'basic write', 'basic write admin']);
  });

  it('gets through a server that challenges one scope at a time', async () => {
    const steps = await recordTimeline({ sdk }, ['list_files', 'publish_files'], {
      tools: { oneScopeAtATime: true },
    });
    expect(requestedScopes(steps)).toEqual(['basic', 'basic write', 'basic write admin']);
    expect(steps.every((step) => step.succeeded)).toBe(true);
  });
});
