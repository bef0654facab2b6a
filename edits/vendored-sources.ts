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
      name: 'PlatformUrl',
      kind: 'private',
      comment:
        "/** The platform's `URL`. ECMAScript has none, and this is vendored for projects that declare no more than that. */\n",
      code: 'type PlatformUrl = typeof globalThis extends {\n  readonly URL: infer U extends new (text: string) => { readonly href: string };\n}\n  ? U\n  : new (text: string) => { readonly href: string };',
      uses: [],
    },
    {
      name: 'URL',
      kind: 'private',
      comment: '',
      code: 'declare const URL: PlatformUrl;',
      uses: ['PlatformUrl'],
    },
    {
      name: 'absoluteUrl',
      kind: 'value',
      comment: '/** The URL of an absolute one, and nothing of what is none. */\n',
      code: 'function absoluteUrl(text: unknown): InstanceType<PlatformUrl> | undefined {\n  try {\n    return new URL(String(text));\n  } catch {\n    return undefined; // Not every platform that this is vendored for has `URL.canParse`.\n  }\n}',
      uses: ['PlatformUrl', 'URL'],
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
      name: 'LOOPBACK',
      kind: 'private',
      comment:
        "/** `localhost` and what is below it, with or without the root's dot; 127.0.0.0/8; `::1`. */\n",
      code: 'const LOOPBACK = /^(?:(?:.*\\.)?localhost\\.?|127(?:\\.\\d+){3}|\\[::1\\])$/;',
      uses: [],
    },
    {
      name: 'isLoopbackHost',
      kind: 'value',
      comment:
        '/**\n * Whether a host is this machine, so that what is sent to it crosses no network.\n * @param hostname As `URL.hostname` gives it for `http` and `https`: lower-cased, IPv4 as four decimal numbers, IPv6\n * compressed and in brackets. So `127.1`, `0x7f000001` and `[0:0:0:0:0:0:0:1]` are loopback too, and `localhost.evil.com`\n * and `127.0.0.1.evil.com` are not.\n * @see {@link https://www.rfc-editor.org/rfc/rfc8252#section-7.3 RFC 8252 §7.3}, the loopback redirect: `127.0.0.1`, `[::1]`\n * @see {@link https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3 RFC 1122 §3.2.1.3 (g)}: all of 127.0.0.0/8 is loopback\n * @see {@link https://www.rfc-editor.org/rfc/rfc4291#section-2.5.3 RFC 4291 §2.5.3}: `::1` is, and no other IPv6 address\n * @see {@link https://www.rfc-editor.org/rfc/rfc6761#section-6.3 RFC 6761 §6.3}: `localhost.` and every name below it\n */\n',
      code: 'function isLoopbackHost(hostname: string): boolean {\n  return LOOPBACK.test(hostname);\n}',
      uses: ['LOOPBACK'],
    },
    {
      name: 'FetchLike',
      kind: 'type',
      comment: '/** What `fetch` middleware takes and gives, as in the SDK. */\n',
      code: 'type FetchLike = (url: string | URL, init?: RequestInit) => Promise<Response>;',
      uses: ['URL'],
    },
    {
      name: 'DiscoveredAuthorization',
      kind: 'type',
      comment: '/** What the protected resource metadata says, as far as scope selection needs it. */\n',
      code: 'interface DiscoveredAuthorization {\n  /** Absent if the metadata could not be fetched just now. */\n  readonly issuer?: string | undefined;\n  readonly scopesSupported?: readonly string[] | undefined;\n}',
      uses: [],
    },
    {
      name: 'KnownAuthorization',
      kind: 'type',
      comment: '/** What is known before metadata is fetched. */\n',
      code: "interface KnownAuthorization {\n  /** The challenge's `resource_metadata` (RFC 9728 §5.1). Without it the well-known places are asked. */\n  readonly resourceMetadataUrl?: string | undefined;\n  /** The issuer in use. */\n  readonly knownIssuer?: string | undefined;\n}",
      uses: [],
    },
    {
      name: 'TIMEOUT_MILLISECONDS',
      kind: 'private',
      comment: '/** A server that does not answer must not hold up every other request that is refused. */\n',
      code: 'const TIMEOUT_MILLISECONDS = 10_000;',
      uses: [],
    },
    { name: 'MAX_REDIRECTS', kind: 'private', comment: '', code: 'const MAX_REDIRECTS = 3;', uses: [] },
    {
      name: 'discoverAuthorization',
      kind: 'value',
      comment:
        '/**\n * Finds out which authorization server a resource uses, and its scopes. All that it reads is untrusted.\n * @returns The first of `authorization_servers`. A resource without metadata has the issuer that it had, or is its own\n * authorization server, as before RFC 9728 (MCP 2025-03-26). When the metadata cannot be reached, nothing.\n * @see {@link https://www.rfc-editor.org/rfc/rfc9728#section-3 RFC 9728 §3}\n */\n',
      code: "async function discoverAuthorization(\n  fetch: FetchLike,\n  resource: URL,\n  { resourceMetadataUrl, knownIssuer = new URL('/', resource).href }: KnownAuthorization = {},\n): Promise<DiscoveredAuthorization> {\n  const path = resource.pathname.replace(/\\/$/, '');\n  const wellKnown = '/.well-known/oauth-protected-resource';\n  const named = absoluteUrl(resourceMetadataUrl);\n  const places = named ? [named] : new Set([wellKnown + path, wellKnown]);\n  for (const place of places) {\n    const metadata = await documentAt(fetch, new URL(place, resource), resource);\n    if (metadata === 'unreachable') return {};\n    if (metadata === 'absent') continue;\n    const [issuer = knownIssuer] = stringsIn(metadata['authorization_servers']);\n    const scopesSupported = stringsIn(metadata['scopes_supported']);\n    return { issuer, scopesSupported: scopesSupported.length > 0 ? scopesSupported : undefined };\n  }\n  return { issuer: knownIssuer };\n}",
      uses: [
        'DiscoveredAuthorization',
        'FetchLike',
        'KnownAuthorization',
        'URL',
        'absoluteUrl',
        'documentAt',
        'stringsIn',
      ],
    },
    {
      name: 'scopesSupportedBy',
      kind: 'value',
      comment:
        "/**\n * The `scopes_supported` of an authorization server's metadata, or none.\n * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3.1 RFC 8414 §3.1}, and OpenID Connect Discovery §4\n */\n",
      code: "async function scopesSupportedBy(\n  fetch: FetchLike,\n  issuer: string | undefined,\n  resource: URL,\n): Promise<readonly string[]> {\n  const base = absoluteUrl(issuer);\n  if (!base) return [];\n  const path = base.pathname.replace(/\\/$/, '');\n  const openid = '/.well-known/openid-configuration';\n  const places = [`/.well-known/oauth-authorization-server${path}`, openid + path, path + openid];\n  for (const place of new Set(places)) {\n    const metadata = await documentAt(fetch, new URL(place, base), resource);\n    if (typeof metadata === 'object') return stringsIn(metadata['scopes_supported']);\n  }\n  return [];\n}",
      uses: ['FetchLike', 'URL', 'absoluteUrl', 'documentAt', 'stringsIn'],
    },
    {
      name: 'fetchableUrl',
      kind: 'value',
      comment: '/** The place that a server named, if it is one that may be fetched from. */\n',
      code: 'function fetchableUrl(text: string | undefined, resource: URL): URL | undefined {\n  const place = absoluteUrl(text);\n  return place && isFetchable(place, resource) ? place : undefined;\n}',
      uses: ['URL', 'absoluteUrl', 'isFetchable'],
    },
    {
      name: 'isFetchable',
      kind: 'private',
      comment:
        '/**\n * Whether a place may be fetched from: by https, or plain http from the resource itself or, in development, between\n * servers on this machine. What is there is not trusted either way.\n */\n',
      code: "function isFetchable(place: URL, resource: URL): boolean {\n  const isLocal = isLoopbackHost(place.hostname) && isLoopbackHost(resource.hostname);\n  return (\n    place.protocol === 'https:' || place.origin === resource.origin || (isLocal && place.protocol === 'http:')\n  );\n}",
      uses: ['URL', 'isLoopbackHost'],
    },
    {
      name: 'Metadata',
      kind: 'private',
      comment: '',
      code: 'type Metadata = Readonly<Record<string, unknown>>;',
      uses: [],
    },
    {
      name: 'documentAt',
      kind: 'private',
      comment:
        '/** A JSON document. `absent` is what the server says; `unreachable` may be otherwise the next time. */\n',
      code: "async function documentAt(\n  fetch: FetchLike,\n  place: URL,\n  resource: URL,\n): Promise<Metadata | 'absent' | 'unreachable'> {\n  if (!isFetchable(place, resource)) return 'unreachable';\n  try {\n    const response = await fetched(fetch, place);\n    if (response.ok) {\n      const document: unknown = await response.json();\n      return typeof document === 'object' && document !== null ? (document as Metadata) : 'absent';\n    }\n    await response.body?.cancel();\n    return [401, 403, 404, 405, 410].includes(response.status) ? 'absent' : 'unreachable';\n  } catch {\n    // A network error, or no JSON: nothing is known, and the SDK's own discovery says so louder.\n    return 'unreachable';\n  }\n}",
      uses: ['FetchLike', 'Metadata', 'URL', 'fetched', 'isFetchable'],
    },
    {
      name: 'fetched',
      kind: 'private',
      comment:
        '/** Redirects are followed within the origin alone, as the SDK does; another one is returned. */\n',
      code: "async function fetched(fetch: FetchLike, place: URL): Promise<Response> {\n  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);\n  for (let url = place, redirects = 0; ; redirects++) {\n    const response = await fetch(url, { redirect: 'manual', signal });\n    const location = response.headers.get('location');\n    if (response.status < 300 || response.status > 399 || location === null) return response;\n    await response.body?.cancel();\n    url = new URL(location, url);\n    if (url.origin !== place.origin || redirects === MAX_REDIRECTS) return response;\n  }\n}",
      uses: ['FetchLike', 'MAX_REDIRECTS', 'TIMEOUT_MILLISECONDS', 'URL'],
    },
    {
      name: 'stringsIn',
      kind: 'private',
      comment: '',
      code: "function stringsIn(value: unknown): readonly string[] {\n  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];\n}",
      uses: [],
    },
    {
      name: 'StepUpAttempts',
      kind: 'type',
      comment: '/** The step-ups of one operation since it last succeeded. */\n',
      code: "interface StepUpAttempts {\n  /** What the client does, such as `tools/call:write_file`; never a server's text alone. */\n  readonly operation: string;\n  readonly count: number;\n  /** The scope that completed step-ups of this operation requested. */\n  readonly requested?: string | undefined;\n  /** The scope whose step-up was denied. */\n  readonly denied?: string | undefined;\n}",
      uses: [],
    },
    {
      name: 'PendingAuthorization',
      kind: 'type',
      comment:
        '/** An authorization request whose outcome is not known yet: the user may be away at the authorization server. */\n',
      code: 'interface PendingAuthorization {\n  /** The requested scope. */\n  readonly scope: string | undefined;\n  /** The requested scope before it, to which a denial returns. */\n  readonly previous: string | undefined;\n  /** The operations that wait for it as their step-up; none for an ordinary authorization. */\n  readonly operations: readonly string[];\n  /** Fingerprint of the token that was held then: a token with another one completes the request. */\n  readonly token: number | undefined;\n}',
      uses: [],
    },
    {
      name: 'UntriedToken',
      kind: 'type',
      comment: '/** A token that no request has succeeded with yet. */\n',
      code: 'interface UntriedToken {\n  /** Its fingerprint. */\n  readonly token: number;\n  /** Whether it was refreshed: a second refresh would give the same. */\n  readonly refreshed?: boolean | undefined;\n  /** Whether it came, refreshed or not, from an authorization: another one would give the same. */\n  readonly authorized?: boolean | undefined;\n}',
      uses: [],
    },
    {
      name: 'ScopeState',
      kind: 'type',
      comment:
        '/**\n * What a client knows about scope at one resource. It is plain JSON, it survives a restart between redirect and\n * callback, and it holds no secret: of a token only a fingerprint of 32 bits.\n */\n',
      code: "interface ScopeState {\n  /** The version of this format. Another one counts as no state. */\n  readonly version?: 1;\n  /** The authorization server that all of this is about. Another one starts with nothing. */\n  readonly issuer?: string | undefined;\n  /** The requested scope: what the last authorization request asked for. */\n  readonly requested?: string | undefined;\n  /** The granted scope: the token response's, or as requested (RFC 6749 §5.1). */\n  readonly granted?: string | undefined;\n  readonly attempts?: readonly StepUpAttempts[];\n  readonly pending?: PendingAuthorization | undefined;\n  /** The last token that this client obtained, until the server accepts one. */\n  readonly untried?: UntriedToken | undefined;\n  /** A held token of another issuer: its scope and its refresh token mean nothing here. */\n  readonly foreignToken?: { readonly token: number; readonly issuer: string } | undefined;\n  /** How often the issuer changed since the server last let something through. */\n  readonly issuerChanges?: number | undefined;\n  /** Where the last challenge pointed to (RFC 9728 §5.1), for the callback leg of a redirect. */\n  readonly resourceMetadataUrl?: string | undefined;\n}",
      uses: ['PendingAuthorization', 'StepUpAttempts', 'UntriedToken'],
    },
    {
      name: 'HeldToken',
      kind: 'type',
      comment: '/** What a token holder says about the token that it holds. */\n',
      code: 'interface HeldToken {\n  readonly access_token: string;\n  readonly scope?: string | undefined;\n  readonly refresh_token?: string | undefined;\n  /** The authorization server that issued it, if the holder keeps that in mind (SEP-2352). */\n  readonly issuer?: string | null | undefined;\n}',
      uses: [],
    },
    { name: 'VERSION', kind: 'private', comment: '', code: 'const VERSION = 1;', uses: [] },
    {
      name: 'MAX_OPERATIONS',
      kind: 'private',
      comment:
        '/** So many operations are stepped up before one of them succeeds: names come from tool lists, which servers make up. */\n',
      code: 'const MAX_OPERATIONS = 100;',
      uses: [],
    },
    {
      name: 'scopeStateFrom',
      kind: 'value',
      comment:
        '/** What a store gave, if it is a state of this version; whatever else it may hold counts as none. */\n',
      code: 'function scopeStateFrom(stored: unknown): ScopeState {\n  const state = stored as ScopeState | null | undefined;\n  return state?.version === VERSION ? state : { version: VERSION };\n}',
      uses: ['ScopeState', 'VERSION'],
    },
    {
      name: 'starting',
      kind: 'value',
      comment:
        '/**\n * An authorization request is about to be made. It is written down before, as the page may unload.\n * @param operations The operations whose step-up it is; none for an ordinary authorization.\n */\n',
      code: 'function starting(\n  state: ScopeState,\n  request: {\n    readonly scope: string | undefined;\n    readonly held: HeldToken | undefined;\n    readonly operations: readonly string[];\n  },\n): ScopeState {\n  const scope = accumulable(request.scope);\n  const pending: PendingAuthorization = {\n    scope,\n    // A request that was never answered is replaced, so its scope does not survive a denial either.\n    previous: state.pending ? state.pending.previous : state.requested,\n    operations: request.operations,\n    token: fingerprintOf(request.held?.access_token),\n  };\n  return { ...state, requested: scope, pending };\n}',
      uses: ['HeldToken', 'PendingAuthorization', 'ScopeState', 'accumulable', 'fingerprintOf'],
    },
    {
      name: 'counted',
      kind: 'value',
      comment: '/** One more step-up of this operation. */\n',
      code: 'function counted(state: ScopeState, operation: string): ScopeState {\n  const { count, ...rest } = attemptsAt(state, operation);\n  return { ...state, attempts: [...attemptsBut(state, operation), { ...rest, count: count + 1 }] };\n}',
      uses: ['ScopeState', 'attemptsAt', 'attemptsBut'],
    },
    {
      name: 'joining',
      kind: 'value',
      comment:
        "/** Another operation waits for the same authorization: it is that operation's step-up, too. */\n",
      code: 'function joining(state: ScopeState, operation: string): ScopeState {\n  const { pending } = state;\n  if (!pending) return state;\n  const operations = [...new Set([...pending.operations, operation])];\n  return counted({ ...state, pending: { ...pending, operations } }, operation);\n}',
      uses: ['ScopeState', 'counted'],
    },
    {
      name: 'sharing',
      kind: 'value',
      comment:
        '/** Another operation was waiting while an authorization was completed, or denied, that asked for its scope as well. */\n',
      code: "function sharing(\n  state: ScopeState,\n  operation: string,\n  outcome: 'requested' | 'denied',\n  scope: string | undefined,\n): ScopeState {\n  const next = counted(state, operation);\n  return { ...next, attempts: noted(next, [operation], outcome, scope) };\n}",
      uses: ['ScopeState', 'counted', 'noted'],
    },
    {
      name: 'authorized',
      kind: 'value',
      comment:
        '/** The authorization server issued a token for the pending request. Without `scope` it means "as requested". */\n',
      code: "function authorized(state: ScopeState, token: HeldToken): ScopeState {\n  const { pending } = state;\n  const requested = pending ? pending.scope : state.requested;\n  return {\n    ...state,\n    requested,\n    granted: accumulable(token.scope) ?? requested,\n    attempts: noted(state, pending?.operations ?? [], 'requested', requested),\n    pending: undefined,\n    untried: { token: fingerprintOf(token.access_token)!, authorized: true },\n  };\n}",
      uses: ['HeldToken', 'ScopeState', 'accumulable', 'fingerprintOf', 'noted'],
    },
    {
      name: 'refreshed',
      kind: 'value',
      comment:
        '/**\n * A refresh gave a token. It requested no scope, and a response without `scope` means "unchanged" (RFC 6749 §6). An\n * authorization request that is under way still is.\n * @param held The token that was refreshed.\n */\n',
      code: 'function refreshed(state: ScopeState, held: HeldToken | undefined, token: HeldToken): ScopeState {\n  const fingerprint = fingerprintOf(token.access_token)!;\n  return {\n    ...state,\n    granted: accumulable(token.scope) ?? grantedOf(state, held),\n    pending: state.pending && { ...state.pending, token: fingerprint },\n    untried: {\n      token: fingerprint,\n      refreshed: true,\n      authorized: untriedToken(state, held?.access_token)?.authorized,\n    },\n  };\n}',
      uses: ['HeldToken', 'ScopeState', 'accumulable', 'fingerprintOf', 'grantedOf', 'untriedToken'],
    },
    {
      name: 'withdrawn',
      kind: 'value',
      comment:
        '/** The authorization request failed, or was not made: what it asked for does not count as requested. */\n',
      code: 'function withdrawn(state: ScopeState): ScopeState {\n  return state.pending ? { ...state, requested: state.pending.previous, pending: undefined } : state;\n}',
      uses: ['ScopeState'],
    },
    {
      name: 'denied',
      kind: 'value',
      comment:
        '/** The user denied consent: the scope is rolled back, and its operations are not stepped up for it again. */\n',
      code: "function denied(state: ScopeState): ScopeState {\n  const { pending } = state;\n  if (!pending) return state;\n  return { ...withdrawn(state), attempts: noted(state, pending.operations, 'denied', pending.scope) };\n}",
      uses: ['ScopeState', 'noted', 'withdrawn'],
    },
    {
      name: 'succeeded',
      kind: 'value',
      comment:
        '/**\n * The server let the operation through.\n * @param held The token that is held now. It also answers a request that is pending for this operation, whose token may\n * be the same text as the one before.\n */\n',
      code: 'function succeeded(state: ScopeState, operation: string, held: HeldToken | undefined): ScopeState {\n  const isAnswered = held && state.pending?.operations.includes(operation);\n  const current = isAnswered ? authorized(state, held) : state;\n  const attempts = attemptsBut(current, operation);\n  const isNew = attemptsAt(state, operation).count > 0 || current.untried || current.issuerChanges;\n  return isNew ? { ...current, attempts, untried: undefined, issuerChanges: undefined } : current;\n}',
      uses: ['HeldToken', 'ScopeState', 'attemptsAt', 'attemptsBut', 'authorized'],
    },
    {
      name: 'settled',
      kind: 'value',
      comment:
        '/** Whether a pending request was completed meanwhile, which shows in the token that is held now. */\n',
      code: 'function settled(state: ScopeState, held: HeldToken | undefined): ScopeState {\n  const isAnswered = state.pending && held && fingerprintOf(held.access_token) !== state.pending.token;\n  return isAnswered ? authorized(state, held) : state;\n}',
      uses: ['HeldToken', 'ScopeState', 'authorized', 'fingerprintOf'],
    },
    {
      name: 'issuedBy',
      kind: 'value',
      comment:
        '/**\n * The state under this authorization server. Another one than before knows neither the scope nor the attempts of the\n * former one, and must not learn them.\n */\n',
      code: 'function issuedBy(state: ScopeState, issuer: string, held: HeldToken | undefined): ScopeState {\n  const token = fingerprintOf(held?.access_token);\n  const remembered = state.foreignToken?.token === token ? state.foreignToken?.issuer : state.issuer;\n  const holder = held?.issuer ?? (held && remembered);\n  const isForeign = holder != null && !isSameIssuer(holder, issuer);\n  const foreignToken = isForeign ? { token: token!, issuer: holder } : undefined;\n  if (isSameIssuer(state.issuer ?? holder ?? issuer, issuer)) return { ...state, issuer, foreignToken };\n  return { version: VERSION, issuer, foreignToken, issuerChanges: (state.issuerChanges ?? 0) + 1 };\n}',
      uses: ['HeldToken', 'ScopeState', 'VERSION', 'fingerprintOf', 'isSameIssuer'],
    },
    {
      name: 'ownTokenOf',
      kind: 'value',
      comment: '/** The held token, unless another authorization server issued it. */\n',
      code: 'function ownTokenOf(state: ScopeState, held: HeldToken | undefined): HeldToken | undefined {\n  return held && fingerprintOf(held.access_token) === state.foreignToken?.token ? undefined : held;\n}',
      uses: ['HeldToken', 'ScopeState', 'fingerprintOf'],
    },
    {
      name: 'grantedOf',
      kind: 'value',
      comment: '/** The granted scope. What the token says counts before what was remembered. */\n',
      code: 'function grantedOf(state: ScopeState, held: HeldToken | undefined): string | undefined {\n  return accumulable(ownTokenOf(state, held)?.scope) ?? state.granted;\n}',
      uses: ['HeldToken', 'ScopeState', 'accumulable', 'ownTokenOf'],
    },
    {
      name: 'priorOf',
      kind: 'value',
      comment: '/** The prior scope, requested ∪ granted: what a step-up must not lose. */\n',
      code: 'function priorOf(state: ScopeState, held: HeldToken | undefined): string | undefined {\n  return accumulable(unionScopes(state.requested, grantedOf(state, held)));\n}',
      uses: ['HeldToken', 'ScopeState', 'accumulable', 'grantedOf', 'unionScopes'],
    },
    {
      name: 'attemptsAt',
      kind: 'value',
      comment: '',
      code: 'function attemptsAt(state: ScopeState, operation: string): StepUpAttempts {\n  return attemptsOf(state).find((each) => each.operation === operation) ?? { operation, count: 0 };\n}',
      uses: ['ScopeState', 'StepUpAttempts', 'attemptsOf'],
    },
    {
      name: 'isFull',
      kind: 'value',
      comment: '/** Whether so many operations wait for their success that no other one is stepped up. */\n',
      code: 'function isFull(state: ScopeState, operation: string): boolean {\n  return attemptsOf(state).length >= MAX_OPERATIONS && attemptsAt(state, operation).count === 0;\n}',
      uses: ['MAX_OPERATIONS', 'ScopeState', 'attemptsAt', 'attemptsOf'],
    },
    {
      name: 'untriedToken',
      kind: 'value',
      comment: '/** What is known of a token that the server has not accepted yet. */\n',
      code: 'function untriedToken(state: ScopeState, token: string | undefined): UntriedToken | undefined {\n  return state.untried?.token === fingerprintOf(token) ? state.untried : undefined;\n}',
      uses: ['ScopeState', 'UntriedToken', 'fingerprintOf'],
    },
    {
      name: 'accumulable',
      kind: 'value',
      comment:
        '/** `offline_access` asks for a refresh token rather than for access: it is per request, not accumulated (SEP-2207). */\n',
      code: "function accumulable(scope: string | null | undefined): string | undefined {\n  const tokens = unionScopes(scope)\n    ?.split(' ')\n    .filter((token) => token !== 'offline_access');\n  return tokens?.join(' ') || undefined;\n}",
      uses: ['unionScopes'],
    },
    {
      name: 'fingerprintOf',
      kind: 'value',
      comment:
        '/** FNV-1a, 32 bits: enough to see that a token changed, of no use to whoever would want to guess it. */\n',
      code: 'function fingerprintOf(token: string | undefined): number | undefined {\n  if (token === undefined) return undefined;\n  let hash = 0x811c9dc5;\n  for (const character of token) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);\n  return hash >>> 0;\n}',
      uses: [],
    },
    {
      name: 'noted',
      kind: 'private',
      comment: '/** The attempts, with what became of the last one of these operations. */\n',
      code: "function noted(\n  state: ScopeState,\n  operations: readonly string[],\n  outcome: 'requested' | 'denied',\n  scope: string | undefined,\n): readonly StepUpAttempts[] {\n  return attemptsOf(state).map((each) =>\n    operations.includes(each.operation)\n      ? { ...each, [outcome]: unionScopes(each[outcome], scope) ?? '' }\n      : each,\n  );\n}",
      uses: ['ScopeState', 'StepUpAttempts', 'attemptsOf', 'unionScopes'],
    },
    {
      name: 'attemptsBut',
      kind: 'private',
      comment: '/** Those of the other operations. */\n',
      code: 'function attemptsBut(state: ScopeState, operation: string): readonly StepUpAttempts[] {\n  return attemptsOf(state).filter((each) => each.operation !== operation);\n}',
      uses: ['ScopeState', 'StepUpAttempts', 'attemptsOf'],
    },
    {
      name: 'attemptsOf',
      kind: 'private',
      comment: '',
      code: 'function attemptsOf(state: ScopeState): readonly StepUpAttempts[] {\n  return state.attempts ?? [];\n}',
      uses: ['ScopeState', 'StepUpAttempts'],
    },
    {
      name: 'isSameIssuer',
      kind: 'private',
      comment:
        '/** RFC 8414 §3.1 takes the final slash of an issuer off before its metadata is asked for, and some write none. */\n',
      code: "function isSameIssuer(one: string, other: string): boolean {\n  return one.replace(/\\/$/, '') === other.replace(/\\/$/, '');\n}",
      uses: [],
    },
    {
      name: 'ScopeStore',
      kind: 'type',
      comment:
        '/**\n * Where the state of scope is kept, one record a resource. A record names its issuer, and is nothing to another one; a\n * host with several users gives each of them a store. What a store throws rejects the request that was challenged,\n * and no authorization is started.\n */\n',
      code: 'interface ScopeStore {\n  /** @returns What `set` got, as an equal value; nothing if there is none. */\n  get(resource: string): ScopeState | null | undefined | Promise<ScopeState | null | undefined>;\n  /** @param state Plain JSON without secrets. */\n  set(resource: string, state: ScopeState): void | Promise<void>;\n}',
      uses: ['ScopeState'],
    },
    {
      name: 'MemoryScopeStore',
      kind: 'value',
      comment: '/** The default store: it lasts as long as the process or the page. */\n',
      code: 'class MemoryScopeStore implements ScopeStore {\n  readonly #states = new Map<string, ScopeState>();\n\n  get(resource: string): ScopeState | undefined {\n    return this.#states.get(resource);\n  }\n\n  set(resource: string, state: ScopeState): void {\n    this.#states.set(resource, state);\n  }\n}',
      uses: ['ScopeState', 'ScopeStore'],
    },
    {
      name: 'Line',
      kind: 'type',
      comment: '/** A line of tasks: the last one in it. */\n',
      code: 'interface Line {\n  last: Promise<unknown>;\n}',
      uses: [],
    },
    {
      name: 'inTurn',
      kind: 'value',
      comment:
        '/** Runs the tasks of a line one after the other. One that fails does not hold up the next one. */\n',
      code: 'function inTurn<T>(line: Line, task: () => Promise<T>): Promise<T> {\n  const turn = line.last.then(task, task);\n  line.last = turn;\n  return turn;\n}',
      uses: ['Line'],
    },
    {
      name: 'AuthorizationRounds',
      kind: 'type',
      comment:
        '/** The authorization requests that this process has made at one resource. Clients that share a store share them. */\n',
      code: 'interface AuthorizationRounds {\n  /** Refusals that are dealt with. */\n  readonly refusals: Line;\n  /** Changes of the state. */\n  readonly changes: Line;\n  /** How many came to an end. */\n  ended: number;\n  /** The last one that did. */\n  last?: EndedAuthorization | undefined;\n  /** How many refusals may have left something to forget at a success. */\n  traces: number;\n  /** So many of these were looked at, and nothing was found. */\n  looked: number;\n}',
      uses: ['EndedAuthorization', 'Line'],
    },
    {
      name: 'EndedAuthorization',
      kind: 'type',
      comment: '/** How an authorization request came out. */\n',
      code: "interface EndedAuthorization {\n  readonly scope: string | undefined;\n  /** `failed`: it was not made, or had no outcome. */\n  readonly outcome: 'authorized' | 'redirected' | 'denied' | 'failed';\n  /** What it was given up with, if it was. */\n  readonly error?: unknown;\n}",
      uses: [],
    },
    {
      name: 'all',
      kind: 'private',
      comment: '',
      code: 'const all = new WeakMap<ScopeStore, Map<string, AuthorizationRounds>>();',
      uses: ['AuthorizationRounds', 'ScopeStore'],
    },
    {
      name: 'roundsAt',
      kind: 'value',
      comment: '',
      code: 'function roundsAt(store: ScopeStore, resource: string): AuthorizationRounds {\n  const ofStore = all.get(store) ?? new Map<string, AuthorizationRounds>();\n  all.set(store, ofStore);\n  const rounds = ofStore.get(resource) ?? {\n    refusals: { last: Promise.resolve() },\n    changes: { last: Promise.resolve() },\n    ended: 0,\n    traces: 1,\n    looked: 0,\n  };\n  ofStore.set(resource, rounds);\n  return rounds;\n}',
      uses: ['AuthorizationRounds', 'ScopeStore', 'all'],
    },
    {
      name: 'ScopeSources',
      kind: 'type',
      comment:
        '/** Where the scope of an authorization request can come from. All are space-delimited scope strings or lists. */\n',
      code: "interface ScopeSources {\n  /** The challenged scope (RFC 6750 §3). */\n  readonly challenged?: string | undefined;\n  /** Requested ∪ granted so far. If there is any, nothing but the challenge is added to it. */\n  readonly prior?: string | undefined;\n  /** The protected resource metadata's `scopes_supported` (RFC 9728 §2). */\n  readonly scopesSupported?: readonly string[] | undefined;\n  /** What the client asks for if nobody else says anything. */\n  readonly defaultScope?: string | undefined;\n  /** Whether this is a step-up: then the challenge names what *this* operation needs, never the whole set. */\n  readonly stepUp?: boolean | undefined;\n  /** Whether the authorization server advertises `offline_access` and this client can refresh. */\n  readonly offlineAccess?: boolean | undefined;\n}",
      uses: [],
    },
    {
      name: 'selectScope',
      kind: 'value',
      comment:
        '/**\n * Selects the scope of an authorization request. The first one takes a single source, by priority: the challenge, else\n * `scopes_supported`, else the default. A later one requests the union of the prior scope and the challenge. A step-up\n * of which nothing prior is known adds the challenge to what a first authorization would have asked for.\n * @returns The scope in stable order, first seen first, or `undefined` to leave the parameter out.\n * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow, step 2 (SEP-2350)\n */\n',
      code: "function selectScope(sources: ScopeSources): string | undefined {\n  const { challenged, prior, scopesSupported, defaultScope, stepUp, offlineAccess } = sources;\n  const needed = unionScopes(challenged);\n  const known = accumulable(prior);\n  const isChallengeAll = needed !== undefined && !stepUp;\n  const initial = isChallengeAll ? undefined : (unionScopes(...(scopesSupported ?? [])) ?? defaultScope);\n  const scope = unionScopes(known ?? initial, needed);\n  // An authorization request without scope stays one: `offline_access` alone would ask for less than the default.\n  return offlineAccess && scope !== undefined ? unionScopes(scope, 'offline_access') : scope;\n}",
      uses: ['ScopeSources', 'accumulable', 'unionScopes'],
    },
    {
      name: 'ScopeAccumulatorOptions',
      kind: 'type',
      comment: '',
      code: 'interface ScopeAccumulatorOptions {\n  /** The resource that tokens are for (RFC 8707), such as the MCP endpoint. */\n  readonly resource: string | URL;\n  /** Default: memory. */\n  readonly store?: ScopeStore | undefined;\n  /** The retry cap: how often one operation steps up before it is given up. Default: 3. */\n  readonly maxStepUpRetries?: number | undefined;\n}',
      uses: ['ScopeStore', 'URL'],
    },
    {
      name: 'KnownScope',
      kind: 'type',
      comment: '/** The scope that a client has asked for and was given. */\n',
      code: 'interface KnownScope {\n  readonly requested: string | undefined;\n  readonly granted: string | undefined;\n}',
      uses: [],
    },
    {
      name: 'ScopeAccumulator',
      kind: 'value',
      comment:
        '/**\n * Keeps the scope of one client at one resource, over rounds of authorization and over restarts, and selects what to\n * request next. For clients that make their own authorization requests: call `select`, then `starting`, then, when the\n * token is there, `authorized`. `withStepUp` does all of it by itself.\n * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: "class ScopeAccumulator {\n  readonly resource: string;\n  readonly maxStepUpRetries: number;\n  readonly store: ScopeStore;\n\n  /**\n   * @throws RangeError If the retry cap is no whole number from 0 up.\n   * @throws TypeError If `resource` is no absolute URL.\n   */\n  constructor({\n    resource,\n    store = new MemoryScopeStore(),\n    maxStepUpRetries = MAX_STEP_UP_RETRIES,\n  }: ScopeAccumulatorOptions) {\n    if (!Number.isSafeInteger(maxStepUpRetries) || maxStepUpRetries < 0)\n      throw new RangeError('maxStepUpRetries is no whole number.');\n    // Neither a password nor a fragment names a resource (RFC 8707 §2), and this is a key of the store.\n    this.resource = Object.assign(new URL(resource), { username: '', password: '', hash: '' }).href;\n    this.maxStepUpRetries = maxStepUpRetries;\n    this.store = store;\n  }\n\n  /**\n   * @param held The token that is held now. Its `scope` counts before what was remembered, and a token that was not\n   * held when an authorization request was made completes that request.\n   */\n  async known(held?: HeldToken): Promise<KnownScope> {\n    const state = await this.read(held);\n    return { requested: state.requested, granted: grantedOf(state, held) };\n  }\n\n  /** Selects the scope of the next authorization request, see `selectScope`; what is prior is known here. */\n  async select(sources: Omit<ScopeSources, 'prior'>, held?: HeldToken): Promise<string | undefined> {\n    return selectScope({ ...sources, prior: priorOf(await this.read(held), held) });\n  }\n\n  /**\n   * Whether a step-up of this operation may still be made: the retry cap is not reached, nobody denied what it needs,\n   * and the challenge asks for more than completed step-ups of this operation requested.\n   * @param challenged The challenged scope; left out, only the retry cap is looked at.\n   */\n  async canAttemptScopeUpgrade(operation: string, challenged?: string, held?: HeldToken): Promise<boolean> {\n    return (await this.refusalOf(operation, challenged, held)) === undefined;\n  }\n\n  /** Why no further step-up of this operation is made, if so. */\n  async refusalOf(\n    operation: string,\n    challenged?: string,\n    held?: HeldToken,\n  ): Promise<'denied' | 'retry-cap-reached' | 'nothing-to-add' | undefined> {\n    const state = await this.read(held);\n    const attempts = attemptsAt(state, operation);\n    const isCovered = (scope: string | undefined): boolean =>\n      scope !== undefined && challenged !== undefined && coversScope(scope, challenged);\n    if (isCovered(attempts.denied)) return 'denied';\n    const isCapped = attempts.count >= this.maxStepUpRetries || isFull(state, operation);\n    if (isCapped || (state.issuerChanges ?? 0) > this.maxStepUpRetries) return 'retry-cap-reached';\n    return isCovered(attempts.requested) ? 'nothing-to-add' : undefined;\n  }\n\n  /**\n   * An authorization request is about to be made for `scope`. Written down before it is, as the page may unload.\n   * @param stepUp The operation, if this is its step-up: then it counts against the retry cap.\n   */\n  async starting(\n    scope: string | undefined,\n    { stepUp, held }: { readonly stepUp?: string | undefined; readonly held?: HeldToken | undefined } = {},\n  ): Promise<void> {\n    const operations = stepUp === undefined ? [] : [stepUp];\n    await this.update(\n      (state) => operations.reduce(counted, starting(state, { scope, held, operations })),\n      held,\n    );\n  }\n\n  /** The token response: granted is its `scope`, or what was requested (RFC 6749 §5.1). */\n  async authorized(token: HeldToken): Promise<void> {\n    await this.update((state) => authorized(state, token));\n  }\n\n  /** A refresh gave a token: granted is its `scope`, or what `held` had (RFC 6749 §6). */\n  async refreshed(held: HeldToken | undefined, token: HeldToken): Promise<void> {\n    await this.update((state) => refreshed(state, held, token), held);\n  }\n\n  /** The user denied consent: what was asked for is rolled back, and not asked for again by the same operation. */\n  async denied(): Promise<void> {\n    await this.update(denied);\n  }\n\n  /** The authorization request failed: what was asked for is rolled back. */\n  async withdrawn(): Promise<void> {\n    await this.update(withdrawn);\n  }\n\n  /** The server let the operation through: its attempts are forgotten. */\n  succeeded(operation: string, held?: HeldToken): Promise<ScopeState> {\n    return this.update((state) => succeeded(state, operation, held), held);\n  }\n\n  /** Forgets attempts and denials, of one operation or of all: for a user who explicitly wants to try again. */\n  async reset(operation?: string): Promise<void> {\n    await this.update((state) =>\n      operation === undefined\n        ? { ...state, attempts: [], issuerChanges: undefined }\n        : succeeded(state, operation, undefined),\n    );\n  }\n\n  /**\n   * Whose scope this is. Another issuer than before knows neither the scope nor the attempts of the former one.\n   * @param issuer `undefined` if it could not be found out; then nothing is forgotten.\n   * @param held The token that is held now, which may be the former one's.\n   */\n  useIssuer(issuer: string | undefined, held?: HeldToken): Promise<ScopeState> {\n    return this.update((state) => (issuer === undefined ? state : issuedBy(state, issuer, held)), held);\n  }\n\n  /** The state, with a pending request completed if the held token shows that it was. */\n  async read(held?: HeldToken): Promise<ScopeState> {\n    return settled(scopeStateFrom(await this.store.get(this.resource)), held);\n  }\n\n  /** Changes the state in one step, one change after the other. */\n  update(change: (state: ScopeState) => ScopeState, held?: HeldToken): Promise<ScopeState> {\n    return inTurn(roundsAt(this.store, this.resource).changes, async () => {\n      const stored = await this.read();\n      const state = change(settled(stored, held));\n      if (state !== stored) await this.store.set(this.resource, state);\n      return state;\n    });\n  }\n}",
      uses: [
        'HeldToken',
        'KnownScope',
        'MAX_STEP_UP_RETRIES',
        'MemoryScopeStore',
        'ScopeAccumulatorOptions',
        'ScopeSources',
        'ScopeState',
        'ScopeStore',
        'URL',
        'attemptsAt',
        'authorized',
        'counted',
        'coversScope',
        'denied',
        'grantedOf',
        'inTurn',
        'isFull',
        'issuedBy',
        'priorOf',
        'refreshed',
        'roundsAt',
        'scopeStateFrom',
        'selectScope',
        'settled',
        'starting',
        'succeeded',
        'withdrawn',
      ],
    },
    {
      name: 'TokenRejectedError',
      kind: 'value',
      comment:
        '/**\n * The server answers 401 to a token that was just issued for it. To authorize again would get the same kind of token,\n * so the client stops here.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `invalid_token`\n */\n',
      code: "class TokenRejectedError extends Error {\n  override readonly name = 'TokenRejectedError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  readonly code = 'MCP_TOKEN_REJECTED';\n  /** The HTTP status. */\n  readonly status = 401;\n\n  constructor() {\n    super('The server rejects a token that was just issued.');\n  }\n}",
      uses: [],
    },
    {
      name: 'AuthorizationContext',
      kind: 'type',
      comment: "/** What a challenge's resource says about authorization. All of it is untrusted. */\n",
      code: "interface AuthorizationContext {\n  /** The authorization server in use. Absent if it could not be found out just now. */\n  readonly issuer?: string | undefined;\n  /** The protected resource metadata's `scopes_supported` (RFC 9728 §2). */\n  readonly scopesSupported?: readonly string[] | undefined;\n  /** Whether the authorization server advertises `offline_access` (RFC 8414 §2) and this client can refresh. */\n  readonly offlineAccess?: boolean | undefined;\n}",
      uses: [],
    },
    {
      name: 'AuthorizationRequest',
      kind: 'type',
      comment: '/** An authorization request that is about to be made. */\n',
      code: 'interface AuthorizationRequest {\n  /** The scope to request; `undefined` leaves the parameter out. */\n  readonly scope: string | undefined;\n  /** The challenge that asks for it, if the response had one. */\n  readonly challenge: SelectedChallenge | undefined;\n  readonly operation: string;\n  /** Whether the operation lacks scope (a step-up), or a good token. */\n  readonly stepUp: boolean;\n  /** The granted scope of the held token. */\n  readonly granted: string | undefined;\n  /** The held token, unless another authorization server issued it: then it must not be used at this one. */\n  readonly held: HeldToken | undefined;\n}',
      uses: ['HeldToken', 'SelectedChallenge'],
    },
    {
      name: 'AuthorizationOutcome',
      kind: 'type',
      comment:
        '/**\n * - `authorized`: there is a new token, which `tokens` gives from now on;\n * - `redirected`: the user is away at the authorization server, and the operation has to be sent again afterwards;\n * - `denied`: the user denied consent.\n */\n',
      code: "type AuthorizationOutcome = 'authorized' | 'redirected' | 'denied';",
      uses: [],
    },
    {
      name: 'StepUpEffects',
      kind: 'type',
      comment: '/** What the engine cannot do by itself. */\n',
      code: 'interface StepUpEffects {\n  /** The token that is held now. */\n  tokens(): HeldToken | null | undefined | Promise<HeldToken | null | undefined>;\n  /** Finds out whose scope this is about. Left out, there is one authorization server and nothing is known of it. */\n  discover?(challenge: SelectedChallenge | undefined): Promise<AuthorizationContext>;\n  /**\n   * Makes an authorization request (or, for client_credentials, a token request) for exactly this scope. To throw an\n   * error whose `code` is `access_denied` (RFC 6749 §4.1.2.1) is to answer `denied`.\n   */\n  authorize?(request: AuthorizationRequest): Promise<AuthorizationOutcome>;\n  /** Refreshes the held token, never with a scope. `false` if the authorization server refuses. */\n  refresh?(): Promise<boolean>;\n}',
      uses: [
        'AuthorizationContext',
        'AuthorizationOutcome',
        'AuthorizationRequest',
        'HeldToken',
        'SelectedChallenge',
      ],
    },
    {
      name: 'StepUpOptions',
      kind: 'type',
      comment: '',
      code: "interface StepUpOptions {\n  /** The resource that tokens are for (RFC 8707), such as the MCP endpoint. */\n  readonly resource: string | URL;\n  /** Where requested and granted scope and attempts are kept. Default: memory. */\n  readonly store?: ScopeStore | undefined;\n  /** What to do at `insufficient_scope`: step up, or throw `InsufficientScopeError`. Default: `reauthorize`. */\n  readonly onInsufficientScope?: 'reauthorize' | 'throw' | undefined;\n  /** The retry cap: how often one operation steps up before it is given up. 0 never steps up. Default: 3. */\n  readonly maxStepUpRetries?: number | undefined;\n  /**\n   * Asked before each authorization request, not before a refresh. `false` denies it. A scope string narrows it: what\n   * is not in `request.scope` is left out, so it cannot widen, and if nothing is left it is denied. Anything else\n   * allows it. Until it answers no other refusal is dealt with, so it must not send requests that may be refused.\n   */\n  readonly onBeforeStepUp?:\n    | ((request: AuthorizationRequest) => boolean | string | void | Promise<boolean | string | void>)\n    | undefined;\n  /** Whether a 401 requests prior ∪ challenged scope, too, or the challenged scope alone. Default: `true`. */\n  readonly accumulateOn401?: boolean | undefined;\n  /**\n   * What to request if neither a challenge nor the resource names a scope. Default: nothing; for `withStepUp` with an\n   * SDK, the `scope` of the provider's `clientMetadata`.\n   */\n  readonly defaultScope?: string | undefined;\n  /** Whether to request `offline_access`. Default: if the authorization server advertises it and the client can refresh. */\n  readonly offlineAccess?: boolean | undefined;\n  /** Most distinct scope tokens of a request. Default: 64. */\n  readonly maxScopeTokens?: number | undefined;\n  /** Most characters of a request's scope. Default: 4096. */\n  readonly maxScopeLength?: number | undefined;\n}",
      uses: ['AuthorizationRequest', 'ScopeStore', 'URL'],
    },
    {
      name: 'Refusal',
      kind: 'type',
      comment: '/** A response that refuses an operation for want of a token or of scope. */\n',
      code: "interface Refusal {\n  /** What the client was doing, such as `tools/call:write_file`. Attempts are counted by this name. */\n  readonly operation: string;\n  /** 401 or 403. */\n  readonly status: number;\n  /** What `selectChallenge` gave. */\n  readonly challenge: SelectedChallenge | undefined;\n  /** The access token that the request carried. */\n  readonly token: string | undefined;\n  /** `StepUp.round` when the request was sent. */\n  readonly round: number;\n  /** The request's. Nobody is asked for a request that was given up while it waited for its turn. */\n  readonly signal?: AbortSignal | null | undefined;\n}",
      uses: ['SelectedChallenge'],
    },
    {
      name: 'StepUp',
      kind: 'value',
      comment:
        '/**\n * The step-up authorization flow for one resource, without a transport: what it needs done, it has done by its effects.\n * Refusals are answered one after the other, so that several at once lead to one consent.\n * @see MCP 2026-07-28, Scope Challenge Handling; Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: "class StepUp {\n  /** What is requested, granted and attempted. */\n  readonly scopes: ScopeAccumulator;\n  readonly #effects: StepUpEffects;\n  readonly #options: StepUpOptions;\n  readonly #rounds: AuthorizationRounds;\n\n  /**\n   * @throws RangeError If `maxStepUpRetries` is no whole number from 0 up.\n   * @throws TypeError If `resource` is no absolute URL.\n   */\n  constructor(options: StepUpOptions, effects: StepUpEffects) {\n    this.scopes = new ScopeAccumulator(options);\n    this.#options = options;\n    this.#effects = effects;\n    this.#rounds = roundsAt(this.scopes.store, this.scopes.resource);\n  }\n\n  /** Counts the authorization requests made so far; a request is sent in one round and may be refused in a later one. */\n  get round(): number {\n    return this.#rounds.ended;\n  }\n\n  /** Whether a response asks for a step-up (RFC 6750 §3.1). Some servers send the error with a 401. */\n  static isStepUp({ status, challenge }: Pick<Refusal, 'status' | 'challenge'>): boolean {\n    return (status === 403 || status === 401) && challenge?.error === 'insufficient_scope';\n  }\n\n  /**\n   * Does what a refusal asks for.\n   * @param authorize Makes the authorization request this time, if not the effect of that name.\n   * @returns `retry`: send the request again, with the token that `tokens` gives now. `redirected`: the user is away.\n   * `unanswered`: there is nothing to authorize with, so the response stands.\n   * @throws InsufficientScopeError If there is no step-up, or no further one.\n   * @throws TokenRejectedError If a token that was just issued gets a 401.\n   * @throws What an effect, the hook or the store throws. A scope that was asked for in vain is rolled back.\n   */\n  async refused(\n    refusal: Refusal,\n    authorize: StepUpEffects['authorize'] = this.#effects.authorize?.bind(this.#effects),\n  ): Promise<'retry' | 'redirected' | 'unanswered'> {\n    const { onInsufficientScope } = this.#options;\n    const isDisabled = onInsufficientScope === 'throw' || this.scopes.maxStepUpRetries === 0 || !authorize;\n    if (StepUp.isStepUp(refusal) && isDisabled) {\n      const held = await this.#held();\n      const { granted } = await this.scopes.known(held);\n      throw insufficient({ ...refusal, granted }, 'step-up-disabled');\n    }\n    try {\n      return await inTurn(this.#rounds.refusals, () => this.#answer(refusal, authorize));\n    } finally {\n      this.#rounds.traces++;\n    }\n  }\n\n  /** The server let the operation through. What is most common reads the store once, and writes nothing. */\n  async succeeded(operation: string): Promise<void> {\n    const { traces, looked } = this.#rounds;\n    if (looked === traces) return;\n    const { attempts, pending } = await this.scopes.succeeded(operation, await this.#held());\n    if (!attempts?.length && !pending) this.#rounds.looked = traces;\n  }\n\n  /** The user came back without consent (RFC 6749 §4.1.2.1, `access_denied`). */\n  async denied(): Promise<void> {\n    await this.scopes.denied();\n  }\n\n  async #answer(\n    refusal: Refusal,\n    authorize: StepUpEffects['authorize'],\n  ): Promise<'retry' | 'redirected' | 'unanswered'> {\n    refusal.signal?.throwIfAborted();\n    const situation = await this.#situationOf(refusal);\n    const { stepUp, held } = situation;\n    const served = await this.#servedMeanwhile(situation);\n    if (served) return served;\n\n    const request = this.#requestFor(situation);\n    const canRefresh = this.#canRefresh(situation, request);\n    await this.#stopIfFinal(situation, canRefresh);\n    if (canRefresh) {\n      if (stepUp) await this.scopes.update((state) => counted(state, refusal.operation), held);\n      if (await this.#effects.refresh!()) {\n        await this.scopes.refreshed(held, await this.#issued());\n        return 'retry';\n      }\n    }\n    if (!this.#isWithinBounds(request.scope)) throw insufficient(request, 'too-many-scopes');\n\n    if (!authorize) return 'unanswered';\n    const scope = await this.#approved(request);\n    const operations = stepUp ? [refusal.operation] : [];\n    await this.scopes.update((state) => {\n      const started = starting(state, { scope, held, operations });\n      return canRefresh ? started : operations.reduce(counted, started);\n    }, held);\n    return this.#authorize({ ...request, scope }, authorize);\n  }\n\n  /** What is known now that the refusal's turn has come. */\n  async #situationOf(refusal: Refusal): Promise<Situation> {\n    const context = (await this.#effects.discover?.(refusal.challenge)) ?? {};\n    const held = await this.#held();\n    const resourceMetadataUrl = refusal.challenge?.resource_metadata;\n    let state = await this.scopes.useIssuer(context.issuer, held);\n    if (resourceMetadataUrl !== undefined)\n      state = await this.scopes.update((each) => ({ ...each, resourceMetadataUrl }));\n    return {\n      ...context,\n      ...refusal,\n      stepUp: StepUp.isStepUp(refusal),\n      held,\n      own: ownTokenOf(state, held),\n      state,\n      granted: grantedOf(state, held),\n    };\n  }\n\n  /** Whether what happened since the request was sent answers it already; then nobody is asked again. */\n  async #servedMeanwhile({\n    operation,\n    round,\n    token,\n    challenge,\n    stepUp,\n    state,\n    own,\n    granted,\n  }: Situation): Promise<'retry' | 'redirected' | undefined> {\n    const last = round < this.#rounds.ended ? this.#rounds.last : undefined;\n    const isNewer = own !== undefined && own.access_token !== token;\n    const isAsked = last !== undefined && coversScope(last.scope, challenge?.scope);\n\n    if (last?.outcome === 'redirected' && state.pending) {\n      if (stepUp && isAsked) await this.scopes.update((each) => joining(each, operation));\n      return 'redirected';\n    }\n    if (isAsked && 'error' in last) {\n      if (stepUp && last.outcome === 'denied')\n        await this.scopes.update((each) => sharing(each, operation, 'denied', last.scope));\n      throw last.error;\n    }\n    if (!isNewer) return undefined;\n    if (stepUp && last?.outcome === 'authorized' && isAsked) {\n      await this.scopes.update((each) => sharing(each, operation, 'requested', last.scope));\n      return 'retry';\n    }\n    return !stepUp || coversScope(granted, challenge?.scope) ? 'retry' : undefined;\n  }\n\n  async #stopIfFinal(situation: Situation, canRefresh: boolean): Promise<void> {\n    const { operation, challenge, token, stepUp, held, state } = situation;\n    if (stepUp) {\n      const reason = await this.scopes.refusalOf(operation, challenge?.scope ?? '', held);\n      if (reason) throw insufficient(situation, reason);\n      return;\n    }\n    if (canRefresh || !untriedToken(state, token)?.authorized) return;\n    // Forgotten, so that a user who tries once more is let through to the authorization server.\n    await this.scopes.update((each) => ({ ...each, untried: undefined }));\n    throw new TokenRejectedError();\n  }\n\n  #requestFor(situation: Situation): AuthorizationRequest {\n    const { challenge, operation, scopesSupported, offlineAccess, stepUp, held, own, state, granted } =\n      situation;\n    const isChallengeAlone = !stepUp && this.#options.accumulateOn401 === false && challenge?.scope;\n    const scope = selectScope({\n      challenged: challenge?.scope,\n      prior: isChallengeAlone ? undefined : priorOf(state, held),\n      // A list of everything there is, is no base: the authorization server's default is smaller.\n      scopesSupported: this.#isWithinBounds(scopesSupported?.join(' ')) ? scopesSupported : undefined,\n      defaultScope: this.#options.defaultScope,\n      stepUp,\n      offlineAccess: this.#options.offlineAccess ?? offlineAccess,\n    });\n    return { scope, challenge, operation, stepUp, granted, held: own };\n  }\n\n  /** A refresh cannot widen (RFC 6749 §6): with a strict superset of what is granted it is bypassed. */\n  #canRefresh({ token, stepUp, state, own, granted }: Situation, { scope }: AuthorizationRequest): boolean {\n    if (!own?.refresh_token || !this.#effects.refresh) return false;\n    if (stepUp) return !isStrictScopeSuperset(accumulable(scope), granted);\n    return !untriedToken(state, token)?.refreshed;\n  }\n\n  /** The scope that the host allows. */\n  async #approved(request: AuthorizationRequest): Promise<string | undefined> {\n    const { scope } = request;\n    try {\n      const answer = await this.#options.onBeforeStepUp?.(request);\n      if (answer !== false && typeof answer !== 'string') return scope;\n      const asked = scope?.split(' ') ?? [];\n      // `false` is no scope string, so it covers nothing.\n      const allowed = unionScopes(...asked.filter((token) => coversScope(answer as string, token)));\n      if (allowed === undefined) throw insufficient(request, 'denied');\n      return allowed;\n    } catch (error) {\n      this.#end({ scope, outcome: 'failed', error });\n      throw error;\n    }\n  }\n\n  async #authorize(\n    request: AuthorizationRequest,\n    authorize: NonNullable<StepUpEffects['authorize']>,\n  ): Promise<'retry' | 'redirected'> {\n    const { scope } = request;\n    let outcome: AuthorizationOutcome;\n    let token: HeldToken | undefined;\n    let cause: unknown;\n    try {\n      outcome = await authorize(request);\n      if (outcome === 'authorized') token = await this.#issued();\n    } catch (error) {\n      // RFC 6749 §4.1.2.1, as OAuth libraries throw it.\n      if ((error as { readonly code?: unknown } | null)?.code !== 'access_denied') {\n        this.#end({ scope, outcome: 'failed', error });\n        await this.scopes.withdrawn();\n        throw error;\n      }\n      outcome = 'denied';\n      cause = error;\n    }\n    if (outcome === 'denied') {\n      const error = insufficient(request, 'denied', cause);\n      this.#end({ scope, outcome, error });\n      await this.scopes.denied();\n      throw error;\n    }\n    this.#end({ scope, outcome });\n    if (!token) return 'redirected';\n    await this.scopes.authorized(token);\n    return 'retry';\n  }\n\n  #end(authorization: EndedAuthorization): void {\n    this.#rounds.ended++;\n    this.#rounds.last = authorization;\n  }\n\n  #isWithinBounds(scope: string | undefined): boolean {\n    const { maxScopeTokens = 64, maxScopeLength = 4096 } = this.#options;\n    if (scope === undefined) return true;\n    return scope.length <= maxScopeLength && scope.split(' ').length <= maxScopeTokens;\n  }\n\n  async #held(): Promise<HeldToken | undefined> {\n    return (await this.#effects.tokens()) ?? undefined;\n  }\n\n  async #issued(): Promise<HeldToken> {\n    const token = await this.#held();\n    if (!token) throw new TypeError('Authorization gave no token.');\n    return token;\n  }\n}",
      uses: [
        'AuthorizationOutcome',
        'AuthorizationRequest',
        'AuthorizationRounds',
        'EndedAuthorization',
        'HeldToken',
        'Refusal',
        'ScopeAccumulator',
        'Situation',
        'StepUpEffects',
        'StepUpOptions',
        'TokenRejectedError',
        'accumulable',
        'counted',
        'coversScope',
        'grantedOf',
        'inTurn',
        'insufficient',
        'isStrictScopeSuperset',
        'joining',
        'ownTokenOf',
        'priorOf',
        'roundsAt',
        'selectScope',
        'sharing',
        'starting',
        'unionScopes',
        'untriedToken',
      ],
    },
    {
      name: 'Situation',
      kind: 'private',
      comment: '/** A refusal, and all that it is judged by. */\n',
      code: 'interface Situation extends Refusal, AuthorizationContext {\n  readonly stepUp: boolean;\n  readonly held: HeldToken | undefined;\n  /** The held token, if this issuer issued it. */\n  readonly own: HeldToken | undefined;\n  readonly state: ScopeState;\n  readonly granted: string | undefined;\n}',
      uses: ['AuthorizationContext', 'HeldToken', 'Refusal', 'ScopeState'],
    },
    {
      name: 'insufficient',
      kind: 'private',
      comment: '',
      code: "function insufficient(\n  { challenge, granted }: Pick<AuthorizationRequest, 'challenge' | 'granted'>,\n  reason: InsufficientScopeReason,\n  cause?: unknown,\n): InsufficientScopeError {\n  return new InsufficientScopeError({\n    cause,\n    reason,\n    grantedScope: granted,\n    requiredScope: challenge?.scope,\n    resourceMetadataUrl: challenge?.resource_metadata,\n    errorDescription: challenge?.error_description,\n  });\n}",
      uses: ['AuthorizationRequest', 'InsufficientScopeError', 'InsufficientScopeReason'],
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
      name: 'SdkProvider',
      kind: 'type',
      comment: "/** What is used of the SDK's `OAuthClientProvider`, v1 or v2. */\n",
      code: 'interface SdkProvider {\n  readonly redirectUrl?: string | URL | undefined;\n  readonly clientMetadata: {\n    readonly scope?: string | undefined;\n    readonly grant_types?: string[] | undefined;\n  };\n  tokens(...context: never[]): HeldToken | undefined | Promise<HeldToken | undefined>;\n}',
      uses: ['HeldToken', 'URL'],
    },
    {
      name: 'SdkAuthOptions',
      kind: 'type',
      comment:
        "/** What is used of the options of the SDK's `auth`. v1 does not know `forceReauthorization`. */\n",
      code: 'interface SdkAuthOptions {\n  serverUrl: string | URL;\n  scope?: string;\n  resourceMetadataUrl?: URL;\n  fetchFn?: FetchLike;\n  forceReauthorization?: boolean;\n}',
      uses: ['FetchLike', 'URL'],
    },
    {
      name: 'SdkAuth',
      kind: 'type',
      comment: "/** The SDK's `auth`, v1 or v2. */\n",
      code: "type SdkAuth<P> = (provider: P, options: SdkAuthOptions) => Promise<'AUTHORIZED' | 'REDIRECT'>;",
      uses: ['SdkAuthOptions'],
    },
    {
      name: 'ProviderMembers',
      kind: 'private',
      comment:
        '/** The members of a provider that are called here, or shown differently, and that some providers lack. */\n',
      code: 'interface ProviderMembers {\n  tokens: (...context: unknown[]) => Promise<HeldToken | undefined>;\n  saveTokens: (tokens: HeldToken, ...context: unknown[]) => unknown;\n  redirectToAuthorization: (url: URL) => unknown;\n  prepareTokenRequest?: (\n    scope?: string,\n  ) => URLSearchParams | undefined | Promise<URLSearchParams | undefined>;\n  discoveryState?: () => DiscoveryState | undefined | Promise<DiscoveryState | undefined>;\n}',
      uses: ['DiscoveryState', 'HeldToken', 'URL'],
    },
    {
      name: 'DiscoveryState',
      kind: 'private',
      comment: '',
      code: 'interface DiscoveryState {\n  readonly authorizationServerUrl?: string;\n  readonly resourceMetadata?: { readonly scopes_supported?: readonly string[] };\n  readonly authorizationServerMetadata?: { readonly scopes_supported?: readonly string[] };\n}',
      uses: [],
    },
    {
      name: 'sdkEffects',
      kind: 'value',
      comment:
        "/**\n * The engine's effects, done by an SDK's `auth`. The provider itself is never changed: for one call `auth` is given a\n * view of it.\n * @param readState The state of the engine, for the issuer in use and where its metadata is.\n */\n",
      code: "function sdkEffects<P extends SdkProvider>(\n  {\n    auth,\n    provider,\n    serverUrl,\n    fetchFn,\n  }: {\n    readonly auth: SdkAuth<P>;\n    readonly provider: P;\n    readonly serverUrl: URL;\n    readonly fetchFn: FetchLike;\n  },\n  readState: () => Promise<ScopeState>,\n): Required<StepUpEffects> {\n  const members = provider as unknown as ProviderMembers;\n\n  /** The server whose scope is selected is the one that is asked: two discoveries might be answered differently. */\n  async function discoveryState(): Promise<DiscoveryState | undefined> {\n    const own = await members.discoveryState?.();\n    const { issuer } = await readState();\n    return own?.authorizationServerUrl || issuer === undefined\n      ? own\n      : { ...own, authorizationServerUrl: issuer };\n  }\n\n  async function options(): Promise<SdkAuthOptions> {\n    const resourceMetadataUrl = fetchableUrl((await readState()).resourceMetadataUrl, serverUrl);\n    return { serverUrl, fetchFn, ...(resourceMetadataUrl && { resourceMetadataUrl }) };\n  }\n\n  /** A held token of another issuer is not shown: this one must not see its refresh token. */\n  async function ownTokens(...context: unknown[]): Promise<HeldToken | undefined> {\n    return ownTokenOf(await readState(), (await members.tokens(...context)) ?? undefined);\n  }\n\n  return {\n    tokens: () => provider.tokens(),\n\n    async discover(challenge) {\n      const state = await members.discoveryState?.();\n      const known = await readState();\n      const resourceMetadataUrl = challenge?.resource_metadata ?? known.resourceMetadataUrl;\n      const { issuer, scopesSupported } = state?.authorizationServerUrl\n        ? {\n            issuer: state.authorizationServerUrl,\n            scopesSupported: state.resourceMetadata?.scopes_supported,\n          }\n        : await discoverAuthorization(fetchFn, serverUrl, {\n            resourceMetadataUrl,\n            knownIssuer: known.issuer,\n          });\n      const offlineAccess =\n        provider.clientMetadata.grant_types?.includes('refresh_token') &&\n        (\n          state?.authorizationServerMetadata?.scopes_supported ??\n          (await scopesSupportedBy(fetchFn, issuer, serverUrl))\n        ).includes('offline_access');\n      return { issuer, scopesSupported, offlineAccess };\n    },\n\n    async authorize({ scope, held }) {\n      const view = viewOf(provider, {\n        discoveryState,\n        // v1 refreshes whenever it finds a refresh token, and a refresh cannot widen (RFC 6749 §6).\n        tokens: async (...context: unknown[]) => {\n          const tokens = await ownTokens(...context);\n          return tokens && { ...tokens, refresh_token: undefined };\n        },\n        // v2 saves what `tokens` gave with the issuer on it: the refresh token must not get lost by that.\n        saveTokens: (tokens: HeldToken, ...context: unknown[]) => {\n          const isShown = tokens.access_token === held?.access_token;\n          const saved = isShown ? { ...tokens, refresh_token: held.refresh_token } : tokens;\n          return members.saveTokens(saved, ...context);\n        },\n        // SDKs add scope of their own: `offline_access`, or all that the resource supports where none was selected.\n        redirectToAuthorization: (url: URL) => {\n          if (scope === undefined) url.searchParams.delete('scope');\n          else url.searchParams.set('scope', scope);\n          return members.redirectToAuthorization(url);\n        },\n        // A token request without a user: there v1 requests what the client metadata says, whatever `scope` is.\n        ...(!provider.redirectUrl &&\n          members.prepareTokenRequest && {\n            prepareTokenRequest: async () => {\n              const parameters = await members.prepareTokenRequest?.(scope);\n              if (scope !== undefined) parameters?.set('scope', scope);\n              return parameters;\n            },\n          }),\n      });\n      const result = await auth(view, {\n        ...(await options()),\n        ...(scope !== undefined && { scope }),\n        forceReauthorization: true,\n      });\n      return result === 'AUTHORIZED' ? 'authorized' : 'redirected';\n    },\n\n    async refresh() {\n      // Without a redirect URL `auth` makes a new token request, which is an authorization of its own.\n      if (!provider.redirectUrl) return false;\n      const instead = new Error();\n      const view = viewOf(provider, {\n        discoveryState,\n        tokens: ownTokens,\n        // Of an authorization request that is under way these belong to the user's page.\n        state: undefined,\n        saveCodeVerifier: () => {},\n        redirectToAuthorization: () => {\n          throw instead;\n        },\n      });\n      try {\n        return (await auth(view, await options())) === 'AUTHORIZED';\n      } catch (error) {\n        if (error === instead) return false;\n        throw error;\n      }\n    },\n  };\n}",
      uses: [
        'DiscoveryState',
        'FetchLike',
        'HeldToken',
        'ProviderMembers',
        'ScopeState',
        'SdkAuth',
        'SdkAuthOptions',
        'SdkProvider',
        'StepUpEffects',
        'URL',
        'discoverAuthorization',
        'fetchableUrl',
        'ownTokenOf',
        'scopesSupportedBy',
        'viewOf',
      ],
    },
    {
      name: 'UnauthorizedError',
      kind: 'value',
      comment:
        "/**\n * The user was sent to the authorization server. Finish the authorization when they come back, then send the request\n * again. Thrown where no SDK's own `UnauthorizedError` was given, which says the same.\n */\n",
      code: "class UnauthorizedError extends Error {\n  override readonly name = 'UnauthorizedError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  readonly code = 'MCP_UNAUTHORIZED';\n\n  constructor() {\n    super('Authorization is under way.');\n  }\n}",
      uses: [],
    },
    {
      name: 'UnreplayableRequestError',
      kind: 'value',
      comment:
        '/**\n * Authorization is complete, but this request cannot be sent again as it was: its body is a stream, which can be read\n * once, or it is signed for the former token (DPoP, RFC 9449 §4.3). Send it anew.\n */\n',
      code: "class UnreplayableRequestError extends Error {\n  override readonly name = 'UnreplayableRequestError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  readonly code = 'MCP_UNREPLAYABLE_REQUEST';\n\n  constructor() {\n    super('Authorization is complete: send the request anew.');\n  }\n}",
      uses: [],
    },
    {
      name: 'MAX_HEADER_LENGTH',
      kind: 'private',
      comment:
        '/** A longer header is not read at all: a part of it could end in the middle of a scope token. */\n',
      code: 'const MAX_HEADER_LENGTH = 8192;',
      uses: [],
    },
    {
      name: 'stores',
      kind: 'private',
      comment:
        '/** The stores of providers: whoever makes a client for one of them goes on where the former client was. */\n',
      code: 'const stores = new WeakMap<SdkProvider, ScopeStore>();',
      uses: ['ScopeStore', 'SdkProvider'],
    },
    {
      name: 'CommonOptions',
      kind: 'private',
      comment: '',
      code: "interface CommonOptions extends Omit<StepUpOptions, 'resource'> {\n  /** The MCP endpoint, as it is given to the transport. Requests to other places are passed through. */\n  readonly serverUrl: string | URL;\n  /** Names what a request does; attempts are counted by it. Default: the JSON-RPC method and its subject. */\n  readonly operationOf?: ((method: string, body: unknown) => string) | undefined;\n}",
      uses: ['StepUpOptions', 'URL'],
    },
    {
      name: 'SdkAuthorization',
      kind: 'type',
      comment: "/** To authorize with the SDK's own `auth`, v1 or v2. */\n",
      code: "interface SdkAuthorization<P extends SdkProvider> {\n  /** The provider that the transport has as `authProvider`. */\n  readonly provider: P;\n  readonly auth: SdkAuth<P>;\n  /** The SDK's own, which is thrown when the user was sent away: hosts test for it before they call `finishAuth`. */\n  readonly UnauthorizedError: new (message?: string) => Error;\n  /** For requests to the authorization server. Default: the `fetch` that is wrapped. */\n  readonly fetchFn?: FetchLike | undefined;\n}",
      uses: ['FetchLike', 'SdkAuth', 'SdkProvider'],
    },
    {
      name: 'HostAuthorization',
      kind: 'type',
      comment:
        "/** To authorize with the host's own code. Without `authorize` a step-up throws `InsufficientScopeError`. */\n",
      code: 'interface HostAuthorization extends StepUpEffects {\n  readonly UnauthorizedError?: (new (message?: string) => Error) | undefined;\n}',
      uses: ['StepUpEffects'],
    },
    {
      name: 'WithStepUpOptions',
      kind: 'type',
      comment: '',
      code: 'type WithStepUpOptions<P extends SdkProvider> = CommonOptions &\n  (SdkAuthorization<P> | HostAuthorization);',
      uses: ['CommonOptions', 'HostAuthorization', 'SdkAuthorization', 'SdkProvider'],
    },
    {
      name: 'StepUpFetch',
      kind: 'type',
      comment: '/** A `fetch` that steps up, with the engine that it uses. */\n',
      code: 'type StepUpFetch = ((input: string | URL | Request, init?: RequestInit) => Promise<Response>) & {\n  /** For the host: `denied()` when the user comes back without consent; `scopes` for what is requested and granted. */\n  readonly stepUp: StepUp;\n};',
      uses: ['StepUp', 'URL'],
    },
    {
      name: 'withStepUp',
      kind: 'value',
      comment:
        "/**\n * Wraps a `fetch` so that requests to an MCP server get the token and the scope that they need: at 403\n * `insufficient_scope` it requests the union of prior and challenged scope and sends the request again; at 401 it\n * refreshes or authorizes without losing scope. It sits below a transport, so it serves POST, the GET stream and SSE.\n * @param fetch What sends requests, such as `globalThis.fetch`.\n * @returns Responses as `fetch` gives them, of the first request or of the last retry. A retry differs from the first\n * request in its `Authorization` alone. It rejects with:\n * - `UnauthorizedError`, the SDK's or this package's: the user was sent to the authorization server;\n * - `InsufficientScopeError`: there is no step-up, or no further one;\n * - `TokenRejectedError`: the server answers 401 to a token that was just issued, or to one request three times;\n * - `UnreplayableRequestError`: authorization is complete, but the request cannot be sent again.\n * @throws RangeError At once, if `maxStepUpRetries` is no whole number from 0 up.\n * @throws TypeError At once, if `serverUrl` is no absolute URL.\n * @example new StreamableHTTPClientTransport(url, {\n *   authProvider,\n *   fetch: withStepUp(fetch, { serverUrl: url, provider: authProvider, auth, UnauthorizedError }),\n * });\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n",
      code: "function withStepUp<P extends SdkProvider = SdkProvider>(\n  fetch: FetchLike,\n  options: WithStepUpOptions<P>,\n): StepUpFetch {\n  const serverUrl = new URL(options.serverUrl);\n  const sdk = 'provider' in options ? options : undefined;\n  const effects: StepUpEffects = sdk\n    ? sdkEffects({ ...sdk, serverUrl, fetchFn: sdk.fetchFn ?? fetch }, readState)\n    : (options as HostAuthorization);\n  const store = options.store ?? (sdk && storeOf(sdk.provider));\n  const requests = {\n    ...options,\n    store,\n    resource: serverUrl,\n    // The SDK reads it no sooner either: until then a provider may know neither its scope nor where it redirects to.\n    get defaultScope() {\n      return options.defaultScope ?? sdk?.provider.clientMetadata.scope;\n    },\n  };\n  const stepUp = new StepUp(requests, effects);\n\n  function readState(): Promise<ScopeState> {\n    return stepUp.scopes.read();\n  }\n\n  async function stepUpFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {\n    const request = new Replayable(input, init, serverUrl);\n    if (!request.isFor(serverUrl))\n      return fetch((await metadataPlaceFor(request)) ?? (input as string | URL), init);\n\n    if (request.token === undefined) request.authorize((await effects.tokens())?.access_token);\n    const operation = (): string => (options.operationOf ?? operationOf)(request.method, init?.body);\n    let rejections = 0;\n    for (;;) {\n      const { round } = stepUp;\n      const response = await request.send(fetch);\n      if (response.ok) await forget(operation);\n      const { status, headers } = response;\n      const header = headers.get('www-authenticate') ?? '';\n      const challenge = challengeIn(header);\n      const refusal = { status, challenge };\n      const isStepUp = StepUp.isStepUp(refusal);\n      if (!isStepUp) {\n        const isLeftToSigner = request.isSigned || challenge?.error === 'use_dpop_nonce';\n        if (status === 403) return withoutMisreadable(response, header);\n        if (status !== 401 || isLeftToSigner) return response;\n        // One request refreshes once and authorizes once for a 401; the engine bounds its step-ups.\n        if (++rejections > 2) throw new TokenRejectedError();\n      }\n      const { signal, token } = request;\n      const answer = await answerTo(response, request, {\n        ...refusal,\n        operation: operation(),\n        round,\n        token,\n        signal,\n      });\n      if (answer) return answer;\n\n      await discard(response);\n      if (!request.isReplayable) throw new UnreplayableRequestError();\n      request.authorize((await effects.tokens())?.access_token);\n    }\n  }\n\n  /** The response that the caller gets instead of a retry, if any. */\n  async function answerTo(\n    response: Response,\n    { isEventSource }: Replayable,\n    refusal: Refusal,\n  ): Promise<Response | undefined> {\n    const { signal } = refusal;\n    const isLeft = isEventSource && sdk?.provider.redirectUrl && refusal.status === 401;\n    let challenge: string | undefined;\n    // The SDK's SSE transport answers a 401 of its event source by itself, and needs to know the scope to ask for.\n    const leave: StepUpEffects['authorize'] = async (request) => {\n      // The SDK would send a token of another issuer, so this authorization is not left to it.\n      if (!request.held && (await effects.tokens())) return effects.authorize!(request);\n      challenge = challengeFor(request);\n      return 'redirected';\n    };\n    try {\n      const outcome = await unlessAborted(stepUp.refused(refusal, isLeft ? leave : undefined), signal);\n      if (outcome === 'retry') return undefined;\n      if (outcome === 'unanswered') return response;\n    } catch (error) {\n      if (!isEventSource || signal?.aborted) throw error;\n    }\n    // An event source does not pass an error on: it connects again and again. So it gets a response, at which it stops.\n    if (isEventSource) return withChallenge(response, challenge, challenge ? 401 : 403);\n    await discard(response);\n    throw new (options.UnauthorizedError ?? UnauthorizedError)();\n  }\n\n  /** A response that came is not lost because a store fails: the attempts then stay counted. */\n  async function forget(operation: () => string): Promise<void> {\n    try {\n      await stepUp.succeeded(operation());\n    } catch {\n      return;\n    }\n  }\n\n  /**\n   * `finishAuth` of a transport looks for the resource's metadata in the well-known place if the transport itself has\n   * seen no challenge. It gets what the last challenge pointed to.\n   */\n  async function metadataPlaceFor({ url, method }: Replayable): Promise<URL | undefined> {\n    const isMetadata =\n      method === 'GET' &&\n      url.origin === serverUrl.origin &&\n      url.pathname.startsWith('/.well-known/oauth-protected-resource');\n    return isMetadata ? fetchableUrl((await readState()).resourceMetadataUrl, serverUrl) : undefined;\n  }\n\n  return Object.assign(stepUpFetch, { stepUp });\n}",
      uses: [
        'FetchLike',
        'HostAuthorization',
        'Refusal',
        'Replayable',
        'ScopeState',
        'SdkProvider',
        'StepUp',
        'StepUpEffects',
        'StepUpFetch',
        'TokenRejectedError',
        'URL',
        'UnauthorizedError',
        'UnreplayableRequestError',
        'WithStepUpOptions',
        'challengeFor',
        'challengeIn',
        'discard',
        'fetchableUrl',
        'operationOf',
        'sdkEffects',
        'storeOf',
        'unlessAborted',
        'withChallenge',
        'withoutMisreadable',
      ],
    },
    {
      name: 'storeOf',
      kind: 'private',
      comment: '',
      code: 'function storeOf(provider: SdkProvider): ScopeStore {\n  const store = stores.get(provider) ?? new MemoryScopeStore();\n  stores.set(provider, store);\n  return store;\n}',
      uses: ['MemoryScopeStore', 'ScopeStore', 'SdkProvider', 'stores'],
    },
    {
      name: 'Replayable',
      kind: 'private',
      comment: '/** A request that can be sent more than once. */\n',
      code: "class Replayable {\n  readonly url: URL;\n  readonly method: string;\n  readonly signal: AbortSignal | null | undefined;\n  /** Whether it can be sent again with another token. */\n  readonly isReplayable: boolean;\n  /** Whether an `EventSource` sends it: its requests are CORS requests that are not cached (HTML §9.2.2). */\n  readonly isEventSource: boolean;\n  /** Whether it is signed for its token: then it has to be signed anew, and a 401 is answered by who signs (RFC 9449 §9). */\n  readonly isSigned: boolean;\n  /** The access token that it carries. */\n  token: string | undefined;\n  readonly #hasCredentials: boolean;\n  readonly #input: string | URL;\n  readonly #request: Request | undefined;\n  #init: RequestInit | undefined;\n\n  /** @param base What a relative URL is relative to. */\n  constructor(input: string | URL | Request, init: RequestInit | undefined, base: URL) {\n    const request = typeof input === 'object' && 'headers' in input ? (input as Request) : undefined;\n    const { cache, mode } = (init ?? request ?? {}) as { readonly cache?: string; readonly mode?: string };\n    this.#input = input as string | URL;\n    this.#request = request;\n    this.#init = init;\n    const { location } = globalThis as { readonly location?: { readonly href: string } };\n    this.url = new URL(request?.url ?? this.#input, location?.href ?? base);\n    this.method = (init?.method ?? request?.method ?? 'GET').toUpperCase();\n    this.signal = init?.signal ?? request?.signal;\n    this.isEventSource = this.method === 'GET' && cache === 'no-store' && mode === 'cors';\n    const authorization = this.#headers().get('authorization');\n    const [scheme = '', token] = authorization?.split(/ +/) ?? [];\n    this.#hasCredentials = authorization !== null;\n    this.isSigned = scheme.toLowerCase() === 'dpop';\n    this.token = this.isSigned || scheme.toLowerCase() === 'bearer' ? token : undefined;\n    this.isReplayable = !this.isSigned && !isStream(init?.body);\n  }\n\n  /** Whether it is for the resource: to the endpoint itself, or with an access token to the same origin. */\n  isFor(serverUrl: URL): boolean {\n    if (this.url.origin !== serverUrl.origin) return false;\n    return this.#hasCredentials ? this.token !== undefined : this.url.pathname === serverUrl.pathname;\n  }\n\n  /** Puts another access token on it. */\n  authorize(token: string | undefined): void {\n    if (token === undefined || token === this.token) return;\n    const headers = this.#headers();\n    headers.set('authorization', `Bearer ${token}`);\n    this.#init = { ...this.#init, headers };\n    this.token = token;\n  }\n\n  send(fetch: FetchLike): Promise<Response> {\n    // A `Request` can be sent once, so a copy of it is.\n    return fetch((this.#request?.clone() as never) ?? this.#input, this.#init);\n  }\n\n  /** A copy of its headers. */\n  #headers(): Headers {\n    return new Headers(this.#init?.headers ?? this.#request?.headers);\n  }\n}",
      uses: ['FetchLike', 'URL', 'isStream'],
    },
    {
      name: 'isStream',
      kind: 'private',
      comment: '',
      code: "function isStream(body: unknown): boolean {\n  const object = Object(body) as object;\n  return 'getReader' in object || Symbol.asyncIterator in object;\n}",
      uses: [],
    },
    {
      name: 'challengeIn',
      kind: 'private',
      comment:
        '/** The challenge that a client acts on. A header that is too long to be read whole has none. */\n',
      code: 'function challengeIn(header: string): SelectedChallenge | undefined {\n  return header.length > MAX_HEADER_LENGTH ? undefined : selectChallenge(parseChallenges(header));\n}',
      uses: ['MAX_HEADER_LENGTH', 'SelectedChallenge', 'parseChallenges', 'selectChallenge'],
    },
    {
      name: 'withoutMisreadable',
      kind: 'private',
      comment:
        '/**\n * A 403 that is no step-up, but that the regular expressions of SDKs take for one (by text inside of a quoted value, or\n * a header too long to be read): they would request a scope from it.\n */\n',
      code: "function withoutMisreadable(response: Response, header: string): Response {\n  return header.includes('insufficient_scope') ? withChallenge(response, undefined) : response;\n}",
      uses: ['withChallenge'],
    },
    {
      name: 'withChallenge',
      kind: 'private',
      comment: '/** The response with another challenge, or with none. */\n',
      code: "function withChallenge(\n  response: Response,\n  challenge: string | undefined,\n  status = response.status,\n): Response {\n  const headers = new Headers(response.headers);\n  headers.delete('www-authenticate');\n  if (challenge !== undefined) headers.set('www-authenticate', challenge);\n  return new Response(response.body, { status, statusText: response.statusText, headers });\n}",
      uses: [],
    },
    {
      name: 'discard',
      kind: 'private',
      comment:
        '/** Nobody reads the body of a refusal that is answered; that it cannot be read any more is no matter. */\n',
      code: 'async function discard({ body }: Response): Promise<void> {\n  await body?.cancel().catch(() => undefined);\n}',
      uses: [],
    },
    {
      name: 'challengeFor',
      kind: 'private',
      comment:
        '/** A challenge for this scope. Scope tokens need no escapes (RFC 6749 §3.3), and a URL is written without them. */\n',
      code: 'function challengeFor({ scope, challenge }: AuthorizationRequest): string {\n  const metadata = absoluteUrl(challenge?.resource_metadata);\n  const parameters = [scope && `scope="${scope}"`, metadata && `resource_metadata="${metadata.href}"`];\n  return `Bearer ${parameters.filter(Boolean).join(\', \')}`;\n}',
      uses: ['AuthorizationRequest', 'absoluteUrl'],
    },
    {
      name: 'unlessAborted',
      kind: 'private',
      comment:
        '/** Rejects when the request is given up; the authorization goes on, for others may wait for it. */\n',
      code: "function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | null | undefined): Promise<T> {\n  if (!signal) return promise;\n  return new Promise((resolve, reject) => {\n    const abort = (): void => reject(signal.reason as Error);\n    if (signal.aborted) abort();\n    signal.addEventListener('abort', abort);\n    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));\n  });\n}",
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
      name: 'absoluteUrl',
      kind: 'value',
      comment: '/** The URL of an absolute one, and nothing of what is none. */\n',
      code: 'function absoluteUrl(text) {\n  try {\n    return new URL(String(text));\n  } catch {\n    return undefined; // Not every platform that this is vendored for has `URL.canParse`.\n  }\n}',
      uses: ['URL'],
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
      name: 'LOOPBACK',
      kind: 'private',
      comment:
        "/** `localhost` and what is below it, with or without the root's dot; 127.0.0.0/8; `::1`. */\n",
      code: 'const LOOPBACK = /^(?:(?:.*\\.)?localhost\\.?|127(?:\\.\\d+){3}|\\[::1\\])$/;',
      uses: [],
    },
    {
      name: 'isLoopbackHost',
      kind: 'value',
      comment:
        '/**\n * Whether a host is this machine, so that what is sent to it crosses no network.\n * @param hostname As `URL.hostname` gives it for `http` and `https`: lower-cased, IPv4 as four decimal numbers, IPv6\n * compressed and in brackets. So `127.1`, `0x7f000001` and `[0:0:0:0:0:0:0:1]` are loopback too, and `localhost.evil.com`\n * and `127.0.0.1.evil.com` are not.\n * @see {@link https://www.rfc-editor.org/rfc/rfc8252#section-7.3 RFC 8252 §7.3}, the loopback redirect: `127.0.0.1`, `[::1]`\n * @see {@link https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3 RFC 1122 §3.2.1.3 (g)}: all of 127.0.0.0/8 is loopback\n * @see {@link https://www.rfc-editor.org/rfc/rfc4291#section-2.5.3 RFC 4291 §2.5.3}: `::1` is, and no other IPv6 address\n * @see {@link https://www.rfc-editor.org/rfc/rfc6761#section-6.3 RFC 6761 §6.3}: `localhost.` and every name below it\n */\n',
      code: 'function isLoopbackHost(hostname) {\n  return LOOPBACK.test(hostname);\n}',
      uses: ['LOOPBACK'],
    },
    {
      name: 'TIMEOUT_MILLISECONDS',
      kind: 'private',
      comment: '/** A server that does not answer must not hold up every other request that is refused. */\n',
      code: 'const TIMEOUT_MILLISECONDS = 10_000;',
      uses: [],
    },
    { name: 'MAX_REDIRECTS', kind: 'private', comment: '', code: 'const MAX_REDIRECTS = 3;', uses: [] },
    {
      name: 'discoverAuthorization',
      kind: 'value',
      comment:
        '/**\n * Finds out which authorization server a resource uses, and its scopes. All that it reads is untrusted.\n * @returns The first of `authorization_servers`. A resource without metadata has the issuer that it had, or is its own\n * authorization server, as before RFC 9728 (MCP 2025-03-26). When the metadata cannot be reached, nothing.\n * @see {@link https://www.rfc-editor.org/rfc/rfc9728#section-3 RFC 9728 §3}\n */\n',
      code: "async function discoverAuthorization(\n  fetch,\n  resource,\n  { resourceMetadataUrl, knownIssuer = new URL('/', resource).href } = {},\n) {\n  const path = resource.pathname.replace(/\\/$/, '');\n  const wellKnown = '/.well-known/oauth-protected-resource';\n  const named = absoluteUrl(resourceMetadataUrl);\n  const places = named ? [named] : new Set([wellKnown + path, wellKnown]);\n  for (const place of places) {\n    const metadata = await documentAt(fetch, new URL(place, resource), resource);\n    if (metadata === 'unreachable') return {};\n    if (metadata === 'absent') continue;\n    const [issuer = knownIssuer] = stringsIn(metadata['authorization_servers']);\n    const scopesSupported = stringsIn(metadata['scopes_supported']);\n    return { issuer, scopesSupported: scopesSupported.length > 0 ? scopesSupported : undefined };\n  }\n  return { issuer: knownIssuer };\n}",
      uses: ['URL', 'absoluteUrl', 'documentAt', 'stringsIn'],
    },
    {
      name: 'scopesSupportedBy',
      kind: 'value',
      comment:
        "/**\n * The `scopes_supported` of an authorization server's metadata, or none.\n * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3.1 RFC 8414 §3.1}, and OpenID Connect Discovery §4\n */\n",
      code: "async function scopesSupportedBy(fetch, issuer, resource) {\n  const base = absoluteUrl(issuer);\n  if (!base) return [];\n  const path = base.pathname.replace(/\\/$/, '');\n  const openid = '/.well-known/openid-configuration';\n  const places = [`/.well-known/oauth-authorization-server${path}`, openid + path, path + openid];\n  for (const place of new Set(places)) {\n    const metadata = await documentAt(fetch, new URL(place, base), resource);\n    if (typeof metadata === 'object') return stringsIn(metadata['scopes_supported']);\n  }\n  return [];\n}",
      uses: ['URL', 'absoluteUrl', 'documentAt', 'stringsIn'],
    },
    {
      name: 'fetchableUrl',
      kind: 'value',
      comment: '/** The place that a server named, if it is one that may be fetched from. */\n',
      code: 'function fetchableUrl(text, resource) {\n  const place = absoluteUrl(text);\n  return place && isFetchable(place, resource) ? place : undefined;\n}',
      uses: ['absoluteUrl', 'isFetchable'],
    },
    {
      name: 'isFetchable',
      kind: 'private',
      comment:
        '/**\n * Whether a place may be fetched from: by https, or plain http from the resource itself or, in development, between\n * servers on this machine. What is there is not trusted either way.\n */\n',
      code: "function isFetchable(place, resource) {\n  const isLocal = isLoopbackHost(place.hostname) && isLoopbackHost(resource.hostname);\n  return (\n    place.protocol === 'https:' || place.origin === resource.origin || (isLocal && place.protocol === 'http:')\n  );\n}",
      uses: ['isLoopbackHost'],
    },
    {
      name: 'documentAt',
      kind: 'private',
      comment:
        '/** A JSON document. `absent` is what the server says; `unreachable` may be otherwise the next time. */\n',
      code: "async function documentAt(fetch, place, resource) {\n  if (!isFetchable(place, resource)) return 'unreachable';\n  try {\n    const response = await fetched(fetch, place);\n    if (response.ok) {\n      const document = await response.json();\n      return typeof document === 'object' && document !== null ? document : 'absent';\n    }\n    await response.body?.cancel();\n    return [401, 403, 404, 405, 410].includes(response.status) ? 'absent' : 'unreachable';\n  } catch {\n    // A network error, or no JSON: nothing is known, and the SDK's own discovery says so louder.\n    return 'unreachable';\n  }\n}",
      uses: ['fetched', 'isFetchable'],
    },
    {
      name: 'fetched',
      kind: 'private',
      comment:
        '/** Redirects are followed within the origin alone, as the SDK does; another one is returned. */\n',
      code: "async function fetched(fetch, place) {\n  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);\n  for (let url = place, redirects = 0; ; redirects++) {\n    const response = await fetch(url, { redirect: 'manual', signal });\n    const location = response.headers.get('location');\n    if (response.status < 300 || response.status > 399 || location === null) return response;\n    await response.body?.cancel();\n    url = new URL(location, url);\n    if (url.origin !== place.origin || redirects === MAX_REDIRECTS) return response;\n  }\n}",
      uses: ['MAX_REDIRECTS', 'TIMEOUT_MILLISECONDS', 'URL'],
    },
    {
      name: 'stringsIn',
      kind: 'private',
      comment: '',
      code: "function stringsIn(value) {\n  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];\n}",
      uses: [],
    },
    { name: 'VERSION', kind: 'private', comment: '', code: 'const VERSION = 1;', uses: [] },
    {
      name: 'MAX_OPERATIONS',
      kind: 'private',
      comment:
        '/** So many operations are stepped up before one of them succeeds: names come from tool lists, which servers make up. */\n',
      code: 'const MAX_OPERATIONS = 100;',
      uses: [],
    },
    {
      name: 'scopeStateFrom',
      kind: 'value',
      comment:
        '/** What a store gave, if it is a state of this version; whatever else it may hold counts as none. */\n',
      code: 'function scopeStateFrom(stored) {\n  const state = stored;\n  return state?.version === VERSION ? state : { version: VERSION };\n}',
      uses: ['VERSION'],
    },
    {
      name: 'starting',
      kind: 'value',
      comment:
        '/**\n * An authorization request is about to be made. It is written down before, as the page may unload.\n * @param operations The operations whose step-up it is; none for an ordinary authorization.\n */\n',
      code: 'function starting(state, request) {\n  const scope = accumulable(request.scope);\n  const pending = {\n    scope,\n    // A request that was never answered is replaced, so its scope does not survive a denial either.\n    previous: state.pending ? state.pending.previous : state.requested,\n    operations: request.operations,\n    token: fingerprintOf(request.held?.access_token),\n  };\n  return { ...state, requested: scope, pending };\n}',
      uses: ['accumulable', 'fingerprintOf'],
    },
    {
      name: 'counted',
      kind: 'value',
      comment: '/** One more step-up of this operation. */\n',
      code: 'function counted(state, operation) {\n  const { count, ...rest } = attemptsAt(state, operation);\n  return { ...state, attempts: [...attemptsBut(state, operation), { ...rest, count: count + 1 }] };\n}',
      uses: ['attemptsAt', 'attemptsBut'],
    },
    {
      name: 'joining',
      kind: 'value',
      comment:
        "/** Another operation waits for the same authorization: it is that operation's step-up, too. */\n",
      code: 'function joining(state, operation) {\n  const { pending } = state;\n  if (!pending) return state;\n  const operations = [...new Set([...pending.operations, operation])];\n  return counted({ ...state, pending: { ...pending, operations } }, operation);\n}',
      uses: ['counted'],
    },
    {
      name: 'sharing',
      kind: 'value',
      comment:
        '/** Another operation was waiting while an authorization was completed, or denied, that asked for its scope as well. */\n',
      code: 'function sharing(state, operation, outcome, scope) {\n  const next = counted(state, operation);\n  return { ...next, attempts: noted(next, [operation], outcome, scope) };\n}',
      uses: ['counted', 'noted'],
    },
    {
      name: 'authorized',
      kind: 'value',
      comment:
        '/** The authorization server issued a token for the pending request. Without `scope` it means "as requested". */\n',
      code: "function authorized(state, token) {\n  const { pending } = state;\n  const requested = pending ? pending.scope : state.requested;\n  return {\n    ...state,\n    requested,\n    granted: accumulable(token.scope) ?? requested,\n    attempts: noted(state, pending?.operations ?? [], 'requested', requested),\n    pending: undefined,\n    untried: { token: fingerprintOf(token.access_token), authorized: true },\n  };\n}",
      uses: ['accumulable', 'fingerprintOf', 'noted'],
    },
    {
      name: 'refreshed',
      kind: 'value',
      comment:
        '/**\n * A refresh gave a token. It requested no scope, and a response without `scope` means "unchanged" (RFC 6749 §6). An\n * authorization request that is under way still is.\n * @param held The token that was refreshed.\n */\n',
      code: 'function refreshed(state, held, token) {\n  const fingerprint = fingerprintOf(token.access_token);\n  return {\n    ...state,\n    granted: accumulable(token.scope) ?? grantedOf(state, held),\n    pending: state.pending && { ...state.pending, token: fingerprint },\n    untried: {\n      token: fingerprint,\n      refreshed: true,\n      authorized: untriedToken(state, held?.access_token)?.authorized,\n    },\n  };\n}',
      uses: ['accumulable', 'fingerprintOf', 'grantedOf', 'untriedToken'],
    },
    {
      name: 'withdrawn',
      kind: 'value',
      comment:
        '/** The authorization request failed, or was not made: what it asked for does not count as requested. */\n',
      code: 'function withdrawn(state) {\n  return state.pending ? { ...state, requested: state.pending.previous, pending: undefined } : state;\n}',
      uses: [],
    },
    {
      name: 'denied',
      kind: 'value',
      comment:
        '/** The user denied consent: the scope is rolled back, and its operations are not stepped up for it again. */\n',
      code: "function denied(state) {\n  const { pending } = state;\n  if (!pending) return state;\n  return { ...withdrawn(state), attempts: noted(state, pending.operations, 'denied', pending.scope) };\n}",
      uses: ['noted', 'withdrawn'],
    },
    {
      name: 'succeeded',
      kind: 'value',
      comment:
        '/**\n * The server let the operation through.\n * @param held The token that is held now. It also answers a request that is pending for this operation, whose token may\n * be the same text as the one before.\n */\n',
      code: 'function succeeded(state, operation, held) {\n  const isAnswered = held && state.pending?.operations.includes(operation);\n  const current = isAnswered ? authorized(state, held) : state;\n  const attempts = attemptsBut(current, operation);\n  const isNew = attemptsAt(state, operation).count > 0 || current.untried || current.issuerChanges;\n  return isNew ? { ...current, attempts, untried: undefined, issuerChanges: undefined } : current;\n}',
      uses: ['attemptsAt', 'attemptsBut', 'authorized'],
    },
    {
      name: 'settled',
      kind: 'value',
      comment:
        '/** Whether a pending request was completed meanwhile, which shows in the token that is held now. */\n',
      code: 'function settled(state, held) {\n  const isAnswered = state.pending && held && fingerprintOf(held.access_token) !== state.pending.token;\n  return isAnswered ? authorized(state, held) : state;\n}',
      uses: ['authorized', 'fingerprintOf'],
    },
    {
      name: 'issuedBy',
      kind: 'value',
      comment:
        '/**\n * The state under this authorization server. Another one than before knows neither the scope nor the attempts of the\n * former one, and must not learn them.\n */\n',
      code: 'function issuedBy(state, issuer, held) {\n  const token = fingerprintOf(held?.access_token);\n  const remembered = state.foreignToken?.token === token ? state.foreignToken?.issuer : state.issuer;\n  const holder = held?.issuer ?? (held && remembered);\n  const isForeign = holder != null && !isSameIssuer(holder, issuer);\n  const foreignToken = isForeign ? { token: token, issuer: holder } : undefined;\n  if (isSameIssuer(state.issuer ?? holder ?? issuer, issuer)) return { ...state, issuer, foreignToken };\n  return { version: VERSION, issuer, foreignToken, issuerChanges: (state.issuerChanges ?? 0) + 1 };\n}',
      uses: ['VERSION', 'fingerprintOf', 'isSameIssuer'],
    },
    {
      name: 'ownTokenOf',
      kind: 'value',
      comment: '/** The held token, unless another authorization server issued it. */\n',
      code: 'function ownTokenOf(state, held) {\n  return held && fingerprintOf(held.access_token) === state.foreignToken?.token ? undefined : held;\n}',
      uses: ['fingerprintOf'],
    },
    {
      name: 'grantedOf',
      kind: 'value',
      comment: '/** The granted scope. What the token says counts before what was remembered. */\n',
      code: 'function grantedOf(state, held) {\n  return accumulable(ownTokenOf(state, held)?.scope) ?? state.granted;\n}',
      uses: ['accumulable', 'ownTokenOf'],
    },
    {
      name: 'priorOf',
      kind: 'value',
      comment: '/** The prior scope, requested ∪ granted: what a step-up must not lose. */\n',
      code: 'function priorOf(state, held) {\n  return accumulable(unionScopes(state.requested, grantedOf(state, held)));\n}',
      uses: ['accumulable', 'grantedOf', 'unionScopes'],
    },
    {
      name: 'attemptsAt',
      kind: 'value',
      comment: '',
      code: 'function attemptsAt(state, operation) {\n  return attemptsOf(state).find((each) => each.operation === operation) ?? { operation, count: 0 };\n}',
      uses: ['attemptsOf'],
    },
    {
      name: 'isFull',
      kind: 'value',
      comment: '/** Whether so many operations wait for their success that no other one is stepped up. */\n',
      code: 'function isFull(state, operation) {\n  return attemptsOf(state).length >= MAX_OPERATIONS && attemptsAt(state, operation).count === 0;\n}',
      uses: ['MAX_OPERATIONS', 'attemptsAt', 'attemptsOf'],
    },
    {
      name: 'untriedToken',
      kind: 'value',
      comment: '/** What is known of a token that the server has not accepted yet. */\n',
      code: 'function untriedToken(state, token) {\n  return state.untried?.token === fingerprintOf(token) ? state.untried : undefined;\n}',
      uses: ['fingerprintOf'],
    },
    {
      name: 'accumulable',
      kind: 'value',
      comment:
        '/** `offline_access` asks for a refresh token rather than for access: it is per request, not accumulated (SEP-2207). */\n',
      code: "function accumulable(scope) {\n  const tokens = unionScopes(scope)\n    ?.split(' ')\n    .filter((token) => token !== 'offline_access');\n  return tokens?.join(' ') || undefined;\n}",
      uses: ['unionScopes'],
    },
    {
      name: 'fingerprintOf',
      kind: 'value',
      comment:
        '/** FNV-1a, 32 bits: enough to see that a token changed, of no use to whoever would want to guess it. */\n',
      code: 'function fingerprintOf(token) {\n  if (token === undefined) return undefined;\n  let hash = 0x811c9dc5;\n  for (const character of token) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);\n  return hash >>> 0;\n}',
      uses: [],
    },
    {
      name: 'noted',
      kind: 'private',
      comment: '/** The attempts, with what became of the last one of these operations. */\n',
      code: "function noted(state, operations, outcome, scope) {\n  return attemptsOf(state).map((each) =>\n    operations.includes(each.operation)\n      ? { ...each, [outcome]: unionScopes(each[outcome], scope) ?? '' }\n      : each,\n  );\n}",
      uses: ['attemptsOf', 'unionScopes'],
    },
    {
      name: 'attemptsBut',
      kind: 'private',
      comment: '/** Those of the other operations. */\n',
      code: 'function attemptsBut(state, operation) {\n  return attemptsOf(state).filter((each) => each.operation !== operation);\n}',
      uses: ['attemptsOf'],
    },
    {
      name: 'attemptsOf',
      kind: 'private',
      comment: '',
      code: 'function attemptsOf(state) {\n  return state.attempts ?? [];\n}',
      uses: [],
    },
    {
      name: 'isSameIssuer',
      kind: 'private',
      comment:
        '/** RFC 8414 §3.1 takes the final slash of an issuer off before its metadata is asked for, and some write none. */\n',
      code: "function isSameIssuer(one, other) {\n  return one.replace(/\\/$/, '') === other.replace(/\\/$/, '');\n}",
      uses: [],
    },
    {
      name: 'MemoryScopeStore',
      kind: 'value',
      comment: '/** The default store: it lasts as long as the process or the page. */\n',
      code: 'class MemoryScopeStore {\n  #states = new Map();\n  get(resource) {\n    return this.#states.get(resource);\n  }\n  set(resource, state) {\n    this.#states.set(resource, state);\n  }\n}',
      uses: [],
    },
    {
      name: 'inTurn',
      kind: 'value',
      comment:
        '/** Runs the tasks of a line one after the other. One that fails does not hold up the next one. */\n',
      code: 'function inTurn(line, task) {\n  const turn = line.last.then(task, task);\n  line.last = turn;\n  return turn;\n}',
      uses: [],
    },
    { name: 'all', kind: 'private', comment: '', code: 'const all = new WeakMap();', uses: [] },
    {
      name: 'roundsAt',
      kind: 'value',
      comment: '',
      code: 'function roundsAt(store, resource) {\n  const ofStore = all.get(store) ?? new Map();\n  all.set(store, ofStore);\n  const rounds = ofStore.get(resource) ?? {\n    refusals: { last: Promise.resolve() },\n    changes: { last: Promise.resolve() },\n    ended: 0,\n    traces: 1,\n    looked: 0,\n  };\n  ofStore.set(resource, rounds);\n  return rounds;\n}',
      uses: ['all'],
    },
    {
      name: 'selectScope',
      kind: 'value',
      comment:
        '/**\n * Selects the scope of an authorization request. The first one takes a single source, by priority: the challenge, else\n * `scopes_supported`, else the default. A later one requests the union of the prior scope and the challenge. A step-up\n * of which nothing prior is known adds the challenge to what a first authorization would have asked for.\n * @returns The scope in stable order, first seen first, or `undefined` to leave the parameter out.\n * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow, step 2 (SEP-2350)\n */\n',
      code: "function selectScope(sources) {\n  const { challenged, prior, scopesSupported, defaultScope, stepUp, offlineAccess } = sources;\n  const needed = unionScopes(challenged);\n  const known = accumulable(prior);\n  const isChallengeAll = needed !== undefined && !stepUp;\n  const initial = isChallengeAll ? undefined : (unionScopes(...(scopesSupported ?? [])) ?? defaultScope);\n  const scope = unionScopes(known ?? initial, needed);\n  // An authorization request without scope stays one: `offline_access` alone would ask for less than the default.\n  return offlineAccess && scope !== undefined ? unionScopes(scope, 'offline_access') : scope;\n}",
      uses: ['accumulable', 'unionScopes'],
    },
    {
      name: 'ScopeAccumulator',
      kind: 'value',
      comment:
        '/**\n * Keeps the scope of one client at one resource, over rounds of authorization and over restarts, and selects what to\n * request next. For clients that make their own authorization requests: call `select`, then `starting`, then, when the\n * token is there, `authorized`. `withStepUp` does all of it by itself.\n * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: "class ScopeAccumulator {\n  resource;\n  maxStepUpRetries;\n  store;\n  /**\n   * @throws RangeError If the retry cap is no whole number from 0 up.\n   * @throws TypeError If `resource` is no absolute URL.\n   */\n  constructor({ resource, store = new MemoryScopeStore(), maxStepUpRetries = MAX_STEP_UP_RETRIES }) {\n    if (!Number.isSafeInteger(maxStepUpRetries) || maxStepUpRetries < 0)\n      throw new RangeError('maxStepUpRetries is no whole number.');\n    // Neither a password nor a fragment names a resource (RFC 8707 §2), and this is a key of the store.\n    this.resource = Object.assign(new URL(resource), { username: '', password: '', hash: '' }).href;\n    this.maxStepUpRetries = maxStepUpRetries;\n    this.store = store;\n  }\n  /**\n   * @param held The token that is held now. Its `scope` counts before what was remembered, and a token that was not\n   * held when an authorization request was made completes that request.\n   */\n  async known(held) {\n    const state = await this.read(held);\n    return { requested: state.requested, granted: grantedOf(state, held) };\n  }\n  /** Selects the scope of the next authorization request, see `selectScope`; what is prior is known here. */\n  async select(sources, held) {\n    return selectScope({ ...sources, prior: priorOf(await this.read(held), held) });\n  }\n  /**\n   * Whether a step-up of this operation may still be made: the retry cap is not reached, nobody denied what it needs,\n   * and the challenge asks for more than completed step-ups of this operation requested.\n   * @param challenged The challenged scope; left out, only the retry cap is looked at.\n   */\n  async canAttemptScopeUpgrade(operation, challenged, held) {\n    return (await this.refusalOf(operation, challenged, held)) === undefined;\n  }\n  /** Why no further step-up of this operation is made, if so. */\n  async refusalOf(operation, challenged, held) {\n    const state = await this.read(held);\n    const attempts = attemptsAt(state, operation);\n    const isCovered = (scope) =>\n      scope !== undefined && challenged !== undefined && coversScope(scope, challenged);\n    if (isCovered(attempts.denied)) return 'denied';\n    const isCapped = attempts.count >= this.maxStepUpRetries || isFull(state, operation);\n    if (isCapped || (state.issuerChanges ?? 0) > this.maxStepUpRetries) return 'retry-cap-reached';\n    return isCovered(attempts.requested) ? 'nothing-to-add' : undefined;\n  }\n  /**\n   * An authorization request is about to be made for `scope`. Written down before it is, as the page may unload.\n   * @param stepUp The operation, if this is its step-up: then it counts against the retry cap.\n   */\n  async starting(scope, { stepUp, held } = {}) {\n    const operations = stepUp === undefined ? [] : [stepUp];\n    await this.update(\n      (state) => operations.reduce(counted, starting(state, { scope, held, operations })),\n      held,\n    );\n  }\n  /** The token response: granted is its `scope`, or what was requested (RFC 6749 §5.1). */\n  async authorized(token) {\n    await this.update((state) => authorized(state, token));\n  }\n  /** A refresh gave a token: granted is its `scope`, or what `held` had (RFC 6749 §6). */\n  async refreshed(held, token) {\n    await this.update((state) => refreshed(state, held, token), held);\n  }\n  /** The user denied consent: what was asked for is rolled back, and not asked for again by the same operation. */\n  async denied() {\n    await this.update(denied);\n  }\n  /** The authorization request failed: what was asked for is rolled back. */\n  async withdrawn() {\n    await this.update(withdrawn);\n  }\n  /** The server let the operation through: its attempts are forgotten. */\n  succeeded(operation, held) {\n    return this.update((state) => succeeded(state, operation, held), held);\n  }\n  /** Forgets attempts and denials, of one operation or of all: for a user who explicitly wants to try again. */\n  async reset(operation) {\n    await this.update((state) =>\n      operation === undefined\n        ? { ...state, attempts: [], issuerChanges: undefined }\n        : succeeded(state, operation, undefined),\n    );\n  }\n  /**\n   * Whose scope this is. Another issuer than before knows neither the scope nor the attempts of the former one.\n   * @param issuer `undefined` if it could not be found out; then nothing is forgotten.\n   * @param held The token that is held now, which may be the former one's.\n   */\n  useIssuer(issuer, held) {\n    return this.update((state) => (issuer === undefined ? state : issuedBy(state, issuer, held)), held);\n  }\n  /** The state, with a pending request completed if the held token shows that it was. */\n  async read(held) {\n    return settled(scopeStateFrom(await this.store.get(this.resource)), held);\n  }\n  /** Changes the state in one step, one change after the other. */\n  update(change, held) {\n    return inTurn(roundsAt(this.store, this.resource).changes, async () => {\n      const stored = await this.read();\n      const state = change(settled(stored, held));\n      if (state !== stored) await this.store.set(this.resource, state);\n      return state;\n    });\n  }\n}",
      uses: [
        'MAX_STEP_UP_RETRIES',
        'MemoryScopeStore',
        'URL',
        'attemptsAt',
        'authorized',
        'counted',
        'coversScope',
        'denied',
        'grantedOf',
        'inTurn',
        'isFull',
        'issuedBy',
        'priorOf',
        'refreshed',
        'roundsAt',
        'scopeStateFrom',
        'selectScope',
        'settled',
        'starting',
        'succeeded',
        'withdrawn',
      ],
    },
    {
      name: 'TokenRejectedError',
      kind: 'value',
      comment:
        '/**\n * The server answers 401 to a token that was just issued for it. To authorize again would get the same kind of token,\n * so the client stops here.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `invalid_token`\n */\n',
      code: "class TokenRejectedError extends Error {\n  name = 'TokenRejectedError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  code = 'MCP_TOKEN_REJECTED';\n  /** The HTTP status. */\n  status = 401;\n  constructor() {\n    super('The server rejects a token that was just issued.');\n  }\n}",
      uses: [],
    },
    {
      name: 'StepUp',
      kind: 'value',
      comment:
        '/**\n * The step-up authorization flow for one resource, without a transport: what it needs done, it has done by its effects.\n * Refusals are answered one after the other, so that several at once lead to one consent.\n * @see MCP 2026-07-28, Scope Challenge Handling; Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: "class StepUp {\n  /** What is requested, granted and attempted. */\n  scopes;\n  #effects;\n  #options;\n  #rounds;\n  /**\n   * @throws RangeError If `maxStepUpRetries` is no whole number from 0 up.\n   * @throws TypeError If `resource` is no absolute URL.\n   */\n  constructor(options, effects) {\n    this.scopes = new ScopeAccumulator(options);\n    this.#options = options;\n    this.#effects = effects;\n    this.#rounds = roundsAt(this.scopes.store, this.scopes.resource);\n  }\n  /** Counts the authorization requests made so far; a request is sent in one round and may be refused in a later one. */\n  get round() {\n    return this.#rounds.ended;\n  }\n  /** Whether a response asks for a step-up (RFC 6750 §3.1). Some servers send the error with a 401. */\n  static isStepUp({ status, challenge }) {\n    return (status === 403 || status === 401) && challenge?.error === 'insufficient_scope';\n  }\n  /**\n   * Does what a refusal asks for.\n   * @param authorize Makes the authorization request this time, if not the effect of that name.\n   * @returns `retry`: send the request again, with the token that `tokens` gives now. `redirected`: the user is away.\n   * `unanswered`: there is nothing to authorize with, so the response stands.\n   * @throws InsufficientScopeError If there is no step-up, or no further one.\n   * @throws TokenRejectedError If a token that was just issued gets a 401.\n   * @throws What an effect, the hook or the store throws. A scope that was asked for in vain is rolled back.\n   */\n  async refused(refusal, authorize = this.#effects.authorize?.bind(this.#effects)) {\n    const { onInsufficientScope } = this.#options;\n    const isDisabled = onInsufficientScope === 'throw' || this.scopes.maxStepUpRetries === 0 || !authorize;\n    if (StepUp.isStepUp(refusal) && isDisabled) {\n      const held = await this.#held();\n      const { granted } = await this.scopes.known(held);\n      throw insufficient({ ...refusal, granted }, 'step-up-disabled');\n    }\n    try {\n      return await inTurn(this.#rounds.refusals, () => this.#answer(refusal, authorize));\n    } finally {\n      this.#rounds.traces++;\n    }\n  }\n  /** The server let the operation through. What is most common reads the store once, and writes nothing. */\n  async succeeded(operation) {\n    const { traces, looked } = this.#rounds;\n    if (looked === traces) return;\n    const { attempts, pending } = await this.scopes.succeeded(operation, await this.#held());\n    if (!attempts?.length && !pending) this.#rounds.looked = traces;\n  }\n  /** The user came back without consent (RFC 6749 §4.1.2.1, `access_denied`). */\n  async denied() {\n    await this.scopes.denied();\n  }\n  async #answer(refusal, authorize) {\n    refusal.signal?.throwIfAborted();\n    const situation = await this.#situationOf(refusal);\n    const { stepUp, held } = situation;\n    const served = await this.#servedMeanwhile(situation);\n    if (served) return served;\n    const request = this.#requestFor(situation);\n    const canRefresh = this.#canRefresh(situation, request);\n    await this.#stopIfFinal(situation, canRefresh);\n    if (canRefresh) {\n      if (stepUp) await this.scopes.update((state) => counted(state, refusal.operation), held);\n      if (await this.#effects.refresh()) {\n        await this.scopes.refreshed(held, await this.#issued());\n        return 'retry';\n      }\n    }\n    if (!this.#isWithinBounds(request.scope)) throw insufficient(request, 'too-many-scopes');\n    if (!authorize) return 'unanswered';\n    const scope = await this.#approved(request);\n    const operations = stepUp ? [refusal.operation] : [];\n    await this.scopes.update((state) => {\n      const started = starting(state, { scope, held, operations });\n      return canRefresh ? started : operations.reduce(counted, started);\n    }, held);\n    return this.#authorize({ ...request, scope }, authorize);\n  }\n  /** What is known now that the refusal's turn has come. */\n  async #situationOf(refusal) {\n    const context = (await this.#effects.discover?.(refusal.challenge)) ?? {};\n    const held = await this.#held();\n    const resourceMetadataUrl = refusal.challenge?.resource_metadata;\n    let state = await this.scopes.useIssuer(context.issuer, held);\n    if (resourceMetadataUrl !== undefined)\n      state = await this.scopes.update((each) => ({ ...each, resourceMetadataUrl }));\n    return {\n      ...context,\n      ...refusal,\n      stepUp: StepUp.isStepUp(refusal),\n      held,\n      own: ownTokenOf(state, held),\n      state,\n      granted: grantedOf(state, held),\n    };\n  }\n  /** Whether what happened since the request was sent answers it already; then nobody is asked again. */\n  async #servedMeanwhile({ operation, round, token, challenge, stepUp, state, own, granted }) {\n    const last = round < this.#rounds.ended ? this.#rounds.last : undefined;\n    const isNewer = own !== undefined && own.access_token !== token;\n    const isAsked = last !== undefined && coversScope(last.scope, challenge?.scope);\n    if (last?.outcome === 'redirected' && state.pending) {\n      if (stepUp && isAsked) await this.scopes.update((each) => joining(each, operation));\n      return 'redirected';\n    }\n    if (isAsked && 'error' in last) {\n      if (stepUp && last.outcome === 'denied')\n        await this.scopes.update((each) => sharing(each, operation, 'denied', last.scope));\n      throw last.error;\n    }\n    if (!isNewer) return undefined;\n    if (stepUp && last?.outcome === 'authorized' && isAsked) {\n      await this.scopes.update((each) => sharing(each, operation, 'requested', last.scope));\n      return 'retry';\n    }\n    return !stepUp || coversScope(granted, challenge?.scope) ? 'retry' : undefined;\n  }\n  async #stopIfFinal(situation, canRefresh) {\n    const { operation, challenge, token, stepUp, held, state } = situation;\n    if (stepUp) {\n      const reason = await this.scopes.refusalOf(operation, challenge?.scope ?? '', held);\n      if (reason) throw insufficient(situation, reason);\n      return;\n    }\n    if (canRefresh || !untriedToken(state, token)?.authorized) return;\n    // Forgotten, so that a user who tries once more is let through to the authorization server.\n    await this.scopes.update((each) => ({ ...each, untried: undefined }));\n    throw new TokenRejectedError();\n  }\n  #requestFor(situation) {\n    const { challenge, operation, scopesSupported, offlineAccess, stepUp, held, own, state, granted } =\n      situation;\n    const isChallengeAlone = !stepUp && this.#options.accumulateOn401 === false && challenge?.scope;\n    const scope = selectScope({\n      challenged: challenge?.scope,\n      prior: isChallengeAlone ? undefined : priorOf(state, held),\n      // A list of everything there is, is no base: the authorization server's default is smaller.\n      scopesSupported: this.#isWithinBounds(scopesSupported?.join(' ')) ? scopesSupported : undefined,\n      defaultScope: this.#options.defaultScope,\n      stepUp,\n      offlineAccess: this.#options.offlineAccess ?? offlineAccess,\n    });\n    return { scope, challenge, operation, stepUp, granted, held: own };\n  }\n  /** A refresh cannot widen (RFC 6749 §6): with a strict superset of what is granted it is bypassed. */\n  #canRefresh({ token, stepUp, state, own, granted }, { scope }) {\n    if (!own?.refresh_token || !this.#effects.refresh) return false;\n    if (stepUp) return !isStrictScopeSuperset(accumulable(scope), granted);\n    return !untriedToken(state, token)?.refreshed;\n  }\n  /** The scope that the host allows. */\n  async #approved(request) {\n    const { scope } = request;\n    try {\n      const answer = await this.#options.onBeforeStepUp?.(request);\n      if (answer !== false && typeof answer !== 'string') return scope;\n      const asked = scope?.split(' ') ?? [];\n      // `false` is no scope string, so it covers nothing.\n      const allowed = unionScopes(...asked.filter((token) => coversScope(answer, token)));\n      if (allowed === undefined) throw insufficient(request, 'denied');\n      return allowed;\n    } catch (error) {\n      this.#end({ scope, outcome: 'failed', error });\n      throw error;\n    }\n  }\n  async #authorize(request, authorize) {\n    const { scope } = request;\n    let outcome;\n    let token;\n    let cause;\n    try {\n      outcome = await authorize(request);\n      if (outcome === 'authorized') token = await this.#issued();\n    } catch (error) {\n      // RFC 6749 §4.1.2.1, as OAuth libraries throw it.\n      if (error?.code !== 'access_denied') {\n        this.#end({ scope, outcome: 'failed', error });\n        await this.scopes.withdrawn();\n        throw error;\n      }\n      outcome = 'denied';\n      cause = error;\n    }\n    if (outcome === 'denied') {\n      const error = insufficient(request, 'denied', cause);\n      this.#end({ scope, outcome, error });\n      await this.scopes.denied();\n      throw error;\n    }\n    this.#end({ scope, outcome });\n    if (!token) return 'redirected';\n    await this.scopes.authorized(token);\n    return 'retry';\n  }\n  #end(authorization) {\n    this.#rounds.ended++;\n    this.#rounds.last = authorization;\n  }\n  #isWithinBounds(scope) {\n    const { maxScopeTokens = 64, maxScopeLength = 4096 } = this.#options;\n    if (scope === undefined) return true;\n    return scope.length <= maxScopeLength && scope.split(' ').length <= maxScopeTokens;\n  }\n  async #held() {\n    return (await this.#effects.tokens()) ?? undefined;\n  }\n  async #issued() {\n    const token = await this.#held();\n    if (!token) throw new TypeError('Authorization gave no token.');\n    return token;\n  }\n}",
      uses: [
        'ScopeAccumulator',
        'TokenRejectedError',
        'accumulable',
        'counted',
        'coversScope',
        'grantedOf',
        'inTurn',
        'insufficient',
        'isStrictScopeSuperset',
        'joining',
        'ownTokenOf',
        'priorOf',
        'roundsAt',
        'selectScope',
        'sharing',
        'starting',
        'unionScopes',
        'untriedToken',
      ],
    },
    {
      name: 'insufficient',
      kind: 'private',
      comment: '',
      code: 'function insufficient({ challenge, granted }, reason, cause) {\n  return new InsufficientScopeError({\n    cause,\n    reason,\n    grantedScope: granted,\n    requiredScope: challenge?.scope,\n    resourceMetadataUrl: challenge?.resource_metadata,\n    errorDescription: challenge?.error_description,\n  });\n}',
      uses: ['InsufficientScopeError'],
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
      name: 'sdkEffects',
      kind: 'value',
      comment:
        "/**\n * The engine's effects, done by an SDK's `auth`. The provider itself is never changed: for one call `auth` is given a\n * view of it.\n * @param readState The state of the engine, for the issuer in use and where its metadata is.\n */\n",
      code: "function sdkEffects({ auth, provider, serverUrl, fetchFn }, readState) {\n  const members = provider;\n  /** The server whose scope is selected is the one that is asked: two discoveries might be answered differently. */\n  async function discoveryState() {\n    const own = await members.discoveryState?.();\n    const { issuer } = await readState();\n    return own?.authorizationServerUrl || issuer === undefined\n      ? own\n      : { ...own, authorizationServerUrl: issuer };\n  }\n  async function options() {\n    const resourceMetadataUrl = fetchableUrl((await readState()).resourceMetadataUrl, serverUrl);\n    return { serverUrl, fetchFn, ...(resourceMetadataUrl && { resourceMetadataUrl }) };\n  }\n  /** A held token of another issuer is not shown: this one must not see its refresh token. */\n  async function ownTokens(...context) {\n    return ownTokenOf(await readState(), (await members.tokens(...context)) ?? undefined);\n  }\n  return {\n    tokens: () => provider.tokens(),\n    async discover(challenge) {\n      const state = await members.discoveryState?.();\n      const known = await readState();\n      const resourceMetadataUrl = challenge?.resource_metadata ?? known.resourceMetadataUrl;\n      const { issuer, scopesSupported } = state?.authorizationServerUrl\n        ? {\n            issuer: state.authorizationServerUrl,\n            scopesSupported: state.resourceMetadata?.scopes_supported,\n          }\n        : await discoverAuthorization(fetchFn, serverUrl, {\n            resourceMetadataUrl,\n            knownIssuer: known.issuer,\n          });\n      const offlineAccess =\n        provider.clientMetadata.grant_types?.includes('refresh_token') &&\n        (\n          state?.authorizationServerMetadata?.scopes_supported ??\n          (await scopesSupportedBy(fetchFn, issuer, serverUrl))\n        ).includes('offline_access');\n      return { issuer, scopesSupported, offlineAccess };\n    },\n    async authorize({ scope, held }) {\n      const view = viewOf(provider, {\n        discoveryState,\n        // v1 refreshes whenever it finds a refresh token, and a refresh cannot widen (RFC 6749 §6).\n        tokens: async (...context) => {\n          const tokens = await ownTokens(...context);\n          return tokens && { ...tokens, refresh_token: undefined };\n        },\n        // v2 saves what `tokens` gave with the issuer on it: the refresh token must not get lost by that.\n        saveTokens: (tokens, ...context) => {\n          const isShown = tokens.access_token === held?.access_token;\n          const saved = isShown ? { ...tokens, refresh_token: held.refresh_token } : tokens;\n          return members.saveTokens(saved, ...context);\n        },\n        // SDKs add scope of their own: `offline_access`, or all that the resource supports where none was selected.\n        redirectToAuthorization: (url) => {\n          if (scope === undefined) url.searchParams.delete('scope');\n          else url.searchParams.set('scope', scope);\n          return members.redirectToAuthorization(url);\n        },\n        // A token request without a user: there v1 requests what the client metadata says, whatever `scope` is.\n        ...(!provider.redirectUrl &&\n          members.prepareTokenRequest && {\n            prepareTokenRequest: async () => {\n              const parameters = await members.prepareTokenRequest?.(scope);\n              if (scope !== undefined) parameters?.set('scope', scope);\n              return parameters;\n            },\n          }),\n      });\n      const result = await auth(view, {\n        ...(await options()),\n        ...(scope !== undefined && { scope }),\n        forceReauthorization: true,\n      });\n      return result === 'AUTHORIZED' ? 'authorized' : 'redirected';\n    },\n    async refresh() {\n      // Without a redirect URL `auth` makes a new token request, which is an authorization of its own.\n      if (!provider.redirectUrl) return false;\n      const instead = new Error();\n      const view = viewOf(provider, {\n        discoveryState,\n        tokens: ownTokens,\n        // Of an authorization request that is under way these belong to the user's page.\n        state: undefined,\n        saveCodeVerifier: () => {},\n        redirectToAuthorization: () => {\n          throw instead;\n        },\n      });\n      try {\n        return (await auth(view, await options())) === 'AUTHORIZED';\n      } catch (error) {\n        if (error === instead) return false;\n        throw error;\n      }\n    },\n  };\n}",
      uses: ['discoverAuthorization', 'fetchableUrl', 'ownTokenOf', 'scopesSupportedBy', 'viewOf'],
    },
    {
      name: 'UnauthorizedError',
      kind: 'value',
      comment:
        "/**\n * The user was sent to the authorization server. Finish the authorization when they come back, then send the request\n * again. Thrown where no SDK's own `UnauthorizedError` was given, which says the same.\n */\n",
      code: "class UnauthorizedError extends Error {\n  name = 'UnauthorizedError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  code = 'MCP_UNAUTHORIZED';\n  constructor() {\n    super('Authorization is under way.');\n  }\n}",
      uses: [],
    },
    {
      name: 'UnreplayableRequestError',
      kind: 'value',
      comment:
        '/**\n * Authorization is complete, but this request cannot be sent again as it was: its body is a stream, which can be read\n * once, or it is signed for the former token (DPoP, RFC 9449 §4.3). Send it anew.\n */\n',
      code: "class UnreplayableRequestError extends Error {\n  name = 'UnreplayableRequestError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  code = 'MCP_UNREPLAYABLE_REQUEST';\n  constructor() {\n    super('Authorization is complete: send the request anew.');\n  }\n}",
      uses: [],
    },
    {
      name: 'MAX_HEADER_LENGTH',
      kind: 'private',
      comment:
        '/** A longer header is not read at all: a part of it could end in the middle of a scope token. */\n',
      code: 'const MAX_HEADER_LENGTH = 8192;',
      uses: [],
    },
    {
      name: 'stores',
      kind: 'private',
      comment:
        '/** The stores of providers: whoever makes a client for one of them goes on where the former client was. */\n',
      code: 'const stores = new WeakMap();',
      uses: [],
    },
    {
      name: 'withStepUp',
      kind: 'value',
      comment:
        "/**\n * Wraps a `fetch` so that requests to an MCP server get the token and the scope that they need: at 403\n * `insufficient_scope` it requests the union of prior and challenged scope and sends the request again; at 401 it\n * refreshes or authorizes without losing scope. It sits below a transport, so it serves POST, the GET stream and SSE.\n * @param fetch What sends requests, such as `globalThis.fetch`.\n * @returns Responses as `fetch` gives them, of the first request or of the last retry. A retry differs from the first\n * request in its `Authorization` alone. It rejects with:\n * - `UnauthorizedError`, the SDK's or this package's: the user was sent to the authorization server;\n * - `InsufficientScopeError`: there is no step-up, or no further one;\n * - `TokenRejectedError`: the server answers 401 to a token that was just issued, or to one request three times;\n * - `UnreplayableRequestError`: authorization is complete, but the request cannot be sent again.\n * @throws RangeError At once, if `maxStepUpRetries` is no whole number from 0 up.\n * @throws TypeError At once, if `serverUrl` is no absolute URL.\n * @example new StreamableHTTPClientTransport(url, {\n *   authProvider,\n *   fetch: withStepUp(fetch, { serverUrl: url, provider: authProvider, auth, UnauthorizedError }),\n * });\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n",
      code: "function withStepUp(fetch, options) {\n  const serverUrl = new URL(options.serverUrl);\n  const sdk = 'provider' in options ? options : undefined;\n  const effects = sdk ? sdkEffects({ ...sdk, serverUrl, fetchFn: sdk.fetchFn ?? fetch }, readState) : options;\n  const store = options.store ?? (sdk && storeOf(sdk.provider));\n  const requests = {\n    ...options,\n    store,\n    resource: serverUrl,\n    // The SDK reads it no sooner either: until then a provider may know neither its scope nor where it redirects to.\n    get defaultScope() {\n      return options.defaultScope ?? sdk?.provider.clientMetadata.scope;\n    },\n  };\n  const stepUp = new StepUp(requests, effects);\n  function readState() {\n    return stepUp.scopes.read();\n  }\n  async function stepUpFetch(input, init) {\n    const request = new Replayable(input, init, serverUrl);\n    if (!request.isFor(serverUrl)) return fetch((await metadataPlaceFor(request)) ?? input, init);\n    if (request.token === undefined) request.authorize((await effects.tokens())?.access_token);\n    const operation = () => (options.operationOf ?? operationOf)(request.method, init?.body);\n    let rejections = 0;\n    for (;;) {\n      const { round } = stepUp;\n      const response = await request.send(fetch);\n      if (response.ok) await forget(operation);\n      const { status, headers } = response;\n      const header = headers.get('www-authenticate') ?? '';\n      const challenge = challengeIn(header);\n      const refusal = { status, challenge };\n      const isStepUp = StepUp.isStepUp(refusal);\n      if (!isStepUp) {\n        const isLeftToSigner = request.isSigned || challenge?.error === 'use_dpop_nonce';\n        if (status === 403) return withoutMisreadable(response, header);\n        if (status !== 401 || isLeftToSigner) return response;\n        // One request refreshes once and authorizes once for a 401; the engine bounds its step-ups.\n        if (++rejections > 2) throw new TokenRejectedError();\n      }\n      const { signal, token } = request;\n      const answer = await answerTo(response, request, {\n        ...refusal,\n        operation: operation(),\n        round,\n        token,\n        signal,\n      });\n      if (answer) return answer;\n      await discard(response);\n      if (!request.isReplayable) throw new UnreplayableRequestError();\n      request.authorize((await effects.tokens())?.access_token);\n    }\n  }\n  /** The response that the caller gets instead of a retry, if any. */\n  async function answerTo(response, { isEventSource }, refusal) {\n    const { signal } = refusal;\n    const isLeft = isEventSource && sdk?.provider.redirectUrl && refusal.status === 401;\n    let challenge;\n    // The SDK's SSE transport answers a 401 of its event source by itself, and needs to know the scope to ask for.\n    const leave = async (request) => {\n      // The SDK would send a token of another issuer, so this authorization is not left to it.\n      if (!request.held && (await effects.tokens())) return effects.authorize(request);\n      challenge = challengeFor(request);\n      return 'redirected';\n    };\n    try {\n      const outcome = await unlessAborted(stepUp.refused(refusal, isLeft ? leave : undefined), signal);\n      if (outcome === 'retry') return undefined;\n      if (outcome === 'unanswered') return response;\n    } catch (error) {\n      if (!isEventSource || signal?.aborted) throw error;\n    }\n    // An event source does not pass an error on: it connects again and again. So it gets a response, at which it stops.\n    if (isEventSource) return withChallenge(response, challenge, challenge ? 401 : 403);\n    await discard(response);\n    throw new (options.UnauthorizedError ?? UnauthorizedError)();\n  }\n  /** A response that came is not lost because a store fails: the attempts then stay counted. */\n  async function forget(operation) {\n    try {\n      await stepUp.succeeded(operation());\n    } catch {\n      return;\n    }\n  }\n  /**\n   * `finishAuth` of a transport looks for the resource's metadata in the well-known place if the transport itself has\n   * seen no challenge. It gets what the last challenge pointed to.\n   */\n  async function metadataPlaceFor({ url, method }) {\n    const isMetadata =\n      method === 'GET' &&\n      url.origin === serverUrl.origin &&\n      url.pathname.startsWith('/.well-known/oauth-protected-resource');\n    return isMetadata ? fetchableUrl((await readState()).resourceMetadataUrl, serverUrl) : undefined;\n  }\n  return Object.assign(stepUpFetch, { stepUp });\n}",
      uses: [
        'Replayable',
        'StepUp',
        'TokenRejectedError',
        'URL',
        'UnauthorizedError',
        'UnreplayableRequestError',
        'challengeFor',
        'challengeIn',
        'discard',
        'fetchableUrl',
        'operationOf',
        'sdkEffects',
        'storeOf',
        'unlessAborted',
        'withChallenge',
        'withoutMisreadable',
      ],
    },
    {
      name: 'storeOf',
      kind: 'private',
      comment: '',
      code: 'function storeOf(provider) {\n  const store = stores.get(provider) ?? new MemoryScopeStore();\n  stores.set(provider, store);\n  return store;\n}',
      uses: ['MemoryScopeStore', 'stores'],
    },
    {
      name: 'Replayable',
      kind: 'private',
      comment: '/** A request that can be sent more than once. */\n',
      code: "class Replayable {\n  url;\n  method;\n  signal;\n  /** Whether it can be sent again with another token. */\n  isReplayable;\n  /** Whether an `EventSource` sends it: its requests are CORS requests that are not cached (HTML §9.2.2). */\n  isEventSource;\n  /** Whether it is signed for its token: then it has to be signed anew, and a 401 is answered by who signs (RFC 9449 §9). */\n  isSigned;\n  /** The access token that it carries. */\n  token;\n  #hasCredentials;\n  #input;\n  #request;\n  #init;\n  /** @param base What a relative URL is relative to. */\n  constructor(input, init, base) {\n    const request = typeof input === 'object' && 'headers' in input ? input : undefined;\n    const { cache, mode } = init ?? request ?? {};\n    this.#input = input;\n    this.#request = request;\n    this.#init = init;\n    const { location } = globalThis;\n    this.url = new URL(request?.url ?? this.#input, location?.href ?? base);\n    this.method = (init?.method ?? request?.method ?? 'GET').toUpperCase();\n    this.signal = init?.signal ?? request?.signal;\n    this.isEventSource = this.method === 'GET' && cache === 'no-store' && mode === 'cors';\n    const authorization = this.#headers().get('authorization');\n    const [scheme = '', token] = authorization?.split(/ +/) ?? [];\n    this.#hasCredentials = authorization !== null;\n    this.isSigned = scheme.toLowerCase() === 'dpop';\n    this.token = this.isSigned || scheme.toLowerCase() === 'bearer' ? token : undefined;\n    this.isReplayable = !this.isSigned && !isStream(init?.body);\n  }\n  /** Whether it is for the resource: to the endpoint itself, or with an access token to the same origin. */\n  isFor(serverUrl) {\n    if (this.url.origin !== serverUrl.origin) return false;\n    return this.#hasCredentials ? this.token !== undefined : this.url.pathname === serverUrl.pathname;\n  }\n  /** Puts another access token on it. */\n  authorize(token) {\n    if (token === undefined || token === this.token) return;\n    const headers = this.#headers();\n    headers.set('authorization', `Bearer ${token}`);\n    this.#init = { ...this.#init, headers };\n    this.token = token;\n  }\n  send(fetch) {\n    // A `Request` can be sent once, so a copy of it is.\n    return fetch(this.#request?.clone() ?? this.#input, this.#init);\n  }\n  /** A copy of its headers. */\n  #headers() {\n    return new Headers(this.#init?.headers ?? this.#request?.headers);\n  }\n}",
      uses: ['URL', 'isStream'],
    },
    {
      name: 'isStream',
      kind: 'private',
      comment: '',
      code: "function isStream(body) {\n  const object = Object(body);\n  return 'getReader' in object || Symbol.asyncIterator in object;\n}",
      uses: [],
    },
    {
      name: 'challengeIn',
      kind: 'private',
      comment:
        '/** The challenge that a client acts on. A header that is too long to be read whole has none. */\n',
      code: 'function challengeIn(header) {\n  return header.length > MAX_HEADER_LENGTH ? undefined : selectChallenge(parseChallenges(header));\n}',
      uses: ['MAX_HEADER_LENGTH', 'parseChallenges', 'selectChallenge'],
    },
    {
      name: 'withoutMisreadable',
      kind: 'private',
      comment:
        '/**\n * A 403 that is no step-up, but that the regular expressions of SDKs take for one (by text inside of a quoted value, or\n * a header too long to be read): they would request a scope from it.\n */\n',
      code: "function withoutMisreadable(response, header) {\n  return header.includes('insufficient_scope') ? withChallenge(response, undefined) : response;\n}",
      uses: ['withChallenge'],
    },
    {
      name: 'withChallenge',
      kind: 'private',
      comment: '/** The response with another challenge, or with none. */\n',
      code: "function withChallenge(response, challenge, status = response.status) {\n  const headers = new Headers(response.headers);\n  headers.delete('www-authenticate');\n  if (challenge !== undefined) headers.set('www-authenticate', challenge);\n  return new Response(response.body, { status, statusText: response.statusText, headers });\n}",
      uses: [],
    },
    {
      name: 'discard',
      kind: 'private',
      comment:
        '/** Nobody reads the body of a refusal that is answered; that it cannot be read any more is no matter. */\n',
      code: 'async function discard({ body }) {\n  await body?.cancel().catch(() => undefined);\n}',
      uses: [],
    },
    {
      name: 'challengeFor',
      kind: 'private',
      comment:
        '/** A challenge for this scope. Scope tokens need no escapes (RFC 6749 §3.3), and a URL is written without them. */\n',
      code: 'function challengeFor({ scope, challenge }) {\n  const metadata = absoluteUrl(challenge?.resource_metadata);\n  const parameters = [scope && `scope="${scope}"`, metadata && `resource_metadata="${metadata.href}"`];\n  return `Bearer ${parameters.filter(Boolean).join(\', \')}`;\n}',
      uses: ['absoluteUrl'],
    },
    {
      name: 'unlessAborted',
      kind: 'private',
      comment:
        '/** Rejects when the request is given up; the authorization goes on, for others may wait for it. */\n',
      code: "function unlessAborted(promise, signal) {\n  if (!signal) return promise;\n  return new Promise((resolve, reject) => {\n    const abort = () => reject(signal.reason);\n    if (signal.aborted) abort();\n    signal.addEventListener('abort', abort);\n    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));\n  });\n}",
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
      name: 'PlatformUrl',
      kind: 'private',
      comment:
        "/** The platform's `URL`. ECMAScript has none, and this is vendored for projects that declare no more than that. */\n",
      code: 'type PlatformUrl = typeof globalThis extends {\n  readonly URL: infer U extends new (text: string) => {\n    readonly href: string;\n  };\n}\n  ? U\n  : new (text: string) => {\n      readonly href: string;\n    };',
      uses: [],
    },
    {
      name: 'absoluteUrl',
      kind: 'value',
      comment: '/** The URL of an absolute one, and nothing of what is none. */\n',
      code: 'declare function absoluteUrl(text: unknown): InstanceType<PlatformUrl> | undefined;',
      uses: ['PlatformUrl'],
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
      name: 'isLoopbackHost',
      kind: 'value',
      comment:
        '/**\n * Whether a host is this machine, so that what is sent to it crosses no network.\n * @param hostname As `URL.hostname` gives it for `http` and `https`: lower-cased, IPv4 as four decimal numbers, IPv6\n * compressed and in brackets. So `127.1`, `0x7f000001` and `[0:0:0:0:0:0:0:1]` are loopback too, and `localhost.evil.com`\n * and `127.0.0.1.evil.com` are not.\n * @see {@link https://www.rfc-editor.org/rfc/rfc8252#section-7.3 RFC 8252 §7.3}, the loopback redirect: `127.0.0.1`, `[::1]`\n * @see {@link https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3 RFC 1122 §3.2.1.3 (g)}: all of 127.0.0.0/8 is loopback\n * @see {@link https://www.rfc-editor.org/rfc/rfc4291#section-2.5.3 RFC 4291 §2.5.3}: `::1` is, and no other IPv6 address\n * @see {@link https://www.rfc-editor.org/rfc/rfc6761#section-6.3 RFC 6761 §6.3}: `localhost.` and every name below it\n */\n',
      code: 'declare function isLoopbackHost(hostname: string): boolean;',
      uses: [],
    },
    {
      name: 'FetchLike',
      kind: 'type',
      comment: '/** What `fetch` middleware takes and gives, as in the SDK. */\n',
      code: 'type FetchLike = (url: string | URL, init?: RequestInit) => Promise<Response>;',
      uses: ['URL'],
    },
    {
      name: 'DiscoveredAuthorization',
      kind: 'type',
      comment: '/** What the protected resource metadata says, as far as scope selection needs it. */\n',
      code: 'interface DiscoveredAuthorization {\n  /** Absent if the metadata could not be fetched just now. */\n  readonly issuer?: string | undefined;\n  readonly scopesSupported?: readonly string[] | undefined;\n}',
      uses: [],
    },
    {
      name: 'KnownAuthorization',
      kind: 'type',
      comment: '/** What is known before metadata is fetched. */\n',
      code: "interface KnownAuthorization {\n  /** The challenge's `resource_metadata` (RFC 9728 §5.1). Without it the well-known places are asked. */\n  readonly resourceMetadataUrl?: string | undefined;\n  /** The issuer in use. */\n  readonly knownIssuer?: string | undefined;\n}",
      uses: [],
    },
    {
      name: 'discoverAuthorization',
      kind: 'value',
      comment:
        '/**\n * Finds out which authorization server a resource uses, and its scopes. All that it reads is untrusted.\n * @returns The first of `authorization_servers`. A resource without metadata has the issuer that it had, or is its own\n * authorization server, as before RFC 9728 (MCP 2025-03-26). When the metadata cannot be reached, nothing.\n * @see {@link https://www.rfc-editor.org/rfc/rfc9728#section-3 RFC 9728 §3}\n */\n',
      code: 'declare function discoverAuthorization(\n  fetch: FetchLike,\n  resource: URL,\n  { resourceMetadataUrl, knownIssuer }?: KnownAuthorization,\n): Promise<DiscoveredAuthorization>;',
      uses: ['DiscoveredAuthorization', 'FetchLike', 'KnownAuthorization', 'URL'],
    },
    {
      name: 'scopesSupportedBy',
      kind: 'value',
      comment:
        "/**\n * The `scopes_supported` of an authorization server's metadata, or none.\n * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3.1 RFC 8414 §3.1}, and OpenID Connect Discovery §4\n */\n",
      code: 'declare function scopesSupportedBy(\n  fetch: FetchLike,\n  issuer: string | undefined,\n  resource: URL,\n): Promise<readonly string[]>;',
      uses: ['FetchLike', 'URL'],
    },
    {
      name: 'fetchableUrl',
      kind: 'value',
      comment: '/** The place that a server named, if it is one that may be fetched from. */\n',
      code: 'declare function fetchableUrl(text: string | undefined, resource: URL): URL | undefined;',
      uses: ['URL'],
    },
    {
      name: 'StepUpAttempts',
      kind: 'type',
      comment: '/** The step-ups of one operation since it last succeeded. */\n',
      code: "interface StepUpAttempts {\n  /** What the client does, such as `tools/call:write_file`; never a server's text alone. */\n  readonly operation: string;\n  readonly count: number;\n  /** The scope that completed step-ups of this operation requested. */\n  readonly requested?: string | undefined;\n  /** The scope whose step-up was denied. */\n  readonly denied?: string | undefined;\n}",
      uses: [],
    },
    {
      name: 'PendingAuthorization',
      kind: 'type',
      comment:
        '/** An authorization request whose outcome is not known yet: the user may be away at the authorization server. */\n',
      code: 'interface PendingAuthorization {\n  /** The requested scope. */\n  readonly scope: string | undefined;\n  /** The requested scope before it, to which a denial returns. */\n  readonly previous: string | undefined;\n  /** The operations that wait for it as their step-up; none for an ordinary authorization. */\n  readonly operations: readonly string[];\n  /** Fingerprint of the token that was held then: a token with another one completes the request. */\n  readonly token: number | undefined;\n}',
      uses: [],
    },
    {
      name: 'UntriedToken',
      kind: 'type',
      comment: '/** A token that no request has succeeded with yet. */\n',
      code: 'interface UntriedToken {\n  /** Its fingerprint. */\n  readonly token: number;\n  /** Whether it was refreshed: a second refresh would give the same. */\n  readonly refreshed?: boolean | undefined;\n  /** Whether it came, refreshed or not, from an authorization: another one would give the same. */\n  readonly authorized?: boolean | undefined;\n}',
      uses: [],
    },
    {
      name: 'ScopeState',
      kind: 'type',
      comment:
        '/**\n * What a client knows about scope at one resource. It is plain JSON, it survives a restart between redirect and\n * callback, and it holds no secret: of a token only a fingerprint of 32 bits.\n */\n',
      code: "interface ScopeState {\n  /** The version of this format. Another one counts as no state. */\n  readonly version?: 1;\n  /** The authorization server that all of this is about. Another one starts with nothing. */\n  readonly issuer?: string | undefined;\n  /** The requested scope: what the last authorization request asked for. */\n  readonly requested?: string | undefined;\n  /** The granted scope: the token response's, or as requested (RFC 6749 §5.1). */\n  readonly granted?: string | undefined;\n  readonly attempts?: readonly StepUpAttempts[];\n  readonly pending?: PendingAuthorization | undefined;\n  /** The last token that this client obtained, until the server accepts one. */\n  readonly untried?: UntriedToken | undefined;\n  /** A held token of another issuer: its scope and its refresh token mean nothing here. */\n  readonly foreignToken?:\n    | {\n        readonly token: number;\n        readonly issuer: string;\n      }\n    | undefined;\n  /** How often the issuer changed since the server last let something through. */\n  readonly issuerChanges?: number | undefined;\n  /** Where the last challenge pointed to (RFC 9728 §5.1), for the callback leg of a redirect. */\n  readonly resourceMetadataUrl?: string | undefined;\n}",
      uses: ['PendingAuthorization', 'StepUpAttempts', 'UntriedToken'],
    },
    {
      name: 'HeldToken',
      kind: 'type',
      comment: '/** What a token holder says about the token that it holds. */\n',
      code: 'interface HeldToken {\n  readonly access_token: string;\n  readonly scope?: string | undefined;\n  readonly refresh_token?: string | undefined;\n  /** The authorization server that issued it, if the holder keeps that in mind (SEP-2352). */\n  readonly issuer?: string | null | undefined;\n}',
      uses: [],
    },
    {
      name: 'scopeStateFrom',
      kind: 'value',
      comment:
        '/** What a store gave, if it is a state of this version; whatever else it may hold counts as none. */\n',
      code: 'declare function scopeStateFrom(stored: unknown): ScopeState;',
      uses: ['ScopeState'],
    },
    {
      name: 'starting',
      kind: 'value',
      comment:
        '/**\n * An authorization request is about to be made. It is written down before, as the page may unload.\n * @param operations The operations whose step-up it is; none for an ordinary authorization.\n */\n',
      code: 'declare function starting(\n  state: ScopeState,\n  request: {\n    readonly scope: string | undefined;\n    readonly held: HeldToken | undefined;\n    readonly operations: readonly string[];\n  },\n): ScopeState;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'counted',
      kind: 'value',
      comment: '/** One more step-up of this operation. */\n',
      code: 'declare function counted(state: ScopeState, operation: string): ScopeState;',
      uses: ['ScopeState'],
    },
    {
      name: 'joining',
      kind: 'value',
      comment:
        "/** Another operation waits for the same authorization: it is that operation's step-up, too. */\n",
      code: 'declare function joining(state: ScopeState, operation: string): ScopeState;',
      uses: ['ScopeState'],
    },
    {
      name: 'sharing',
      kind: 'value',
      comment:
        '/** Another operation was waiting while an authorization was completed, or denied, that asked for its scope as well. */\n',
      code: "declare function sharing(\n  state: ScopeState,\n  operation: string,\n  outcome: 'requested' | 'denied',\n  scope: string | undefined,\n): ScopeState;",
      uses: ['ScopeState'],
    },
    {
      name: 'authorized',
      kind: 'value',
      comment:
        '/** The authorization server issued a token for the pending request. Without `scope` it means "as requested". */\n',
      code: 'declare function authorized(state: ScopeState, token: HeldToken): ScopeState;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'refreshed',
      kind: 'value',
      comment:
        '/**\n * A refresh gave a token. It requested no scope, and a response without `scope` means "unchanged" (RFC 6749 §6). An\n * authorization request that is under way still is.\n * @param held The token that was refreshed.\n */\n',
      code: 'declare function refreshed(\n  state: ScopeState,\n  held: HeldToken | undefined,\n  token: HeldToken,\n): ScopeState;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'withdrawn',
      kind: 'value',
      comment:
        '/** The authorization request failed, or was not made: what it asked for does not count as requested. */\n',
      code: 'declare function withdrawn(state: ScopeState): ScopeState;',
      uses: ['ScopeState'],
    },
    {
      name: 'denied',
      kind: 'value',
      comment:
        '/** The user denied consent: the scope is rolled back, and its operations are not stepped up for it again. */\n',
      code: 'declare function denied(state: ScopeState): ScopeState;',
      uses: ['ScopeState'],
    },
    {
      name: 'succeeded',
      kind: 'value',
      comment:
        '/**\n * The server let the operation through.\n * @param held The token that is held now. It also answers a request that is pending for this operation, whose token may\n * be the same text as the one before.\n */\n',
      code: 'declare function succeeded(\n  state: ScopeState,\n  operation: string,\n  held: HeldToken | undefined,\n): ScopeState;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'settled',
      kind: 'value',
      comment:
        '/** Whether a pending request was completed meanwhile, which shows in the token that is held now. */\n',
      code: 'declare function settled(state: ScopeState, held: HeldToken | undefined): ScopeState;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'issuedBy',
      kind: 'value',
      comment:
        '/**\n * The state under this authorization server. Another one than before knows neither the scope nor the attempts of the\n * former one, and must not learn them.\n */\n',
      code: 'declare function issuedBy(state: ScopeState, issuer: string, held: HeldToken | undefined): ScopeState;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'ownTokenOf',
      kind: 'value',
      comment: '/** The held token, unless another authorization server issued it. */\n',
      code: 'declare function ownTokenOf(state: ScopeState, held: HeldToken | undefined): HeldToken | undefined;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'grantedOf',
      kind: 'value',
      comment: '/** The granted scope. What the token says counts before what was remembered. */\n',
      code: 'declare function grantedOf(state: ScopeState, held: HeldToken | undefined): string | undefined;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'priorOf',
      kind: 'value',
      comment: '/** The prior scope, requested ∪ granted: what a step-up must not lose. */\n',
      code: 'declare function priorOf(state: ScopeState, held: HeldToken | undefined): string | undefined;',
      uses: ['HeldToken', 'ScopeState'],
    },
    {
      name: 'attemptsAt',
      kind: 'value',
      comment: '',
      code: 'declare function attemptsAt(state: ScopeState, operation: string): StepUpAttempts;',
      uses: ['ScopeState', 'StepUpAttempts'],
    },
    {
      name: 'isFull',
      kind: 'value',
      comment: '/** Whether so many operations wait for their success that no other one is stepped up. */\n',
      code: 'declare function isFull(state: ScopeState, operation: string): boolean;',
      uses: ['ScopeState'],
    },
    {
      name: 'untriedToken',
      kind: 'value',
      comment: '/** What is known of a token that the server has not accepted yet. */\n',
      code: 'declare function untriedToken(state: ScopeState, token: string | undefined): UntriedToken | undefined;',
      uses: ['ScopeState', 'UntriedToken'],
    },
    {
      name: 'accumulable',
      kind: 'value',
      comment:
        '/** `offline_access` asks for a refresh token rather than for access: it is per request, not accumulated (SEP-2207). */\n',
      code: 'declare function accumulable(scope: string | null | undefined): string | undefined;',
      uses: [],
    },
    {
      name: 'fingerprintOf',
      kind: 'value',
      comment:
        '/** FNV-1a, 32 bits: enough to see that a token changed, of no use to whoever would want to guess it. */\n',
      code: 'declare function fingerprintOf(token: string | undefined): number | undefined;',
      uses: [],
    },
    {
      name: 'ScopeStore',
      kind: 'type',
      comment:
        '/**\n * Where the state of scope is kept, one record a resource. A record names its issuer, and is nothing to another one; a\n * host with several users gives each of them a store. What a store throws rejects the request that was challenged,\n * and no authorization is started.\n */\n',
      code: 'interface ScopeStore {\n  /** @returns What `set` got, as an equal value; nothing if there is none. */\n  get(resource: string): ScopeState | null | undefined | Promise<ScopeState | null | undefined>;\n  /** @param state Plain JSON without secrets. */\n  set(resource: string, state: ScopeState): void | Promise<void>;\n}',
      uses: ['ScopeState'],
    },
    {
      name: 'MemoryScopeStore',
      kind: 'value',
      comment: '/** The default store: it lasts as long as the process or the page. */\n',
      code: 'declare class MemoryScopeStore implements ScopeStore {\n  #private;\n  get(resource: string): ScopeState | undefined;\n  set(resource: string, state: ScopeState): void;\n}',
      uses: ['ScopeState', 'ScopeStore'],
    },
    {
      name: 'Line',
      kind: 'type',
      comment: '/** A line of tasks: the last one in it. */\n',
      code: 'interface Line {\n  last: Promise<unknown>;\n}',
      uses: [],
    },
    {
      name: 'inTurn',
      kind: 'value',
      comment:
        '/** Runs the tasks of a line one after the other. One that fails does not hold up the next one. */\n',
      code: 'declare function inTurn<T>(line: Line, task: () => Promise<T>): Promise<T>;',
      uses: ['Line'],
    },
    {
      name: 'AuthorizationRounds',
      kind: 'type',
      comment:
        '/** The authorization requests that this process has made at one resource. Clients that share a store share them. */\n',
      code: 'interface AuthorizationRounds {\n  /** Refusals that are dealt with. */\n  readonly refusals: Line;\n  /** Changes of the state. */\n  readonly changes: Line;\n  /** How many came to an end. */\n  ended: number;\n  /** The last one that did. */\n  last?: EndedAuthorization | undefined;\n  /** How many refusals may have left something to forget at a success. */\n  traces: number;\n  /** So many of these were looked at, and nothing was found. */\n  looked: number;\n}',
      uses: ['EndedAuthorization', 'Line'],
    },
    {
      name: 'EndedAuthorization',
      kind: 'type',
      comment: '/** How an authorization request came out. */\n',
      code: "interface EndedAuthorization {\n  readonly scope: string | undefined;\n  /** `failed`: it was not made, or had no outcome. */\n  readonly outcome: 'authorized' | 'redirected' | 'denied' | 'failed';\n  /** What it was given up with, if it was. */\n  readonly error?: unknown;\n}",
      uses: [],
    },
    {
      name: 'roundsAt',
      kind: 'value',
      comment: '',
      code: 'declare function roundsAt(store: ScopeStore, resource: string): AuthorizationRounds;',
      uses: ['AuthorizationRounds', 'ScopeStore'],
    },
    {
      name: 'ScopeSources',
      kind: 'type',
      comment:
        '/** Where the scope of an authorization request can come from. All are space-delimited scope strings or lists. */\n',
      code: "interface ScopeSources {\n  /** The challenged scope (RFC 6750 §3). */\n  readonly challenged?: string | undefined;\n  /** Requested ∪ granted so far. If there is any, nothing but the challenge is added to it. */\n  readonly prior?: string | undefined;\n  /** The protected resource metadata's `scopes_supported` (RFC 9728 §2). */\n  readonly scopesSupported?: readonly string[] | undefined;\n  /** What the client asks for if nobody else says anything. */\n  readonly defaultScope?: string | undefined;\n  /** Whether this is a step-up: then the challenge names what *this* operation needs, never the whole set. */\n  readonly stepUp?: boolean | undefined;\n  /** Whether the authorization server advertises `offline_access` and this client can refresh. */\n  readonly offlineAccess?: boolean | undefined;\n}",
      uses: [],
    },
    {
      name: 'selectScope',
      kind: 'value',
      comment:
        '/**\n * Selects the scope of an authorization request. The first one takes a single source, by priority: the challenge, else\n * `scopes_supported`, else the default. A later one requests the union of the prior scope and the challenge. A step-up\n * of which nothing prior is known adds the challenge to what a first authorization would have asked for.\n * @returns The scope in stable order, first seen first, or `undefined` to leave the parameter out.\n * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow, step 2 (SEP-2350)\n */\n',
      code: 'declare function selectScope(sources: ScopeSources): string | undefined;',
      uses: ['ScopeSources'],
    },
    {
      name: 'ScopeAccumulatorOptions',
      kind: 'type',
      comment: '',
      code: 'interface ScopeAccumulatorOptions {\n  /** The resource that tokens are for (RFC 8707), such as the MCP endpoint. */\n  readonly resource: string | URL;\n  /** Default: memory. */\n  readonly store?: ScopeStore | undefined;\n  /** The retry cap: how often one operation steps up before it is given up. Default: 3. */\n  readonly maxStepUpRetries?: number | undefined;\n}',
      uses: ['ScopeStore', 'URL'],
    },
    {
      name: 'KnownScope',
      kind: 'type',
      comment: '/** The scope that a client has asked for and was given. */\n',
      code: 'interface KnownScope {\n  readonly requested: string | undefined;\n  readonly granted: string | undefined;\n}',
      uses: [],
    },
    {
      name: 'ScopeAccumulator',
      kind: 'value',
      comment:
        '/**\n * Keeps the scope of one client at one resource, over rounds of authorization and over restarts, and selects what to\n * request next. For clients that make their own authorization requests: call `select`, then `starting`, then, when the\n * token is there, `authorized`. `withStepUp` does all of it by itself.\n * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: "declare class ScopeAccumulator {\n  readonly resource: string;\n  readonly maxStepUpRetries: number;\n  readonly store: ScopeStore;\n  /**\n   * @throws RangeError If the retry cap is no whole number from 0 up.\n   * @throws TypeError If `resource` is no absolute URL.\n   */\n  constructor({ resource, store, maxStepUpRetries }: ScopeAccumulatorOptions);\n  /**\n   * @param held The token that is held now. Its `scope` counts before what was remembered, and a token that was not\n   * held when an authorization request was made completes that request.\n   */\n  known(held?: HeldToken): Promise<KnownScope>;\n  /** Selects the scope of the next authorization request, see `selectScope`; what is prior is known here. */\n  select(sources: Omit<ScopeSources, 'prior'>, held?: HeldToken): Promise<string | undefined>;\n  /**\n   * Whether a step-up of this operation may still be made: the retry cap is not reached, nobody denied what it needs,\n   * and the challenge asks for more than completed step-ups of this operation requested.\n   * @param challenged The challenged scope; left out, only the retry cap is looked at.\n   */\n  canAttemptScopeUpgrade(operation: string, challenged?: string, held?: HeldToken): Promise<boolean>;\n  /** Why no further step-up of this operation is made, if so. */\n  refusalOf(\n    operation: string,\n    challenged?: string,\n    held?: HeldToken,\n  ): Promise<'denied' | 'retry-cap-reached' | 'nothing-to-add' | undefined>;\n  /**\n   * An authorization request is about to be made for `scope`. Written down before it is, as the page may unload.\n   * @param stepUp The operation, if this is its step-up: then it counts against the retry cap.\n   */\n  starting(\n    scope: string | undefined,\n    {\n      stepUp,\n      held,\n    }?: {\n      readonly stepUp?: string | undefined;\n      readonly held?: HeldToken | undefined;\n    },\n  ): Promise<void>;\n  /** The token response: granted is its `scope`, or what was requested (RFC 6749 §5.1). */\n  authorized(token: HeldToken): Promise<void>;\n  /** A refresh gave a token: granted is its `scope`, or what `held` had (RFC 6749 §6). */\n  refreshed(held: HeldToken | undefined, token: HeldToken): Promise<void>;\n  /** The user denied consent: what was asked for is rolled back, and not asked for again by the same operation. */\n  denied(): Promise<void>;\n  /** The authorization request failed: what was asked for is rolled back. */\n  withdrawn(): Promise<void>;\n  /** The server let the operation through: its attempts are forgotten. */\n  succeeded(operation: string, held?: HeldToken): Promise<ScopeState>;\n  /** Forgets attempts and denials, of one operation or of all: for a user who explicitly wants to try again. */\n  reset(operation?: string): Promise<void>;\n  /**\n   * Whose scope this is. Another issuer than before knows neither the scope nor the attempts of the former one.\n   * @param issuer `undefined` if it could not be found out; then nothing is forgotten.\n   * @param held The token that is held now, which may be the former one's.\n   */\n  useIssuer(issuer: string | undefined, held?: HeldToken): Promise<ScopeState>;\n  /** The state, with a pending request completed if the held token shows that it was. */\n  read(held?: HeldToken): Promise<ScopeState>;\n  /** Changes the state in one step, one change after the other. */\n  update(change: (state: ScopeState) => ScopeState, held?: HeldToken): Promise<ScopeState>;\n}",
      uses: [
        'HeldToken',
        'KnownScope',
        'ScopeAccumulatorOptions',
        'ScopeSources',
        'ScopeState',
        'ScopeStore',
      ],
    },
    {
      name: 'TokenRejectedError',
      kind: 'value',
      comment:
        '/**\n * The server answers 401 to a token that was just issued for it. To authorize again would get the same kind of token,\n * so the client stops here.\n * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `invalid_token`\n */\n',
      code: "declare class TokenRejectedError extends Error {\n  readonly name = 'TokenRejectedError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  readonly code = 'MCP_TOKEN_REJECTED';\n  /** The HTTP status. */\n  readonly status = 401;\n  constructor();\n}",
      uses: [],
    },
    {
      name: 'AuthorizationContext',
      kind: 'type',
      comment: "/** What a challenge's resource says about authorization. All of it is untrusted. */\n",
      code: "interface AuthorizationContext {\n  /** The authorization server in use. Absent if it could not be found out just now. */\n  readonly issuer?: string | undefined;\n  /** The protected resource metadata's `scopes_supported` (RFC 9728 §2). */\n  readonly scopesSupported?: readonly string[] | undefined;\n  /** Whether the authorization server advertises `offline_access` (RFC 8414 §2) and this client can refresh. */\n  readonly offlineAccess?: boolean | undefined;\n}",
      uses: [],
    },
    {
      name: 'AuthorizationRequest',
      kind: 'type',
      comment: '/** An authorization request that is about to be made. */\n',
      code: 'interface AuthorizationRequest {\n  /** The scope to request; `undefined` leaves the parameter out. */\n  readonly scope: string | undefined;\n  /** The challenge that asks for it, if the response had one. */\n  readonly challenge: SelectedChallenge | undefined;\n  readonly operation: string;\n  /** Whether the operation lacks scope (a step-up), or a good token. */\n  readonly stepUp: boolean;\n  /** The granted scope of the held token. */\n  readonly granted: string | undefined;\n  /** The held token, unless another authorization server issued it: then it must not be used at this one. */\n  readonly held: HeldToken | undefined;\n}',
      uses: ['HeldToken', 'SelectedChallenge'],
    },
    {
      name: 'AuthorizationOutcome',
      kind: 'type',
      comment:
        '/**\n * - `authorized`: there is a new token, which `tokens` gives from now on;\n * - `redirected`: the user is away at the authorization server, and the operation has to be sent again afterwards;\n * - `denied`: the user denied consent.\n */\n',
      code: "type AuthorizationOutcome = 'authorized' | 'redirected' | 'denied';",
      uses: [],
    },
    {
      name: 'StepUpEffects',
      kind: 'type',
      comment: '/** What the engine cannot do by itself. */\n',
      code: 'interface StepUpEffects {\n  /** The token that is held now. */\n  tokens(): HeldToken | null | undefined | Promise<HeldToken | null | undefined>;\n  /** Finds out whose scope this is about. Left out, there is one authorization server and nothing is known of it. */\n  discover?(challenge: SelectedChallenge | undefined): Promise<AuthorizationContext>;\n  /**\n   * Makes an authorization request (or, for client_credentials, a token request) for exactly this scope. To throw an\n   * error whose `code` is `access_denied` (RFC 6749 §4.1.2.1) is to answer `denied`.\n   */\n  authorize?(request: AuthorizationRequest): Promise<AuthorizationOutcome>;\n  /** Refreshes the held token, never with a scope. `false` if the authorization server refuses. */\n  refresh?(): Promise<boolean>;\n}',
      uses: [
        'AuthorizationContext',
        'AuthorizationOutcome',
        'AuthorizationRequest',
        'HeldToken',
        'SelectedChallenge',
      ],
    },
    {
      name: 'StepUpOptions',
      kind: 'type',
      comment: '',
      code: "interface StepUpOptions {\n  /** The resource that tokens are for (RFC 8707), such as the MCP endpoint. */\n  readonly resource: string | URL;\n  /** Where requested and granted scope and attempts are kept. Default: memory. */\n  readonly store?: ScopeStore | undefined;\n  /** What to do at `insufficient_scope`: step up, or throw `InsufficientScopeError`. Default: `reauthorize`. */\n  readonly onInsufficientScope?: 'reauthorize' | 'throw' | undefined;\n  /** The retry cap: how often one operation steps up before it is given up. 0 never steps up. Default: 3. */\n  readonly maxStepUpRetries?: number | undefined;\n  /**\n   * Asked before each authorization request, not before a refresh. `false` denies it. A scope string narrows it: what\n   * is not in `request.scope` is left out, so it cannot widen, and if nothing is left it is denied. Anything else\n   * allows it. Until it answers no other refusal is dealt with, so it must not send requests that may be refused.\n   */\n  readonly onBeforeStepUp?:\n    | ((request: AuthorizationRequest) => boolean | string | void | Promise<boolean | string | void>)\n    | undefined;\n  /** Whether a 401 requests prior ∪ challenged scope, too, or the challenged scope alone. Default: `true`. */\n  readonly accumulateOn401?: boolean | undefined;\n  /**\n   * What to request if neither a challenge nor the resource names a scope. Default: nothing; for `withStepUp` with an\n   * SDK, the `scope` of the provider's `clientMetadata`.\n   */\n  readonly defaultScope?: string | undefined;\n  /** Whether to request `offline_access`. Default: if the authorization server advertises it and the client can refresh. */\n  readonly offlineAccess?: boolean | undefined;\n  /** Most distinct scope tokens of a request. Default: 64. */\n  readonly maxScopeTokens?: number | undefined;\n  /** Most characters of a request's scope. Default: 4096. */\n  readonly maxScopeLength?: number | undefined;\n}",
      uses: ['AuthorizationRequest', 'ScopeStore', 'URL'],
    },
    {
      name: 'Refusal',
      kind: 'type',
      comment: '/** A response that refuses an operation for want of a token or of scope. */\n',
      code: "interface Refusal {\n  /** What the client was doing, such as `tools/call:write_file`. Attempts are counted by this name. */\n  readonly operation: string;\n  /** 401 or 403. */\n  readonly status: number;\n  /** What `selectChallenge` gave. */\n  readonly challenge: SelectedChallenge | undefined;\n  /** The access token that the request carried. */\n  readonly token: string | undefined;\n  /** `StepUp.round` when the request was sent. */\n  readonly round: number;\n  /** The request's. Nobody is asked for a request that was given up while it waited for its turn. */\n  readonly signal?: AbortSignal | null | undefined;\n}",
      uses: ['SelectedChallenge'],
    },
    {
      name: 'StepUp',
      kind: 'value',
      comment:
        '/**\n * The step-up authorization flow for one resource, without a transport: what it needs done, it has done by its effects.\n * Refusals are answered one after the other, so that several at once lead to one consent.\n * @see MCP 2026-07-28, Scope Challenge Handling; Step-Up Authorization Flow (SEP-2350)\n */\n',
      code: "declare class StepUp {\n  #private;\n  /** What is requested, granted and attempted. */\n  readonly scopes: ScopeAccumulator;\n  /**\n   * @throws RangeError If `maxStepUpRetries` is no whole number from 0 up.\n   * @throws TypeError If `resource` is no absolute URL.\n   */\n  constructor(options: StepUpOptions, effects: StepUpEffects);\n  /** Counts the authorization requests made so far; a request is sent in one round and may be refused in a later one. */\n  get round(): number;\n  /** Whether a response asks for a step-up (RFC 6750 §3.1). Some servers send the error with a 401. */\n  static isStepUp({ status, challenge }: Pick<Refusal, 'status' | 'challenge'>): boolean;\n  /**\n   * Does what a refusal asks for.\n   * @param authorize Makes the authorization request this time, if not the effect of that name.\n   * @returns `retry`: send the request again, with the token that `tokens` gives now. `redirected`: the user is away.\n   * `unanswered`: there is nothing to authorize with, so the response stands.\n   * @throws InsufficientScopeError If there is no step-up, or no further one.\n   * @throws TokenRejectedError If a token that was just issued gets a 401.\n   * @throws What an effect, the hook or the store throws. A scope that was asked for in vain is rolled back.\n   */\n  refused(\n    refusal: Refusal,\n    authorize?: StepUpEffects['authorize'],\n  ): Promise<'retry' | 'redirected' | 'unanswered'>;\n  /** The server let the operation through. What is most common reads the store once, and writes nothing. */\n  succeeded(operation: string): Promise<void>;\n  /** The user came back without consent (RFC 6749 §4.1.2.1, `access_denied`). */\n  denied(): Promise<void>;\n}",
      uses: ['Refusal', 'ScopeAccumulator', 'StepUpEffects', 'StepUpOptions'],
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
      name: 'SdkProvider',
      kind: 'type',
      comment: "/** What is used of the SDK's `OAuthClientProvider`, v1 or v2. */\n",
      code: 'interface SdkProvider {\n  readonly redirectUrl?: string | URL | undefined;\n  readonly clientMetadata: {\n    readonly scope?: string | undefined;\n    readonly grant_types?: string[] | undefined;\n  };\n  tokens(...context: never[]): HeldToken | undefined | Promise<HeldToken | undefined>;\n}',
      uses: ['HeldToken', 'URL'],
    },
    {
      name: 'SdkAuthOptions',
      kind: 'type',
      comment:
        "/** What is used of the options of the SDK's `auth`. v1 does not know `forceReauthorization`. */\n",
      code: 'interface SdkAuthOptions {\n  serverUrl: string | URL;\n  scope?: string;\n  resourceMetadataUrl?: URL;\n  fetchFn?: FetchLike;\n  forceReauthorization?: boolean;\n}',
      uses: ['FetchLike', 'URL'],
    },
    {
      name: 'SdkAuth',
      kind: 'type',
      comment: "/** The SDK's `auth`, v1 or v2. */\n",
      code: "type SdkAuth<P> = (provider: P, options: SdkAuthOptions) => Promise<'AUTHORIZED' | 'REDIRECT'>;",
      uses: ['SdkAuthOptions'],
    },
    {
      name: 'sdkEffects',
      kind: 'value',
      comment:
        "/**\n * The engine's effects, done by an SDK's `auth`. The provider itself is never changed: for one call `auth` is given a\n * view of it.\n * @param readState The state of the engine, for the issuer in use and where its metadata is.\n */\n",
      code: 'declare function sdkEffects<P extends SdkProvider>(\n  {\n    auth,\n    provider,\n    serverUrl,\n    fetchFn,\n  }: {\n    readonly auth: SdkAuth<P>;\n    readonly provider: P;\n    readonly serverUrl: URL;\n    readonly fetchFn: FetchLike;\n  },\n  readState: () => Promise<ScopeState>,\n): Required<StepUpEffects>;',
      uses: ['FetchLike', 'ScopeState', 'SdkAuth', 'SdkProvider', 'StepUpEffects', 'URL'],
    },
    {
      name: 'UnauthorizedError',
      kind: 'value',
      comment:
        "/**\n * The user was sent to the authorization server. Finish the authorization when they come back, then send the request\n * again. Thrown where no SDK's own `UnauthorizedError` was given, which says the same.\n */\n",
      code: "declare class UnauthorizedError extends Error {\n  readonly name = 'UnauthorizedError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  readonly code = 'MCP_UNAUTHORIZED';\n  constructor();\n}",
      uses: [],
    },
    {
      name: 'UnreplayableRequestError',
      kind: 'value',
      comment:
        '/**\n * Authorization is complete, but this request cannot be sent again as it was: its body is a stream, which can be read\n * once, or it is signed for the former token (DPoP, RFC 9449 §4.3). Send it anew.\n */\n',
      code: "declare class UnreplayableRequestError extends Error {\n  readonly name = 'UnreplayableRequestError';\n  /** Stable across versions, copies and realms; test this rather than the message or the class. */\n  readonly code = 'MCP_UNREPLAYABLE_REQUEST';\n  constructor();\n}",
      uses: [],
    },
    {
      name: 'CommonOptions',
      kind: 'private',
      comment: '',
      code: "interface CommonOptions extends Omit<StepUpOptions, 'resource'> {\n  /** The MCP endpoint, as it is given to the transport. Requests to other places are passed through. */\n  readonly serverUrl: string | URL;\n  /** Names what a request does; attempts are counted by it. Default: the JSON-RPC method and its subject. */\n  readonly operationOf?: ((method: string, body: unknown) => string) | undefined;\n}",
      uses: ['StepUpOptions', 'URL'],
    },
    {
      name: 'SdkAuthorization',
      kind: 'type',
      comment: "/** To authorize with the SDK's own `auth`, v1 or v2. */\n",
      code: "interface SdkAuthorization<P extends SdkProvider> {\n  /** The provider that the transport has as `authProvider`. */\n  readonly provider: P;\n  readonly auth: SdkAuth<P>;\n  /** The SDK's own, which is thrown when the user was sent away: hosts test for it before they call `finishAuth`. */\n  readonly UnauthorizedError: new (message?: string) => Error;\n  /** For requests to the authorization server. Default: the `fetch` that is wrapped. */\n  readonly fetchFn?: FetchLike | undefined;\n}",
      uses: ['FetchLike', 'SdkAuth', 'SdkProvider'],
    },
    {
      name: 'HostAuthorization',
      kind: 'type',
      comment:
        "/** To authorize with the host's own code. Without `authorize` a step-up throws `InsufficientScopeError`. */\n",
      code: 'interface HostAuthorization extends StepUpEffects {\n  readonly UnauthorizedError?: (new (message?: string) => Error) | undefined;\n}',
      uses: ['StepUpEffects'],
    },
    {
      name: 'WithStepUpOptions',
      kind: 'type',
      comment: '',
      code: 'type WithStepUpOptions<P extends SdkProvider> = CommonOptions &\n  (SdkAuthorization<P> | HostAuthorization);',
      uses: ['CommonOptions', 'HostAuthorization', 'SdkAuthorization', 'SdkProvider'],
    },
    {
      name: 'StepUpFetch',
      kind: 'type',
      comment: '/** A `fetch` that steps up, with the engine that it uses. */\n',
      code: 'type StepUpFetch = ((input: string | URL | Request, init?: RequestInit) => Promise<Response>) & {\n  /** For the host: `denied()` when the user comes back without consent; `scopes` for what is requested and granted. */\n  readonly stepUp: StepUp;\n};',
      uses: ['StepUp', 'URL'],
    },
    {
      name: 'withStepUp',
      kind: 'value',
      comment:
        "/**\n * Wraps a `fetch` so that requests to an MCP server get the token and the scope that they need: at 403\n * `insufficient_scope` it requests the union of prior and challenged scope and sends the request again; at 401 it\n * refreshes or authorizes without losing scope. It sits below a transport, so it serves POST, the GET stream and SSE.\n * @param fetch What sends requests, such as `globalThis.fetch`.\n * @returns Responses as `fetch` gives them, of the first request or of the last retry. A retry differs from the first\n * request in its `Authorization` alone. It rejects with:\n * - `UnauthorizedError`, the SDK's or this package's: the user was sent to the authorization server;\n * - `InsufficientScopeError`: there is no step-up, or no further one;\n * - `TokenRejectedError`: the server answers 401 to a token that was just issued, or to one request three times;\n * - `UnreplayableRequestError`: authorization is complete, but the request cannot be sent again.\n * @throws RangeError At once, if `maxStepUpRetries` is no whole number from 0 up.\n * @throws TypeError At once, if `serverUrl` is no absolute URL.\n * @example new StreamableHTTPClientTransport(url, {\n *   authProvider,\n *   fetch: withStepUp(fetch, { serverUrl: url, provider: authProvider, auth, UnauthorizedError }),\n * });\n * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)\n */\n",
      code: 'declare function withStepUp<P extends SdkProvider = SdkProvider>(\n  fetch: FetchLike,\n  options: WithStepUpOptions<P>,\n): StepUpFetch;',
      uses: ['FetchLike', 'SdkProvider', 'StepUpFetch', 'WithStepUpOptions'],
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
