import prettier from 'prettier';
import type { ModuleFormat } from './published-fork.ts';

/** The modules of a published `client` folder, by name; what a drift adds is one more. */
export type ClientModules = Readonly<Record<string, string>>;

/** A way in which forks of the client have drifted from it, done to the published text. */
export interface Drift {
  /** What was done, as a folder would be called. */
  readonly name: string;
  readonly format: ModuleFormat;
  /** How its formatter is set. Default: as the SDK's is. */
  readonly layout?: prettier.Options;
  /** @throws If what it changes is not there. */
  readonly drift: (modules: ClientModules) => ClientModules;
}

const HTTP = 'streamableHttp.js';
const SSE = 'sse.js';
const AUTH = 'auth.js';

const ON_401 = 'if (response.status === 401 && this._authProvider) {';
const ON_403 = 'if (response.status === 403 && this._authProvider) {';

/** What a step-up sends to the authorization server, as all of these forks have it. */
const AUTH_OPTIONS = `{
    serverUrl: this._url,
    resourceMetadataUrl: this._resourceMetadataUrl,
    scope: this._scope,
    fetchFn: this._fetchWithInit,
}`;

/** Puts other text in every place. @throws If there is no place. */
function swap(text: string, what: string | RegExp, by: string): string {
  const swapped = text.replaceAll(what, () => by);
  if (swapped === text) throw new Error(`nothing to drift: ${String(what)}`);
  return swapped;
}

/** The range from an anchor, the first behind `after`, to the brace that closes the last one opened in it. */
function blockRange(text: string, anchor: string, after = ''): readonly [number, number] {
  const from = text.indexOf(after);
  const start = from < 0 ? -1 : text.indexOf(anchor, from);
  if (start < 0) throw new Error(`nothing to drift: ${anchor}`);
  let depth = 0;
  for (let at = start + anchor.lastIndexOf('{'); at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    if (text[at] === '}' && (depth -= 1) === 0) return [start, at + 1];
  }
  throw new Error(`never closed: ${anchor}`);
}

function blockAt(text: string, anchor: string, after?: string): string {
  return text.slice(...blockRange(text, anchor, after));
}

/** What is between the braces of a block. */
function bodyAt(text: string, anchor: string, after?: string): string {
  return blockAt(text, anchor, after).slice(anchor.length, -1).trim();
}

function swapBlock(text: string, anchor: string, by: string, after?: string): string {
  const [start, end] = blockRange(text, anchor, after);
  return text.slice(0, start) + by + text.slice(end);
}

/** Only in `send`, which both transports have. */
const inSend = 'async send(';

/** Puts methods before `send`. */
function withMethods(text: string, methods: string): string {
  return swap(text, inSend, `${methods.trim()}\n    ${inSend}`);
}

function each(
  modules: ClientModules,
  names: readonly string[],
  drift: (text: string) => string,
): ClientModules {
  return { ...modules, ...Object.fromEntries(names.map((name) => [name, drift(modules[name]!)])) };
}

/** A drift of the Streamable HTTP transport alone. */
function http(name: string, drift: (text: string) => string): Drift {
  return { name, format: 'esm', drift: (modules) => each(modules, [HTTP], drift) };
}

function renameFields(names: Readonly<Record<string, string>>, text: string): string {
  return Object.entries(names).reduce(
    (renamed, [field, name]) => swap(renamed, new RegExp(`\\bthis\\.${field}\\b`, 'g'), `this.${name}`),
    text,
  );
}

const PRIVATE = [
  '_scope',
  '_resourceMetadataUrl',
  '_authProvider',
  '_requestInit',
  '_fetch',
  '_fetchWithInit',
];
const PRIVATE_HTTP = [...PRIVATE, '_hasCompletedAuthFlow', '_lastUpscopingHeader'];

