import { roundsAt, type AuthorizationRounds, type EndedAuthorization } from './authorization-rounds.ts';
import { coversScope } from './covers-scope.ts';
import { InsufficientScopeError, type InsufficientScopeReason } from './insufficient-scope-error.ts';
import { inTurn } from './in-turn.ts';
import { isStrictScopeSuperset } from './is-strict-scope-superset.ts';
import type { ScopeStore } from './memory-scope-store.ts';
import { ScopeAccumulator } from './scope-accumulator.ts';
import {
  accumulable,
  counted,
  grantedOf,
  joining,
  ownTokenOf,
  priorOf,
  sharing,
  starting,
  untriedToken,
  type HeldToken,
  type ScopeState,
} from './scope-state.ts';
import type { SelectedChallenge } from './select-challenge.ts';
import { selectScope } from './select-scope.ts';
import { TokenRejectedError } from './token-rejected-error.ts';
import { unionScopes } from './union-scopes.ts';

/** What a challenge's resource says about authorization. All of it is untrusted. */
export interface AuthorizationContext {
  /** The authorization server in use. Absent if it could not be found out just now. */
  readonly issuer?: string | undefined;
  /** The protected resource metadata's `scopes_supported` (RFC 9728 §2). */
  readonly scopesSupported?: readonly string[] | undefined;
  /** Whether the authorization server advertises `offline_access` (RFC 8414 §2) and this client can refresh. */
  readonly offlineAccess?: boolean | undefined;
}

/** An authorization request that is about to be made. */
export interface AuthorizationRequest {
  /** The scope to request; `undefined` leaves the parameter out. */
  readonly scope: string | undefined;
  /** The challenge that asks for it, if the response had one. */
  readonly challenge: SelectedChallenge | undefined;
  readonly operation: string;
  /** Whether the operation lacks scope (a step-up), or a good token. */
  readonly stepUp: boolean;
  /** The granted scope of the held token. */
  readonly granted: string | undefined;
  /** The held token, unless another authorization server issued it: then it must not be used at this one. */
  readonly held: HeldToken | undefined;
}

/**
 * - `authorized`: there is a new token, which `tokens` gives from now on;
 * - `redirected`: the user is away at the authorization server, and the operation has to be sent again afterwards;
 * - `denied`: the user denied consent.
 */
export type AuthorizationOutcome = 'authorized' | 'redirected' | 'denied';

/** What the engine cannot do by itself. */
export interface StepUpEffects {
  /** The token that is held now. */
  tokens(): HeldToken | null | undefined | Promise<HeldToken | null | undefined>;
  /** Finds out whose scope this is about. Left out, there is one authorization server and nothing is known of it. */
  discover?(challenge: SelectedChallenge | undefined): Promise<AuthorizationContext>;
  /**
   * Makes an authorization request (or, for client_credentials, a token request) for exactly this scope. To throw an
   * error whose `code` is `access_denied` (RFC 6749 §4.1.2.1) is to answer `denied`.
   */
  authorize?(request: AuthorizationRequest): Promise<AuthorizationOutcome>;
  /** Refreshes the held token, never with a scope. `false` if the authorization server refuses. */
  refresh?(): Promise<boolean>;
}

export interface StepUpOptions {
  /** The resource that tokens are for (RFC 8707), such as the MCP endpoint. */
  readonly resource: string | URL;
  /** Where requested and granted scope and attempts are kept. Default: memory. */
  readonly store?: ScopeStore | undefined;
  /** What to do at `insufficient_scope`: step up, or throw `InsufficientScopeError`. Default: `reauthorize`. */
  readonly onInsufficientScope?: 'reauthorize' | 'throw' | undefined;
  /** The retry cap: how often one operation steps up before it is given up. 0 never steps up. Default: 3. */
  readonly maxStepUpRetries?: number | undefined;
  /**
   * Asked before each authorization request, not before a refresh. `false` denies it. A scope string narrows it: what
   * is not in `request.scope` is left out, so it cannot widen, and if nothing is left it is denied. Anything else
   * allows it. Until it answers no other refusal is dealt with, so it must not send requests that may be refused.
   */
  readonly onBeforeStepUp?:
    | ((request: AuthorizationRequest) => boolean | string | void | Promise<boolean | string | void>)
    | undefined;
  /** Whether a 401 requests prior ∪ challenged scope, too, or the challenged scope alone. Default: `true`. */
  readonly accumulateOn401?: boolean | undefined;
  /**
   * What to request if neither a challenge nor the resource names a scope. Default: nothing; for `withStepUp` with an
   * SDK, the `scope` of the provider's `clientMetadata`.
   */
  readonly defaultScope?: string | undefined;
  /** Whether to request `offline_access`. Default: if the authorization server advertises it and the client can refresh. */
  readonly offlineAccess?: boolean | undefined;
  /** Most distinct scope tokens of a request. Default: 64. */
  readonly maxScopeTokens?: number | undefined;
  /** Most characters of a request's scope. Default: 4096. */
  readonly maxScopeLength?: number | undefined;
}

