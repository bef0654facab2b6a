/** Step-up helpers for MCP clients: no dependencies, no `node:` imports, ESM and CJS. */
export { assertSecureTokenEndpoint } from './assert-secure-token-endpoint.ts';
export { clearStepUps } from './clear-step-ups.ts';
export { countStepUp } from './count-step-up.ts';
export type { FetchLike } from './discover-authorization.ts';
export { InsecureTokenEndpointError } from './insecure-token-endpoint-error.ts';
export {
  InsufficientScopeError,
  type InsufficientScopeDetails,
  type InsufficientScopeReason,
} from './insufficient-scope-error.ts';
export { isStrictScopeSuperset } from './is-strict-scope-superset.ts';
export { MAX_STEP_UP_RETRIES } from './max-step-up-retries.ts';
export { MemoryScopeStore, type ScopeStore } from './memory-scope-store.ts';
export { operationOf } from './operation-of.ts';
export { parseChallenges, type Challenge } from './parse-challenges.ts';
export { readChallenge, type ReadChallenge } from './read-challenge.ts';
export {
  RegistrationRejectedError,
  type RegistrationRejectedDetails,
} from './registration-rejected-error.ts';
export {
  resolveClientMetadata,
  type ClientMetadata,
  type ClientMetadataProvider,
  type ResolvedClientMetadata,
} from './resolve-client-metadata.ts';
export { ScopeAccumulator, type KnownScope, type ScopeAccumulatorOptions } from './scope-accumulator.ts';
export type { HeldToken, PendingAuthorization, ScopeState, StepUpAttempts } from './scope-state.ts';
export type { SdkAuth, SdkAuthOptions, SdkProvider } from './sdk-effects.ts';
export { selectChallenge, type SelectedChallenge } from './select-challenge.ts';
export { selectScope, type ScopeSources } from './select-scope.ts';
export {
  StepUp,
  type AuthorizationContext,
  type AuthorizationOutcome,
  type AuthorizationRequest,
  type Refusal,
  type StepUpEffects,
  type StepUpOptions,
} from './step-up.ts';
export { TokenRejectedError } from './token-rejected-error.ts';
export { UnauthorizedError } from './unauthorized-error.ts';
export { unionScopes, unionScopes as computeScopeUnion } from './union-scopes.ts';
export { UnreplayableRequestError } from './unreplayable-request-error.ts';
export { withoutWideningRefresh } from './without-widening-refresh.ts';
export {
  withStepUp,
  type HostAuthorization,
  type SdkAuthorization,
  type StepUpFetch,
  type WithStepUpOptions,
} from './with-step-up.ts';
