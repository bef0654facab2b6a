import { unionScopes } from './union-scopes.ts';

/** The step-ups of one operation since it last succeeded. */
export interface StepUpAttempts {
  /** What the client does, such as `tools/call:write_file`; never a server's text alone. */
  readonly operation: string;
  readonly count: number;
  /** The scope that completed step-ups of this operation requested. */
  readonly requested?: string | undefined;
  /** The scope whose step-up was denied. */
  readonly denied?: string | undefined;
}

/** An authorization request whose outcome is not known yet: the user may be away at the authorization server. */
export interface PendingAuthorization {
  /** The requested scope. */
  readonly scope: string | undefined;
  /** The requested scope before it, to which a denial returns. */
  readonly previous: string | undefined;
  /** The operations that wait for it as their step-up; none for an ordinary authorization. */
  readonly operations: readonly string[];
  /** Fingerprint of the token that was held then: a token with another one completes the request. */
  readonly token: number | undefined;
}

/** A token that no request has succeeded with yet. */
export interface UntriedToken {
  /** Its fingerprint. */
  readonly token: number;
  /** Whether it was refreshed: a second refresh would give the same. */
  readonly refreshed?: boolean | undefined;
  /** Whether it came, refreshed or not, from an authorization: another one would give the same. */
  readonly authorized?: boolean | undefined;
}

/**
 * What a client knows about scope at one resource. It is plain JSON, it survives a restart between redirect and
 * callback, and it holds no secret: of a token only a fingerprint of 32 bits.
 */
export interface ScopeState {
  /** The version of this format. Another one counts as no state. */
  readonly version?: 1;
  /** The authorization server that all of this is about. Another one starts with nothing. */
  readonly issuer?: string | undefined;
  /** The requested scope: what the last authorization request asked for. */
  readonly requested?: string | undefined;
  /** The granted scope: the token response's, or as requested (RFC 6749 §5.1). */
  readonly granted?: string | undefined;
  readonly attempts?: readonly StepUpAttempts[];
  readonly pending?: PendingAuthorization | undefined;
  /** The last token that this client obtained, until the server accepts one. */
  readonly untried?: UntriedToken | undefined;
  /** A held token of another issuer: its scope and its refresh token mean nothing here. */
  readonly foreignToken?: { readonly token: number; readonly issuer: string } | undefined;
  /** How often the issuer changed since the server last let something through. */
  readonly issuerChanges?: number | undefined;
  /** Where the last challenge pointed to (RFC 9728 §5.1), for the callback leg of a redirect. */
  readonly resourceMetadataUrl?: string | undefined;
}

/** What a token holder says about the token that it holds. */
export interface HeldToken {
  readonly access_token: string;
  readonly scope?: string | undefined;
  readonly refresh_token?: string | undefined;
  /** The authorization server that issued it, if the holder keeps that in mind (SEP-2352). */
  readonly issuer?: string | null | undefined;
}

const VERSION = 1;

/** So many operations are stepped up before one of them succeeds: names come from tool lists, which servers make up. */
const MAX_OPERATIONS = 100;

/** What a store gave, if it is a state of this version; whatever else it may hold counts as none. */
export function scopeStateFrom(stored: unknown): ScopeState {
  const state = stored as ScopeState | null | undefined;
  return state?.version === VERSION ? state : { version: VERSION };
}

/**
 * An authorization request is about to be made. It is written down before, as the page may unload.
 * @param operations The operations whose step-up it is; none for an ordinary authorization.
 */
export function starting(
  state: ScopeState,
  request: {
    readonly scope: string | undefined;
    readonly held: HeldToken | undefined;
    readonly operations: readonly string[];
  },
): ScopeState {
  const scope = accumulable(request.scope);
  const pending: PendingAuthorization = {
    scope,
    // A request that was never answered is replaced, so its scope does not survive a denial either.
    previous: state.pending ? state.pending.previous : state.requested,
    operations: request.operations,
    token: fingerprintOf(request.held?.access_token),
  };
  return { ...state, requested: scope, pending };
}

/** One more step-up of this operation. */
export function counted(state: ScopeState, operation: string): ScopeState {
  const { count, ...rest } = attemptsAt(state, operation);
  return { ...state, attempts: [...attemptsBut(state, operation), { ...rest, count: count + 1 }] };
}

/** Another operation waits for the same authorization: it is that operation's step-up, too. */
export function joining(state: ScopeState, operation: string): ScopeState {
  const { pending } = state;
  if (!pending) return state;
  const operations = [...new Set([...pending.operations, operation])];
  return counted({ ...state, pending: { ...pending, operations } }, operation);
}

/** Another operation was waiting while an authorization was completed, or denied, that asked for its scope as well. */
export function sharing(
  state: ScopeState,
  operation: string,
  outcome: 'requested' | 'denied',
  scope: string | undefined,
): ScopeState {
  const next = counted(state, operation);
  return { ...next, attempts: noted(next, [operation], outcome, scope) };
}

/** The authorization server issued a token for the pending request. Without `scope` it means "as requested". */
export function authorized(state: ScopeState, token: HeldToken): ScopeState {
  const { pending } = state;
  const requested = pending ? pending.scope : state.requested;
  return {
    ...state,
    requested,
    granted: accumulable(token.scope) ?? requested,
    attempts: noted(state, pending?.operations ?? [], 'requested', requested),
    pending: undefined,
    untried: { token: fingerprintOf(token.access_token)!, authorized: true },
  };
}

/**
 * A refresh gave a token. It requested no scope, and a response without `scope` means "unchanged" (RFC 6749 §6). An
 * authorization request that is under way still is.
 * @param held The token that was refreshed.
 */
