/**
 * Names what JSON-RPC messages do: the method with the tool, prompt or resource that it is about, such as
 * `tools/call:write_file`. A string names itself, anything else is nameless.
 * @param messages One message or a batch of them.
 * @see MCP 2026-07-28, Step-Up Authorization Flow: attempts are tracked "per resource and operation"
 */
export function operationName(messages: unknown): string {
  return [...new Set([messages].flat().map(nameOf))].join(' ').trim();
}

function nameOf(message: unknown): string {
  if (typeof message === 'string') return message;
  const { method, params } = (message ?? {}) as {
    readonly method?: unknown;
    readonly params?: { readonly name?: unknown; readonly uri?: unknown } | null;
  };
  if (typeof method !== 'string') return '';
  const subject = params?.name ?? params?.uri;
  return typeof subject === 'string' ? `${method}:${subject}` : method;
}