/** A response that refuses an operation for want of a token or of scope. */
export interface Refusal {
  /** What the client was doing, such as `tools/call:write_file`. Attempts are counted by this name. */
  readonly operation: string;
  /** 401 or 403. */
  readonly status: number;
  /** What `selectChallenge` gave. */
  readonly challenge: SelectedChallenge | undefined;
  /** The access token that the request carried. */
  readonly token: string | undefined;
  /** `StepUp.round` when the request was sent. */
  readonly round: number;
  /** The request's. Nobody is asked for a request that was given up while it waited for its turn. */
  readonly signal?: AbortSignal | null | undefined;
}

/**
 * The step-up authorization flow for one resource, without a transport: what it needs done, it has done by its effects.
 * Refusals are answered one after the other, so that several at once lead to one consent.
 * @see MCP 2026-07-28, Scope Challenge Handling; Step-Up Authorization Flow (SEP-2350)
 */
export class StepUp {
  /** What is requested, granted and attempted. */
  readonly scopes: ScopeAccumulator;
  readonly #effects: StepUpEffects;
  readonly #options: StepUpOptions;
  readonly #rounds: AuthorizationRounds;

  /**
   * @throws RangeError If `maxStepUpRetries` is no whole number from 0 up.
   * @throws TypeError If `resource` is no absolute URL.
   */
  constructor(options: StepUpOptions, effects: StepUpEffects) {
    this.scopes = new ScopeAccumulator(options);
    this.#options = options;
    this.#effects = effects;
    this.#rounds = roundsAt(this.scopes.store, this.scopes.resource);
  }

  /** Counts the authorization requests made so far; a request is sent in one round and may be refused in a later one. */
  get round(): number {
    return this.#rounds.ended;
  }

  /** Whether a response asks for a step-up (RFC 6750 §3.1). Some servers send the error with a 401. */
  static isStepUp({ status, challenge }: Pick<Refusal, 'status' | 'challenge'>): boolean {
    return (status === 403 || status === 401) && challenge?.error === 'insufficient_scope';
  }

