import type { AdmittedStepUpPlan } from './admitted-step-up.ts';
import type { CountedOperation } from './counted-operation.ts';
import type { Marker } from './marker.ts';
import type { ProviderGate } from './provider-gate.ts';
import type { RefreshBranch } from './refresh-branch.ts';
import type { RequestedScopeWay } from './requested-scope-way.ts';
import type { Range } from './source-unit.ts';
import type { MissingPart, StepUpBranchPlan } from './step-up-answer.ts';
import type { StreamStepUpPlan } from './event-source-step-up.ts';
import type { StepUpFetchPlan, UnwrappableFetch } from './step-up-fetch.ts';
import type { StepUpOptions } from './step-up-options.ts';
import type { InheritedAuthorization, WideningAuthorization } from './widening-authorization.ts';

/** How a value stands in the code, which decides what a rewrite may put in its place. */
export type ValuePlace =
  /** An expression of its own: `this._scope = scope`, `{ scope: challenge.scope }`, `authorize(scope)`. */
  | { readonly as: 'expression' }
  /** A shorthand property, `{ scope }`. */
  | { readonly as: 'shorthand'; readonly key: string }
  /** A parsed challenge whose properties are spread into an options object, `{ ...challenge }`. */
  | { readonly as: 'spread'; readonly key: string }
  /** A parsed challenge passed on whole, `authorize(challenge)`. */
  | { readonly as: 'challenge'; readonly key: string };

/** What reads the scope that the held token was granted, as source text valid at the finding. */
export type GrantedScope =
  /** A call that asks an OAuth client provider for its tokens; it may return a promise. */
  | { readonly from: 'provider'; readonly call: string }
  /** A token response that is held already. */
  | { readonly from: 'tokens'; readonly expression: string };

/** What shows a finding, where one file alone does not: the other files of the project. Lint does not have it. */
export interface Shown {
  readonly evidence?: 'project';
}

/** Which responses reach the place. */
export type Branch =
  | { readonly answers: 'step-up' }
  /** A 401 comes here too; `isStepUp` is source text that is true for the 403 only, if there is any in reach. */
  | { readonly answers: 'step-up-or-unauthorized'; readonly isStepUp: string | undefined };

/** The challenged scope alone, on its way to a store or an authorization, and what could be united with it. */
export interface LoneChallengedScope {
  /** The value: what a report underlines and a rewrite replaces. */
  readonly range: Range;
  readonly place: ValuePlace;
  /** A scope string (RFC 6749 §3.3), a list of scope tokens, or the list that a `Set` of them is made of. */
  readonly holds: 'string' | 'list' | 'elements';
  /** Whether the place is declared to hold a string and never `undefined`. */
  readonly mustBeDefined: boolean;
  /** Source text that reads the previously requested scope: what the challenge would overwrite. */
  readonly requested: string | undefined;
  /** Whether that can hold anything when control first comes here. */
  readonly isRequestedBefore: boolean;
  readonly granted: GrantedScope | undefined;
  /** Whether the code has thrown the held token away before it comes here. */
  readonly isGrantCleared: boolean;
  /** Whether `await` may stand at the place. */
  readonly canAwait: boolean;
}

/**
 * A step-up that requests or stores the challenged scope alone, and so loses what was requested and granted before.
 * MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350).
 */
export interface ChallengedScopeOnly extends LoneChallengedScope, Shown {
  readonly kind: 'challenged-scope-only';
  readonly branch: Branch;
  /** Whether what is requested is kept for the next request; else the place that `requested` reads can keep it. */
  readonly isKept: boolean;
}

