import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';

/**
 * A `fetch` that authorizes when the server asks for it, and then sends the request once more: how many clients are
 * written. It passes the challenged scope straight on, so on a 403 it asks for that alone.
 * @param takeCode The authorization code, after `auth` has redirected.
 */
export function fetchWithAuthorization(
  provider: OAuthClientProvider,
  takeCode: () => string,
  serverUrl: URL,
): FetchLike {
  const send: FetchLike = async (input, init) => {
    const headers = new Headers(init?.headers);
    const tokens = await provider.tokens();
    if (tokens) headers.set('authorization', `Bearer ${tokens.access_token}`);
    return fetch(input, { ...init, headers });
  };

  return async (input, init) => {
    const response = await send(input, init);
    if (response.status !== 401 && response.status !== 403) return response;

    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(response);
    if (!resourceMetadataUrl || !scope) return response;
    const result = await auth(provider, { serverUrl, resourceMetadataUrl, scope });
    if (result === 'REDIRECT') {
      await auth(provider, { serverUrl, resourceMetadataUrl, scope, authorizationCode: takeCode() });
    }
    return send(input, init);
  };
}