  /**
   * Does what a refusal asks for.
   * @param authorize Makes the authorization request this time, if not the effect of that name.
   * @returns `retry`: send the request again, with the token that `tokens` gives now. `redirected`: the user is away.
   * `unanswered`: there is nothing to authorize with, so the response stands.
   * @throws InsufficientScopeError If there is no step-up, or no further one.
   * @throws TokenRejectedError If a token that was just issued gets a 401.
   * @throws What an effect, the hook or the store throws. A scope that was asked for in vain is rolled back.
   */
  async refused(
    refusal: Refusal,
    authorize: StepUpEffects['authorize'] = this.#effects.authorize?.bind(this.#effects),
  ): Promise<'retry' | 'redirected' | 'unanswered'> {
    const { onInsufficientScope } = this.#options;
    const isDisabled = onInsufficientScope === 'throw' || this.scopes.maxStepUpRetries === 0 || !authorize;
    if (StepUp.isStepUp(refusal) && isDisabled) {
      const held = await this.#held();
      const { granted } = await this.scopes.known(held);
      throw insufficient({ ...refusal, granted }, 'step-up-disabled');
    }
    try {
      return await inTurn(this.#rounds.refusals, () => this.#answer(refusal, authorize));
    } finally {
      this.#rounds.traces++;
    }
  }

  /** The server let the operation through. What is most common reads the store once, and writes nothing. */
  async succeeded(operation: string): Promise<void> {
    const { traces, looked } = this.#rounds;
    if (looked === traces) return;
    const { attempts, pending } = await this.scopes.succeeded(operation, await this.#held());
    if (!attempts?.length && !pending) this.#rounds.looked = traces;
  }

  /** The user came back without consent (RFC 6749 §4.1.2.1, `access_denied`). */
  async denied(): Promise<void> {
    await this.scopes.denied();
  }

  async #answer(
    refusal: Refusal,
    authorize: StepUpEffects['authorize'],
  ): Promise<'retry' | 'redirected' | 'unanswered'> {
    refusal.signal?.throwIfAborted();
    const situation = await this.#situationOf(refusal);
    const { stepUp, held } = situation;
    const served = await this.#servedMeanwhile(situation);
    if (served) return served;

    const request = this.#requestFor(situation);
    const canRefresh = this.#canRefresh(situation, request);
    await this.#stopIfFinal(situation, canRefresh);
    if (canRefresh) {
      if (stepUp) await this.scopes.update((state) => counted(state, refusal.operation), held);
      if (await this.#effects.refresh!()) {
        await this.scopes.refreshed(held, await this.#issued());
        return 'retry';
      }
    }
    if (!this.#isWithinBounds(request.scope)) throw insufficient(request, 'too-many-scopes');

    if (!authorize) return 'unanswered';
    const scope = await this.#approved(request);
    const operations = stepUp ? [refusal.operation] : [];
    await this.scopes.update((state) => {
      const started = starting(state, { scope, held, operations });
      return canRefresh ? started : operations.reduce(counted, started);
    }, held);
    return this.#authorize({ ...request, scope }, authorize);
  }

  /** What is known now that the refusal's turn has come. */
  async #situationOf(refusal: Refusal): Promise<Situation> {
    const context = (await this.#effects.discover?.(refusal.challenge)) ?? {};
    const held = await this.#held();
    const resourceMetadataUrl = refusal.challenge?.resource_metadata;
    let state = await this.scopes.useIssuer(context.issuer, held);
    if (resourceMetadataUrl !== undefined)
      state = await this.scopes.update((each) => ({ ...each, resourceMetadataUrl }));
    return {
      ...context,
      ...refusal,
      stepUp: StepUp.isStepUp(refusal),
      held,
      own: ownTokenOf(state, held),
      state,
      granted: grantedOf(state, held),
    };
  }

  /** Whether what happened since the request was sent answers it already; then nobody is asked again. */
  async #servedMeanwhile({
    operation,
    round,
    token,
    challenge,
    stepUp,
    state,
    own,
    granted,
  }: Situation): Promise<'retry' | 'redirected' | undefined> {
    const last = round < this.#rounds.ended ? this.#rounds.last : undefined;
    const isNewer = own !== undefined && own.access_token !== token;
    const isAsked = last !== undefined && coversScope(last.scope, challenge?.scope);

    if (last?.outcome === 'redirected' && state.pending) {
      if (stepUp && isAsked) await this.scopes.update((each) => joining(each, operation));
      return 'redirected';
    }
    if (isAsked && 'error' in last) {
      if (stepUp && last.outcome === 'denied')
        await this.scopes.update((each) => sharing(each, operation, 'denied', last.scope));
      throw last.error;
    }
    if (!isNewer) return undefined;
    if (stepUp && last?.outcome === 'authorized' && isAsked) {
      await this.scopes.update((each) => sharing(each, operation, 'requested', last.scope));
      return 'retry';
    }
    return !stepUp || coversScope(granted, challenge?.scope) ? 'retry' : undefined;
  }

  async #stopIfFinal(situation: Situation, canRefresh: boolean): Promise<void> {
    const { operation, challenge, token, stepUp, held, state } = situation;
    if (stepUp) {
      const reason = await this.scopes.refusalOf(operation, challenge?.scope ?? '', held);
      if (reason) throw insufficient(situation, reason);
      return;
    }
    if (canRefresh || !untriedToken(state, token)?.authorized) return;
    // Forgotten, so that a user who tries once more is let through to the authorization server.
    await this.scopes.update((each) => ({ ...each, untried: undefined }));
    throw new TokenRejectedError();
  }

