import type { AddedOption } from '../analysis/source-unit.ts';
import type { TextEdit } from './text-edit.ts';

/** What migrated code calls. Each is exported by `mcp-scope-codemod/runtime` and can be vendored. */
export const runtimeNames = [
  'InsufficientScopeError',
  'MAX_STEP_UP_RETRIES',
  'clearStepUps',
  'countStepUp',
  'isStrictScopeSuperset',
  'operationOf',
  'parseChallenges',
  'readChallenge',
  'selectChallenge',
  'unionScopes',
  'withStepUp',
  'withoutWideningRefresh',
] as const;
export type RuntimeName = (typeof runtimeNames)[number];

/** What another module exports, such as the `auth` of the SDK that an application is made with. */
export interface ModuleExport {
  /** The specifier, as it shall stand in the import. */
  readonly module: string;
  readonly name: string;
}

/** What migrated code may import. */
export type NeededName = RuntimeName | ModuleExport;

/** Why a machine must not rewrite a finding. Each has a section in `docs/manual.md`. */
export const manualReasons = [
  'prior-scope-out-of-reach',
  'granted-scope-not-awaitable',
  'selected-scope-not-kept',
  'branches-not-told-apart',
  'challenge-without-a-name',
  'retry-not-countable',
  'counted-for-each-send',
  'options-out-of-reach',
  'challenge-out-of-reach',
  'authorization-out-of-reach',
  'authorization-in-another-file',
  'request-out-of-reach',
  'reauthorization-not-forceable',
  'held-scope-out-of-reach',
  'token-request-out-of-reach',
  'transport-options-out-of-reach',
  'values-made-in-place',
  'fetch-authorizes-itself',
  'error-read-further',
  'scopes-used-besides',
  'empty-scope-told-apart',
  'calls-capped-outside',
  'step-up-below-the-transport',
  'refresh-token-hidden',
  'several-scopes-tested',
  'scope-tested-by-place',
  'scope-tested-by-pattern',
  'edits-overlap',
] as const;
export type ManualReason = (typeof manualReasons)[number];

/** What is to be done about a finding: text edits and what they import, the reason why a person must look, or nothing. */
export type Remedy =
  | {
      readonly kind: 'rewrite';
      readonly edits: readonly TextEdit[];
      readonly needs: readonly RuntimeName[];
      /** What they use of other modules. */
      readonly imports?: readonly ModuleExport[];
      /** What the file shall export besides, since it exports the errors that its callers know. */
      readonly reexports?: readonly RuntimeName[];
      /** Options that the edits read and whose types stand in other files. */
      readonly addedOptions?: readonly AddedOption[];
    }
  | { readonly kind: 'manual'; readonly reason: ManualReason }
  /** Told, and left as it is: there is no rewrite, or none that was asked for. */
  | { readonly kind: 'report' };

export const report: Remedy = { kind: 'report' };

export function manual(reason: ManualReason): Remedy {
  return { kind: 'manual', reason };
}
