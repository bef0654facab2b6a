import type { ScopeState } from './scope-state.ts';

/**
 * Where the state of scope is kept, one record a resource. A record names its issuer, and is nothing to another one; a
 * host with several users gives each of them a store. What a store throws rejects the request that was challenged,
 * and no authorization is started.
 */
export interface ScopeStore {
  /** @returns What `set` got, as an equal value; nothing if there is none. */
  get(resource: string): ScopeState | null | undefined | Promise<ScopeState | null | undefined>;
  /** @param state Plain JSON without secrets. */
  set(resource: string, state: ScopeState): void | Promise<void>;
}

/** The default store: it lasts as long as the process or the page. */
export class MemoryScopeStore implements ScopeStore {
  readonly #states = new Map<string, ScopeState>();

  get(resource: string): ScopeState | undefined {
    return this.#states.get(resource);
  }

  set(resource: string, state: ScopeState): void {
    this.#states.set(resource, state);
  }
}
