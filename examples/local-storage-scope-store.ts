import type { ScopeState, ScopeStore } from '../runtime/index.ts'; // yours: 'mcp-scope-codemod/runtime'

/** `localStorage`, `sessionStorage`, or what is like them; React Native's AsyncStorage gives promises. */
export interface TextStorage {
  getItem(key: string): string | null | Promise<string | null>;
  setItem(key: string, text: string): void | Promise<void>;
}

/**
 * Keeps the state of scope where a page keeps text, one item a resource. Other scripts of the same origin can read and
 * change it: there is no secret in it, and a scope that they add is asked for at most, where the user sees it.
 *
 * - An item that is not JSON counts as none, and is replaced at the next change.
 * - Storage that throws (full, or blocked by the user) does so here. The challenged request rejects with that, and
 *   nobody is asked.
 */
export class LocalStorageScopeStore implements ScopeStore {
  readonly #storage: TextStorage;
  readonly #prefix: string;

  /** @param prefix What the keys begin with. A page with several users gives each of them another one. */
  constructor(storage: TextStorage, prefix = 'mcp-scope ') {
    this.#storage = storage;
    this.#prefix = prefix;
  }

  async get(resource: string): Promise<ScopeState | null | undefined> {
    const text = await this.#storage.getItem(this.#prefix + resource);
    try {
      return JSON.parse(text ?? 'null') as ScopeState | null;
    } catch {
      return undefined; // Somebody else wrote it.
    }
  }

  async set(resource: string, state: ScopeState): Promise<void> {
    await this.#storage.setItem(this.#prefix + resource, JSON.stringify(state));
  }
}
