/**
 * What a text asks for that is looked for in a scope string: one scope token, several of them, or nothing of the kind.
 * A part of a token, such as the namespace `files:`, is none.
 */
export type TokensInText = 'one' | 'several' | 'none';

/** The characters of a scope token (RFC 6749 §3.3). */
const TOKEN = /^[\x21\x23-\x5B\x5D-\x7E]+$/;

/** What separates the parts of a token: a text that starts or ends with it is a part. A package's scope starts with `@`. */
const PART = /^[:/.\-_@,]|[:/.\-_,=]$/;

export function tokensInText(text: string): TokensInText {
  const tokens = text.split(' ');
  if (!tokens.every((each) => TOKEN.test(each) && !PART.test(each))) return 'none';
  return tokens.length === 1 ? 'one' : 'several';
}

/** Whether a token can hardly be anything but one: it has parts, or is one that OpenID Connect defines. */
export function isTellingToken(text: string): boolean {
  return /[a-z0-9][:/.][a-z0-9*]/i.test(text) || text === 'offline_access' || text === 'openid';
}
