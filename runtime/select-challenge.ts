import type { Challenge } from './parse-challenges.ts';
import { unionScopes } from './union-scopes.ts';

/** What a client acts on: the parameters of one challenge, never of several together. */
export interface SelectedChallenge {
  readonly scheme: string;
  /** RFC 6750 §3.1; case-sensitive. */
  readonly error?: string | undefined;
  readonly error_description?: string | undefined;
  /** The scope tokens that are legal (RFC 6749 §3.3), each once; absent if none is left. */
  readonly scope?: string | undefined;
  /** RFC 9728 §5.1. */
  readonly resource_metadata?: string | undefined;
}

/**
 * The challenge that an OAuth client answers: the first of Bearer or DPoP with `error="insufficient_scope"`, else the
 * first with `scope` or `resource_metadata`, else the first.
 * @param challenges What `parseChallenges` read.
 * @returns `undefined` if there is no Bearer (RFC 6750) or DPoP (RFC 9449) challenge.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}: the client picks one challenge
 */
export function selectChallenge(challenges: readonly Challenge[]): SelectedChallenge | undefined {
  const known = challenges.filter(({ scheme }) => scheme === 'bearer' || scheme === 'dpop');
  const chosen =
    known.find(({ params }) => params['error'] === 'insufficient_scope') ??
    known.find(({ params }) => 'scope' in params || 'resource_metadata' in params) ??
    known[0];
  if (!chosen) return undefined;
  const { error, error_description, scope, resource_metadata } = chosen.params;
  return { scheme: chosen.scheme, error, error_description, scope: unionScopes(scope), resource_metadata };
}
