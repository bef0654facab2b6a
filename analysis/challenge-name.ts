import { wordsOf } from './names.ts';

/** Whether a name says that it holds a parsed challenge (RFC 9110 §11.4), and not one of PKCE or of a puzzle. */
export function namesChallenge(name: string): boolean {
  const words = wordsOf(name);
  return words.some((word) => /^(?:challenge|www)$/.test(word)) && !words.some((word) => OTHERS.test(word));
}

/** Whether a name says that it holds the challenged scope: `challengedScope`, `wwwAuthScopes`. */
export function namesChallengedScope(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.some((word) => /^scopes?$/.test(word)) &&
    words.some((word) => /^(?:challenged?|www)$/.test(word)) &&
    !words.some((word) => OTHERS.test(word))
  );
}

const OTHERS = /^(?:code|pkce|method|captcha|nonce|verifier|missing|last)$/;
