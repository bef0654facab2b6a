import { accumulable } from './scope-state.ts';
import { unionScopes } from './union-scopes.ts';

/** Where the scope of an authorization request can come from. All are space-delimited scope strings or lists. */
export interface ScopeSources {
  /** The challenged scope (RFC 6750 §3). */
  readonly challenged?: string | undefined;
  /** Requested ∪ granted so far. If there is any, nothing but the challenge is added to it. */
  readonly prior?: string | undefined;
  /** The protected resource metadata's `scopes_supported` (RFC 9728 §2). */
  readonly scopesSupported?: readonly string[] | undefined;
  /** What the client asks for if nobody else says anything. */
  readonly defaultScope?: string | undefined;
  /** Whether this is a step-up: then the challenge names what *this* operation needs, never the whole set. */
  readonly stepUp?: boolean | undefined;
  /** Whether the authorization server advertises `offline_access` and this client can refresh. */
  readonly offlineAccess?: boolean | undefined;
}

/**
 * Selects the scope of an authorization request. The first one takes a single source, by priority: the challenge, else
 * `scopes_supported`, else the default. A later one requests the union of the prior scope and the challenge. A step-up
 * of which nothing prior is known adds the challenge to what a first authorization would have asked for.
 * @returns The scope in stable order, first seen first, or `undefined` to leave the parameter out.
 * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow, step 2 (SEP-2350)
 */
export function selectScope(sources: ScopeSources): string | undefined {
  const { challenged, prior, scopesSupported, defaultScope, stepUp, offlineAccess } = sources;
  const needed = unionScopes(challenged);
  const known = accumulable(prior);
  const isChallengeAll = needed !== undefined && !stepUp;
  const initial = isChallengeAll ? undefined : (unionScopes(...(scopesSupported ?? [])) ?? defaultScope);
  const scope = unionScopes(known ?? initial, needed);
  // An authorization request without scope stays one: `offline_access` alone would ask for less than the default.
  return offlineAccess && scope !== undefined ? unionScopes(scope, 'offline_access') : scope;
}
