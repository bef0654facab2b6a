import {
  discoverAuthorization,
  fetchableUrl,
  scopesSupportedBy,
  type FetchLike,
} from './discover-authorization.ts';
import { ownTokenOf, type HeldToken, type ScopeState } from './scope-state.ts';
import type { StepUpEffects } from './step-up.ts';
import { viewOf } from './view-of.ts';

/** What is used of the SDK's `OAuthClientProvider`, v1 or v2. */
export interface SdkProvider {
  readonly redirectUrl?: string | URL | undefined;
  readonly clientMetadata: {
    readonly scope?: string | undefined;
    readonly grant_types?: string[] | undefined;
  };
  tokens(...context: never[]): HeldToken | undefined | Promise<HeldToken | undefined>;
}

/** What is used of the options of the SDK's `auth`. v1 does not know `forceReauthorization`. */
export interface SdkAuthOptions {
  serverUrl: string | URL;
  scope?: string;
  resourceMetadataUrl?: URL;
  fetchFn?: FetchLike;
  forceReauthorization?: boolean;
}

/** The SDK's `auth`, v1 or v2. */
export type SdkAuth<P> = (provider: P, options: SdkAuthOptions) => Promise<'AUTHORIZED' | 'REDIRECT'>;

/** The members of a provider that are called here, or shown differently, and that some providers lack. */
interface ProviderMembers {
  tokens: (...context: unknown[]) => Promise<HeldToken | undefined>;
  saveTokens: (tokens: HeldToken, ...context: unknown[]) => unknown;
  redirectToAuthorization: (url: URL) => unknown;
  prepareTokenRequest?: (
    scope?: string,
  ) => URLSearchParams | undefined | Promise<URLSearchParams | undefined>;
  discoveryState?: () => DiscoveryState | undefined | Promise<DiscoveryState | undefined>;
}

interface DiscoveryState {
  readonly authorizationServerUrl?: string;
  readonly resourceMetadata?: { readonly scopes_supported?: readonly string[] };
  readonly authorizationServerMetadata?: { readonly scopes_supported?: readonly string[] };
}

/**
 * The engine's effects, done by an SDK's `auth`. The provider itself is never changed: for one call `auth` is given a
 * view of it.
 * @param readState The state of the engine, for the issuer in use and where its metadata is.
 */
export function sdkEffects<P extends SdkProvider>(
  {
    auth,
    provider,
    serverUrl,
    fetchFn,
  }: {
    readonly auth: SdkAuth<P>;
    readonly provider: P;
    readonly serverUrl: URL;
    readonly fetchFn: FetchLike;
  },
  readState: () => Promise<ScopeState>,
): Required<StepUpEffects> {
  const members = provider as unknown as ProviderMembers;

  /** The server whose scope is selected is the one that is asked: two discoveries might be answered differently. */
  async function discoveryState(): Promise<DiscoveryState | undefined> {
    const own = await members.discoveryState?.();
    const { issuer } = await readState();
    return own?.authorizationServerUrl || issuer === undefined
      ? own
      : { ...own, authorizationServerUrl: issuer };
  }

  async function options(): Promise<SdkAuthOptions> {
    const resourceMetadataUrl = fetchableUrl((await readState()).resourceMetadataUrl, serverUrl);
    return { serverUrl, fetchFn, ...(resourceMetadataUrl && { resourceMetadataUrl }) };
  }

  /** A held token of another issuer is not shown: this one must not see its refresh token. */
  async function ownTokens(...context: unknown[]): Promise<HeldToken | undefined> {
    return ownTokenOf(await readState(), (await members.tokens(...context)) ?? undefined);
  }

  return {
    tokens: () => provider.tokens(),

    async discover(challenge) {
      const state = await members.discoveryState?.();
      const known = await readState();
      const resourceMetadataUrl = challenge?.resource_metadata ?? known.resourceMetadataUrl;
      const { issuer, scopesSupported } = state?.authorizationServerUrl
        ? {
            issuer: state.authorizationServerUrl,
            scopesSupported: state.resourceMetadata?.scopes_supported,
          }
        : await discoverAuthorization(fetchFn, serverUrl, {
            resourceMetadataUrl,
            knownIssuer: known.issuer,
          });
      const offlineAccess =
        provider.clientMetadata.grant_types?.includes('refresh_token') &&
        (
          state?.authorizationServerMetadata?.scopes_supported ??
          (await scopesSupportedBy(fetchFn, issuer, serverUrl))
        ).includes('offline_access');
      return { issuer, scopesSupported, offlineAccess };
    },

    async authorize({ scope, held }) {
      const view = viewOf(provider, {
        discoveryState,
        // v1 refreshes whenever it finds a refresh token, and a refresh cannot widen (RFC 6749 §6).
        tokens: async (...context: unknown[]) => {
          const tokens = await ownTokens(...context);
          return tokens && { ...tokens, refresh_token: undefined };
        },
        // v2 saves what `tokens` gave with the issuer on it: the refresh token must not get lost by that.
        saveTokens: (tokens: HeldToken, ...context: unknown[]) => {
          const isShown = tokens.access_token === held?.access_token;
          const saved = isShown ? { ...tokens, refresh_token: held.refresh_token } : tokens;
          return members.saveTokens(saved, ...context);
        },
        // SDKs add scope of their own: `offline_access`, or all that the resource supports where none was selected.
        redirectToAuthorization: (url: URL) => {
          if (scope === undefined) url.searchParams.delete('scope');
          else url.searchParams.set('scope', scope);
          return members.redirectToAuthorization(url);
        },
        // A token request without a user: there v1 requests what the client metadata says, whatever `scope` is.
        ...(!provider.redirectUrl &&
          members.prepareTokenRequest && {
            prepareTokenRequest: async () => {
              const parameters = await members.prepareTokenRequest?.(scope);
              if (scope !== undefined) parameters?.set('scope', scope);
              return parameters;
            },
          }),
      });
      const result = await auth(view, {
        ...(await options()),
        ...(scope !== undefined && { scope }),
        forceReauthorization: true,
      });
      return result === 'AUTHORIZED' ? 'authorized' : 'redirected';
    },

    async refresh() {
      // Without a redirect URL `auth` makes a new token request, which is an authorization of its own.
      if (!provider.redirectUrl) return false;
      const instead = new Error();
      const view = viewOf(provider, {
        discoveryState,
        tokens: ownTokens,
        // Of an authorization request that is under way these belong to the user's page.
        state: undefined,
        saveCodeVerifier: () => {},
        redirectToAuthorization: () => {
          throw instead;
        },
      });
      try {
        return (await auth(view, await options())) === 'AUTHORIZED';
      } catch (error) {
        if (error === instead) return false;
        throw error;
      }
    },
  };
}
