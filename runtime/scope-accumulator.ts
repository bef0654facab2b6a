import { roundsAt } from './authorization-rounds.ts';
import { coversScope } from './covers-scope.ts';
import { inTurn } from './in-turn.ts';
import { MAX_STEP_UP_RETRIES } from './max-step-up-retries.ts';
import { MemoryScopeStore, type ScopeStore } from './memory-scope-store.ts';
import {
  attemptsAt,
  authorized,
  counted,
  denied,
  grantedOf,
  isFull,
  issuedBy,
  priorOf,
  refreshed,
  scopeStateFrom,
  settled,
  starting,
  succeeded,
  withdrawn,
  type HeldToken,
  type ScopeState,
} from './scope-state.ts';
import { selectScope, type ScopeSources } from './select-scope.ts';

export interface ScopeAccumulatorOptions {
  /** The resource that tokens are for (RFC 8707), such as the MCP endpoint. */
  readonly resource: string | URL;
  /** Default: memory. */
  readonly store?: ScopeStore | undefined;
  /** The retry cap: how often one operation steps up before it is given up. Default: 3. */
  readonly maxStepUpRetries?: number | undefined;
}

/** The scope that a client has asked for and was given. */
export interface KnownScope {
  readonly requested: string | undefined;
  readonly granted: string | undefined;
}

/**
 * Keeps the scope of one client at one resource, over rounds of authorization and over restarts, and selects what to
 * request next. For clients that make their own authorization requests: call `select`, then `starting`, then, when the
 * token is there, `authorized`. `withStepUp` does all of it by itself.
 * @see MCP 2026-07-28, Scope Selection Strategy; Step-Up Authorization Flow (SEP-2350)
 */
export class ScopeAccumulator {
  readonly resource: string;
  readonly maxStepUpRetries: number;
  readonly store: ScopeStore;

  /**
   * @throws RangeError If the retry cap is no whole number from 0 up.
   * @throws TypeError If `resource` is no absolute URL.
   */
  constructor({
    resource,
    store = new MemoryScopeStore(),
    maxStepUpRetries = MAX_STEP_UP_RETRIES,
  }: ScopeAccumulatorOptions) {
    if (!Number.isSafeInteger(maxStepUpRetries) || maxStepUpRetries < 0)
      throw new RangeError('maxStepUpRetries is no whole number.');
    // Neither a password nor a fragment names a resource (RFC 8707 §2), and this is a key of the store.
    this.resource = Object.assign(new URL(resource), { username: '', password: '', hash: '' }).href;
    this.maxStepUpRetries = maxStepUpRetries;
    this.store = store;
  }

  /**
   * @param held The token that is held now. Its `scope` counts before what was remembered, and a token that was not
   * held when an authorization request was made completes that request.
   */
  async known(held?: HeldToken): Promise<KnownScope> {
    const state = await this.read(held);
    return { requested: state.requested, granted: grantedOf(state, held) };
  }

  /** Selects the scope of the next authorization request, see `selectScope`; what is prior is known here. */
  async select(sources: Omit<ScopeSources, 'prior'>, held?: HeldToken): Promise<string | undefined> {
    return selectScope({ ...sources, prior: priorOf(await this.read(held), held) });
  }

  /**
   * Whether a step-up of this operation may still be made: the retry cap is not reached, nobody denied what it needs,
   * and the challenge asks for more than completed step-ups of this operation requested.
   * @param challenged The challenged scope; left out, only the retry cap is looked at.
   */
  async canAttemptScopeUpgrade(operation: string, challenged?: string, held?: HeldToken): Promise<boolean> {
    return (await this.refusalOf(operation, challenged, held)) === undefined;
  }

  /** Why no further step-up of this operation is made, if so. */
  async refusalOf(
    operation: string,
    challenged?: string,
    held?: HeldToken,
  ): Promise<'denied' | 'retry-cap-reached' | 'nothing-to-add' | undefined> {
    const state = await this.read(held);
    const attempts = attemptsAt(state, operation);
    const isCovered = (scope: string | undefined): boolean =>
      scope !== undefined && challenged !== undefined && coversScope(scope, challenged);
    if (isCovered(attempts.denied)) return 'denied';
    const isCapped = attempts.count >= this.maxStepUpRetries || isFull(state, operation);
    if (isCapped || (state.issuerChanges ?? 0) > this.maxStepUpRetries) return 'retry-cap-reached';
    return isCovered(attempts.requested) ? 'nothing-to-add' : undefined;
  }

  /**
   * An authorization request is about to be made for `scope`. Written down before it is, as the page may unload.
   * @param stepUp The operation, if this is its step-up: then it counts against the retry cap.
   */
  async starting(
    scope: string | undefined,
    { stepUp, held }: { readonly stepUp?: string | undefined; readonly held?: HeldToken | undefined } = {},
  ): Promise<void> {
    const operations = stepUp === undefined ? [] : [stepUp];
    await this.update(
      (state) => operations.reduce(counted, starting(state, { scope, held, operations })),
      held,
    );
  }

  /** The token response: granted is its `scope`, or what was requested (RFC 6749 §5.1). */
  async authorized(token: HeldToken): Promise<void> {
    await this.update((state) => authorized(state, token));
  }

  /** A refresh gave a token: granted is its `scope`, or what `held` had (RFC 6749 §6). */
  async refreshed(held: HeldToken | undefined, token: HeldToken): Promise<void> {
    await this.update((state) => refreshed(state, held, token), held);
  }

  /** The user denied consent: what was asked for is rolled back, and not asked for again by the same operation. */
  async denied(): Promise<void> {
    await this.update(denied);
  }

  /** The authorization request failed: what was asked for is rolled back. */
  async withdrawn(): Promise<void> {
    await this.update(withdrawn);
  }

  /** The server let the operation through: its attempts are forgotten. */
  succeeded(operation: string, held?: HeldToken): Promise<ScopeState> {
    return this.update((state) => succeeded(state, operation, held), held);
  }

  /** Forgets attempts and denials, of one operation or of all: for a user who explicitly wants to try again. */
  async reset(operation?: string): Promise<void> {
    await this.update((state) =>
      operation === undefined
        ? { ...state, attempts: [], issuerChanges: undefined }
        : succeeded(state, operation, undefined),
    );
  }

  /**
   * Whose scope this is. Another issuer than before knows neither the scope nor the attempts of the former one.
   * @param issuer `undefined` if it could not be found out; then nothing is forgotten.
   * @param held The token that is held now, which may be the former one's.
   */
  useIssuer(issuer: string | undefined, held?: HeldToken): Promise<ScopeState> {
    return this.update((state) => (issuer === undefined ? state : issuedBy(state, issuer, held)), held);
  }

  /** The state, with a pending request completed if the held token shows that it was. */
  async read(held?: HeldToken): Promise<ScopeState> {
    return settled(scopeStateFrom(await this.store.get(this.resource)), held);
  }

  /** Changes the state in one step, one change after the other. */
  update(change: (state: ScopeState) => ScopeState, held?: HeldToken): Promise<ScopeState> {
    return inTurn(roundsAt(this.store, this.resource).changes, async () => {
      const stored = await this.read();
      const state = change(settled(stored, held));
      if (state !== stored) await this.store.set(this.resource, state);
      return state;
    });
  }
}
