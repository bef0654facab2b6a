/** `tsx sdk-client.ts <client folder of an SDK build> <mcp-url>`: a client whose transport does all authorization. */
import { createHeadlessClient } from '../../../examples/scoped-tools/client.ts';
import { loadSdkClient } from '../../../examples/scoped-tools/sdk.ts';

const [folder = '', serverUrl = ''] = process.argv.slice(2);
const client = createHeadlessClient({ serverUrl: new URL(serverUrl), sdk: await loadSdkClient(folder) });
await client.perform((connected) => connected.listTools());
await client.callTool('test-tool');
await client.close();
