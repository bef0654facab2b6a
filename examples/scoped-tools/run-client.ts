/** `tsx examples/scoped-tools/run-client.ts <mcp-url> [<client folder of an SDK build>]`: calls the tools in turn. */
import { createHeadlessClient } from './client.ts';
import { INSTALLED_SDK_CLIENT, loadSdkClient } from './sdk.ts';
import { OPERATIONS } from './timeline.ts';

const [serverUrl, folder = INSTALLED_SDK_CLIENT] = process.argv.slice(2);
if (serverUrl === undefined || !URL.canParse(serverUrl)) {
  console.error('usage: tsx examples/scoped-tools/run-client.ts <mcp-url> [<client folder of an SDK build>]');
  process.exit(2);
}
const client = createHeadlessClient({ serverUrl: new URL(serverUrl), sdk: await loadSdkClient(folder) });
for (const operation of OPERATIONS) console.log(`${operation}: ${await client.callTool(operation)}`);
await client.close();
