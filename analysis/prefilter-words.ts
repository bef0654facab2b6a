const mcp = [
  'mcp',
  'Mcp',
  'MCP',
  'modelcontextprotocol',
  'esource_metadata',
  'esourceMetadata',
  'protected-resource',
  'OAuthClientProvider',
  'redirectToAuthorization',
  'WWWAuthenticateParams',
  'jsonrpc',
] as const;

const post = ['POST', '.post(', "'post'", '"post"'] as const;

/**
 * Rare strings without which a file cannot have a finding. Data, because it is searched twice: in text by the lint rules
 * and in undecoded bytes by the command line.
 */
export const prefilterWords = {
  /** Any one of these is enough. */
  alone: ['insufficient_scope', 'insufficientScope', 'InsufficientScope', 'upscoping', 'mcp-scope-todo'],
  /** Else one word of each row of a group, the rarest row first. */
  together: [
    // A step-up, or a 401.
    [
      ['403', '401', 'FORBIDDEN', 'Forbidden', 'UNAUTHORIZED', 'Unauthorized'],
      [
        'WWWAuthenticate',
        'www-authenticate',
        'WWW-Authenticate',
        'WwwAuthenticate',
        'wwwAuthenticate',
        'challenge',
        'Challenge',
      ],
      ['scope', 'Scope'],
    ],
    // A selection between the scope of a challenge and others, or a handler that another file calls for a status.
    [
      ['hallenge', 'WWWAuth', 'www_auth', 'WWW-Auth', 'www-auth', 'wwwAuth', 'WwwAuth'],
      [
        'mcp',
        'Mcp',
        'MCP',
        'modelcontextprotocol',
        'esourceMetadata',
        'resource_metadata',
        'OAuthClientProvider',
      ],
      ['scope', 'Scope'],
    ],
    // A reader of the header.
    [['resource_metadata'], ['WWW-Auth', 'www-auth', 'www_auth', 'WWWAuth', 'wwwAuth', 'WwwAuth']],
    // A 401 that is answered by an authorization.
    [
      ['401', 'UNAUTHORIZED', 'Unauthorized'],
      ['serverUrl', 'Provider', 'provider'],
      ['AUTHORIZED', 'UnauthorizedError'],
    ],
    // Tokens that are got and stored.
    [['saveTokens'], ['efresh', 'xchange', 'fetchToken', 'requestToken']],
    // Tokens that are requested without a user.
    [['prepareTokenRequest', 'client_credentials', 'jwt-bearer'], ['clientMetadata'], ['scope', 'Scope']],
    // An application that makes the transports of an SDK.
    [['HTTPClientTransport', 'SSEClientTransport'], ['authProvider']],
    // What the official SDK v2 exports, by hand.
    [
      ['@modelcontextprotocol/client'],
      ['.split(', '.match(', '403', 'FORBIDDEN', 'Forbidden', 'refresh_token'],
    ],
    // A refresh, as in the `auth` of a fork.
    [
      ['refresh_token', 'refreshToken'],
      ['saveTokens', 'Authorization', 'resource_metadata', 'mcp', 'Mcp', 'MCP'],
      ['scope', 'Scope'],
    ],
    // A scope that is read as a string, and a test of a string. One scan tells most files.
    [
      ['cope'],
      [
        'Mcp',
        'MCP',
        'modelcontextprotocol',
        'esourceMetadata',
        'esource_metadata',
        'protected-resource',
        'WWWAuthenticateParams',
        'OAuthClientProvider',
        'redirectToAuthorization',
        'jsonrpc',
        'mcp',
      ],
      [
        'uthoriz',
        'okens',
        '_token',
        'OAuth',
        'ayload',
        'laims',
        'ecoded',
        'ntrospect',
        'hallenge',
        'WWWAuth',
        'redentials',
        'earchParams',
        'authInfo',
        'grant',
        'rantedScope',
        'eldScope',
      ],
      ['.includes(', 'ndexOf(', '.test(', '.match(', 'sWith(', '.search(', '.exec('],
      [
        // What is tested by its name: `scope.includes(`, `scope?.startsWith(`, `scope!.match(`.
        ...['.', '?.', '!.'].flatMap((dot) =>
          ['incl', 'index', 'last', 'match', 'search', 'start', 'end', 'trim', 'to'].map(
            (method) => `cope${dot}${method}` as const,
          ),
        ),
        // What is given to a pattern or another name: `(scope)`, `= tokens.scope;`, `scope ?? ''`, `{ scope: granted }`.
        ...[
          '(scope)',
          'Scope)',
          '.scope)',
          '.scope,',
          '.scope;',
          '.scope\n',
          '.scope\r',
          "'scope')",
          '"scope")',
        ],
        ...['cope ??', 'cope??', 'cope ||', 'cope||', 'cope :', 'cope as', 'cope }', 'cope\n', 'cope\r'],
        ...['scope: granted', 'scope: held', 'scope: current', 'scope: stored', 'scope: token'],
      ],
    ],
    // A token request.
    [['grant_type', 'token_endpoint'], mcp, post],
    [
      ['x-www-form-urlencoded'],
      [
        'okenEndpoint',
        'okenUrl',
        'okenURL',
        'okenUri',
        'okenURI',
        'oken_url',
        'oken_uri',
        'OKEN_ENDPOINT',
        'OKEN_URL',
        'OKEN_URI',
      ],
      mcp,
      post,
    ],
    // What a client registers with.
    [
      ['redirect_uris'],
      mcp,
      ['clientMetadata', 'POST', 'egistration_endpoint', 'egistrationEndpoint', 'egistrationUrl', 'axios'],
    ],
    [['clientMetadata'], ['registerClient', ...post]],
    // A handler of the errors of the official SDK.
    [
      ['403', 'Forbidden', 'forbidden', 'FORBIDDEN'],
      ['@modelcontextprotocol/', 'StreamableHTTPError', 'SdkHttpError', 'SseError'],
    ],
  ],
} as const;

/** What an import of one of the listed modules contains: a package's name, or the last part of a path. */
export function listedWords(sdkModules: readonly string[]): readonly string[] {
  return sdkModules.map((each) => {
    const name = each.replace(/=v[12]$/, '').replaceAll('\\', '/');
    if (!/^\.{0,2}\//.test(name)) return name;
    const path = name.replace(/(?:\.d)?\.[cm]?[jt]sx?$/, '').replace(/(?:\/index)?\/*$/, '');
    return path.slice(path.lastIndexOf('/') + 1);
  });
}
