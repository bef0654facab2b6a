import { cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** What the headless client uses of `@modelcontextprotocol/sdk`. */
export interface SdkClient {
  readonly Client: typeof import('@modelcontextprotocol/sdk/client/index.js').Client;
  readonly StreamableHTTPClientTransport: typeof import('@modelcontextprotocol/sdk/client/streamableHttp.js').StreamableHTTPClientTransport;
  readonly UnauthorizedError: typeof import('@modelcontextprotocol/sdk/client/auth.js').UnauthorizedError;
}

/** A private copy of the installed SDK, which may be rewritten. */
export interface SdkCopy {
  /** The `client` folder of its ESM build. */
  readonly esm: string;
  /** The `client` folder of its CJS build. */
  readonly cjs: string;
  remove(): Promise<void>;
}

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** The `client` folder of the ESM build of the SDK that this repository has installed. */
export const INSTALLED_SDK_CLIENT = join(
  REPOSITORY,
  'node_modules/@modelcontextprotocol/sdk/dist/esm/client',
);

/**
 * Loads the client half of an SDK build.
 * @param folder The folder of `index.js`, `streamableHttp.js` and `auth.js`, ESM or CJS: Node's `import()` takes both.
 */
export async function loadSdkClient(folder: string): Promise<SdkClient> {
  const load = (file: string) => import(pathToFileURL(join(folder, file)).href);
  const [{ Client }, { StreamableHTTPClientTransport }, { UnauthorizedError }] = await Promise.all(
    ['index.js', 'streamableHttp.js', 'auth.js'].map(load),
  );
  return { Client, StreamableHTTPClientTransport, UnauthorizedError };
}

/**
 * Copies the installed SDK to a new folder `.demo/<name>-…/node_modules/@modelcontextprotocol/sdk` of the repository.
 * There Node finds the SDK's dependencies in the repository's own `node_modules`, and test runners leave the copy as
 * it is, as they do with every package.
 */
export async function copyInstalledSdk(name: string): Promise<SdkCopy> {
  const demo = join(REPOSITORY, '.demo');
  await mkdir(demo, { recursive: true });
  const folder = await mkdtemp(join(demo, `${name}-`));
  const installed = await realpath(dirname(dirname(dirname(INSTALLED_SDK_CLIENT))));
  const copy = join(folder, 'node_modules/@modelcontextprotocol/sdk');
  await cp(installed, copy, {
    recursive: true,
    // Only what runs: a nested `node_modules` would be needed, declarations and source maps are not.
    filter: (path) => !/\.(d\.ts|map)$/.test(path),
  });
  return {
    esm: join(copy, 'dist/esm/client'),
    cjs: join(copy, 'dist/cjs/client'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
