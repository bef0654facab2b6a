import { isStrictScopeSuperset } from './is-strict-scope-superset.ts';
import { viewOf } from './view-of.ts';

/**
 * A view of an OAuth client provider that hides the refresh token as long as the scope to be requested exceeds what the
 * held token was granted. For an `auth()` without the option `forceReauthorization`, which would refresh, although a
 * refresh cannot widen the scope.
 * @param provider The provider; all but `tokens()` is handed through.
 * @param scope The union to be requested, space-delimited.
 * @see {@link https://www.rfc-editor.org/rfc/rfc6749#section-6 RFC 6749 §6}
 * @see MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350)
 */
export function withoutWideningRefresh<P extends object>(provider: P, scope: string | null | undefined): P {
  const { tokens } = provider as { readonly tokens?: (...context: unknown[]) => unknown };
  return viewOf(provider, {
    tokens: async (...context: unknown[]) => {
      const held = (await tokens?.apply(provider, context)) as { readonly scope?: string } | undefined;
      return held && isStrictScopeSuperset(scope, held.scope) ? { ...held, refresh_token: undefined } : held;
    },
  });
}
