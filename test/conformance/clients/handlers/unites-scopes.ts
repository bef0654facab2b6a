import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { retryingFetch, type Login } from './retrying-fetch.ts';

/** Asks for what the held token was granted and for what the challenge names. */
async function widen(refusal: Response, { provider, serverUrl, takeCode }: Login): Promise<void> {
  const { resourceMetadataUrl, scope: challenged } = extractWWWAuthenticateParams(refusal);
  if (!resourceMetadataUrl || !challenged) return;
  const wanted = new Set<string>();
  for (const list of [(await provider.tokens())?.scope, challenged]) {
    for (const token of list?.split(' ') ?? []) wanted.add(token);
  }
  const scope = [...wanted].join(' ');
  const result = await auth(provider, { serverUrl, resourceMetadataUrl, scope });
  if (result === 'REDIRECT') {
    await auth(provider, { serverUrl, resourceMetadataUrl, scope, authorizationCode: takeCode() });
  }
}

export const fetchWithAuthorization = (
  provider: OAuthClientProvider,
  takeCode: () => string,
  serverUrl: URL,
) => retryingFetch({ provider, serverUrl, takeCode }, widen);
