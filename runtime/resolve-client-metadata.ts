import { absoluteUrl } from './absolute-url.ts';
import { isLoopbackHost } from './loopback-host.ts';

/** The client metadata (RFC 7591 §2) that this file reads or fills in. Other fields are passed through. */
export interface ClientMetadata {
  readonly redirect_uris?: readonly (string | URL)[] | undefined;
  /** `native` or `web` (OpenID Connect Dynamic Client Registration 1.0 §2). */
  readonly application_type?: string | undefined;
  readonly grant_types?: readonly string[] | undefined;
  /** Not read; named so that TypeScript takes metadata with nothing else of this list in it. */
  readonly client_name?: unknown;
}

/** Any `OAuthClientProvider` of the SDK is one. */
export interface ClientMetadataProvider<M extends ClientMetadata = ClientMetadata> {
  readonly clientMetadata: M;
  /** Where the user comes back to. Without one, the provider is not interactive, as to the SDK's `auth()`. */
  readonly redirectUrl?: string | URL | undefined;
}

/** Client metadata with what was left out filled in. */
export type ResolvedClientMetadata<M extends ClientMetadata> = Omit<M, 'application_type' | 'grant_types'> & {
  application_type: string;
  grant_types?: string[];
};

/**
 * The client metadata to register, with what MCP asks for filled in where the provider left it out (absent, `undefined`
 * or `null`). What the provider says is never overwritten, and its objects are never changed.
 *
 * - `application_type` is `native` if any redirect URI is on a loopback host (RFC 8252 §7.3) or has a scheme other than
 *   `http` and `https` (§7.1), else `web`. One is enough, because `native` is the one of the two that allows for an
 *   `https` redirect URI besides (§7.2). URIs that cannot be parsed say nothing; where all of `redirect_uris` say
 *   nothing, `redirectUrl` decides.
 * - `grant_types` is `authorization_code` and `refresh_token` if the provider is interactive; else it stays absent.
 * @returns A new object, with a list of grant types of its own.
 * @see MCP 2026-07-28, Application Type and Redirect URI Constraints (SEP-837): clients MUST specify an appropriate
 * `application_type`, and what is accessed via `localhost` is `native`
 * @see MCP 2026-07-28, Refresh Tokens (SEP-2207): clients that desire refresh tokens SHOULD include `refresh_token` in
 * their `grant_types`
 * @see {@link https://openid.net/specs/openid-connect-registration-1_0.html#ClientMetadata OIDC Registration §2}: an
 * absent `application_type` is `web`, and servers MAY reject `http` redirect URIs but those of `native` to loopback
 */
export function resolveClientMetadata<M extends ClientMetadata>(
  provider: ClientMetadataProvider<M>,
): ResolvedClientMetadata<M> {
  const { clientMetadata, redirectUrl } = provider;
  // Some providers without a user have '' for `redirectUrl`, which to `auth()` of either SDK is none.
  const interactive = redirectUrl ? ['authorization_code', 'refresh_token'] : undefined;
  const grantTypes = clientMetadata.grant_types ?? interactive;
  return {
    ...clientMetadata,
    application_type:
      clientMetadata.application_type ?? applicationTypeOf(clientMetadata.redirect_uris, redirectUrl),
    ...(grantTypes && { grant_types: [...grantTypes] }),
  };
}

function applicationTypeOf(
  redirectUris: ClientMetadata['redirect_uris'],
  redirectUrl: ClientMetadataProvider['redirectUrl'],
): string {
  const registered = urlsOf(redirectUris ?? []);
  const urls = registered.length > 0 ? registered : urlsOf([redirectUrl]);
  return urls.some(isNative) ? 'native' : 'web';
}

/** What is no absolute URL, such as `undefined`, is left out. */
function urlsOf(uris: readonly unknown[]): readonly URL[] {
  return uris.flatMap((uri) => absoluteUrl(uri) ?? []);
}

function isNative({ protocol, hostname }: URL): boolean {
  return (protocol !== 'http:' && protocol !== 'https:') || isLoopbackHost(hostname);
}
