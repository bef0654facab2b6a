import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SdkClient } from '../../examples/scoped-tools/sdk.ts';

/** What the checks use of a client, whatever its version: published, forked or migrated. */
export interface ClientBuild extends SdkClient {
  /** Not every fork has it. */
  readonly SSEClientTransport?: typeof import('@modelcontextprotocol/sdk/client/sse.js').SSEClientTransport;
}

/** The modules that may hold a part of it; an entry that has all is one of them. */
const MODULES = ['index', 'client', 'streamableHttp', 'sse', 'authErrors', 'auth'];
const ENDINGS = ['.js', '.mjs', '.cjs', '.ts'];

/**
 * Loads a client from a folder of modules: `client` of a build, what holds `client`, or a package's `dist`. A file whose
 * path goes through a `node_modules` is left to Node by vitest, so CJS can be loaded there only.
 * @throws If there is no Streamable HTTP client in it.
 */
export async function loadClientBuild(folder: string): Promise<ClientBuild> {
  const client = existsSync(join(folder, 'client')) ? join(folder, 'client') : folder;
  const found: Record<string, unknown> = {};
  for (const name of MODULES) {
    const path = ENDINGS.map((ending) => join(client, name + ending)).find(existsSync);
    if (path) Object.assign(found, await exportsOf(path));
  }
  const missing = ['Client', 'StreamableHTTPClientTransport', 'UnauthorizedError'].filter(
    (name) => !found[name],
  );
  if (missing.length > 0) throw new Error(`${client} has no ${missing.join(', ')}`);
  return found as unknown as ClientBuild;
}

/** Of a CJS module, too, where Node did not see every name. */
async function exportsOf(path: string): Promise<object> {
  const { default: whole, ...named } = (await import(pathToFileURL(path).href)) as Record<string, unknown>;
  return { ...(typeof whole === 'object' ? whole : {}), ...named };
}
