import { absoluteUrl } from './absolute-url.ts';
import { parseChallenges } from './parse-challenges.ts';
import { selectChallenge } from './select-challenge.ts';

/** What a step-up needs of a challenge, by the names that the SDK's `extractWWWAuthenticateParams` has for it. */
export interface ReadChallenge {
  /** RFC 6750 §3.1. */
  readonly error?: string | undefined;
  /** The challenged scope, space-delimited. */
  readonly scope?: string | undefined;
  /** RFC 9728 §5.1. */
  readonly resourceMetadataUrl?: ReturnType<typeof absoluteUrl>;
}

/**
 * Reads the challenge of a response that a client answers, as `selectChallenge` chooses it. In the place of an
 * `extractWWWAuthenticateParams` that does not give the error (SDK before 1.23.0).
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}
 */
export function readChallenge(response: {
  readonly headers?: { get(name: string): string | null };
}): ReadChallenge {
  // Stand-ins for responses, as tests and middleware make them, may have no headers.
  const challenge = selectChallenge(parseChallenges(response.headers?.get('www-authenticate')));
  return {
    error: challenge?.error,
    scope: challenge?.scope,
    resourceMetadataUrl: absoluteUrl(challenge?.resource_metadata),
  };
}
