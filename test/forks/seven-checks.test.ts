import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { withStepUp, type StepUpFetch } from '../../runtime/index.ts';
import { officialSdks } from '../official-sdks.ts';
import { loadClientBuild, type ClientBuild } from './client-build.ts';
import { CHECKS, held, verdictsOn, type CheckName } from './seven-checks.ts';

const seven = Object.keys(CHECKS) as (keyof typeof CHECKS)[];
const installed = (path: string) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));

// Both SDKs warn about providers that keep less than they could.
beforeEach(() => void vi.spyOn(console, 'warn').mockImplementation(() => {}));
afterEach(() => void vi.restoreAllMocks());

describe('the seven checks', () => {
  it.each(['esm', 'cjs'])(
    'are none that the published SDK v1 1.32.2 passes, %s',
    async (format) => {
      const build = await loadClientBuild(installed(`@modelcontextprotocol/sdk/dist/${format}`));
      expect(held(await verdictsOn(build, seven))).toEqual([]);
    },
    120_000,
  );

  it('are all but one that the published SDK v2 2.4.0 passes', async () => {
    const build = await loadClientBuild(installed('client-2.4.0/dist'));
    const verdicts = await verdictsOn(build, seven);
    expect(verdicts).toEqual({
      ...Object.fromEntries(seven.map((name) => [name, undefined])),
      d: 'one more scope each time: 31 authorizations',
    });
  }, 120_000);

  it('can be passed, and so can those of a fork, but for the error: SDK v1 1.32.2 on a step-up fetch', async () => {
    const names: readonly CheckName[] = [...seven, 'kept', 'sse'];
    expect(await verdictsOn(onStepUpFetch(), names)).toEqual(
      Object.fromEntries(names.map((name) => [name, undefined])),
    );
  }, 120_000);
});

/** The published SDK, each of whose transports sends with the one step-up fetch of its provider. */
function onStepUpFetch(): ClientBuild {
  const sdk = officialSdks['SDK v1 1.32.2']!;
  const { auth, UnauthorizedError } = sdk;
  const fetches = new WeakMap<object, StepUpFetch>();
  type Options = ConstructorParameters<ClientBuild['StreamableHTTPClientTransport']>[1] & {
    readonly onInsufficientScope?: 'reauthorize' | 'throw';
  };
  const optionsOf = (serverUrl: URL, options: Options = {}): Options => {
    const { authProvider: provider, fetch: inner, onInsufficientScope = 'reauthorize' } = options;
    const headers = new Headers(options.requestInit?.headers);
    const tokens = () => ({ access_token: headers.get('authorization')!.replace('Bearer ', '') });
    const make = () =>
      provider
        ? withStepUp(inner!, {
            serverUrl,
            provider: provider as never,
            auth: auth as never,
            UnauthorizedError,
            onInsufficientScope,
          })
        : withStepUp(inner!, { serverUrl, tokens });
    const key = provider ?? {};
    const fetch = fetches.get(key) ?? make();
    fetches.set(key, fetch);
    return { ...options, fetch };
  };
  return {
    ...sdk,
    StreamableHTTPClientTransport: class extends sdk.StreamableHTTPClientTransport {
      constructor(url: URL, options?: Options) {
        super(url, optionsOf(url, options));
      }
    },
    SSEClientTransport: class extends sdk.SSEClientTransport {
      constructor(url: URL, options?: Options) {
        super(url, optionsOf(url, options) as never);
      }
    },
  } as ClientBuild;
}
