import { writeFileSync } from 'node:fs';
import { dirname, extname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { ModuleFormat, PublishedFork } from './published-fork.ts';

const REPOSITORY = fileURLToPath(new URL('../../', import.meta.url));

/** A host that uses all that a migration adds to the surface of a client. */
const consumerOf = (client: string) => `\
import { auth, UnauthorizedError, type OAuthClientProvider } from '${client}/auth.js';
import {
  InsufficientScopeError,
  StreamableHTTPClientTransport,
  StreamableHTTPError,
  type StreamableHTTPClientTransportOptions,
} from '${client}/streamableHttp.js';

export async function host(authProvider: OAuthClientProvider): Promise<string | undefined> {
  const serverUrl = new URL('http://127.0.0.1/mcp');
  const options: StreamableHTTPClientTransportOptions = {
    authProvider,
    onInsufficientScope: 'reauthorize',
    maxStepUpRetries: 1,
  };
  new StreamableHTTPClientTransport(serverUrl, options);
  const transport = new StreamableHTTPClientTransport(serverUrl, { authProvider, onInsufficientScope: 'throw' });
  // @ts-expect-error There is no such way.
  new StreamableHTTPClientTransport(serverUrl, { onInsufficientScope: 'sometimes' });
  const result: 'AUTHORIZED' | 'REDIRECT' = await auth(authProvider, { serverUrl, forceReauthorization: true });
  try {
    await transport.start();
  } catch (error) {
    if (error instanceof InsufficientScopeError) {
      const scope: string | undefined = error.requiredScope;
      return scope;
    }
    if (error instanceof StreamableHTTPError && error.cause instanceof InsufficientScopeError) return error.message;
    if (error instanceof UnauthorizedError) return result;
  }
  return undefined;
}
`;

/**
 * The type errors of forks' declarations and of a host that uses them, all in one program, since they share what they
 * import.
 */
export function typeErrorsOf(
  forks: readonly { readonly fork: PublishedFork; readonly format: ModuleFormat }[],
): ReadonlyMap<PublishedFork, readonly string[]> {
  const consumers = forks.map(({ fork: { folder, client }, format }) => {
    const path = join(dirname(folder), format === 'esm' ? 'host-esm.mts' : 'host-cjs.cts');
    writeFileSync(path, consumerOf(`./${relative(dirname(folder), client)}`));
    return path;
  });
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    types: ['node'],
    typeRoots: [join(REPOSITORY, 'node_modules/@types')],
  };
  const program = ts.createProgram(consumers, options);
  const places = forks.map(({ fork }, i) => ({ fork, consumer: consumers[i]!, client: `${fork.client}/` }));
  const errors = new Map(forks.map(({ fork }) => [fork, [] as string[]]));
  for (const source of program.getSourceFiles()) {
    const place = places.find(
      ({ consumer, client }) => source.fileName === consumer || source.fileName.startsWith(client),
    );
    if (!place) continue;
    for (const { messageText, start = 0 } of [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ]) {
      const name = relative(place.fork.folder, source.fileName);
      const shown = extname(name) === '.ts' ? name : 'the host';
      const line = source.getLineAndCharacterOfPosition(start).line + 1;
      const text = ts.flattenDiagnosticMessageText(messageText, ' ').split('\n')[0]!;
      errors.get(place.fork)!.push(`${shown}:${line} ${text}`);
    }
  }
  return errors;
}
