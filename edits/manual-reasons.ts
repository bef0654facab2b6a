import { docsUrl } from './docs-url.ts';
import type { ManualReason } from './remedy.ts';

const explanations: { readonly [K in ManualReason]: string } = {
  'prior-scope-out-of-reach':
    'Nothing here tells which scopes were requested or granted before: keep them, and pass their union.',
  'granted-scope-not-awaitable':
    'The stored token would have to be awaited, and the function around is not async: read its scope before.',
  'selected-scope-not-kept':
    'Nothing here keeps the scope that is selected: store the union after the authorization, so that the next one adds to it.',
  'branches-not-told-apart':
    'A 401 comes the same way, and nothing in reach tells it from the 403: pass on which of them it was.',
  'challenge-without-a-name':
    'The challenge is passed on without a name: give it one, and replace its scope by the union.',
  'retry-not-countable':
    'The retry takes a way that cannot be counted in one place: count it, and stop at a retry cap.',
  'counted-for-each-send':
    'The count ends with the send or the transport, and the host sends again after each redirect: count per operation.',
  'options-out-of-reach':
    'The transport does not show where its options come from: give it onInsufficientScope, and throw before it authorizes.',
  'challenge-out-of-reach':
    'Nothing here reads the error and the scope of the challenge: read them, and step up where the 401 is answered.',
  'authorization-out-of-reach':
    'The authorization that answers the 401 needs values that are not at hand for the 403: hand them over, and step up.',
  'authorization-in-another-file':
    'The base class that authorizes stands in another file: let it take forceReauthorization, and pass it in a step-up.',
  'request-out-of-reach':
    'The request cannot be told apart from others or sent again from here: step up where it is sent, or wrap its fetch.',
  'reauthorization-not-forceable':
    'Nothing can bring forceReauthorization to this branch: take it where the scope is taken, and pass by the refresh.',
  'held-scope-out-of-reach':
    'The scope of the refreshed tokens is not at hand where the response is stored: hand it over, and store it with it.',
  'token-request-out-of-reach':
    'Nothing can bring the requested scope to this token request: take it there, and prefer it to the configured one.',
  'transport-options-out-of-reach':
    'Nothing here tells which fetch the transport is given: wrap it where the options are made.',
  'values-made-in-place':
    'The URL or the provider is made where it is passed, with no room for a name: name it, and wrap the fetch.',
  'fetch-authorizes-itself':
    'The fetch that it is given authorizes at a 401 by itself: leave that to the fetch that steps up.',
  'error-read-further':
    'The error is used further where only the old one fits: give InsufficientScopeError a branch of its own.',
  'scopes-used-besides':
    'What is split here is used elsewhere too, or the steps stand apart: call the function of the SDK where you can.',
  'empty-scope-told-apart':
    'An empty scope counts as more here, and not for isStrictScopeSuperset: leave empty tokens out, or take it as it is.',
  'calls-capped-outside':
    'The transport steps up and caps it by itself: give it maxStepUpRetries, or onInsufficientScope: "throw" and count here.',
  'step-up-below-the-transport':
    'The transport above this fetch steps up by itself: leave it to the transport, or take withStepUp as its fetch.',
  'refresh-token-hidden':
    'auth of the SDK takes forceReauthorization, and its transports give it: hand out the tokens as they are.',
  'several-scopes-tested':
    'What is looked for may be several scope tokens: look for each of them in the list of those that were granted.',
  'scope-tested-by-place':
    'Only the first or the last scope token is looked at, and their order means nothing: split the scope, and test each.',
  'scope-tested-by-pattern':
    'The pattern stands for more than one scope token: split the scope at its spaces, and test each token as a whole.',
  'edits-overlap': 'Another rewrite changes the same place: run once more.',
};

/** Every reason that has an explanation. */
export const explainedReasons = Object.keys(explanations) as readonly ManualReason[];

/** What a person has to do about a finding that is not rewritten, in a sentence. */
export function explain(reason: ManualReason): string {
  return explanations[reason];
}

/** The section about a reason in the documentation. */
export function docsForReason(reason: ManualReason): string {
  return docsUrl(`manual.md#${reason}`);
}
