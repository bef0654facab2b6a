/** Step-up helpers for MCP clients: no dependencies, no `node:` imports, ESM and CJS. */
export { countStepUp } from './count-step-up.ts';
export {
  InsufficientScopeError,
  type InsufficientScopeDetails,
  type InsufficientScopeReason,
} from './insufficient-scope-error.ts';
export { MAX_STEP_UP_RETRIES } from './max-step-up-retries.ts';
export { unionScopes } from './union-scopes.ts';
