import { absoluteUrl } from './absolute-url.ts';
import { InsecureTokenEndpointError } from './insecure-token-endpoint-error.ts';
import { isLoopbackHost } from './loopback-host.ts';

/**
 * Lets a token endpoint pass if what is sent to it can be read by nobody else: `https`, or `http` on a loopback host,
 * which MCP does not provide for but local development needs. Call it before each token request: for a code, for a
 * refresh, for an assertion.
 * @param tokenEndpoint An absolute URL.
 * @returns The endpoint as it was checked: send the request to this, so that nothing reads the text in another way.
 * @throws {InsecureTokenEndpointError} if it is anything else, `ftp:` or `javascript:` on whatever host included.
 * @throws {TypeError} if it is no absolute URL. The error does not repeat the text, as that of `new URL` does.
 * @see MCP 2026-07-28, Communication Security: `https` for all OAuth protocol URLs
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-3.2 RFC 6749 §3.2}: token requests need TLS
 */
export function assertSecureTokenEndpoint(tokenEndpoint: string | URL): URL {
  const url = absoluteUrl(tokenEndpoint);
  if (!url) throw new TypeError('The token endpoint is no absolute URL.');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))) return url;
  // An error is logged with its fields; user name and password stay out of it.
  throw new InsecureTokenEndpointError(Object.assign(url, { username: '', password: '' }).href);
}
