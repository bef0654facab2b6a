/**
 * Rare strings without which a file cannot have a finding. Data, because it is searched twice: in text by the lint rules
 * and in undecoded bytes by the command line.
 */
export const prefilterWords = {
  /** Any one of these is enough. */
  alone: ['insufficient_scope', 'insufficientScope', 'InsufficientScope'],
  /** Else one word of each row, the rarest row first. */
  together: [
    ['403', 'FORBIDDEN', 'Forbidden'],
    [
      'WWWAuthenticate',
      'www-authenticate',
      'WWW-Authenticate',
      'WwwAuthenticate',
      'wwwAuthenticate',
      'challenge',
      'Challenge',
    ],
    ['scope', 'Scope'],
  ],
} as const;
