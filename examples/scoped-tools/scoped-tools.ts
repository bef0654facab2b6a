import {
  startAuthorizationServer,
  type AuthorizationServer,
  type AuthorizationServerOptions,
} from './authorization-server.ts';
import { startToolServer, type ToolServer, type ToolServerOptions } from './tool-server.ts';

export interface ScopedToolsOptions {
  readonly authorization?: AuthorizationServerOptions;
  readonly tools?: Omit<ToolServerOptions, 'issuer' | 'introspect'>;
}

/** Both servers of the example, up and wired to each other. */
export interface ScopedTools {
  readonly authorizationServer: AuthorizationServer;
  readonly toolServer: ToolServer;
  close(): Promise<void>;
}

/** Starts the authorization server, and the tool server that trusts it. */
export async function startScopedTools(options: ScopedToolsOptions = {}): Promise<ScopedTools> {
  const authorizationServer = await startAuthorizationServer(options.authorization);
  const toolServer = await startToolServer({
    ...options.tools,
    issuer: authorizationServer.origin,
    introspect: authorizationServer.introspect,
  });
  return {
    authorizationServer,
    toolServer,
    async close() {
      await Promise.all([toolServer.close(), authorizationServer.close()]);
    },
  };
}
