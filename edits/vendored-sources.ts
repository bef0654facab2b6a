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
      name: 'stepUps',
      kind: 'private',
      comment: '',
      code: 'const stepUps = new WeakMap<object, number>();',
      uses: [],
    },
    {
      name: 'countStepUp',
      kind: 'value',
      comment:
        '/**\n * Counts a step-up of one operation, and tells how many there have been, this one included. The count lives as long as\n * the object that stands for the operation, such as the JSON-RPC message that each retry sends again.\n * @param operation The same object at each retry of the operation; anything else is not counted.\n * @returns 1 for the first step-up of the operation, 2 for the next, and so on.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n',
      code: "function countStepUp(operation: unknown): number {\n  if (typeof operation !== 'object' || operation === null) return 1;\n  const count = (stepUps.get(operation) ?? 0) + 1;\n  stepUps.set(operation, count);\n  return count;\n}",
      uses: ['stepUps'],
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
    { name: 'stepUps', kind: 'private', comment: '', code: 'const stepUps = new WeakMap();', uses: [] },
    {
      name: 'countStepUp',
      kind: 'value',
      comment:
        '/**\n * Counts a step-up of one operation, and tells how many there have been, this one included. The count lives as long as\n * the object that stands for the operation, such as the JSON-RPC message that each retry sends again.\n * @param operation The same object at each retry of the operation; anything else is not counted.\n * @returns 1 for the first step-up of the operation, 2 for the next, and so on.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n',
      code: "function countStepUp(operation) {\n  if (typeof operation !== 'object' || operation === null) return 1;\n  const count = (stepUps.get(operation) ?? 0) + 1;\n  stepUps.set(operation, count);\n  return count;\n}",
      uses: ['stepUps'],
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
      name: 'countStepUp',
      kind: 'value',
      comment:
        '/**\n * Counts a step-up of one operation, and tells how many there have been, this one included. The count lives as long as\n * the object that stands for the operation, such as the JSON-RPC message that each retry sends again.\n * @param operation The same object at each retry of the operation; anything else is not counted.\n * @returns 1 for the first step-up of the operation, 2 for the next, and so on.\n * @see MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD track attempts per resource and operation (SEP-2350)\n */\n',
      code: 'declare function countStepUp(operation: unknown): number;',
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
  ],
};