function withPrivateFields(className: string, fields: readonly string[], text: string): string {
  const hidden = Object.fromEntries(fields.map((field) => [field, field.replace('_', '#')]));
  const declared = Object.values(hidden).map((field) => `    ${field};\n`);
  return swap(
    renameFields(hidden, text),
    `class ${className} {\n`,
    `class ${className} {\n${declared.join('')}`,
  );
}

/** The 403 branch with other words inside; `challenge` names the header's values there. */
const stepUpBranch = (body: string): string => `if (response.status === 403 && this._authProvider) {
    const { resourceMetadataUrl, scope, error } = extractWWWAuthenticateParams(response);
    if (error === 'insufficient_scope') {
        ${body.trim()}
    }
}`;

const renamed: Drift = {
  name: 'renamed-fields',
  format: 'esm',
  drift: (modules) =>
    each(
      each(modules, [HTTP], (text) => renameFields({ _lastUpscopingHeader: '_lastChallenge' }, text)),
      [HTTP, SSE],
      (text) =>
        renameFields(
          {
            _authProvider: '_oauth',
            _scope: '_requestedScope',
            _resourceMetadataUrl: '_prmUrl',
            _fetchWithInit: '_authFetch',
          },
          swap(
            swap(text, 'import { auth, ', 'import { auth as authorize, '),
            'await auth(',
            'await authorize(',
          ),
        ),
    ),
};

const privateState: Drift = {
  name: 'private-state',
  format: 'esm',
  drift: (modules) =>
    each(
      each(modules, [HTTP], (text) => withPrivateFields('StreamableHTTPClientTransport', PRIVATE_HTTP, text)),
      [SSE],
      (text) => withPrivateFields('SSEClientTransport', PRIVATE, text),
    ),
};

const forbiddenFirst = http('forbidden-before-unauthorized', (text) => {
  const forbidden = blockAt(text, ON_403);
  return swapBlock(
    swapBlock(text, ON_403, ''),
    ON_401,
    `${forbidden}\n${blockAt(text, ON_401, inSend)}`,
    inSend,
  );
});

const merged = http('one-branch-for-both', (text) =>
  swapBlock(
    swapBlock(text, ON_403, ''),
    ON_401,
    `if ((response.status === 401 || response.status === 403) && this._authProvider) {
    const { resourceMetadataUrl, scope, error } = extractWWWAuthenticateParams(response);
    if (response.status === 401 || error === 'insufficient_scope') {
        const header = response.headers.get('WWW-Authenticate');
        if (response.status === 401 && this._hasCompletedAuthFlow) {
            throw new StreamableHTTPError(401, 'Server returned 401 after successful authentication');
        }
        if (response.status === 403 && this._lastUpscopingHeader === header) {
            throw new StreamableHTTPError(403, 'Server returned 403 after trying upscoping');
        }
        this._resourceMetadataUrl = resourceMetadataUrl ?? this._resourceMetadataUrl;
        if (scope) {
            this._scope = scope;
        }
        if (response.status === 403) {
            this._lastUpscopingHeader = header ?? undefined;
        }
        const result = await auth(this._authProvider, ${AUTH_OPTIONS});
        if (result !== 'AUTHORIZED') {
            throw new UnauthorizedError();
        }
        this._hasCompletedAuthFlow = response.status === 401;
        return this.send(message);
    }
}`,
    inSend,
  ),
);

const method = http('step-up-in-a-method', (text) =>
  withMethods(
    swapBlock(
      text,
      ON_403,
      `if (response.status === 403 && this._authProvider) {
    const challenge = extractWWWAuthenticateParams(response);
    if (challenge.error === 'insufficient_scope') {
        await this._stepUp(challenge, response.headers.get('WWW-Authenticate'));
        return this.send(message, options);
    }
}`,
    ),
    `/** Asks for what the server wants beside. */
    async _stepUp(challenge, header) {
        if (this._lastUpscopingHeader === header) {
            throw new StreamableHTTPError(403, 'Server returned 403 after trying upscoping');
        }
        this._lastUpscopingHeader = header ?? undefined;
        if (challenge.resourceMetadataUrl) this._resourceMetadataUrl = challenge.resourceMetadataUrl;
        if (challenge.scope) this._scope = challenge.scope;
        const result = await auth(this._authProvider, ${AUTH_OPTIONS});
        if (result !== 'AUTHORIZED') throw new UnauthorizedError();
    }`,
  ),
);

