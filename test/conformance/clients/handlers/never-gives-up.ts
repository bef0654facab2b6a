import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';

/** Authorizes and sends again for as long as the server refuses. */
export function fetchWithAuthorization(
  provider: OAuthClientProvider,
  takeCode: () => string,
  serverUrl: URL,
): FetchLike {
  return async (input, init) => {
    for (;;) {
      const headers = new Headers(init?.headers);
      const tokens = await provider.tokens();
      if (tokens) headers.set('authorization', `Bearer ${tokens.access_token}`);
      const response = await fetch(input, { ...init, headers });
      if (response.status !== 401 && response.status !== 403) return response;

      const { scope, resourceMetadataUrl } = extractWWWAuthenticateParams(response);
      if (!resourceMetadataUrl || !scope) return response;
      const options = { serverUrl, resourceMetadataUrl, scope };
      if ((await auth(provider, options)) === 'REDIRECT') {
        await auth(provider, { ...options, authorizationCode: takeCode() });
      }
    }
  };
}
