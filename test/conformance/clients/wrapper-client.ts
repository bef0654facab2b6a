/** `tsx wrapper-client.ts <wrapper> <mcp-url>`: a client whose `fetch` does all authorization, and the transport none. */
import { pathToFileURL } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { HeadlessProvider } from '../../../examples/scoped-tools/client.ts';

const [wrapper = '', url = ''] = process.argv.slice(2);
const { fetchWithAuthorization } = (await import(
  pathToFileURL(wrapper).href
)) as typeof import('./passing-fetch.ts');
const provider = new HeadlessProvider();
const serverUrl = new URL(url);
const transport = new StreamableHTTPClientTransport(serverUrl, {
  fetch: fetchWithAuthorization(provider, () => provider.takeAnswer().code, serverUrl),
});
const client = new Client({ name: 'scoped-tools-client', version: '1.0.0' });
await client.connect(transport as Transport);
await client.listTools();
await client.callTool({ name: 'test-tool', arguments: {} });
await client.close();
