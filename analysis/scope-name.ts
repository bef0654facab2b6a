import { wordsOf } from './names.ts';

/** Whether a name says that it holds scopes; what is taken from a header under such a name is its scope. */
export function isScopeName(name: string): boolean {
  const words = wordsOf(name);
  return (
    words.some((word) => word === 'scope' || word === 'scopes') &&
    !words.some((word) =>
      /^(?:error|challenge|header|response|params?|match|parser?|re|regex|pattern)$/.test(word),
    )
  );
}

/** Whether a name is about what a server asked for, not about what a client requests. */
export function isAboutChallenge(name: string): boolean {
  return wordsOf(name).some((word) =>
    /^(?:challenged?|required|missing|needed|denied|insufficient|last)$/.test(word),
  );
}

/** Whether a name says that it holds the URL of the protected resource's metadata (RFC 9728 §5.1). */
export function isResourceMetadataName(name: string): boolean {
  return /^resource_?metadata(?:_?url)?$/i.test(name);
}
