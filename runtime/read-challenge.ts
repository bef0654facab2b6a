import { parseChallenges } from './parse-challenges.ts';
import { selectChallenge } from './select-challenge.ts';

/** What a step-up needs of a challenge, by the names that the SDK's `extractWWWAuthenticateParams` has for it. */
export interface ReadChallenge {
  /** RFC 6750 §3.1. */
  readonly error?: string | undefined;
  /** The challenged scope, space-delimited. */
  readonly scope?: string | undefined;
  /** RFC 9728 §5.1. */
  readonly resourceMetadataUrl?: URL | undefined;
}

/**
 * Reads the challenge of a response that a client answers, as `selectChallenge` chooses it. In the place of an
 * `extractWWWAuthenticateParams` that does not give the error (SDK before 1.23.0).
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1 RFC 9110 §11.6.1}
 */
export function readChallenge(response: {
  readonly headers: { get(name: string): string | null };
}): ReadChallenge {
  const challenge = selectChallenge(parseChallenges(response.headers.get('WWW-Authenticate')));
  return {
    error: challenge?.error,
    scope: challenge?.scope,
    resourceMetadataUrl: urlOf(challenge?.resource_metadata),
  };
}

function urlOf(text: string | undefined): URL | undefined {
  try {
    return text === undefined ? undefined : new URL(text);
  } catch {
    return undefined; // The server's text is no URL: as if there were none.
  }
}
