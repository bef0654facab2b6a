import type { Node, Program } from './ast.ts';

/** `[start, end)` in UTF-16 code units of `SourceUnit.text`, which never starts with a BOM (ESLint counts so too). */
export type Range = readonly [start: number, end: number];

/**
 * One parsed file: all that an analysis may look at. ESLint's and oxlint's `sourceCode` already is one, so rules and
 * codemods run the same analyses. Nodes carry `range`; `parent`, `loc` and tokens are not to be relied upon.
 */
export interface SourceUnit {
  readonly text: string;
  readonly ast: Program;
  readonly scopeManager: ScopeManager;
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
}

/** What eslint-scope and @typescript-eslint/scope-manager have in common and the analyses use. */
export interface ScopeManager {
  readonly scopes: readonly Scope[];
}

export interface Scope {
  readonly type: string;
  readonly block: Node;
  readonly upper: Scope | null;
  readonly variables: readonly Variable[];
  readonly set: ReadonlyMap<string, Variable>;
  readonly references: readonly Reference[];
}

export interface Variable {
  readonly name: string;
  readonly scope: Scope;
  readonly defs: readonly Definition[];
  readonly references: readonly Reference[];
}

export interface Definition {
  readonly type: string;
  readonly name: Node;
  readonly node: Node;
}

export interface Reference {
  readonly identifier: Node;
  readonly from: Scope;
  readonly resolved: Variable | null;
  readonly writeExpr?: Node | null | undefined;
  isWrite(): boolean;
  isRead(): boolean;
}
