/** Step-up helpers for MCP clients: no dependencies, no `node:` imports, ESM and CJS. */
export { countStepUp } from './count-step-up.ts';
export {
  InsufficientScopeError,
  type InsufficientScopeDetails,
  type InsufficientScopeReason,
} from './insufficient-scope-error.ts';
export { isStrictScopeSuperset } from './is-strict-scope-superset.ts';
export { MAX_STEP_UP_RETRIES } from './max-step-up-retries.ts';
export { parseChallenges, type Challenge } from './parse-challenges.ts';
export { selectChallenge, type SelectedChallenge } from './select-challenge.ts';
export { unionScopes, unionScopes as computeScopeUnion } from './union-scopes.ts';
