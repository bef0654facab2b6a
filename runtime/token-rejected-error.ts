/**
 * The server answers 401 to a token that was just issued for it. To authorize again would get the same kind of token,
 * so the client stops here.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `invalid_token`
 */
export class TokenRejectedError extends Error {
  override readonly name = 'TokenRejectedError';
  /** Stable across versions, copies and realms; test this rather than the message or the class. */
  readonly code = 'MCP_TOKEN_REJECTED';
  /** The HTTP status. */
  readonly status = 401;

  constructor() {
    super('The server rejects a token that was just issued.');
  }
}
