import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js'
import type { OAuthClientInformationMixed, OAuthTokens } from '@modelcontextprotocol/sdk/shared/auth.js'

interface User {
  provider?: OAuthClientProvider
  client?: OAuthClientInformationMixed
  tokens?: OAuthTokens
  verifier?: string
  authorizationUrl?: string
}

/** Each route is a bundle of its own, so what they share is kept here. */
const global = globalThis as typeof globalThis & { notesUsers?: Map<string, User> }
const users = (global.notesUsers ??= new Map<string, User>())

export function userOf(id: string): User {
  const user = users.get(id) ?? {}
  users.set(id, user)
  return user
}

export function providerOf(id: string): OAuthClientProvider {
  const user = userOf(id)
  return (user.provider ??= newProvider(id, user))
}

function newProvider(id: string, user: User): OAuthClientProvider {
  const redirectUrl = `${process.env.ORIGIN}/api/oauth/callback`
  return {
    redirectUrl,
    clientMetadata: {
      client_name: 'Notes',
      redirect_uris: [redirectUrl],
      grant_types: process.env.REFRESH_TOKENS ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
      response_types: ['code'],
      token_endpoint_auth_method: 'none'
    },
    state: () => id,
    clientInformation: () => user.client,
    saveClientInformation: client => void (user.client = client),
    tokens: () => user.tokens,
    saveTokens: tokens => void (user.tokens = tokens),
    codeVerifier: () => user.verifier ?? '',
    saveCodeVerifier: verifier => void (user.verifier = verifier),
    redirectToAuthorization: url => void (user.authorizationUrl = url.href)
  }
}
