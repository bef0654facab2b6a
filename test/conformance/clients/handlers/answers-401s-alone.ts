import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { retryingFetch } from './retrying-fetch.ts';

/** Logs in where there is no token yet, and has no answer to a 403. */
export function fetchWithAuthorization(
  provider: OAuthClientProvider,
  takeCode: () => string,
  serverUrl: URL,
) {
  return retryingFetch({ provider, serverUrl, takeCode }, async (refusal, login) => {
    const isLoggedOut = refusal.status === 401;
    if (!isLoggedOut) return;
    const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(refusal);
    if (!resourceMetadataUrl || !scope) return;
    const { provider: held, serverUrl: url } = login;
    const result = await auth(held, { serverUrl: url, resourceMetadataUrl, scope });
    if (result !== 'AUTHORIZED') {
      const authorizationCode = login.takeCode();
      await auth(held, { serverUrl: url, resourceMetadataUrl, scope, authorizationCode });
    }
  });
}
