import * as v2 from 'client-2.4.0';
import { auth, UnauthorizedError } from '@modelcontextprotocol/sdk/client/auth.js';
import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';

const v1 = {
  auth,
  UnauthorizedError,
  ClientCredentialsProvider,
  Client,
  SSEClientTransport,
  StreamableHTTPClientTransport,
};

/** What a host uses of an SDK. */
export type OfficialSdk = typeof v1;

/** The official SDKs as they are in the registry. Their types differ where no host here looks. */
export const officialSdks: Readonly<Record<string, OfficialSdk>> = {
  'SDK v1 1.32.2': v1,
  'SDK v2 2.4.0': v2 as unknown as OfficialSdk,
};