  #requestFor(situation: Situation): AuthorizationRequest {
    const { challenge, operation, scopesSupported, offlineAccess, stepUp, held, own, state, granted } =
      situation;
    const isChallengeAlone = !stepUp && this.#options.accumulateOn401 === false && challenge?.scope;
    const scope = selectScope({
      challenged: challenge?.scope,
      prior: isChallengeAlone ? undefined : priorOf(state, held),
      // A list of everything there is, is no base: the authorization server's default is smaller.
      scopesSupported: this.#isWithinBounds(scopesSupported?.join(' ')) ? scopesSupported : undefined,
      defaultScope: this.#options.defaultScope,
      stepUp,
      offlineAccess: this.#options.offlineAccess ?? offlineAccess,
    });
    return { scope, challenge, operation, stepUp, granted, held: own };
  }

  /** A refresh cannot widen (RFC 6749 §6): with a strict superset of what is granted it is bypassed. */
  #canRefresh({ token, stepUp, state, own, granted }: Situation, { scope }: AuthorizationRequest): boolean {
    if (!own?.refresh_token || !this.#effects.refresh) return false;
    if (stepUp) return !isStrictScopeSuperset(accumulable(scope), granted);
    return !untriedToken(state, token)?.refreshed;
  }

  /** The scope that the host allows. */
  async #approved(request: AuthorizationRequest): Promise<string | undefined> {
    const { scope } = request;
    try {
      const answer = await this.#options.onBeforeStepUp?.(request);
      if (answer !== false && typeof answer !== 'string') return scope;
      const asked = scope?.split(' ') ?? [];
      // `false` is no scope string, so it covers nothing.
      const allowed = unionScopes(...asked.filter((token) => coversScope(answer as string, token)));
      if (allowed === undefined) throw insufficient(request, 'denied');
      return allowed;
    } catch (error) {
      this.#end({ scope, outcome: 'failed', error });
      throw error;
    }
  }

  async #authorize(
    request: AuthorizationRequest,
    authorize: NonNullable<StepUpEffects['authorize']>,
  ): Promise<'retry' | 'redirected'> {
    const { scope } = request;
    let outcome: AuthorizationOutcome;
    let token: HeldToken | undefined;
    let cause: unknown;
    try {
      outcome = await authorize(request);
      if (outcome === 'authorized') token = await this.#issued();
    } catch (error) {
      // RFC 6749 §4.1.2.1, as OAuth libraries throw it.
      if ((error as { readonly code?: unknown } | null)?.code !== 'access_denied') {
        this.#end({ scope, outcome: 'failed', error });
        await this.scopes.withdrawn();
        throw error;
      }
      outcome = 'denied';
      cause = error;
    }
    if (outcome === 'denied') {
      const error = insufficient(request, 'denied', cause);
      this.#end({ scope, outcome, error });
      await this.scopes.denied();
      throw error;
    }
    this.#end({ scope, outcome });
    if (!token) return 'redirected';
    await this.scopes.authorized(token);
    return 'retry';
  }

  #end(authorization: EndedAuthorization): void {
    this.#rounds.ended++;
    this.#rounds.last = authorization;
  }

  #isWithinBounds(scope: string | undefined): boolean {
    const { maxScopeTokens = 64, maxScopeLength = 4096 } = this.#options;
    if (scope === undefined) return true;
    return scope.length <= maxScopeLength && scope.split(' ').length <= maxScopeTokens;
  }

  async #held(): Promise<HeldToken | undefined> {
    return (await this.#effects.tokens()) ?? undefined;
  }

  async #issued(): Promise<HeldToken> {
    const token = await this.#held();
    if (!token) throw new TypeError('Authorization gave no token.');
    return token;
  }
}

/** A refusal, and all that it is judged by. */
interface Situation extends Refusal, AuthorizationContext {
  readonly stepUp: boolean;
  readonly held: HeldToken | undefined;
  /** The held token, if this issuer issued it. */
  readonly own: HeldToken | undefined;
  readonly state: ScopeState;
  readonly granted: string | undefined;
}

function insufficient(
  { challenge, granted }: Pick<AuthorizationRequest, 'challenge' | 'granted'>,
  reason: InsufficientScopeReason,
  cause?: unknown,
): InsufficientScopeError {
  return new InsufficientScopeError({
    cause,
    reason,
    grantedScope: granted,
    requiredScope: challenge?.scope,
    resourceMetadataUrl: challenge?.resource_metadata,
    errorDescription: challenge?.error_description,
  });
}