/** How a step-up comes to repeat, with what a rewrite needs to count it. */
export type Repetition =
  /**
   * A guard that compares the header with the last one stands before the retry: `test` is the comparison, `stopsWhen`
   * the value with which it ends the retry, `operation` an object that every retry of one operation passes on.
   */
  | {
      readonly by: 'guarded-retry';
      readonly test: Range;
      readonly stopsWhen: boolean;
      /** Whether a condition joined to it would bind to a part of it. */
      readonly isLoose: boolean;
      /** Whether a condition joined to it would bind to what stands around it. */
      readonly isOperand: boolean;
      readonly operation: string;
      /** How it can be counted across sends, if that is known. */
      readonly across: CountedOperation | undefined;
      readonly options: StepUpOptions | undefined;
    }
  /** Each retry sends the same message again, and nothing stands before it: a check can, at `check`. */
  | {
      readonly by: 'operation';
      /** Source text of the message, and how it is counted across sends, where its success can be told. */
      readonly operation: string;
      readonly across: CountedOperation | undefined;
      readonly check: Range;
      readonly options: StepUpOptions | undefined;
    }
  /**
   * The function calls itself: where one more parameter goes, where the retries can pass it on increased and other
   * calls of itself unchanged, and where its step-up starts.
   */
  | {
      readonly by: 'recursion';
      readonly parameters: Insertion;
      readonly counted: readonly Insertion[];
      readonly passedOn: readonly Insertion[];
      readonly checks: readonly Range[];
      /** Source text that is true for the 403 only, where a 401 comes the same way and must not be counted. */
      readonly isStepUp: string | undefined;
    }
  /** A loop: `loop` is where it starts, `check` where its step-up starts. */
  | {
      readonly by: 'loop';
      readonly loop: Range;
      readonly check: Range;
      readonly isStepUp: string | undefined;
    }
  /** Counted, but anew each time that the host sends the message again, as it does after every redirect. */
  | { readonly by: 'send' }
  /** Understood to repeat, but not how to count it. */
  | { readonly by: 'other' };

/** Text to be inserted stands at `at`, after `before`. */
export interface Insertion {
  readonly at: number;
  readonly before: string;
}

/**
 * A step-up that nothing bounds, or only a comparison with the last header, which a new header defeats.
 * MCP 2026-07-28, Step-Up Authorization Flow: clients SHOULD limit retries.
 */
export interface UncappedStepUp {
  readonly kind: 'uncapped-step-up';
  /** The retry or the loop. */
  readonly range: Range;
  readonly bound: 'none' | 'same-header' | 'each-send';
  readonly repetition: Repetition;
  /** Source text of the challenged scope at the check, if it is in reach as a string. */
  readonly challenged: string | undefined;
}

/**
 * A 401 that is answered by an authorization, where nothing answers a 403 `insufficient_scope` of the same response.
 * MCP 2026-07-28, Scope Challenge Handling: a client SHOULD step up (SEP-2350).
 */
export interface UnhandledInsufficientScope {
  readonly kind: 'unhandled-insufficient-scope';
  /** The condition that lets the 401 through, and no 403. */
  readonly range: Range;
  readonly answer: StepUpBranchPlan | StreamStepUpPlan | AdmittedStepUpPlan | MissingPart;
}

/**
 * A step-up of a transport that always authorizes, and whose end its callers cannot tell from any other 403.
 * MCP 2026-07-28, Scope Challenge Handling; typescript-sdk PR 2356.
 */
export interface UnsignalledStepUp {
  readonly kind: 'unsignalled-insufficient-scope';
  readonly at: 'transport';
  /** The authorization. */
  readonly range: Range;
  /** The first statement of the step-up that sees the challenge; `undefined` if a 401 comes the same way, or none does. */
  readonly start: Range | undefined;
  /** Whether a 401 comes here too. */
  readonly isMerged: boolean;
  /** The condition around it that asks for a provider, which a host that brings its token itself has not. */
  readonly gate: Omit<ProviderGate, 'before'> | undefined;
  readonly options: StepUpOptions | undefined;
  /** Source text of the challenged scope and of the challenge's resource metadata URL, at the start. */
  readonly challenged: string | undefined;
  readonly resourceMetadata: string | undefined;
  /** The errors that are thrown where the step-up is given up before it authorizes. */
  readonly givenUp: readonly Range[];
  /** Whether the file exports classes of errors. */
  readonly exportsErrors: boolean;
}

/**
 * A test for the 403 that ended a step-up before there was an `InsufficientScopeError`, which does not pass it.
 * MCP 2026-07-28, Scope Challenge Handling; typescript-sdk PR 2356.
 */
