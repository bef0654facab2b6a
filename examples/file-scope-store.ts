import { randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { ScopeState, ScopeStore } from '../runtime/index.ts'; // yours: 'mcp-scope-codemod/runtime'

/**
 * Keeps the state of scope in a JSON file, one record a resource, for a host that is one process and one user.
 *
 * - A change is there as a whole or not at all: it is written to another file, which then takes the file's name. So the
 *   folder has to be writable. Only its owner can read the file.
 * - A file that holds no JSON object counts as empty, and is replaced at the next change. No token is lost by that: the
 *   next step-up knows the scope that the held token names, and asks for that and the challenge.
 * - A file that cannot be read or written throws. The challenged request rejects with that, and nobody is asked.
 */
export class FileScopeStore implements ScopeStore {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  get(resource: string): ScopeState | undefined {
    return this.#records()[resource];
  }

  // Nothing comes between reading and writing, as both are synchronous.
  set(resource: string, state: ScopeState): void {
    const records = { ...this.#records(), [resource]: state };
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const next = `${this.#path}.${randomUUID()}`;
    try {
      writeFileSync(next, JSON.stringify(records, null, 2), { mode: 0o600, flag: 'wx', flush: true });
      renameSync(next, this.#path);
    } catch (error) {
      rmSync(next, { force: true });
      throw error;
    }
  }

  #records(): Readonly<Record<string, ScopeState>> {
    try {
      const records: unknown = JSON.parse(readFileSync(this.#path, 'utf8'));
      return typeof records === 'object' ? { ...records } : {};
    } catch (error) {
      if (error instanceof SyntaxError || (error as { readonly code?: string }).code === 'ENOENT') return {};
      throw error;
    }
  }
}
