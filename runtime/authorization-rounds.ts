import type { Line } from './in-turn.ts';
import type { ScopeStore } from './memory-scope-store.ts';

/** The authorization requests that this process has made at one resource. Clients that share a store share them. */
export interface AuthorizationRounds {
  /** Refusals that are dealt with. */
  readonly refusals: Line;
  /** Changes of the state. */
  readonly changes: Line;
  /** How many came to an end. */
  ended: number;
  /** The last one that did. */
  last?: EndedAuthorization | undefined;
  /** How many refusals may have left something to forget at a success. */
  traces: number;
  /** So many of these were looked at, and nothing was found. */
  looked: number;
}

/** How an authorization request came out. */
export interface EndedAuthorization {
  readonly scope: string | undefined;
  /** `failed`: it was not made, or had no outcome. */
  readonly outcome: 'authorized' | 'redirected' | 'denied' | 'failed';
  /** What it was given up with, if it was. */
  readonly error?: unknown;
}

const all = new WeakMap<ScopeStore, Map<string, AuthorizationRounds>>();

export function roundsAt(store: ScopeStore, resource: string): AuthorizationRounds {
  const ofStore = all.get(store) ?? new Map<string, AuthorizationRounds>();
  all.set(store, ofStore);
  const rounds = ofStore.get(resource) ?? {
    refusals: { last: Promise.resolve() },
    changes: { last: Promise.resolve() },
    ended: 0,
    traces: 1,
    looked: 0,
  };
  ofStore.set(resource, rounds);
  return rounds;
}