export interface UnrecognisedInsufficientScope {
  readonly kind: 'unsignalled-insufficient-scope';
  readonly at: 'consumer';
  /** The test, or the status that it reads. */
  readonly range: Range;
  /** Source text that reads the error. */
  readonly error: string;
  /** The module of an SDK that has an `InsufficientScopeError` of its own; `undefined` for that of our runtime. */
  readonly module: string | undefined;
  /** Conditions that must be for the one error what they are for the other. */
  readonly tests: readonly {
    readonly range: Range;
    /** What the condition is for the 403. */
    readonly whenGivenUp: boolean;
    /** Whether a condition joined to it would bind to a part of it. */
    readonly isLoose: boolean;
    /** Whether a condition joined to it would bind to what stands around it. */
    readonly isOperand: boolean;
    /** Whether it reads what only the old error has, so that the new one must be asked for before. */
    readonly isLast: boolean;
  }[];
  /** Statuses, and the source text of what they must be for the one error, too. */
  readonly values: readonly { readonly range: Range; readonly status: string; readonly isOperand: boolean }[];
  /** Whether the error goes on to where only one of its class will do. */
  readonly isReadFurther: boolean;
}

/** Either side of the same gap: who gives a step-up up does not say so, or who is told so does not see it. */
export type UnsignalledInsufficientScope = UnsignalledStepUp | UnrecognisedInsufficientScope;

/**
 * A refresh that is tried although the union of scopes exceeds the grant. A refresh cannot widen it (RFC 6749 §6), so the
 * wider scope never reaches the authorization server. MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350).
 */
export interface RefreshOnWidening extends Shown {
  readonly kind: 'refresh-on-widening';
  /** The condition of the refresh branch, or the call that authorizes. */
  readonly range: Range;
  readonly at: RefreshBranch | WideningAuthorization | InheritedAuthorization;
}

/**
 * A 401 that can come after an authorization and then requests or stores the challenged scope alone: what a step-up
 * gained is lost when the token expires. MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350): a client requests the
 * union of its previously requested scopes and the challenged ones.
 */
export interface ScopeNarrowedBy401 extends LoneChallengedScope {
  readonly kind: 'scope-narrowed-by-401';
  /** The condition that gives the 403 its union and the 401 this value, where it does so already. */
  readonly besideUnion: { readonly condition: Range; readonly union: Range } | undefined;
}

/**
 * A token response that is stored as it came. Without `scope` it means "as requested" (RFC 6749 §5.1), after a refresh
 * "unchanged" (§6), so what was granted is forgotten.
 */
export interface GrantedScopeNotKept {
  readonly kind: 'granted-scope-not-kept';
  /** The value that is stored. */
  readonly range: Range;
  /** The value is the response, or an object into whose properties it is copied, with where they start. */
  readonly stored: { readonly as: 'response' } | { readonly as: 'properties'; readonly first: Range };
  /** Where the scope is that holds on, `undefined` if nothing in reach tells. */
  readonly scope: KeptScope | undefined;
}

/** Source text of a scope that may be missing, and what must be true besides for it to be the one that was requested. */
export interface KeptScope {
  /** Tests whether there is one. */
  readonly test: string;
  /** Reads it where there is one. */
  readonly read: string;
  readonly only: string | undefined;
}

/**
 * A token request without a user (RFC 6749 §4.4) that is made with the configured scope where the code is given a scope
 * to request: the token stays as narrow as it is.
 */
export interface ScopeNotInTokenRequest {
  readonly kind: 'scope-not-in-token-request';
  /** Where the scope of the token request is read. */
  readonly range: Range;
  /** How the requested scope comes there, `out-of-reach` if nothing can bring it. */
  readonly way: RequestedScopeWay | 'out-of-reach';
}

/**
 * A selection of the scope to request that takes one source by priority, and so drops what was requested or granted
 * before where a challenge comes again. MCP 2026-07-28, Scope Selection Strategy: the priority is that of the first
 * authorization; Step-Up Authorization Flow (SEP-2350): a later one requests the union.
 */
export interface SingleSourceScopeSelection {
  readonly kind: 'single-source-scope-selection';
  /** The first place that selects the challenged scope alone. */
  readonly range: Range;
  /** Each place of the selection that does. */
  readonly sources: readonly ChallengedSource[];
  /** What the code knows of the scope before; `granted` is that of the held token, unless something else tells it. */
  readonly priors: readonly PriorScope[];
  readonly granted: GrantedScope | undefined;
  readonly canAwait: boolean;
}

