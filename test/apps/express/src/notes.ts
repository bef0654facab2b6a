import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import {
  StreamableHTTPClientTransport,
  type StreamableHTTPClientTransportOptions,
} from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { SessionProvider } from "./session-provider.js";

const MCP_SERVER = process.env["MCP_SERVER_URL"] ?? "http://127.0.0.1:3000/mcp";

/** The notes of one session of a user: one connection, as long as the session lasts. */
export class Notes {
  readonly provider: SessionProvider;
  private client?: Client;
  private transport?: StreamableHTTPClientTransport;

  constructor(
    redirectUrl: string,
    private readonly id: string,
  ) {
    this.provider = new SessionProvider(redirectUrl, id);
  }

  async call(tool: string): Promise<unknown> {
    this.client ??= await this.connect();
    const { content } = await this.client.callTool({ name: tool, arguments: {} });
    return content;
  }

  /** The user is back with a code. */
  async authorized(code: string): Promise<void> {
    await this.transport?.finishAuth(code);
  }

  private async connect(): Promise<Client> {
    const options: StreamableHTTPClientTransportOptions = {
      authProvider: this.provider,
      // The server counts its sessions by this.
      requestInit: { headers: { "X-Notes-Session": this.id } },
    };
    this.transport = new StreamableHTTPClientTransport(new URL(MCP_SERVER), options);
    const client = new Client({ name: "notes-express", version: "1.0.0" });
    await client.connect(this.transport);
    return client;
  }
}
