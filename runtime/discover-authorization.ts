import { absoluteUrl } from './absolute-url.ts';
import { isLoopbackHost } from './loopback-host.ts';

/** What `fetch` middleware takes and gives, as in the SDK. */
export type FetchLike = (url: string | URL, init?: RequestInit) => Promise<Response>;

/** What the protected resource metadata says, as far as scope selection needs it. */
export interface DiscoveredAuthorization {
  /** Absent if the metadata could not be fetched just now. */
  readonly issuer?: string | undefined;
  readonly scopesSupported?: readonly string[] | undefined;
}

/** What is known before metadata is fetched. */
export interface KnownAuthorization {
  /** The challenge's `resource_metadata` (RFC 9728 §5.1). Without it the well-known places are asked. */
  readonly resourceMetadataUrl?: string | undefined;
  /** The issuer in use. */
  readonly knownIssuer?: string | undefined;
}

/** A server that does not answer must not hold up every other request that is refused. */
const TIMEOUT_MILLISECONDS = 10_000;
const MAX_REDIRECTS = 3;

/**
 * Finds out which authorization server a resource uses, and its scopes. All that it reads is untrusted.
 * @returns The first of `authorization_servers`. A resource without metadata has the issuer that it had, or is its own
 * authorization server, as before RFC 9728 (MCP 2025-03-26). When the metadata cannot be reached, nothing.
 * @see {@link https://www.rfc-editor.org/rfc/rfc9728#section-3 RFC 9728 §3}
 */
export async function discoverAuthorization(
  fetch: FetchLike,
  resource: URL,
  { resourceMetadataUrl, knownIssuer = new URL('/', resource).href }: KnownAuthorization = {},
): Promise<DiscoveredAuthorization> {
  const path = resource.pathname.replace(/\/$/, '');
  const wellKnown = '/.well-known/oauth-protected-resource';
  const named = absoluteUrl(resourceMetadataUrl);
  const places = named ? [named] : new Set([wellKnown + path, wellKnown]);
  for (const place of places) {
    const metadata = await documentAt(fetch, new URL(place, resource), resource);
    if (metadata === 'unreachable') return {};
    if (metadata === 'absent') continue;
    const [issuer = knownIssuer] = stringsIn(metadata['authorization_servers']);
    const scopesSupported = stringsIn(metadata['scopes_supported']);
    return { issuer, scopesSupported: scopesSupported.length > 0 ? scopesSupported : undefined };
  }
  return { issuer: knownIssuer };
}

/**
 * The `scopes_supported` of an authorization server's metadata, or none.
 * @see {@link https://www.rfc-editor.org/rfc/rfc8414#section-3.1 RFC 8414 §3.1}, and OpenID Connect Discovery §4
 */
export async function scopesSupportedBy(
  fetch: FetchLike,
  issuer: string | undefined,
  resource: URL,
): Promise<readonly string[]> {
  const base = absoluteUrl(issuer);
  if (!base) return [];
  const path = base.pathname.replace(/\/$/, '');
  const openid = '/.well-known/openid-configuration';
  const places = [`/.well-known/oauth-authorization-server${path}`, openid + path, path + openid];
  for (const place of new Set(places)) {
    const metadata = await documentAt(fetch, new URL(place, base), resource);
    if (typeof metadata === 'object') return stringsIn(metadata['scopes_supported']);
  }
  return [];
}

/** The place that a server named, if it is one that may be fetched from. */
export function fetchableUrl(text: string | undefined, resource: URL): URL | undefined {
  const place = absoluteUrl(text);
  return place && isFetchable(place, resource) ? place : undefined;
}

/**
 * Whether a place may be fetched from: by https, or plain http from the resource itself or, in development, between
 * servers on this machine. What is there is not trusted either way.
 */
function isFetchable(place: URL, resource: URL): boolean {
  const isLocal = isLoopbackHost(place.hostname) && isLoopbackHost(resource.hostname);
  return (
    place.protocol === 'https:' || place.origin === resource.origin || (isLocal && place.protocol === 'http:')
  );
}

type Metadata = Readonly<Record<string, unknown>>;

/** A JSON document. `absent` is what the server says; `unreachable` may be otherwise the next time. */
async function documentAt(
  fetch: FetchLike,
  place: URL,
  resource: URL,
): Promise<Metadata | 'absent' | 'unreachable'> {
  if (!isFetchable(place, resource)) return 'unreachable';
  try {
    const response = await fetched(fetch, place);
    if (response.ok) {
      const document: unknown = await response.json();
      return typeof document === 'object' && document !== null ? (document as Metadata) : 'absent';
    }
    await response.body?.cancel();
    return [401, 403, 404, 405, 410].includes(response.status) ? 'absent' : 'unreachable';
  } catch {
    // A network error, or no JSON: nothing is known, and the SDK's own discovery says so louder.
    return 'unreachable';
  }
}

/** Redirects are followed within the origin alone, as the SDK does; another one is returned. */
async function fetched(fetch: FetchLike, place: URL): Promise<Response> {
  const signal = AbortSignal.timeout(TIMEOUT_MILLISECONDS);
  for (let url = place, redirects = 0; ; redirects++) {
    const response = await fetch(url, { redirect: 'manual', signal });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    url = new URL(location, url);
    if (url.origin !== place.origin || redirects === MAX_REDIRECTS) return response;
  }
}

function stringsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}
