import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';

/** The same `fetch` as in `passing-fetch.ts`, written by somebody who unites, and refreshes all the same. */
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

    const { resourceMetadataUrl, scope: challenged } = extractWWWAuthenticateParams(response);
    if (!resourceMetadataUrl || !challenged) return response;
    const granted = (await provider.tokens())?.scope ?? '';
    const scope = [...new Set([...granted.split(' '), ...challenged.split(' ')])].filter(Boolean).join(' ');
    const result = await auth(provider, { serverUrl, resourceMetadataUrl, scope });
    if (result === 'REDIRECT') {
      await auth(provider, { serverUrl, resourceMetadataUrl, scope, authorizationCode: takeCode() });
    }
    return send(input, init);
  };
}
