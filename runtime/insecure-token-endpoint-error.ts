/**
 * The token endpoint would be sent codes, tokens and client secrets in the clear, so nothing was sent. It is a mistake
 * in the authorization server's metadata or in the configuration, which authorizing again does not mend.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-3.2 RFC 6749 §3.2}: token requests need TLS
 * @see MCP 2026-07-28, Communication Security: `https` for all OAuth protocol URLs
 */
export class InsecureTokenEndpointError extends Error {
  override readonly name = 'InsecureTokenEndpointError';
  /** Stable across versions, copies and realms; test this rather than the message or the class. */
  readonly code = 'MCP_INSECURE_TOKEN_ENDPOINT';
  /** The endpoint that was refused, without user name and password. It is untrusted text: anyone may have written it. */
  readonly tokenEndpoint: string;

  /** @param tokenEndpoint Without user name and password; `assertSecureTokenEndpoint` takes them out. */
  constructor(tokenEndpoint: string) {
    super('The token endpoint is not https.');
    this.tokenEndpoint = tokenEndpoint;
  }
}
