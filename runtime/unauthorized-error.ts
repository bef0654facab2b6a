/**
 * The user was sent to the authorization server. Finish the authorization when they come back, then send the request
 * again. Thrown where no SDK's own `UnauthorizedError` was given, which says the same.
 */
export class UnauthorizedError extends Error {
  override readonly name = 'UnauthorizedError';
  /** Stable across versions, copies and realms; test this rather than the message or the class. */
  readonly code = 'MCP_UNAUTHORIZED';

  constructor() {
    super('Authorization is under way.');
  }
}
