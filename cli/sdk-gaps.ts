/** What of the SDK v2 a file uses, which decides what it lacks for that file. */
export const sdkParts = ['StreamableHTTPClientTransport', 'SSEClientTransport', 'withOAuth'] as const;
export type SdkPart = (typeof sdkParts)[number];

/** A part of step-up authorization (SEP-2350) that releases of the official SDK v2 lack. */
export interface SdkGap {
  /** Its section in `docs/v2.md`. */
  readonly name: string;
  readonly of: readonly SdkPart[];
  /** The first release that has it, once there is one. */
  readonly until?: string;
  readonly text: string;
}

/** The releases of this list: the last was read and run, in earlier ones the lines that decide were looked up. */
export const gapsKnownOf = { first: '2.0.0', last: '2.4.0' } as const;

const [http, sse, middleware] = sdkParts;

/** `test/sdk-gaps.test.ts` shows each of them in the last of those releases. */
export const sdkGaps: readonly SdkGap[] = [
  { name: 'the-cap-is-for-one-send', of: [http], text: 'the retry cap is for one send' },
  {
    name: 'a-token-response-without-scope',
    of: [http],
    text: 'prior scopes are lost where a token response has no scope',
  },
  {
    name: 'a-refresh-response-without-scope',
    of: [http, sse, middleware],
    text: 'a refresh response without scope erases what was granted',
  },
  {
    name: 'a-401-after-a-step-up',
    of: [http],
    text: 'a 401 after a step-up requests the challenge alone',
  },
  {
    name: 'challenges-at-the-same-time',
    of: [http],
    text: 'two challenges at once redirect twice and overwrite the PKCE verifier',
  },
  { name: 'a-consent-that-is-denied', of: [http], text: 'a denied consent stays in what is requested' },
  {
    name: 'another-authorization-server',
    of: [http],
    text: 'scopes go along to another authorization server',
  },
  {
    name: 'the-header-is-read-by-pattern',
    of: [http, sse, middleware],
    text: 'the challenge is read by a regular expression',
  },
  { name: 'no-step-up-over-sse', of: [sse], text: 'SSEClientTransport neither steps up nor unites scopes' },
  { name: 'no-step-up-in-withoauth', of: [middleware], text: 'withOAuth neither steps up nor unites scopes' },
];
