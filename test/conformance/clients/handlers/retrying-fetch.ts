import type { OAuthClientProvider } from '@modelcontextprotocol/sdk/client/auth.js';
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';

/** Who is asked for the authorization, and where the user comes back with a code. */
export interface Login {
  readonly provider: OAuthClientProvider;
  readonly serverUrl: URL;
  /** The authorization code, after `auth` has redirected. */
  readonly takeCode: () => string;
}

export type OnRefused = (refusal: Response, login: Login) => Promise<void>;

/** A `fetch` that leaves a refusal to a handler, and then sends the request once more. */
export function retryingFetch(login: Login, onRefused: OnRefused): FetchLike {
  return async (input, init) => {
    const send = async () => {
      const headers = new Headers(init?.headers);
      const tokens = await login.provider.tokens();
      if (tokens) headers.set('authorization', `Bearer ${tokens.access_token}`);
      return fetch(input, { ...init, headers });
    };
    const first = await send();
    if (first.status !== 401 && first.status !== 403) return first;
    await onRefused(first, login);
    return send();
  };
}
