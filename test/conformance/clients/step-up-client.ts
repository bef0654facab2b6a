/** `tsx step-up-client.ts <mcp-url>`: the published SDK v1, with `withStepUp` around its `fetch`. */
import { auth, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { createHeadlessClient, HeadlessProvider } from '../../../examples/scoped-tools/client.ts';
import { INSTALLED_SDK_CLIENT, loadSdkClient } from '../../../examples/scoped-tools/sdk.ts';
import { InsufficientScopeError, withStepUp } from '../../../runtime/index.ts';

const serverUrl = new URL(process.argv.at(-1)!);
const provider = new HeadlessProvider();
const sdk = { ...(await loadSdkClient(INSTALLED_SDK_CLIENT)), UnauthorizedError };
const client = createHeadlessClient({
  serverUrl,
  sdk,
  provider,
  fetch: withStepUp(fetch, { serverUrl, provider, auth, UnauthorizedError }),
});
try {
  await client.perform((connected) => connected.listTools());
  await client.callTool('test-tool');
} catch (error) {
  // The server of `auth/scope-retry-limit` is never satisfied: to end like this is what it wants to see.
  if (!(error instanceof InsufficientScopeError)) throw error;
}
await client.close();
