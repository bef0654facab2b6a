/** The exports of the official SDK that the analyses know, of both lines. */
const names = new Set([
  'auth',
  'applyMiddlewares',
  'computeScopeUnion',
  'createMiddleware',
  'discoverOAuthServerInfo',
  'exchangeAuthorization',
  'extractResourceMetadataUrl',
  'extractWWWAuthenticateParams',
  'fetchToken',
  'InsufficientScopeError',
  'isStrictScopeSuperset',
  'refreshAuthorization',
  'registerClient',
  'resolveClientMetadata',
  'SdkErrorCode',
  'SdkHttpError',
  'SSEClientTransport',
  'SseError',
  'startAuthorization',
  'StreamableHTTPClientTransport',
  'StreamableHTTPError',
  'UnauthorizedError',
  'withOAuth',
]);

export function isSdkName(name: string): boolean {
  return names.has(name);
}