/** The challenged scope, as one of the sources between which the code selects. */
export interface ChallengedSource {
  readonly range: Range;
  /** The key of a shorthand property that it is. */
  readonly key: string | undefined;
  /** A scope string, a list of scope tokens, or a list that is made into a set there. */
  readonly holds: 'string' | 'list' | 'list-of-set';
  /** Whether it can be missing, so that the next source counts: it is an operand of `||` or `??`. */
  readonly isOperand: boolean;
  /** Whether it can be missing at all. */
  readonly isOptional: boolean;
  readonly mustBeDefined: boolean;
}

/** Source text that reads what was requested or granted before. */
export interface PriorScope {
  readonly text: string;
  readonly holds: 'string' | 'list';
  readonly isOptional: boolean;
  /** What was requested, or all that a union needs to know: what was granted, or what the caller knows. */
  readonly tells: 'requested' | 'all';
  /** Whether anything in the file keeps it up to date. */
  readonly isKept: boolean;
}

/**
 * A transport of SDK v1 that is given a provider, and no `fetch` that steps up: it requests the challenged scope alone, or
 * none. MCP 2026-07-28, Step-Up Authorization Flow (SEP-2350).
 */
export interface TransportWithoutStepUp {
  readonly kind: 'transport-without-step-up';
  /** The class that is made, or `super`. */
  readonly range: Range;
  readonly wrap: StepUpFetchPlan | UnwrappableFetch;
}

/** Source text that reads a scope string, or a list of them, `...scopes`. */
export interface ReadScope {
  readonly text: string;
  /** Whether it can be `null`, which the functions of the SDK do not take. */
  readonly mayBeNull: boolean;
  /** Whether an operator behind it would bind to a part of it. */
  readonly isCompound: boolean;
}

/** Statements before a value that make parts of it: none, right before it and for nothing else, or anything else. */
export type StepsBefore =
  { readonly stand: 'nowhere' | 'apart' } | { readonly stand: 'right-before'; readonly range: Range };

/** A union of scope strings, made by hand in a file on the SDK v2, which exports `computeScopeUnion`. */
export interface HandRolledUnion {
  readonly kind: 'hand-rolled-step-up';
  readonly is: 'union';
  readonly range: Range;
  /** In the order in which they are united. */
  readonly scopes: readonly ReadScope[];
  /** What stands in for an empty union, if anything does; else that is `''`. */
  readonly instead: Range | undefined;
  /** Whether an operator in it would bind to what stands around it. */
  readonly isOperand: boolean;
  readonly steps: StepsBefore;
}

/**
 * A test by hand whether a step-up requests more than was granted, in a file on the SDK v2, which exports
 * `isStrictScopeSuperset`. A refresh cannot widen a grant (RFC 6749 §6).
 */
export interface HandRolledWideningTest {
  readonly kind: 'hand-rolled-step-up';
  readonly is: 'widening-test';
  readonly range: Range;
  readonly requested: ReadScope;
  readonly granted: ReadScope;
  /** Whether it is true where nothing more is requested. */
  readonly isNegated: boolean;
  /** Whether an empty requested scope counts as more, as it does not for the SDK. */
  readonly tellsEmpty: boolean;
  readonly steps: StepsBefore;
}

/**
 * What the transports of the SDK v2 do by themselves, done once more around or below them: a cap around calls, a step-up
 * in their `fetch`, or a provider that hides its refresh token while a step-up is pending.
 */
export interface HandRolledAround {
  readonly kind: 'hand-rolled-step-up';
  readonly is: 'cap-around-calls' | 'step-up-below-transport' | 'hidden-refresh-token';
  readonly range: Range;
}

export type HandRolledStepUp = HandRolledUnion | HandRolledWideningTest | HandRolledAround;

/** What stands for one scope token: its text, or source text that gives it. */
export type TokenSource = { readonly text: string } | { readonly source: string };

/** How a scope string is asked for a scope token. */
export type SubstringTest =
  /** By `includes` or `indexOf`; `at` is where the name of the method starts. */
  | { readonly by: 'method'; readonly at: number }
  /** By `match` or `search`: `call` is from the name of the method to the end of the call. */
  | {
      readonly by: 'match' | 'search';
      readonly call: Range;
      readonly token: TokenSource;
    }
  /** By `test` of a regular expression. */
  | {
      readonly by: 'pattern';
      readonly scope: Range;
      readonly token: TokenSource;
      /** Whether an operator behind the scope would bind to a part of it. */
      readonly isCompound: boolean;
      /** Whether the scope may be missing, which a pattern takes for a text. */
      readonly mayBeMissing: boolean;
    }
  /** For more than one scope token, or for what may be more. */
  | { readonly by: 'several-tokens' }
  /** For what stands at the start or the end, though the order of scope tokens means nothing. */
  | { readonly by: 'place' }
  /** By a regular expression that more than one text matches, or whose match is looked at. */
  | { readonly by: 'choice' };

