/* Generated from runtime/ by `npm run generate`. */
import type { VendoredDeclaration } from './vendored-runtime.ts';

/** What the runtime declares, each after what it uses: as TypeScript, with the types taken out, and the types alone. */
export const vendoredSources: { readonly [K in 'ts' | 'js' | 'dts']: readonly VendoredDeclaration[] } = {
  ts: [
    {
      name: 'InsufficientScopeReason',
      kind: 'type',
      comment: '/** Why a step-up was given up. */\n',
      code: "type InsufficientScopeReason =\n  /** The operation stepped up as often as the retry cap allows, and the server still wants more. */\n  | 'retry-cap-reached'\n  /** The challenge asks for nothing beyond what a step-up of this operation requested already. */\n  | 'nothing-to-add'\n  /** The host wants no step-up (`onInsufficientScope: 'throw'`, a retry cap of 0), or has nothing to authorize with. */\n  | 'step-up-disabled'\n  /** The user denied consent, or the host's `onBeforeStepUp` did. */\n  | 'denied'\n  /** The union has more scope tokens, or more characters, than the client is willing to request. */\n  | 'too-many-scopes';",
      uses: [],
    },
    {
      name: 'InsufficientScopeDetails',
      kind: 'type',
      comment:
        '/** What is known about a step-up that was given up. Values of a challenge are untrusted text. */\n',
      code: "interface InsufficientScopeDetails {\n  /** The challenged scope: what the operation needs (RFC 6750 §3), space-delimited. */\n  readonly requiredScope?: string | null | undefined;\n  /** The granted scope of the held token (RFC 6749 §5.1), space-delimited. */\n  readonly grantedScope?: string | null | undefined;\n  /** The challenge's `resource_metadata` (RFC 9728 §5.1): a string or a `URL`. */\n  readonly resourceMetadataUrl?: string | { readonly href: string } | null | undefined;\n  /** The challenge's `error_description` (RFC 6750 §3). */\n  readonly errorDescription?: string | null | undefined;\n  readonly reason: InsufficientScopeReason;\n  readonly cause?: unknown;\n}",
      uses: ['InsufficientScopeReason'],
    },
    {
      name: 'InsufficientScopeError',
      kind: 'value',
      comment:
        '/**\n * The server wants scopes that this client may no longer, or need not, ask for.\n * `instanceof` also holds for errors of another copy of this class, or of another realm.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `insufficient_scope`\n * @see MCP 2026-07-28, Scope Challenge Handling (SEP-2350)\n */\n',
      code: "class InsufficientScopeError extends Error {\n  override readonly name = 'InsufficientScopeError';\n  /** Stable across versions, copies and realms; test this rather than the message. */\n  readonly code = 'MCP_INSUFFICIENT_SCOPE';\n  readonly reason: InsufficientScopeReason;\n  readonly requiredScope: string | undefined;\n  readonly grantedScope: string | undefined;\n  readonly resourceMetadataUrl: string | undefined;\n  readonly errorDescription: string | undefined;\n\n  constructor(details: InsufficientScopeDetails) {\n    // No value of the challenge goes into the message: it may come from anyone, and messages end up in logs and pages.\n    super(`Insufficient scope: ${details.reason}`);\n    if (details.cause !== undefined) Object.assign(this, { cause: details.cause });\n    this.reason = details.reason;\n    this.requiredScope = details.requiredScope ?? undefined;\n    this.grantedScope = details.grantedScope ?? undefined;\n    const url = details.resourceMetadataUrl;\n    this.resourceMetadataUrl = typeof url === 'string' ? url : url?.href;\n    this.errorDescription = details.errorDescription ?? undefined;\n  }\n\n  static override [Symbol.hasInstance](value: unknown): boolean {\n    // A subclass keeps the ordinary meaning: only its own instances are its own.\n    if (this !== InsufficientScopeError) return super[Symbol.hasInstance](value);\n    return (value as { readonly code?: unknown } | null | undefined)?.code === 'MCP_INSUFFICIENT_SCOPE';\n  }\n}",
      uses: ['InsufficientScopeDetails', 'InsufficientScopeReason'],
    },
    {
      name: 'MAX_STEP_UP_RETRIES',
      kind: 'value',
      comment:
        '/**\n * The retry cap: how often one operation steps up before it is given up. Servers that challenge one scope at a time\n * need more than one.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD limit retries (SEP-2350)\n */\n',
      code: 'const MAX_STEP_UP_RETRIES = 3;',
      uses: [],
    },
    {
      name: 'operationName',
      kind: 'value',
      comment:
        '/**\n * Names what JSON-RPC messages do: the method with the tool, prompt or resource that it is about, such as\n * `tools/call:write_file`. A string names itself, anything else is nameless.\n * @param messages One message or a batch of them.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: attempts are tracked "per resource and operation"\n */\n',
      code: "function operationName(messages: unknown): string {\n  return [...new Set([messages].flat().map(nameOf))].join(' ').trim();\n}",
      uses: ['nameOf'],
    },
    {
      name: 'nameOf',
      kind: 'private',
      comment: '',
      code: "function nameOf(message: unknown): string {\n  if (typeof message === 'string') return message;\n  const { method, params } = (message ?? {}) as {\n    readonly method?: unknown;\n    readonly params?: { readonly name?: unknown; readonly uri?: unknown } | null;\n  };\n  if (typeof method !== 'string') return '';\n  const subject = params?.name ?? params?.uri;\n  return typeof subject === 'string' ? `${method}:${subject}` : method;\n}",
      uses: [],
    },
    {
      name: 'StepUpCount',
      kind: 'private',
      comment: '/** Step-ups of one operation since its last success. */\n',
      code: 'interface StepUpCount {\n  readonly count: number;\n  /** When the last one was, in milliseconds since the epoch. */\n  readonly at: number;\n}',
      uses: [],
    },
    {
      name: 'counts',
      kind: 'private',
      comment: '',
      code: 'const counts = new WeakMap<object, Map<string, StepUpCount>>();',
      uses: ['StepUpCount'],
    },
    {
      name: 'stepUpCounts',
      kind: 'value',
      comment:
        '/** The step-ups counted for an owner, by the name of the operation. What is no object keeps no count. */\n',
      code: 'function stepUpCounts(owner: unknown): Map<string, StepUpCount> {\n  const key = Object(owner) as object;\n  const known = counts.get(key) ?? new Map<string, StepUpCount>();\n  counts.set(key, known);\n  return known;\n}',
      uses: ['StepUpCount', 'counts'],
    },
    {
      name: 'clearStepUps',
      kind: 'value',
      comment:
        '/**\n * Forgets the step-ups counted for an operation, because it succeeded. The success of another operation says nothing\n * about this one, so it clears nothing.\n * @param owner As given to `countStepUp`.\n * @param operation As given to `countStepUp`.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n',
      code: 'function clearStepUps(owner: unknown, operation?: unknown): void {\n  stepUpCounts(owner).delete(operationName(operation));\n}',
      uses: ['operationName', 'stepUpCounts'],
    },
    {
      name: 'FORGOTTEN_AFTER',
      kind: 'private',
      comment:
        '/** After this long, in milliseconds, a user who left a consent open may be asked again. */\n',
      code: 'const FORGOTTEN_AFTER = 3_600_000;',
      uses: [],
    },
    {
      name: 'countStepUp',
      kind: 'value',
      comment:
        "/**\n * Counts a step-up of one operation, and tells how many there have been since its last success, this one included. An\n * hour after the last one it starts anew: a user who closed the consent page, or an authorization server that was down,\n * must not block the operation for as long as the process lives.\n * @param owner What lives as long as the attempts shall count: the OAuth client provider, so that operations sent again\n *   after a redirect, or by another transport, go on counting; or just the message that each retry sends again. What is\n *   no object is not counted.\n * @param operation The JSON-RPC message, or a name such as `'GET'` for the stream. Messages of one method about one\n *   tool, prompt or resource are one operation.\n * @returns 1 for the first step-up of the operation, 2 for the next, and so on.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n",
      code: 'function countStepUp(owner: unknown, operation?: unknown): number {\n  const counts = stepUpCounts(owner);\n  const name = operationName(operation);\n  const known = counts.get(name);\n  const at = Date.now();\n  const count = known && at - known.at < FORGOTTEN_AFTER ? known.count + 1 : 1;\n  counts.set(name, { count, at });\n  return count;\n}',
      uses: ['FORGOTTEN_AFTER', 'counts', 'operationName', 'stepUpCounts'],
    },
    {
      name: 'SCOPE_TOKEN',
      kind: 'private',
      comment: '/** RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`. */\n',
      code: 'const SCOPE_TOKEN = /^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$/;',
      uses: [],
    },
    {
      name: 'unionScopes',
      kind: 'value',
      comment:
        "/**\n * The union of scope strings: every scope token once, in first-seen order. Scope tokens are opaque and case-sensitive;\n * what is no scope token (RFC 6749 §3.3) is left out.\n * Pass the granted and the previously requested scope first and the challenged one last, so that a re-authorization\n * keeps what was granted.\n * @param scopes Space-delimited scope strings; anything else, such as `undefined`, counts as the empty set.\n * @returns The union, or `undefined` if it is empty (an empty `scope` parameter is not valid).\n * @example unionScopes('files:read', 'files:write files:read') // 'files:read files:write'\n * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-3.3 RFC 6749 §3.3}\n * @see MCP 2026-07-28, Step-Up Authorization Flow, step 2 (SEP-2350)\n */\n",
      code: "function unionScopes(...scopes: ReadonlyArray<string | null | undefined>): string | undefined {\n  // Plain JavaScript also passes `false`, by `condition && challenge.scope`.\n  const tokens = scopes.flatMap((scope) => (typeof scope === 'string' ? scope : '').split(/[\\t\\n\\v\\f\\r ]/));\n  return [...new Set(tokens)].filter((token) => SCOPE_TOKEN.test(token)).join(' ') || undefined;\n}",
      uses: ['SCOPE_TOKEN'],
    },
    {
      name: 'coversScope',
      kind: 'value',
      comment:
        '/** Whether a scope string holds every scope token of another one. Absent ones are empty. */\n',
      code: 'function coversScope(scope: string | null | undefined, needed: string | null | undefined): boolean {\n  return unionScopes(scope, needed) === unionScopes(scope);\n}',
      uses: ['unionScopes'],
    },
    {
      name: 'isStrictScopeSuperset',
      kind: 'value',
      comment:
        '/**\n * Whether a scope string holds every scope token of another one, and more: the case in which a refresh cannot give\n * what is asked for (RFC 6749 §6), so that a new authorization request has to be made.\n * @param scope The scope that will be requested, such as the union.\n * @param of The scope of the held token. Absent means that nothing is known to be granted: then every scope is more.\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: 'function isStrictScopeSuperset(\n  scope: string | null | undefined,\n  of: string | null | undefined,\n): boolean {\n  return coversScope(scope, of) && !coversScope(of, scope);\n}',
      uses: ['coversScope'],
    },
    {
      name: 'MAX_LENGTH',
      kind: 'private',
      comment: '/** Names are what attempts are counted by, and are kept in the state. */\n',
      code: 'const MAX_LENGTH = 200;',
      uses: [],
    },
    {
      name: 'operationOf',
      kind: 'value',
      comment:
        '/**\n * Names what a request does, so that its attempts can be counted (MCP: "per resource and operation"): the JSON-RPC\n * method with the tool, prompt or resource that it is about, such as `tools/call:write_file`, else the HTTP method.\n * @param method The HTTP method.\n * @param body The body. Only a string of JSON-RPC says more than the method.\n */\n',
      code: 'function operationOf(method: string, body: unknown): string {\n  return (namesIn(body) || method.toUpperCase()).slice(0, MAX_LENGTH);\n}',
      uses: ['MAX_LENGTH', 'namesIn'],
    },
    {
      name: 'namesIn',
      kind: 'private',
      comment: '',
      code: "function namesIn(body: unknown): string {\n  if (typeof body !== 'string') return '';\n  try {\n    return operationName(JSON.parse(body));\n  } catch {\n    // Not JSON, so not JSON-RPC: the HTTP method is all there is.\n    return '';\n  }\n}",
      uses: ['operationName'],
    },
    {
      name: 'PlatformUrl',
      kind: 'private',
      comment:
        "/** The platform's `URL`. ECMAScript has none, and this is vendored for projects that declare no more than that. */\n",
      code: 'type PlatformUrl = typeof globalThis extends { readonly URL: { readonly prototype: infer U } }\n  ? U\n  : { readonly href: string };',
      uses: [],
    },
    {
      name: 'URL',
      kind: 'private',
      comment: '',
      code: 'declare const URL: new (text: string) => PlatformUrl;',
      uses: ['PlatformUrl'],
    },
    {
      name: 'absoluteUrl',
      kind: 'value',
      comment: '/** The URL of an absolute one, and nothing of what is none. */\n',
      code: 'function absoluteUrl(text: unknown): PlatformUrl | undefined {\n  try {\n    return new URL(String(text));\n  } catch {\n    return undefined; // Not every platform that this is vendored for has `URL.canParse`.\n  }\n}',
      uses: ['PlatformUrl', 'URL'],
    },
    {
      name: 'Challenge',
      kind: 'type',
      comment:
        '/** One challenge of a `WWW-Authenticate` header (RFC 9110 §11.3). All of it is untrusted text. */\n',
      code: 'interface Challenge {\n  /** The auth-scheme, lower-cased: it is case-insensitive (RFC 9110 §11.1). */\n  readonly scheme: string;\n  /** Parameters by name, lower-cased, with values unescaped. It has no prototype. The first of a name counts. */\n  readonly params: Readonly<Record<string, string>>;\n  readonly token68?: string;\n  /** Names that came more than once, which RFC 9110 §11.2 forbids; their later values are left out. */\n  readonly duplicates?: readonly string[];\n}',
      uses: [],
    },
    {
      name: 'TOKEN',
      kind: 'private',
      comment: '/** RFC 9110 §5.6.2 `tchar`. */\n',
      code: "const TOKEN = /[!#$%&'*+\\-.^_`|~0-9A-Za-z]/;",
      uses: [],
    },
    {
      name: 'TOKEN68',
      kind: 'private',
      comment: '/** RFC 9110 §11.2 `token68`, without the padding. */\n',
      code: 'const TOKEN68 = /[A-Za-z0-9\\-._~+/]/;',
      uses: [],
    },
    { name: 'SPACE', kind: 'private', comment: '', code: 'const SPACE = /[\\t ]/;', uses: [] },
    {
      name: 'SEPARATOR',
      kind: 'private',
      comment:
        '/** What ends a list element: `,`, and `;`, which is no separator but is seen in the wild. */\n',
      code: 'const SEPARATOR = /[,;]/;',
      uses: [],
    },
    {
      name: 'UNQUOTED',
      kind: 'private',
      comment: '/** A value without quotes ends at either. */\n',
      code: 'const UNQUOTED = /[^\\t ,;]/;',
      uses: [],
    },
    {
      name: 'parseChallenges',
      kind: 'value',
      comment:
        "/**\n * Reads the challenges of a response's `WWW-Authenticate` field lines, in order: a tokenizer for the challenge lists\n * of RFC 9110 §11.6.1, linear in its input. It never throws, and never reads a parameter out of a quoted value.\n * @param headers The field value, as `Headers.get` gives it, or the field lines; `null` if there is none.\n * @returns Every challenge. What cannot be read is skipped; values that are not quoted may hold more than RFC 9110\n * allows, such as the `:` of a scope.\n * @example parseChallenges('Basic realm=\"x\", Bearer scope=\"a b\"')[1]?.params.scope // 'a b'\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}\n */\n",
      code: "function parseChallenges(\n  headers: string | readonly string[] | null | undefined,\n): readonly Challenge[] {\n  const text = typeof headers === 'string' ? headers : (headers ?? []).join(', ');\n  const challenges: Open[] = [];\n  let current: Open | undefined;\n  let at = 0;\n\n  const run = (pattern: RegExp): string => {\n    const start = at;\n    while (at < text.length && pattern.test(text[at]!)) at++;\n    return text.slice(start, at);\n  };\n  const quoted = (): string => {\n    let value = '';\n    for (at++; at < text.length && text[at] !== '\"'; at++) {\n      if (text[at] === '\\\\' && at + 1 < text.length) at++;\n      value += text[at];\n    }\n    at++;\n    return value;\n  };\n  /** `token68` behind a scheme, if all of the element is one: `Negotiate YII…==`. */\n  const token68 = (): string | undefined => {\n    const start = at;\n    const value = run(TOKEN68) + run(/=/);\n    run(SPACE);\n    if (value !== '' && (at === text.length || SEPARATOR.test(text[at]!))) return value;\n    at = start;\n    return undefined;\n  };\n  /** The names that came more than once in the last challenge. */\n  const repeated = new Set<string>();\n  const add = (challenge: Open, name: string, value: string): void => {\n    if (!(name in challenge.params)) challenge.params[name] = value;\n    else if (!repeated.has(name)) {\n      repeated.add(name);\n      (challenge.duplicates ??= []).push(name);\n    }\n  };\n\n  while (at < text.length) {\n    const name = run(TOKEN).toLowerCase();\n    const hadSpace = run(SPACE) !== '';\n    if (name === '') {\n      // A separator, or something that belongs nowhere.\n      if (text[at] === '\"') quoted();\n      else if (!hadSpace) at++;\n    } else if (text[at] === '=') {\n      at++;\n      run(SPACE);\n      const value = text[at] === '\"' ? quoted() : run(UNQUOTED);\n      if (current) add(current, name, value);\n    } else {\n      current = { scheme: name, params: Object.create(null) as Record<string, string> };\n      challenges.push(current);\n      repeated.clear();\n      const credential = hadSpace ? token68() : undefined;\n      // `Negotiate, Bearer …`: another scheme is no token68, for it stands behind a separator.\n      if (credential !== undefined) current.token68 = credential;\n    }\n  }\n  return challenges;\n}",
      uses: ['Challenge', 'Open', 'SEPARATOR', 'SPACE', 'TOKEN', 'TOKEN68', 'UNQUOTED'],
    },
    {
      name: 'Open',
      kind: 'private',
      comment: '',
      code: 'interface Open {\n  scheme: string;\n  params: Record<string, string>;\n  token68?: string;\n  duplicates?: string[];\n}',
      uses: [],
    },
    {
      name: 'SelectedChallenge',
      kind: 'type',
      comment: '/** What a client acts on: the parameters of one challenge, never of several together. */\n',
      code: 'interface SelectedChallenge {\n  readonly scheme: string;\n  /** RFC 6750 §3.1; case-sensitive. */\n  readonly error?: string | undefined;\n  readonly error_description?: string | undefined;\n  /** The scope tokens that are legal (RFC 6749 §3.3), each once; absent if none is left. */\n  readonly scope?: string | undefined;\n  /** RFC 9728 §5.1. */\n  readonly resource_metadata?: string | undefined;\n}',
      uses: [],
    },
    {
      name: 'selectChallenge',
      kind: 'value',
      comment:
        '/**\n * The challenge that an OAuth client answers: the first of Bearer or DPoP with `error="insufficient_scope"`, else the\n * first with `scope` or `resource_metadata`, else the first.\n * @param challenges What `parseChallenges` read.\n * @returns `undefined` if there is no Bearer (RFC 6750) or DPoP (RFC 9449) challenge.\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}: the client picks one challenge\n */\n',
      code: "function selectChallenge(challenges: readonly Challenge[]): SelectedChallenge | undefined {\n  const known = challenges.filter(({ scheme }) => scheme === 'bearer' || scheme === 'dpop');\n  const chosen =\n    known.find(({ params }) => params['error'] === 'insufficient_scope') ??\n    known.find(({ params }) => 'scope' in params || 'resource_metadata' in params) ??\n    known[0];\n  if (!chosen) return undefined;\n  const { error, error_description, scope, resource_metadata } = chosen.params;\n  return { scheme: chosen.scheme, error, error_description, scope: unionScopes(scope), resource_metadata };\n}",
      uses: ['Challenge', 'SelectedChallenge', 'unionScopes'],
    },
    {
      name: 'ReadChallenge',
      kind: 'type',
      comment:
        "/** What a step-up needs of a challenge, by the names that the SDK's `extractWWWAuthenticateParams` has for it. */\n",
      code: 'interface ReadChallenge {\n  /** RFC 6750 §3.1. */\n  readonly error?: string | undefined;\n  /** The challenged scope, space-delimited. */\n  readonly scope?: string | undefined;\n  /** RFC 9728 §5.1. */\n  readonly resourceMetadataUrl?: ReturnType<typeof absoluteUrl>;\n}',
      uses: ['absoluteUrl'],
    },
    {
      name: 'readChallenge',
      kind: 'value',
      comment:
        '/**\n * Reads the challenge of a response that a client answers, as `selectChallenge` chooses it. In the place of an\n * `extractWWWAuthenticateParams` that does not give the error (SDK before 1.23.0).\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}\n */\n',
      code: "function readChallenge(response: {\n  readonly headers?: { get(name: string): string | null };\n}): ReadChallenge {\n  // Stand-ins for responses, as tests and middleware make them, may have no headers.\n  const challenge = selectChallenge(parseChallenges(response.headers?.get('www-authenticate')));\n  return {\n    error: challenge?.error,\n    scope: challenge?.scope,\n    resourceMetadataUrl: absoluteUrl(challenge?.resource_metadata),\n  };\n}",
      uses: ['ReadChallenge', 'absoluteUrl', 'parseChallenges', 'selectChallenge'],
    },
    {
      name: 'viewOf',
      kind: 'value',
      comment:
        '/** An OAuth client provider with some members replaced. Its own methods still run on itself, as private fields want it. */\n',
      code: "function viewOf<P extends object>(provider: P, replaced: Readonly<Record<PropertyKey, unknown>>): P {\n  const names = new Set<PropertyKey>(Object.keys(replaced));\n  // The target is another object: of a frozen one a proxy may show nothing but the truth.\n  return new Proxy(Object.create(Object.getPrototypeOf(provider) as object | null) as P, {\n    get(_target, key) {\n      if (names.has(key)) return replaced[key];\n      const value = provider[key as keyof P];\n      return typeof value === 'function' ? (value.bind(provider) as unknown) : value;\n    },\n    has: (_target, key) => key in provider,\n  });\n}",
      uses: [],
    },
    {
      name: 'withoutWideningRefresh',
      kind: 'value',
      comment:
        '/**\n * A view of an OAuth client provider that hides the refresh token as long as the scope to be requested exceeds what the\n * held token was granted. For an `auth()` without the option `forceReauthorization`, which would refresh, although a\n * refresh cannot widen the scope.\n * @param provider The provider; all but `tokens()` is handed through.\n * @param scope The union to be requested, space-delimited.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 RFC 6749 §6}\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: 'function withoutWideningRefresh<P extends object>(provider: P, scope: string | null | undefined): P {\n  const { tokens } = provider as { readonly tokens?: (...context: unknown[]) => unknown };\n  return viewOf(provider, {\n    tokens: async (...context: unknown[]) => {\n      const held = (await tokens?.apply(provider, context)) as { readonly scope?: string } | undefined;\n      return held && isStrictScopeSuperset(scope, held.scope) ? { ...held, refresh_token: undefined } : held;\n    },\n  });\n}',
      uses: ['isStrictScopeSuperset', 'viewOf'],
    },
  ],
  js: [
    {
      name: 'InsufficientScopeError',
      kind: 'value',
      comment:
        '/**\n * The server wants scopes that this client may no longer, or need not, ask for.\n * `instanceof` also holds for errors of another copy of this class, or of another realm.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `insufficient_scope`\n * @see MCP 2026-07-28, Scope Challenge Handling (SEP-2350)\n */\n',
      code: "class InsufficientScopeError extends Error {\n  name = 'InsufficientScopeError';\n  /** Stable across versions, copies and realms; test this rather than the message. */\n  code = 'MCP_INSUFFICIENT_SCOPE';\n  reason;\n  requiredScope;\n  grantedScope;\n  resourceMetadataUrl;\n  errorDescription;\n  constructor(details) {\n    // No value of the challenge goes into the message: it may come from anyone, and messages end up in logs and pages.\n    super(`Insufficient scope: ${details.reason}`);\n    if (details.cause !== undefined) Object.assign(this, { cause: details.cause });\n    this.reason = details.reason;\n    this.requiredScope = details.requiredScope ?? undefined;\n    this.grantedScope = details.grantedScope ?? undefined;\n    const url = details.resourceMetadataUrl;\n    this.resourceMetadataUrl = typeof url === 'string' ? url : url?.href;\n    this.errorDescription = details.errorDescription ?? undefined;\n  }\n  static [Symbol.hasInstance](value) {\n    // A subclass keeps the ordinary meaning: only its own instances are its own.\n    if (this !== InsufficientScopeError) return super[Symbol.hasInstance](value);\n    return value?.code === 'MCP_INSUFFICIENT_SCOPE';\n  }\n}",
      uses: [],
    },
    {
      name: 'MAX_STEP_UP_RETRIES',
      kind: 'value',
      comment:
        '/**\n * The retry cap: how often one operation steps up before it is given up. Servers that challenge one scope at a time\n * need more than one.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD limit retries (SEP-2350)\n */\n',
      code: 'const MAX_STEP_UP_RETRIES = 3;',
      uses: [],
    },
    {
      name: 'operationName',
      kind: 'value',
      comment:
        '/**\n * Names what JSON-RPC messages do: the method with the tool, prompt or resource that it is about, such as\n * `tools/call:write_file`. A string names itself, anything else is nameless.\n * @param messages One message or a batch of them.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: attempts are tracked "per resource and operation"\n */\n',
      code: "function operationName(messages) {\n  return [...new Set([messages].flat().map(nameOf))].join(' ').trim();\n}",
      uses: ['nameOf'],
    },
    {
      name: 'nameOf',
      kind: 'private',
      comment: '',
      code: "function nameOf(message) {\n  if (typeof message === 'string') return message;\n  const { method, params } = message ?? {};\n  if (typeof method !== 'string') return '';\n  const subject = params?.name ?? params?.uri;\n  return typeof subject === 'string' ? `${method}:${subject}` : method;\n}",
      uses: [],
    },
    { name: 'counts', kind: 'private', comment: '', code: 'const counts = new WeakMap();', uses: [] },
    {
      name: 'stepUpCounts',
      kind: 'value',
      comment:
        '/** The step-ups counted for an owner, by the name of the operation. What is no object keeps no count. */\n',
      code: 'function stepUpCounts(owner) {\n  const key = Object(owner);\n  const known = counts.get(key) ?? new Map();\n  counts.set(key, known);\n  return known;\n}',
      uses: ['counts'],
    },
    {
      name: 'clearStepUps',
      kind: 'value',
      comment:
        '/**\n * Forgets the step-ups counted for an operation, because it succeeded. The success of another operation says nothing\n * about this one, so it clears nothing.\n * @param owner As given to `countStepUp`.\n * @param operation As given to `countStepUp`.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n',
      code: 'function clearStepUps(owner, operation) {\n  stepUpCounts(owner).delete(operationName(operation));\n}',
      uses: ['operationName', 'stepUpCounts'],
    },
    {
      name: 'FORGOTTEN_AFTER',
      kind: 'private',
      comment:
        '/** After this long, in milliseconds, a user who left a consent open may be asked again. */\n',
      code: 'const FORGOTTEN_AFTER = 3_600_000;',
      uses: [],
    },
    {
      name: 'countStepUp',
      kind: 'value',
      comment:
        "/**\n * Counts a step-up of one operation, and tells how many there have been since its last success, this one included. An\n * hour after the last one it starts anew: a user who closed the consent page, or an authorization server that was down,\n * must not block the operation for as long as the process lives.\n * @param owner What lives as long as the attempts shall count: the OAuth client provider, so that operations sent again\n *   after a redirect, or by another transport, go on counting; or just the message that each retry sends again. What is\n *   no object is not counted.\n * @param operation The JSON-RPC message, or a name such as `'GET'` for the stream. Messages of one method about one\n *   tool, prompt or resource are one operation.\n * @returns 1 for the first step-up of the operation, 2 for the next, and so on.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n",
      code: 'function countStepUp(owner, operation) {\n  const counts = stepUpCounts(owner);\n  const name = operationName(operation);\n  const known = counts.get(name);\n  const at = Date.now();\n  const count = known && at - known.at < FORGOTTEN_AFTER ? known.count + 1 : 1;\n  counts.set(name, { count, at });\n  return count;\n}',
      uses: ['FORGOTTEN_AFTER', 'counts', 'operationName', 'stepUpCounts'],
    },
    {
      name: 'SCOPE_TOKEN',
      kind: 'private',
      comment: '/** RFC 6749 §3.3: `scope-token = 1*( %x21 / %x23-5B / %x5D-7E )`. */\n',
      code: 'const SCOPE_TOKEN = /^[\\x21\\x23-\\x5B\\x5D-\\x7E]+$/;',
      uses: [],
    },
    {
      name: 'unionScopes',
      kind: 'value',
      comment:
        "/**\n * The union of scope strings: every scope token once, in first-seen order. Scope tokens are opaque and case-sensitive;\n * what is no scope token (RFC 6749 §3.3) is left out.\n * Pass the granted and the previously requested scope first and the challenged one last, so that a re-authorization\n * keeps what was granted.\n * @param scopes Space-delimited scope strings; anything else, such as `undefined`, counts as the empty set.\n * @returns The union, or `undefined` if it is empty (an empty `scope` parameter is not valid).\n * @example unionScopes('files:read', 'files:write files:read') // 'files:read files:write'\n * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-3.3 RFC 6749 §3.3}\n * @see MCP 2026-07-28, Step-Up Authorization Flow, step 2 (SEP-2350)\n */\n",
      code: "function unionScopes(...scopes) {\n  // Plain JavaScript also passes `false`, by `condition && challenge.scope`.\n  const tokens = scopes.flatMap((scope) => (typeof scope === 'string' ? scope : '').split(/[\\t\\n\\v\\f\\r ]/));\n  return [...new Set(tokens)].filter((token) => SCOPE_TOKEN.test(token)).join(' ') || undefined;\n}",
      uses: ['SCOPE_TOKEN'],
    },
    {
      name: 'coversScope',
      kind: 'value',
      comment:
        '/** Whether a scope string holds every scope token of another one. Absent ones are empty. */\n',
      code: 'function coversScope(scope, needed) {\n  return unionScopes(scope, needed) === unionScopes(scope);\n}',
      uses: ['unionScopes'],
    },
    {
      name: 'isStrictScopeSuperset',
      kind: 'value',
      comment:
        '/**\n * Whether a scope string holds every scope token of another one, and more: the case in which a refresh cannot give\n * what is asked for (RFC 6749 §6), so that a new authorization request has to be made.\n * @param scope The scope that will be requested, such as the union.\n * @param of The scope of the held token. Absent means that nothing is known to be granted: then every scope is more.\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: 'function isStrictScopeSuperset(scope, of) {\n  return coversScope(scope, of) && !coversScope(of, scope);\n}',
      uses: ['coversScope'],
    },
    {
      name: 'MAX_LENGTH',
      kind: 'private',
      comment: '/** Names are what attempts are counted by, and are kept in the state. */\n',
      code: 'const MAX_LENGTH = 200;',
      uses: [],
    },
    {
      name: 'operationOf',
      kind: 'value',
      comment:
        '/**\n * Names what a request does, so that its attempts can be counted (MCP: "per resource and operation"): the JSON-RPC\n * method with the tool, prompt or resource that it is about, such as `tools/call:write_file`, else the HTTP method.\n * @param method The HTTP method.\n * @param body The body. Only a string of JSON-RPC says more than the method.\n */\n',
      code: 'function operationOf(method, body) {\n  return (namesIn(body) || method.toUpperCase()).slice(0, MAX_LENGTH);\n}',
      uses: ['MAX_LENGTH', 'namesIn'],
    },
    {
      name: 'namesIn',
      kind: 'private',
      comment: '',
      code: "function namesIn(body) {\n  if (typeof body !== 'string') return '';\n  try {\n    return operationName(JSON.parse(body));\n  } catch {\n    // Not JSON, so not JSON-RPC: the HTTP method is all there is.\n    return '';\n  }\n}",
      uses: ['operationName'],
    },
    {
      name: 'absoluteUrl',
      kind: 'value',
      comment: '/** The URL of an absolute one, and nothing of what is none. */\n',
      code: 'function absoluteUrl(text) {\n  try {\n    return new URL(String(text));\n  } catch {\n    return undefined; // Not every platform that this is vendored for has `URL.canParse`.\n  }\n}',
      uses: ['URL'],
    },
    {
      name: 'TOKEN',
      kind: 'private',
      comment: '/** RFC 9110 §5.6.2 `tchar`. */\n',
      code: "const TOKEN = /[!#$%&'*+\\-.^_`|~0-9A-Za-z]/;",
      uses: [],
    },
    {
      name: 'TOKEN68',
      kind: 'private',
      comment: '/** RFC 9110 §11.2 `token68`, without the padding. */\n',
      code: 'const TOKEN68 = /[A-Za-z0-9\\-._~+/]/;',
      uses: [],
    },
    { name: 'SPACE', kind: 'private', comment: '', code: 'const SPACE = /[\\t ]/;', uses: [] },
    {
      name: 'SEPARATOR',
      kind: 'private',
      comment:
        '/** What ends a list element: `,`, and `;`, which is no separator but is seen in the wild. */\n',
      code: 'const SEPARATOR = /[,;]/;',
      uses: [],
    },
    {
      name: 'UNQUOTED',
      kind: 'private',
      comment: '/** A value without quotes ends at either. */\n',
      code: 'const UNQUOTED = /[^\\t ,;]/;',
      uses: [],
    },
    {
      name: 'parseChallenges',
      kind: 'value',
      comment:
        "/**\n * Reads the challenges of a response's `WWW-Authenticate` field lines, in order: a tokenizer for the challenge lists\n * of RFC 9110 §11.6.1, linear in its input. It never throws, and never reads a parameter out of a quoted value.\n * @param headers The field value, as `Headers.get` gives it, or the field lines; `null` if there is none.\n * @returns Every challenge. What cannot be read is skipped; values that are not quoted may hold more than RFC 9110\n * allows, such as the `:` of a scope.\n * @example parseChallenges('Basic realm=\"x\", Bearer scope=\"a b\"')[1]?.params.scope // 'a b'\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}\n */\n",
      code: "function parseChallenges(headers) {\n  const text = typeof headers === 'string' ? headers : (headers ?? []).join(', ');\n  const challenges = [];\n  let current;\n  let at = 0;\n  const run = (pattern) => {\n    const start = at;\n    while (at < text.length && pattern.test(text[at])) at++;\n    return text.slice(start, at);\n  };\n  const quoted = () => {\n    let value = '';\n    for (at++; at < text.length && text[at] !== '\"'; at++) {\n      if (text[at] === '\\\\' && at + 1 < text.length) at++;\n      value += text[at];\n    }\n    at++;\n    return value;\n  };\n  /** `token68` behind a scheme, if all of the element is one: `Negotiate YII…==`. */\n  const token68 = () => {\n    const start = at;\n    const value = run(TOKEN68) + run(/=/);\n    run(SPACE);\n    if (value !== '' && (at === text.length || SEPARATOR.test(text[at]))) return value;\n    at = start;\n    return undefined;\n  };\n  /** The names that came more than once in the last challenge. */\n  const repeated = new Set();\n  const add = (challenge, name, value) => {\n    if (!(name in challenge.params)) challenge.params[name] = value;\n    else if (!repeated.has(name)) {\n      repeated.add(name);\n      (challenge.duplicates ??= []).push(name);\n    }\n  };\n  while (at < text.length) {\n    const name = run(TOKEN).toLowerCase();\n    const hadSpace = run(SPACE) !== '';\n    if (name === '') {\n      // A separator, or something that belongs nowhere.\n      if (text[at] === '\"') quoted();\n      else if (!hadSpace) at++;\n    } else if (text[at] === '=') {\n      at++;\n      run(SPACE);\n      const value = text[at] === '\"' ? quoted() : run(UNQUOTED);\n      if (current) add(current, name, value);\n    } else {\n      current = { scheme: name, params: Object.create(null) };\n      challenges.push(current);\n      repeated.clear();\n      const credential = hadSpace ? token68() : undefined;\n      // `Negotiate, Bearer …`: another scheme is no token68, for it stands behind a separator.\n      if (credential !== undefined) current.token68 = credential;\n    }\n  }\n  return challenges;\n}",
      uses: ['SEPARATOR', 'SPACE', 'TOKEN', 'TOKEN68', 'UNQUOTED'],
    },
    {
      name: 'selectChallenge',
      kind: 'value',
      comment:
        '/**\n * The challenge that an OAuth client answers: the first of Bearer or DPoP with `error="insufficient_scope"`, else the\n * first with `scope` or `resource_metadata`, else the first.\n * @param challenges What `parseChallenges` read.\n * @returns `undefined` if there is no Bearer (RFC 6750) or DPoP (RFC 9449) challenge.\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}: the client picks one challenge\n */\n',
      code: "function selectChallenge(challenges) {\n  const known = challenges.filter(({ scheme }) => scheme === 'bearer' || scheme === 'dpop');\n  const chosen =\n    known.find(({ params }) => params['error'] === 'insufficient_scope') ??\n    known.find(({ params }) => 'scope' in params || 'resource_metadata' in params) ??\n    known[0];\n  if (!chosen) return undefined;\n  const { error, error_description, scope, resource_metadata } = chosen.params;\n  return { scheme: chosen.scheme, error, error_description, scope: unionScopes(scope), resource_metadata };\n}",
      uses: ['unionScopes'],
    },
    {
      name: 'readChallenge',
      kind: 'value',
      comment:
        '/**\n * Reads the challenge of a response that a client answers, as `selectChallenge` chooses it. In the place of an\n * `extractWWWAuthenticateParams` that does not give the error (SDK before 1.23.0).\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}\n */\n',
      code: "function readChallenge(response) {\n  // Stand-ins for responses, as tests and middleware make them, may have no headers.\n  const challenge = selectChallenge(parseChallenges(response.headers?.get('www-authenticate')));\n  return {\n    error: challenge?.error,\n    scope: challenge?.scope,\n    resourceMetadataUrl: absoluteUrl(challenge?.resource_metadata),\n  };\n}",
      uses: ['absoluteUrl', 'parseChallenges', 'selectChallenge'],
    },
    {
      name: 'viewOf',
      kind: 'value',
      comment:
        '/** An OAuth client provider with some members replaced. Its own methods still run on itself, as private fields want it. */\n',
      code: "function viewOf(provider, replaced) {\n  const names = new Set(Object.keys(replaced));\n  // The target is another object: of a frozen one a proxy may show nothing but the truth.\n  return new Proxy(Object.create(Object.getPrototypeOf(provider)), {\n    get(_target, key) {\n      if (names.has(key)) return replaced[key];\n      const value = provider[key];\n      return typeof value === 'function' ? value.bind(provider) : value;\n    },\n    has: (_target, key) => key in provider,\n  });\n}",
      uses: [],
    },
    {
      name: 'withoutWideningRefresh',
      kind: 'value',
      comment:
        '/**\n * A view of an OAuth client provider that hides the refresh token as long as the scope to be requested exceeds what the\n * held token was granted. For an `auth()` without the option `forceReauthorization`, which would refresh, although a\n * refresh cannot widen the scope.\n * @param provider The provider; all but `tokens()` is handed through.\n * @param scope The union to be requested, space-delimited.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 RFC 6749 §6}\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: 'function withoutWideningRefresh(provider, scope) {\n  const { tokens } = provider;\n  return viewOf(provider, {\n    tokens: async (...context) => {\n      const held = await tokens?.apply(provider, context);\n      return held && isStrictScopeSuperset(scope, held.scope) ? { ...held, refresh_token: undefined } : held;\n    },\n  });\n}',
      uses: ['isStrictScopeSuperset', 'viewOf'],
    },
  ],
  dts: [
    {
      name: 'InsufficientScopeReason',
      kind: 'type',
      comment: '/** Why a step-up was given up. */\n',
      code: "type InsufficientScopeReason =\n  /** The operation stepped up as often as the retry cap allows, and the server still wants more. */\n  | 'retry-cap-reached'\n  /** The challenge asks for nothing beyond what a step-up of this operation requested already. */\n  | 'nothing-to-add'\n  /** The host wants no step-up (`onInsufficientScope: 'throw'`, a retry cap of 0), or has nothing to authorize with. */\n  | 'step-up-disabled'\n  /** The user denied consent, or the host's `onBeforeStepUp` did. */\n  | 'denied'\n  /** The union has more scope tokens, or more characters, than the client is willing to request. */\n  | 'too-many-scopes';",
      uses: [],
    },
    {
      name: 'InsufficientScopeDetails',
      kind: 'type',
      comment:
        '/** What is known about a step-up that was given up. Values of a challenge are untrusted text. */\n',
      code: "interface InsufficientScopeDetails {\n  /** The challenged scope: what the operation needs (RFC 6750 §3), space-delimited. */\n  readonly requiredScope?: string | null | undefined;\n  /** The granted scope of the held token (RFC 6749 §5.1), space-delimited. */\n  readonly grantedScope?: string | null | undefined;\n  /** The challenge's `resource_metadata` (RFC 9728 §5.1): a string or a `URL`. */\n  readonly resourceMetadataUrl?:\n    | string\n    | {\n        readonly href: string;\n      }\n    | null\n    | undefined;\n  /** The challenge's `error_description` (RFC 6750 §3). */\n  readonly errorDescription?: string | null | undefined;\n  readonly reason: InsufficientScopeReason;\n  readonly cause?: unknown;\n}",
      uses: ['InsufficientScopeReason'],
    },
    {
      name: 'InsufficientScopeError',
      kind: 'value',
      comment:
        '/**\n * The server wants scopes that this client may no longer, or need not, ask for.\n * `instanceof` also holds for errors of another copy of this class, or of another realm.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `insufficient_scope`\n * @see MCP 2026-07-28, Scope Challenge Handling (SEP-2350)\n */\n',
      code: "declare class InsufficientScopeError extends Error {\n  readonly name = 'InsufficientScopeError';\n  /** Stable across versions, copies and realms; test this rather than the message. */\n  readonly code = 'MCP_INSUFFICIENT_SCOPE';\n  readonly reason: InsufficientScopeReason;\n  readonly requiredScope: string | undefined;\n  readonly grantedScope: string | undefined;\n  readonly resourceMetadataUrl: string | undefined;\n  readonly errorDescription: string | undefined;\n  constructor(details: InsufficientScopeDetails);\n  static [Symbol.hasInstance](value: unknown): boolean;\n}",
      uses: ['InsufficientScopeDetails', 'InsufficientScopeReason'],
    },
    {
      name: 'MAX_STEP_UP_RETRIES',
      kind: 'value',
      comment:
        '/**\n * The retry cap: how often one operation steps up before it is given up. Servers that challenge one scope at a time\n * need more than one.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD limit retries (SEP-2350)\n */\n',
      code: 'declare const MAX_STEP_UP_RETRIES = 3;',
      uses: [],
    },
    {
      name: 'operationName',
      kind: 'value',
      comment:
        '/**\n * Names what JSON-RPC messages do: the method with the tool, prompt or resource that it is about, such as\n * `tools/call:write_file`. A string names itself, anything else is nameless.\n * @param messages One message or a batch of them.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: attempts are tracked "per resource and operation"\n */\n',
      code: 'declare function operationName(messages: unknown): string;',
      uses: [],
    },
    {
      name: 'StepUpCount',
      kind: 'private',
      comment: '/** Step-ups of one operation since its last success. */\n',
      code: 'interface StepUpCount {\n  readonly count: number;\n  /** When the last one was, in milliseconds since the epoch. */\n  readonly at: number;\n}',
      uses: [],
    },
    {
      name: 'stepUpCounts',
      kind: 'value',
      comment:
        '/** The step-ups counted for an owner, by the name of the operation. What is no object keeps no count. */\n',
      code: 'declare function stepUpCounts(owner: unknown): Map<string, StepUpCount>;',
      uses: ['StepUpCount'],
    },
    {
      name: 'clearStepUps',
      kind: 'value',
      comment:
        '/**\n * Forgets the step-ups counted for an operation, because it succeeded. The success of another operation says nothing\n * about this one, so it clears nothing.\n * @param owner As given to `countStepUp`.\n * @param operation As given to `countStepUp`.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n',
      code: 'declare function clearStepUps(owner: unknown, operation?: unknown): void;',
      uses: [],
    },
    {
      name: 'countStepUp',
      kind: 'value',
      comment:
        "/**\n * Counts a step-up of one operation, and tells how many there have been since its last success, this one included. An\n * hour after the last one it starts anew: a user who closed the consent page, or an authorization server that was down,\n * must not block the operation for as long as the process lives.\n * @param owner What lives as long as the attempts shall count: the OAuth client provider, so that operations sent again\n *   after a redirect, or by another transport, go on counting; or just the message that each retry sends again. What is\n *   no object is not counted.\n * @param operation The JSON-RPC message, or a name such as `'GET'` for the stream. Messages of one method about one\n *   tool, prompt or resource are one operation.\n * @returns 1 for the first step-up of the operation, 2 for the next, and so on.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n",
      code: 'declare function countStepUp(owner: unknown, operation?: unknown): number;',
      uses: [],
    },
    {
      name: 'unionScopes',
      kind: 'value',
      comment:
        "/**\n * The union of scope strings: every scope token once, in first-seen order. Scope tokens are opaque and case-sensitive;\n * what is no scope token (RFC 6749 §3.3) is left out.\n * Pass the granted and the previously requested scope first and the challenged one last, so that a re-authorization\n * keeps what was granted.\n * @param scopes Space-delimited scope strings; anything else, such as `undefined`, counts as the empty set.\n * @returns The union, or `undefined` if it is empty (an empty `scope` parameter is not valid).\n * @example unionScopes('files:read', 'files:write files:read') // 'files:read files:write'\n * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-3.3 RFC 6749 §3.3}\n * @see MCP 2026-07-28, Step-Up Authorization Flow, step 2 (SEP-2350)\n */\n",
      code: 'declare function unionScopes(...scopes: ReadonlyArray<string | null | undefined>): string | undefined;',
      uses: [],
    },
    {
      name: 'coversScope',
      kind: 'value',
      comment:
        '/** Whether a scope string holds every scope token of another one. Absent ones are empty. */\n',
      code: 'declare function coversScope(\n  scope: string | null | undefined,\n  needed: string | null | undefined,\n): boolean;',
      uses: [],
    },
    {
      name: 'isStrictScopeSuperset',
      kind: 'value',
      comment:
        '/**\n * Whether a scope string holds every scope token of another one, and more: the case in which a refresh cannot give\n * what is asked for (RFC 6749 §6), so that a new authorization request has to be made.\n * @param scope The scope that will be requested, such as the union.\n * @param of The scope of the held token. Absent means that nothing is known to be granted: then every scope is more.\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: 'declare function isStrictScopeSuperset(\n  scope: string | null | undefined,\n  of: string | null | undefined,\n): boolean;',
      uses: [],
    },
    {
      name: 'operationOf',
      kind: 'value',
      comment:
        '/**\n * Names what a request does, so that its attempts can be counted (MCP: "per resource and operation"): the JSON-RPC\n * method with the tool, prompt or resource that it is about, such as `tools/call:write_file`, else the HTTP method.\n * @param method The HTTP method.\n * @param body The body. Only a string of JSON-RPC says more than the method.\n */\n',
      code: 'declare function operationOf(method: string, body: unknown): string;',
      uses: [],
    },
    {
      name: 'PlatformUrl',
      kind: 'private',
      comment:
        "/** The platform's `URL`. ECMAScript has none, and this is vendored for projects that declare no more than that. */\n",
      code: 'type PlatformUrl = typeof globalThis extends {\n  readonly URL: {\n    readonly prototype: infer U;\n  };\n}\n  ? U\n  : {\n      readonly href: string;\n    };',
      uses: [],
    },
    {
      name: 'absoluteUrl',
      kind: 'value',
      comment: '/** The URL of an absolute one, and nothing of what is none. */\n',
      code: 'declare function absoluteUrl(text: unknown): PlatformUrl | undefined;',
      uses: ['PlatformUrl'],
    },
    {
      name: 'Challenge',
      kind: 'type',
      comment:
        '/** One challenge of a `WWW-Authenticate` header (RFC 9110 §11.3). All of it is untrusted text. */\n',
      code: 'interface Challenge {\n  /** The auth-scheme, lower-cased: it is case-insensitive (RFC 9110 §11.1). */\n  readonly scheme: string;\n  /** Parameters by name, lower-cased, with values unescaped. It has no prototype. The first of a name counts. */\n  readonly params: Readonly<Record<string, string>>;\n  readonly token68?: string;\n  /** Names that came more than once, which RFC 9110 §11.2 forbids; their later values are left out. */\n  readonly duplicates?: readonly string[];\n}',
      uses: [],
    },
    {
      name: 'parseChallenges',
      kind: 'value',
      comment:
        "/**\n * Reads the challenges of a response's `WWW-Authenticate` field lines, in order: a tokenizer for the challenge lists\n * of RFC 9110 §11.6.1, linear in its input. It never throws, and never reads a parameter out of a quoted value.\n * @param headers The field value, as `Headers.get` gives it, or the field lines; `null` if there is none.\n * @returns Every challenge. What cannot be read is skipped; values that are not quoted may hold more than RFC 9110\n * allows, such as the `:` of a scope.\n * @example parseChallenges('Basic realm=\"x\", Bearer scope=\"a b\"')[1]?.params.scope // 'a b'\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}\n */\n",
      code: 'declare function parseChallenges(\n  headers: string | readonly string[] | null | undefined,\n): readonly Challenge[];',
      uses: ['Challenge'],
    },
    {
      name: 'SelectedChallenge',
      kind: 'type',
      comment: '/** What a client acts on: the parameters of one challenge, never of several together. */\n',
      code: 'interface SelectedChallenge {\n  readonly scheme: string;\n  /** RFC 6750 §3.1; case-sensitive. */\n  readonly error?: string | undefined;\n  readonly error_description?: string | undefined;\n  /** The scope tokens that are legal (RFC 6749 §3.3), each once; absent if none is left. */\n  readonly scope?: string | undefined;\n  /** RFC 9728 §5.1. */\n  readonly resource_metadata?: string | undefined;\n}',
      uses: [],
    },
    {
      name: 'selectChallenge',
      kind: 'value',
      comment:
        '/**\n * The challenge that an OAuth client answers: the first of Bearer or DPoP with `error="insufficient_scope"`, else the\n * first with `scope` or `resource_metadata`, else the first.\n * @param challenges What `parseChallenges` read.\n * @returns `undefined` if there is no Bearer (RFC 6750) or DPoP (RFC 9449) challenge.\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}: the client picks one challenge\n */\n',
      code: 'declare function selectChallenge(challenges: readonly Challenge[]): SelectedChallenge | undefined;',
      uses: ['Challenge', 'SelectedChallenge'],
    },
    {
      name: 'ReadChallenge',
      kind: 'type',
      comment:
        "/** What a step-up needs of a challenge, by the names that the SDK's `extractWWWAuthenticateParams` has for it. */\n",
      code: 'interface ReadChallenge {\n  /** RFC 6750 §3.1. */\n  readonly error?: string | undefined;\n  /** The challenged scope, space-delimited. */\n  readonly scope?: string | undefined;\n  /** RFC 9728 §5.1. */\n  readonly resourceMetadataUrl?: ReturnType<typeof absoluteUrl>;\n}',
      uses: ['absoluteUrl'],
    },
    {
      name: 'readChallenge',
      kind: 'value',
      comment:
        '/**\n * Reads the challenge of a response that a client answers, as `selectChallenge` chooses it. In the place of an\n * `extractWWWAuthenticateParams` that does not give the error (SDK before 1.23.0).\n * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}\n */\n',
      code: 'declare function readChallenge(response: {\n  readonly headers?: {\n    get(name: string): string | null;\n  };\n}): ReadChallenge;',
      uses: ['ReadChallenge'],
    },
    {
      name: 'viewOf',
      kind: 'value',
      comment:
        '/** An OAuth client provider with some members replaced. Its own methods still run on itself, as private fields want it. */\n',
      code: 'declare function viewOf<P extends object>(\n  provider: P,\n  replaced: Readonly<Record<PropertyKey, unknown>>,\n): P;',
      uses: [],
    },
    {
      name: 'withoutWideningRefresh',
      kind: 'value',
      comment:
        '/**\n * A view of an OAuth client provider that hides the refresh token as long as the scope to be requested exceeds what the\n * held token was granted. For an `auth()` without the option `forceReauthorization`, which would refresh, although a\n * refresh cannot widen the scope.\n * @param provider The provider; all but `tokens()` is handed through.\n * @param scope The union to be requested, space-delimited.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 RFC 6749 §6}\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: 'declare function withoutWideningRefresh<P extends object>(\n  provider: P,\n  scope: string | null | undefined,\n): P;',
      uses: [],
    },
  ],
};
