/**
 * Whether the host of a URL is this machine: `localhost` and below (RFC 6761 §6.3), 127.0.0.0/8, `[::1]` (RFC 8252 §7.3).
 * @param host as written, without a port.
 */
export function isLoopbackHost(host: string): boolean {
  return /^(?:(?:[\w-]+\.)*localhost\.?|127(?:\.\d{1,3}){1,3}|\[::1\])$/i.test(host);
}
