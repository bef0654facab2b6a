import { operationName } from './operation-name.ts';

/** Names are what attempts are counted by, and are kept in the state. */
const MAX_LENGTH = 200;

/**
 * Names what a request does, so that its attempts can be counted (MCP: "per resource and operation"): the JSON-RPC
 * method with the tool, prompt or resource that it is about, such as `tools/call:write_file`, else the HTTP method.
 * @param method The HTTP method.
 * @param body The body. Only a string of JSON-RPC says more than the method.
 */
export function operationOf(method: string, body: unknown): string {
  return (namesIn(body) || method.toUpperCase()).slice(0, MAX_LENGTH);
}

function namesIn(body: unknown): string {
  if (typeof body !== 'string') return '';
  try {
    return operationName(JSON.parse(body));
  } catch {
    // Not JSON, so not JSON-RPC: the HTTP method is all there is.
    return '';
  }
}