const moduleFunction = http('step-up-in-a-function', (text) =>
  swap(
    swapBlock(
      text,
      ON_403,
      `if (response.status === 403 && this._authProvider) {
    if (await stepUp(this, response)) {
        return this.send(message);
    }
}`,
    ),
    'export class StreamableHTTPClientTransport {',
    `/** Whether the challenge was one for more scopes, which are there now. */
async function stepUp(transport, response) {
    const { resourceMetadataUrl, scope, error } = extractWWWAuthenticateParams(response);
    if (error !== 'insufficient_scope') {
        return false;
    }
    const header = response.headers.get('WWW-Authenticate');
    if (transport._lastUpscopingHeader === header) {
        throw new StreamableHTTPError(403, 'Server returned 403 after trying upscoping');
    }
    transport._lastUpscopingHeader = header ?? undefined;
    transport._scope = scope ?? transport._scope;
    transport._resourceMetadataUrl = resourceMetadataUrl ?? transport._resourceMetadataUrl;
    const result = await auth(transport._authProvider, ${AUTH_OPTIONS.replaceAll('this.', 'transport.')});
    if (result !== 'AUTHORIZED') {
        throw new UnauthorizedError();
    }
    return true;
}
export class StreamableHTTPClientTransport {`,
  ),
);

const earlyReturns = http('early-returns', (text) => {
  const refused = 'if (!response.ok) {';
  const failure = bodyAt(text, refused, inSend);
  const [start, end] = blockRange(text, refused, inSend);
  const success = text.slice(end, text.indexOf('catch (error) {', end)).trim().replace(/\}$/, '').trim();
  const [caught] = blockRange(text, 'catch (error) {', 'async send(');
  const accepted = success.replace('// Reset auth loop flag', '// The auth loop flag is reset');
  return withMethods(
    `${text.slice(0, start)}if (response.ok) {
        return await this._accepted(message, response, onresumptiontoken);
    }
    ${failure}
    }
    ${text.slice(caught)}`,
    `async _accepted(message, response, onresumptiontoken) {
        ${accepted}
    }`,
  );
});

const switched = http('switch-on-the-status', (text) => {
  const unauthorized = bodyAt(text, ON_401, inSend);
  const forbidden = bodyAt(text, ON_403);
  return swapBlock(
    swapBlock(text, ON_403, ''),
    ON_401,
    `switch (this._authProvider ? response.status : undefined) {
    case 401: {
        ${unauthorized}
    }
    case 403: {
        ${forbidden}
        break;
    }
    default:
        break;
}`,
    inSend,
  );
});

const challengeObject = http('challenge-passed-on-without-a-store', (text) =>
  swapBlock(
    text,
    ON_403,
    `if (response.status === 403 && this._authProvider) {
    const challenge = extractWWWAuthenticateParams(response);
    const header = response.headers.get('WWW-Authenticate');
    if (challenge.error === 'insufficient_scope') {
        if (header && header === this._lastUpscopingHeader) {
            throw new StreamableHTTPError(403, 'Server returned 403 after trying upscoping');
        }
        this._lastUpscopingHeader = header;
        const outcome = await auth(this._authProvider, {
            serverUrl: this._url,
            resourceMetadataUrl: challenge.resourceMetadataUrl ?? this._resourceMetadataUrl,
            scope: challenge.scope,
            fetchFn: this._fetchWithInit,
        });
        if (outcome === 'AUTHORIZED') {
            return this.send(message, options);
        }
        throw new UnauthorizedError();
    }
}`,
  ),
);

