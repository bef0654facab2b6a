import type { SourceUnit } from '../analysis/source-unit.ts';
import type { NeededName } from './remedy.ts';

/** The names that the edits of one file use. */
export interface Names {
  /** How the file calls a needed name: as it imports it already, or as the import to be added will. */
  readonly local: (name: NeededName) => string;
  /** A variable name that is free in the whole file; another one each time. */
  readonly fresh: (wish: string) => string;
}

/** Every identifier that a file declares or takes from outside, so that a new one can be told apart from them. */
export function takenNames({ scopeManager }: SourceUnit): Set<string> {
  const taken = new Set<string>();
  for (const scope of scopeManager.scopes) {
    for (const name of scope.set.keys()) taken.add(name);
    for (const { identifier } of scope.references)
      if (identifier.type === 'Identifier') taken.add(identifier.name);
  }
  return taken;
}

/** The wish itself, or the wish with the least number behind it that makes it free. */
export function freeName(wish: string, taken: ReadonlySet<string>): string {
  if (!taken.has(wish)) return wish;
  for (let i = 2; ; i++) if (!taken.has(`${wish}${i}`)) return `${wish}${i}`;
}
