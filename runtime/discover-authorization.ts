/** What `fetch` middleware takes and gives, as in the SDK. */
export type FetchLike = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What the protected resource metadata and the authorization server's say, as far as scope selection needs it. */
export interface DiscoveredAuthorization {
  /** Absent if the metadata could not be fetched just now. */
  readonly issuer?: string | undefined;
  readonly scopesSupported?: readonly string[] | undefined;
}

/**
 * Finds out which authorization server a resource uses, and its scopes. All that it reads is untrusted.
 * @param resourceMetadataUrl The challenge's `resource_metadata` (RFC 9728 §5.1); else the well-known places are asked.
 * @returns The first of `authorization_servers`. A resource without metadata is its own authorization server, as it
 * was before RFC 9728 (MCP 2025-03-26). When the metadata cannot be reached, nothing: that is no other issuer.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9728#section-3 RFC 9728 §3}
 */
export async function discoverAuthorization(
  fetch: FetchLike,
  resource: URL,
  resourceMetadataUrl?: string,
): Promise<DiscoveredAuthorization> {
  const path = resource.pathname === '/' ? '' : resource.pathname.replace(/\/$/, '');
  const wellKnown = '/.well-known/oauth-protected-resource';
  const isNamed = resourceMetadataUrl !== undefined && urlOf(resourceMetadataUrl, resource) !== undefined;
  const places = isNamed ? [resourceMetadataUrl] : new Set([`${wellKnown}${path}`, wellKnown]);
  for (const place of places) {
    const metadata = await documentAt(fetch, place, resource);
    if (metadata === 'unreachable') return {};
    if (metadata === 'absent') continue;
    const [issuer] = stringsIn(metadata['authorization_servers']);
    const scopesSupported = stringsIn(metadata['scopes_supported']);
    return { issuer: issuer ?? resource.origin, ...(scopesSupported.length ? { scopesSupported } : {}) };
  }
  return { issuer: resource.origin };
}

/**
 * The `scopes_supported` of an authorization server's metadata, or none.
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3.1 RFC 8414 §3.1}, and OpenID Connect Discovery §4
 */
export async function scopesSupportedBy(fetch: FetchLike, issuer: string): Promise<readonly string[]> {
  const base = urlOf(issuer);
  if (!base) return [];
  const path = base.pathname.replace(/\/$/, '');
  const places = [
    `/.well-known/oauth-authorization-server${path}`,
    `/.well-known/openid-configuration${path}`,
    `${path}/.well-known/openid-configuration`,
  ];
  for (const place of new Set(places)) {
    const metadata = await documentAt(fetch, place, base);
    if (typeof metadata === 'object') return stringsIn(metadata['scopes_supported']);
  }
  return [];
}

type Metadata = Readonly<Record<string, unknown>>;

/** A JSON document. `absent` is what the server says; `unreachable` may be otherwise the next time. */
async function documentAt(
  fetch: FetchLike,
  place: string,
  base: URL,
): Promise<Metadata | 'absent' | 'unreachable'> {
  const url = urlOf(place, base);
  // What it says is not trusted, but a plain http document can be anybody's.
  if (!url || (url.protocol !== 'https:' && url.origin !== base.origin)) return 'unreachable';
  try {
    const response = await fetch(url, { headers: { accept: 'application/json' } });
    if (!response.ok) {
      await response.body?.cancel();
      return response.status >= 500 || response.status === 429 ? 'unreachable' : 'absent';
    }
    const document: unknown = await response.json();
    return typeof document === 'object' && document !== null ? (document as Metadata) : 'absent';
  } catch {
    // A network error, or no JSON: nothing is known, and the SDK's own discovery says so louder.
    return 'unreachable';
  }
}

function stringsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function urlOf(text: string, base?: URL): URL | undefined {
  try {
    return new URL(text, base);
  } catch {
    return undefined;
  }
}
