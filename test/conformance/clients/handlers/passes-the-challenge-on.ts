import { auth, extractWWWAuthenticateParams } from '@modelcontextprotocol/sdk/client/auth.js';
import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import { retryingFetch, type OnRefused } from './retrying-fetch.ts';

/** Asks for what the last challenge names, and for nothing else. */
const authorizeForChallenge: OnRefused = async (refusal, { provider, serverUrl, takeCode }) => {
  const { resourceMetadataUrl, scope } = extractWWWAuthenticateParams(refusal);
  if (!resourceMetadataUrl || !scope) return;
  const result = await auth(provider, { serverUrl, resourceMetadataUrl, scope });
  if (result === 'AUTHORIZED') return;
  await auth(provider, { serverUrl, resourceMetadataUrl, scope, authorizationCode: takeCode() });
};

export const fetchWithAuthorization = (
  provider: OAuthClientProvider,
  takeCode: () => string,
  serverUrl: URL,
) => retryingFetch({ provider, serverUrl, takeCode }, authorizeForChallenge);