/**
 * A test whether a scope string holds a scope token that another token passes as well: `files:read` is found in
 * `files:readwrite`. Scope tokens are delimited by spaces and compared whole (RFC 6749 §3.3).
 */
export interface ScopeSubstringTest {
  readonly kind: 'scope-substring-test';
  /** The call that tests. */
  readonly range: Range;
  readonly test: SubstringTest;
}

/** A parameter of the challenge that a client answers: RFC 6750 §3, RFC 9728 §5.1. */
export type ChallengeParameter = 'scope' | 'error' | 'error_description' | 'resource_metadata';

/** A place around a reading of the header, and what of a parsed challenge can stand there. */
export type ParsedInstead = { readonly range: Range } & (
  | {
      readonly by: 'parameter';
      /** Source text that reads the whole header. */
      readonly header: string;
      /** The parameter, or the variable that holds its name. */
      readonly name: ChallengeParameter | { readonly variable: string };
    }
  /** Whether the challenge has this error. */
  | {
      readonly by: 'error';
      readonly header: string;
      readonly error: string;
      readonly isNegated: boolean;
      /** Whether an operator in it would bind to what stands around it. */
      readonly isOperand: boolean;
    }
  /** Whether there is a challenge of a scheme that the client answers. */
  | {
      readonly by: 'scheme';
      readonly header: string;
      readonly isNegated: boolean;
      readonly isOperand: boolean;
    }
  /** The type of a variable that holds the name of a parameter. */
  | { readonly by: 'type'; readonly names: readonly ChallengeParameter[] }
  /** A name that holds the parameter, in place of what took it out of the match. */
  | { readonly by: 'text'; readonly text: string }
  /** Nothing: a statement that made what is not read any more. */
  | { readonly by: 'nothing' }
);

/**
 * A client that reads `WWW-Authenticate` by patterns or parts of its text, and so takes what stands in a quoted value or in
 * another challenge for its own. RFC 9110 §11.6.1; RFC 6750 §3.
 */
export interface HandRolledChallengeParser {
  readonly kind: 'hand-rolled-challenge-parser';
  /** The reading that says most of what is looked for. */
  readonly range: Range;
  /** What can stand in place of all readings; `undefined` if one of them is more than can be told from the code. */
  readonly instead: readonly ParsedInstead[] | undefined;
}

/** A token request whose URL may be `http` on another host than this one (RFC 6749 §3.2). */
export interface InsecureTokenEndpoint {
  readonly kind: 'insecure-token-endpoint';
  /** The URL of the request. */
  readonly range: Range;
}

/** Client metadata that is registered without `application_type` (SEP-837) or without `grant_types` (SEP-2207). */
export interface UnresolvedClientMetadata {
  readonly kind: 'unresolved-client-metadata';
  /** The `redirect_uris` of a literal; else the metadata of a provider, where it is handed on as it is. */
  readonly range: Range;
}

/**
 * A comment that says that a finding of another kind is left to a person. MCP 2026-07-28, Step-Up Authorization Flow, is
 * not followed before somebody has mended what it stands at.
 */
export interface LeftoverMarker extends Marker {
  readonly kind: 'leftover-marker';
}

/** A fact about one place in one file. It holds no words, no nodes and no remedy. */
export type Finding =
  | ChallengedScopeOnly
  | UncappedStepUp
  | UnhandledInsufficientScope
  | UnsignalledInsufficientScope
  | RefreshOnWidening
  | ScopeNarrowedBy401
  | GrantedScopeNotKept
  | ScopeNotInTokenRequest
  | SingleSourceScopeSelection
  | TransportWithoutStepUp
  | HandRolledStepUp
  | ScopeSubstringTest
  | HandRolledChallengeParser
  | InsecureTokenEndpoint
  | UnresolvedClientMetadata
  | LeftoverMarker;
export type FindingKind = Finding['kind'];
