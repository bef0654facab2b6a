import { coversScope } from './covers-scope.ts';

/**
 * Whether a scope string holds every scope token of another one, and more: the case in which a refresh cannot give
 * what is asked for (RFC 6749 §6), so that a new authorization request has to be made.
 * @param scope The scope that will be requested, such as the union.
 * @param of The scope of the held token. Absent means that nothing is known to be granted: then every scope is more.
 * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)
 */
export function isStrictScopeSuperset(
  scope: string | null | undefined,
  of: string | null | undefined,
): boolean {
  return coversScope(scope, of) && !coversScope(of, scope);
}
