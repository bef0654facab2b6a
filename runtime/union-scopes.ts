/** RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`. */
const SCOPE_TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/**
 * The union of scope strings: every scope token once, in first-seen order. Scope tokens are opaque and case-sensitive;
 * what is no scope token (RFC 6749 §3.3) is left out.
 * Pass the granted and the previously requested scope first and the challenged one last, so that a re-authorization
 * keeps what was granted.
 * @param scopes Space-delimited scope strings; anything else, such as `undefined`, counts as the empty set.
 * @returns The union, or `undefined` if it is empty (an empty `scope` parameter is not valid).
 * @example unionScopes('files:read', 'files:write files:read') // 'files:read files:write'
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-3.3 RFC 6749 §3.3}
 * @see MCP 2026-07-28, Step-Up Authorization Flow, step 2 (SEP-2350)
 */
export function unionScopes(...scopes: ReadonlyArray<string | null | undefined>): string | undefined {
  // Plain JavaScript also passes `false`, by `condition && challenge.scope`.
  const tokens = scopes.flatMap((scope) => (typeof scope === 'string' ? scope : '').split(/[\t\n\v\f\r ]/));
  return [...new Set(tokens)].filter((token) => SCOPE_TOKEN.test(token)).join(' ') || undefined;
}
