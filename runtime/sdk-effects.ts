import { discoverAuthorization, scopesSupportedBy, type FetchLike } from './discover-authorization.ts';
import type { HeldToken } from './scope-state.ts';
import type { StepUpEffects } from './step-up.ts';

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
 * @param lastResourceMetadataUrl Where the last challenge that had a `resource_metadata` pointed to.
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
  lastResourceMetadataUrl: () => Promise<string | undefined>,
): Required<StepUpEffects> {
  const members = provider as unknown as ProviderMembers;

  async function options(): Promise<SdkAuthOptions> {
    const url = await lastResourceMetadataUrl();
    const resourceMetadataUrl =
      url !== undefined && URL.canParse(url) ? { resourceMetadataUrl: new URL(url) } : {};
    return { serverUrl, fetchFn, ...resourceMetadataUrl };
  }

  return {
    tokens: () => provider.tokens(),

    async discover(challenge) {
      const state = await members.discoveryState?.();
      const { issuer, scopesSupported } = state?.authorizationServerUrl
        ? { issuer: state.authorizationServerUrl, scopesSupported: state.resourceMetadata?.scopes_supported }
        : await discoverAuthorization(
            fetchFn,
            serverUrl,
            challenge?.resource_metadata ?? (await lastResourceMetadataUrl()),
          );
      const canRefresh =
        provider.clientMetadata.grant_types?.includes('refresh_token') && issuer !== undefined;
      const advertised =
        canRefresh &&
        (state?.authorizationServerMetadata?.scopes_supported ?? (await scopesSupportedBy(fetchFn, issuer)));
      return { issuer, scopesSupported, offlineAccess: advertised && advertised.includes('offline_access') };
    },

    async authorize({ scope }) {
      const held = await members.tokens();
      const view = viewOf(provider, {
        // v1 refreshes whenever it finds a refresh token, and a refresh cannot widen (RFC 6749 §6).
        tokens: async (...context: unknown[]) => withoutRefreshToken(await members.tokens(...context)),
        // v2 saves what `tokens` gave with the issuer on it: the refresh token must not get lost by that.
        saveTokens: (tokens: HeldToken, ...context: unknown[]) =>
          members.saveTokens(
            tokens.access_token === held?.access_token ? { ...held, ...tokens } : tokens,
            ...context,
          ),
        ...(provider.redirectUrl ? {} : tokenRequestFor(scope)),
      });
      const asked = scope === undefined ? {} : { scope };
      const result = await auth(view, { ...(await options()), ...asked, forceReauthorization: true });
      return result === 'AUTHORIZED' ? 'authorized' : 'redirected';
    },

    async refresh() {
      // Without a redirect URL `auth` makes a new token request, which is an authorization of its own.
      if (!provider.redirectUrl) return false;
      const instead = new Error('The authorization server refused to refresh.');
      const view = viewOf(provider, {
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

  /** v1 ignores `scope` where the client has no user: there it requests what the client metadata says. */
  function tokenRequestFor(scope: string | undefined): Readonly<Record<string, unknown>> {
    if (scope === undefined) return {};
    const { prepareTokenRequest } = members;
    return {
      clientMetadata: { ...provider.clientMetadata, scope },
      ...(prepareTokenRequest && {
        prepareTokenRequest: async () => {
          const parameters = await prepareTokenRequest.call(provider, scope);
          parameters?.set('scope', scope);
          return parameters;
        },
      }),
    };
  }
}

/** The provider with some members replaced. Its own methods still run on itself, as private fields want it. */
function viewOf<P extends object>(provider: P, replaced: Readonly<Record<PropertyKey, unknown>>): P {
  // The target is another object: of a frozen one a proxy may show nothing but the truth.
  return new Proxy(Object.create(Object.getPrototypeOf(provider) as object | null) as P, {
    get(_target, key) {
      if (Object.hasOwn(replaced, key)) return replaced[key];
      const value: unknown = Reflect.get(provider, key);
      return typeof value === 'function' ? (value.bind(provider) as unknown) : value;
    },
    has: (_target, key) => key in provider,
  });
}

function withoutRefreshToken(tokens: HeldToken | undefined): HeldToken | undefined {
  if (!tokens) return tokens;
  const { refresh_token: _, ...rest } = tokens;
  return rest;
}
