import type { TextEdit } from './text-edit.ts';

/** What migrated code may call. Each is exported by `mcp-scope-codemod/runtime` and can be vendored. */
export type RuntimeName = 'unionScopes' | 'InsufficientScopeError' | 'countStepUp' | 'MAX_STEP_UP_RETRIES';

/** Why a machine must not rewrite a finding. Each has a section of the same name in `docs/manual.md`. */
export type ManualReason =
  | 'prior-scope-out-of-reach';

export type Remedy =
  | { readonly kind: 'rewrite'; readonly edits: readonly TextEdit[]; readonly needs: readonly RuntimeName[] }
  | { readonly kind: 'manual'; readonly reason: ManualReason };
