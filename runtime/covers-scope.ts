import { unionScopes } from './union-scopes.ts';

/** Whether a scope string holds every scope token of another one. Absent ones are empty. */
export function coversScope(scope: string | null | undefined, needed: string | null | undefined): boolean {
  return unionScopes(scope, needed) === unionScopes(scope);
}
