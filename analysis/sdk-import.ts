import type { Node } from './ast.ts';
import { importedCallee } from './imported-callee.ts';
import type { Tree } from './tree.ts';

/** The two lines of the official SDK: v1 is `@modelcontextprotocol/sdk`, v2 `@modelcontextprotocol/client`. */
export type SdkVersion = 'v1' | 'v2';

/** The specifier of all that v2 exports for HTTP. */
export const SDK_V2 = '@modelcontextprotocol/client';

/** An export of the official SDK, as a file imports it. */
export interface SdkImport {
  readonly sdk: SdkVersion;
  /** The specifier, as written in the file. */
  readonly module: string;
  /** The name that the SDK exports it by. */
  readonly name: string;
}

/** What a value is of the official SDK; `undefined` if it is none of its exports. */
export function sdkImport(tree: Tree, node: Node): SdkImport | undefined {
  const callee = importedCallee(tree, node);
  if (callee?.module === undefined) return undefined;
  const sdk = sdkOf(callee.module);
  return sdk && { sdk, module: callee.module, name: callee.name };
}

/** The SDK that a specifier names by itself. */
export function sdkOf(specifier: string): SdkVersion | undefined {
  if (/^@modelcontextprotocol\/sdk(?:\/|$)/.test(specifier)) return 'v1';
  return /^@modelcontextprotocol\/client(?:\/|$)/.test(specifier) ? 'v2' : undefined;
}
