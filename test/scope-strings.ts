import fc from 'fast-check';

/** RFC 6749 §3.3, written down once more, so that the tests do not borrow it from what they test. */
export const isScopeToken = (token: string) =>
  token.length > 0 && [...token].every((char) => char >= '!' && char <= '~' && char !== '"' && char !== '\\');

/** The scope tokens of a scope string, in order, as often as they come. */
export const scopeTokensOf = (text: string | null | undefined): readonly string[] =>
  (text ?? '').split(/[\t\n\v\f\r ]+/).filter(isScopeToken);

const scopeToken = fc.constantFrom(
  'read',
  'write',
  'Read',
  'repo',
  'repo:status',
  'files:*',
  'https://api.example/a',
  '!',
  '~',
  '[]',
);
const otherToken = fc.oneof(
  fc.constantFrom('a"b', 'a\\b', 'été', 'a\u00A0b', '\uFEFFread', 'a\u0000b', 'a\u007F', '🔐'),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 4 }).filter((text) => !/[\t\n\v\f\r ]/.test(text)),
);
const space = fc.constantFrom(' ', '  ', '\t', '\r\n', ' \n ');

/** Scope tokens, and some that are none, with all kinds of space behind them. */
export const scopeString = fc
  .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: scopeToken }, otherToken), space), { maxLength: 6 })
  .map((parts) => parts.map(([token, gap]) => token + gap).join(''));

/** A scope string, or none. */
export const scope = fc.oneof(
  { weight: 5, arbitrary: scopeString },
  fc.constant(undefined),
  fc.constant(null),
);
