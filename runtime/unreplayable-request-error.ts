/**
 * Authorization is complete, but this request cannot be sent again as it was: its body is a stream, which can be read
 * once, or it is signed for the former token (DPoP, RFC 9449 §4.3). Send it anew.
 */
export class UnreplayableRequestError extends Error {
  override readonly name = 'UnreplayableRequestError';
  /** Stable across versions, copies and realms; test this rather than the message or the class. */
  readonly code = 'MCP_UNREPLAYABLE_REQUEST';

  constructor() {
    super('Authorization is complete: send the request anew.');
  }
}
