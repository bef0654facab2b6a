/** Why a step-up was given up. */
export type InsufficientScopeReason =
  /** The operation stepped up as often as the retry cap allows, and the server still wants more. */
  | 'retry-cap-reached'
  /** The challenge asks for nothing beyond what a step-up of this operation requested already. */
  | 'nothing-to-add'
  /** The host wants no step-up (`onInsufficientScope: 'throw'`, a retry cap of 0), or has nothing to authorize with. */
  | 'step-up-disabled'
  /** The user denied consent, or the host's `onBeforeStepUp` did. */
  | 'denied'
  /** The union has more scope tokens, or more characters, than the client is willing to request. */
  | 'too-many-scopes';

/** What is known about a step-up that was given up. Values of a challenge are untrusted text. */
export interface InsufficientScopeDetails {
  /** The challenged scope: what the operation needs (RFC 6750 §3), space-delimited. */
  readonly requiredScope?: string | null | undefined;
  /** The granted scope of the held token (RFC 6749 §5.1), space-delimited. */
  readonly grantedScope?: string | null | undefined;
  /** The challenge's `resource_metadata` (RFC 9728 §5.1): a string or a `URL`. */
  readonly resourceMetadataUrl?: string | { readonly href: string } | null | undefined;
  /** The challenge's `error_description` (RFC 6750 §3). */
  readonly errorDescription?: string | null | undefined;
  readonly reason: InsufficientScopeReason;
  readonly cause?: unknown;
}

/**
 * The server wants scopes that this client may no longer, or need not, ask for.
 * `instanceof` also holds for errors of another copy of this class, or of another realm.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6750#section-3.1 RFC 6750 §3.1}, `insufficient_scope`
 * @see MCP 2026-07-28, Scope Challenge Handling (SEP-2350)
 */
export class InsufficientScopeError extends Error {
  override readonly name = 'InsufficientScopeError';
  /** Stable across versions, copies and realms; test this rather than the message. */
  readonly code = 'MCP_INSUFFICIENT_SCOPE';
  readonly reason: InsufficientScopeReason;
  readonly requiredScope: string | undefined;
  readonly grantedScope: string | undefined;
  readonly resourceMetadataUrl: string | undefined;
  readonly errorDescription: string | undefined;

  constructor(details: InsufficientScopeDetails) {
    // No value of the challenge goes into the message: it may come from anyone, and messages end up in logs and pages.
    super(`Insufficient scope: ${details.reason}`);
    if (details.cause !== undefined) Object.assign(this, { cause: details.cause });
    this.reason = details.reason;
    this.requiredScope = details.requiredScope ?? undefined;
    this.grantedScope = details.grantedScope ?? undefined;
    const url = details.resourceMetadataUrl;
    this.resourceMetadataUrl = typeof url === 'string' ? url : url?.href;
    this.errorDescription = details.errorDescription ?? undefined;
  }

  static override [Symbol.hasInstance](value: unknown): boolean {
    // A subclass keeps the ordinary meaning: only its own instances are its own.
    if (this !== InsufficientScopeError) return super[Symbol.hasInstance](value);
    return (value as { readonly code?: unknown } | null | undefined)?.code === 'MCP_INSUFFICIENT_SCOPE';
  }
}