const thenChain = http('a-chain-of-promises', (text) =>
  swapBlock(
    text,
    ON_403,
    stepUpBranch(`const header = response.headers.get('WWW-Authenticate');
        if (this._lastUpscopingHeader === header) {
            throw new StreamableHTTPError(403, 'Server returned 403 after trying upscoping');
        }
        if (scope) this._scope = scope;
        if (resourceMetadataUrl) this._resourceMetadataUrl = resourceMetadataUrl;
        this._lastUpscopingHeader = header ?? undefined;
        return auth(this._authProvider, ${AUTH_OPTIONS}).then((result) => {
            if (result !== 'AUTHORIZED') throw new UnauthorizedError();
            return this.send(message);
        });`),
  ),
);

const destructured: Drift = {
  name: 'options-destructured',
  format: 'esm',
  drift: (modules) =>
    each(modules, [HTTP, SSE], (text) => {
      const names = [...text.matchAll(/opts\?\.(\w+)/g)].map(([, name]) => name!);
      const options = [...new Set(names)].sort().join(', ');
      const plain = swap(text, /opts\?\.(?=\w)/g, '');
      const renamedFetch = swap(plain, /= fetch;/g, '= fetchFn;');
      return swap(
        swap(renamedFetch, 'createFetchWithInit(fetch, ', 'createFetchWithInit(fetchFn, '),
        'constructor(url, opts) {',
        `constructor(url, { ${options.replace(/\bfetch\b/, 'fetch: fetchFn')} } = {}) {`,
      );
    }),
};

const optionsMethod: Drift = {
  name: 'auth-options-from-a-method',
  format: 'esm',
  drift: (modules) =>
    each(modules, [HTTP, SSE], (text) =>
      withMethods(
        swap(
          text,
          /await auth\(this\._authProvider, \{\s*serverUrl: this\._url,\s*resourceMetadataUrl: this\._resourceMetadataUrl,\s*scope: this\._scope,\s*fetchFn: this\._fetch(?:WithInit)?\s*\}\)/g,
          'await auth(this._authProvider, this._authOptions())',
        ),
        `_authOptions() {
        return ${AUTH_OPTIONS};
    }`,
      ),
    ),
};

const baseClass: Drift = {
  name: 'a-base-class-for-both-transports',
  format: 'esm',
  drift: (modules) => {
    const from = modules[SSE]!;
    const shared = ['_unfollowedRedirect(response, url) {', 'async finishAuth(authorizationCode) {'];
    const built = bodyAt(from, 'constructor(url, opts) {').replace(/.*_eventSourceInit.*\n/, '');
    const base = `import { createFetchWithInit, fetchLeavingRedirects, unfollowedRedirect } from '../shared/transport.js';
import { auth, UnauthorizedError } from './auth.js';
/** What both transports know of authorization. */
export class OAuthTransport {
    constructor(url, opts) {
        ${built}
    }
    ${shared.map((anchor) => blockAt(from, anchor)).join('\n    ')}
    /** Asks for the scope that the last challenge named. */
    async _authorize() {
        const result = await auth(this._authProvider, ${AUTH_OPTIONS});
        if (result !== 'AUTHORIZED') {
            throw new UnauthorizedError();
        }
    }
}
`;
    const derived = (text: string, className: string, rest: string): string => {
      const bare = shared.reduce((left, anchor) => swapBlock(left, anchor, ''), text);
      const built = swapBlock(
        bare,
        'constructor(url, opts) {',
        `constructor(url, opts) {\n        super(url, opts);\n        ${rest}\n    }`,
      );
      const extended = swap(built, `class ${className} {`, `class ${className} extends OAuthTransport {`);
      const authorized = swap(
        extended,
        /const result = await auth\(this\._authProvider, \{[^}]*\}\);\s*if \(result !== 'AUTHORIZED'\) \{\s*throw new UnauthorizedError\(\);\s*\}/g,
        'await this._authorize();',
      );
      return `import { OAuthTransport } from './oauthTransport.js';\n${authorized}`;
    };
    return {
      ...modules,
      'oauthTransport.js': base,
      [SSE]: derived(from, 'SSEClientTransport', 'this._eventSourceInit = opts?.eventSourceInit;'),
      [HTTP]: derived(
        modules[HTTP]!,
        'StreamableHTTPClientTransport',
        `this._hasCompletedAuthFlow = false;
        this._sessionId = opts?.sessionId;
        this._reconnectionOptions = opts?.reconnectionOptions ?? DEFAULT_STREAMABLE_HTTP_RECONNECTION_OPTIONS;`,
      ),
    };
  },
};

