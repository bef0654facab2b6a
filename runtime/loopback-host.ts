/** `localhost` and what is below it, with or without the root's dot; 127.0.0.0/8; `::1`. */
const LOOPBACK = /^(?:(?:.*\.)?localhost\.?|127(?:\.\d+){3}|\[::1\])$/;

/**
 * Whether a host is this machine, so that what is sent to it crosses no network.
 * @param hostname As `URL.hostname` gives it for `http` and `https`: lower-cased, IPv4 as four decimal numbers, IPv6
 * compressed and in brackets. So `127.1`, `0x7f000001` and `[0:0:0:0:0:0:0:1]` are loopback too, and `localhost.evil.com`
 * and `127.0.0.1.evil.com` are not.
 * @see {@link https://www.rfc-editor.org/rfc/rfc8252#section-7.3 RFC 8252 §7.3}, the loopback redirect: `127.0.0.1`, `[::1]`
 * @see {@link https://www.rfc-editor.org/rfc/rfc1122#section-3.2.1.3 RFC 1122 §3.2.1.3 (g)}: all of 127.0.0.0/8 is loopback
 * @see {@link https://www.rfc-editor.org/rfc/rfc4291#section-2.5.3 RFC 4291 §2.5.3}: `::1` is, and no other IPv6 address
 * @see {@link https://www.rfc-editor.org/rfc/rfc6761#section-6.3 RFC 6761 §6.3}: `localhost.` and every name below it
 */
export function isLoopbackHost(hostname: string): boolean {
  return LOOPBACK.test(hostname);
}
