import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'

const noStore: typeof fetch = (input, init) => fetch(input, { ...init, cache: 'no-store' })

export const transportFor = (authProvider: OAuthClientProvider) =>
  new StreamableHTTPClientTransport(new URL(process.env.MCP_SERVER_URL!), { authProvider, fetch: noStore })

/** A route handler lives as long as its request, and so does the connection. */
export async function callTool(authProvider: OAuthClientProvider, name: string) {
  const client = new Client({ name: 'notes-next', version: '1.0.0' })
  try {
    await client.connect(transportFor(authProvider))
    return await client.callTool({ name, arguments: {} })
  } finally {
    await client.close()
  }
}