const refreshHelper: Drift = {
  name: 'refresh-and-store-in-helpers',
  format: 'esm',
  drift: (modules) =>
    each(modules, [AUTH], (text) => {
      const branch = 'if (tokens?.refresh_token) {';
      const body = bodyAt(text, branch);
      const asked = swapBlock(
        text,
        branch,
        `if (tokens?.refresh_token && (await tryRefresh(tokens.refresh_token))) {
        return 'AUTHORIZED';
    }`,
      );
      const helper = `const tryRefresh = async (refreshToken) => {
        ${swap(swap(body, 'refreshToken: tokens.refresh_token', 'refreshToken'), "return 'AUTHORIZED'", 'return true')}
        return false;
    };
    `;
      const declared = swap(asked, '// Handle token refresh or new authorization', helper);
      return swap(declared, /\bauthInternal\b/g, 'runAuthFlow');
    }),
};

/** As somebody did it who read half of the specification. */
const ownUnion = http('half-migrated-own-union', (text) =>
  swap(
    swap(
      text,
      'this._scope = scope;\n                        }',
      'this._scope = mergeScopes(this._scope, scope);\n                        }',
    ),
    'export class StreamableHTTPClientTransport {',
    `/** Both, each once. */
function mergeScopes(requested, challenged) {
    return [...new Set([...(requested ?? '').split(' '), ...challenged.split(' ')])].filter(Boolean).join(' ');
}
export class StreamableHTTPClientTransport {`,
  ),
);

const ownCounter = http('half-migrated-own-counter', (text) =>
  swap(
    swap(
      swapBlock(
        text,
        'if (this._lastUpscopingHeader === wwwAuthHeader) {',
        `if (++this._stepUps > MAX_STEP_UPS) {
                            throw new StreamableHTTPError(403, 'Server returned 403 after trying upscoping');
                        }`,
      ),
      'this._lastUpscopingHeader = undefined;',
      'this._stepUps = 0;',
    ),
    /\n.*_lastUpscopingHeader = wwwAuthHeader \?\? undefined;/g,
    '',
  )
    .replace(
      'this._hasCompletedAuthFlow = false;',
      'this._stepUps = 0;\n        this._hasCompletedAuthFlow = false;',
    )
    .replace('export class StreamableHTTPError', 'const MAX_STEP_UPS = 2;\nexport class StreamableHTTPError'),
);