export function refreshed(state: ScopeState, held: HeldToken | undefined, token: HeldToken): ScopeState {
  const fingerprint = fingerprintOf(token.access_token)!;
  return {
    ...state,
    granted: accumulable(token.scope) ?? grantedOf(state, held),
    pending: state.pending && { ...state.pending, token: fingerprint },
    untried: {
      token: fingerprint,
      refreshed: true,
      authorized: untriedToken(state, held?.access_token)?.authorized,
    },
  };
}

/** The authorization request failed, or was not made: what it asked for does not count as requested. */
export function withdrawn(state: ScopeState): ScopeState {
  return state.pending ? { ...state, requested: state.pending.previous, pending: undefined } : state;
}

/** The user denied consent: the scope is rolled back, and its operations are not stepped up for it again. */
export function denied(state: ScopeState): ScopeState {
  const { pending } = state;
  if (!pending) return state;
  return { ...withdrawn(state), attempts: noted(state, pending.operations, 'denied', pending.scope) };
}

/**
 * The server let the operation through.
 * @param held The token that is held now. It also answers a request that is pending for this operation, whose token may
 * be the same text as the one before.
 */
export function succeeded(state: ScopeState, operation: string, held: HeldToken | undefined): ScopeState {
  const isAnswered = held && state.pending?.operations.includes(operation);
  const current = isAnswered ? authorized(state, held) : state;
  const attempts = attemptsBut(current, operation);
  const isNew = attemptsAt(state, operation).count > 0 || current.untried || current.issuerChanges;
  return isNew ? { ...current, attempts, untried: undefined, issuerChanges: undefined } : current;
}

/** Whether a pending request was completed meanwhile, which shows in the token that is held now. */
export function settled(state: ScopeState, held: HeldToken | undefined): ScopeState {
  const isAnswered = state.pending && held && fingerprintOf(held.access_token) !== state.pending.token;
  return isAnswered ? authorized(state, held) : state;
}

/**
 * The state under this authorization server. Another one than before knows neither the scope nor the attempts of the
 * former one, and must not learn them.
 */
export function issuedBy(state: ScopeState, issuer: string, held: HeldToken | undefined): ScopeState {
  const token = fingerprintOf(held?.access_token);
  const remembered = state.foreignToken?.token === token ? state.foreignToken?.issuer : state.issuer;
  const holder = held?.issuer ?? (held && remembered);
  const isForeign = holder != null && !isSameIssuer(holder, issuer);
  const foreignToken = isForeign ? { token: token!, issuer: holder } : undefined;
  if (isSameIssuer(state.issuer ?? holder ?? issuer, issuer)) return { ...state, issuer, foreignToken };
  return { version: VERSION, issuer, foreignToken, issuerChanges: (state.issuerChanges ?? 0) + 1 };
}

/** The held token, unless another authorization server issued it. */
export function ownTokenOf(state: ScopeState, held: HeldToken | undefined): HeldToken | undefined {
  return held && fingerprintOf(held.access_token) === state.foreignToken?.token ? undefined : held;
}

/** The granted scope. What the token says counts before what was remembered. */
export function grantedOf(state: ScopeState, held: HeldToken | undefined): string | undefined {
  return accumulable(ownTokenOf(state, held)?.scope) ?? state.granted;
}

/** The prior scope, requested ∪ granted: what a step-up must not lose. */
export function priorOf(state: ScopeState, held: HeldToken | undefined): string | undefined {
  return accumulable(unionScopes(state.requested, grantedOf(state, held)));
}

export function attemptsAt(state: ScopeState, operation: string): StepUpAttempts {
  return attemptsOf(state).find((each) => each.operation === operation) ?? { operation, count: 0 };
}

/** Whether so many operations wait for their success that no other one is stepped up. */
export function isFull(state: ScopeState, operation: string): boolean {
  return attemptsOf(state).length >= MAX_OPERATIONS && attemptsAt(state, operation).count === 0;
}

/** What is known of a token that the server has not accepted yet. */
export function untriedToken(state: ScopeState, token: string | undefined): UntriedToken | undefined {
  return state.untried?.token === fingerprintOf(token) ? state.untried : undefined;
}

/** `offline_access` asks for a refresh token rather than for access: it is per request, not accumulated (SEP-2207). */
export function accumulable(scope: string | null | undefined): string | undefined {
  const tokens = unionScopes(scope)
    ?.split(' ')
    .filter((token) => token !== 'offline_access');
  return tokens?.join(' ') || undefined;
}

/** FNV-1a, 32 bits: enough to see that a token changed, of no use to whoever would want to guess it. */
export function fingerprintOf(token: string | undefined): number | undefined {
  if (token === undefined) return undefined;
  let hash = 0x811c9dc5;
  for (const character of token) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193);
  return hash >>> 0;
}

/** The attempts, with what became of the last one of these operations. */
function noted(
  state: ScopeState,
  operations: readonly string[],
  outcome: 'requested' | 'denied',
  scope: string | undefined,
): readonly StepUpAttempts[] {
  return attemptsOf(state).map((each) =>
    operations.includes(each.operation)
      ? { ...each, [outcome]: unionScopes(each[outcome], scope) ?? '' }
      : each,
  );
}

/** Those of the other operations. */
function attemptsBut(state: ScopeState, operation: string): readonly StepUpAttempts[] {
  return attemptsOf(state).filter((each) => each.operation !== operation);
}

function attemptsOf(state: ScopeState): readonly StepUpAttempts[] {
  return state.attempts ?? [];
}

/** RFC 8414 §3.1 takes the final slash of an issuer off before its metadata is asked for, and some write none. */
function isSameIssuer(one: string, other: string): boolean {
  return one.replace(/\/$/, '') === other.replace(/\/$/, '');
}