const ownForce: Drift = {
  name: 'half-migrated-forced-reauthorization',
  format: 'esm',
  drift: (modules) =>
    each(
      each(modules, [AUTH], (text) =>
        swap(
          swap(
            text,
            'authorizationCode, scope, resourceMetadataUrl, fetchFn }',
            'authorizationCode, scope, resourceMetadataUrl, fetchFn, forceReauthorization = false }',
          ),
          /if \(tokens\?\.refresh_token\) \{/g,
          'if (tokens?.refresh_token && !forceReauthorization) {',
        ),
      ),
      [HTTP],
      (text) => {
        const forbidden = blockAt(text, ON_403);
        return swapBlock(
          text,
          ON_403,
          swap(
            forbidden,
            'fetchFn: this._fetch',
            'forceReauthorization: true,\n                            fetchFn: this._fetch',
          ),
        );
      },
    ),
};

const throwMode = http('half-migrated-throw-mode', (text) => {
  const class_ = `/** The server wants more scopes than the token has. */
export class InsufficientScopeError extends Error {
    constructor(requiredScope) {
        super(\`Insufficient scope: \${requiredScope}\`);
        this.name = 'InsufficientScopeError';
        this.requiredScope = requiredScope;
    }
}
`;
  const kept = swap(
    text,
    'this._authProvider = opts?.authProvider;',
    "this._authProvider = opts?.authProvider;\n        this._onInsufficientScope = opts?.onInsufficientScope ?? 'reauthorize';",
  );
  const thrown = swap(
    kept,
    "if (error === 'insufficient_scope') {",
    `if (error === 'insufficient_scope') {
                        if (this._onInsufficientScope === 'throw') {
                            throw new InsufficientScopeError(scope);
                        }`,
  );
  return swap(thrown, 'export class StreamableHTTPError', `${class_}export class StreamableHTTPError`);
});

/** A drift of the layout alone. */
function reformatted(name: string, layout: prettier.Options): Drift {
  const drift = (modules: ClientModules) => each(modules, [HTTP, SSE, AUTH], (text) => `${text}\n`);
  return { name, format: 'esm', layout, drift };
}

/** Of CJS, whose calls of imports are written `(0, auth_js_1.auth)(…)`. */
const commonJs: Drift = {
  name: 'commonjs-renamed-and-reordered',
  format: 'cjs',
  drift: (modules) =>
    each(modules, [HTTP], (text) => {
      const forbidden = blockAt(text, ON_403);
      const reordered = swapBlock(
        swapBlock(text, ON_403, ''),
        ON_401,
        `${forbidden}\n${blockAt(text, ON_401, inSend)}`,
        inSend,
      );
      return renameFields(
        { _authProvider: 'authProvider', _scope: 'currentScope', _lastUpscopingHeader: 'lastHeader' },
        swap(reordered, /\bauth_js_1\b/g, 'oauth'),
      );
    }),
};

/** Forks as they are found: each has gone its own way, and steps up as the published client does. */
export const drifts: readonly Drift[] = [
  renamed,
  privateState,
  forbiddenFirst,
  merged,
  method,
  moduleFunction,
  earlyReturns,
  switched,
  challengeObject,
  thenChain,
  destructured,
  optionsMethod,
  baseClass,
  refreshHelper,
  reformatted('reformatted-without-semicolons', {
    semi: false,
    singleQuote: true,
    useTabs: true,
    printWidth: 80,
  }),
  reformatted('reformatted-as-prettier-does', {
    printWidth: 120,
    arrowParens: 'avoid',
    trailingComma: 'none',
  }),
  ownUnion,
  ownCounter,
  ownForce,
  throwMode,
  commonJs,
];

/** As the sources of the SDK are formatted. */
const LAYOUT: prettier.Options = {
  tabWidth: 4,
  printWidth: 140,
  singleQuote: true,
  trailingComma: 'none',
  arrowParens: 'avoid',
};

/** What a drift changes or adds, formatted. @throws If it changes nothing. */
export async function driftedModules(
  { name, drift, layout = LAYOUT }: Drift,
  modules: ClientModules,
): Promise<ClientModules> {
  const drifted = Object.entries(drift(modules)).filter(([file, text]) => text !== modules[file]);
  if (drifted.length === 0) throw new Error(`${name} drifts nothing`);
  const texts = drifted.map(([, text]) => prettier.format(text, { parser: 'babel', ...layout }));
  const formatted = await Promise.all(texts);
  return Object.fromEntries(drifted.map(([file], i) => [file, formatted[i]!]));
}
