import type { Finding } from '../analysis/finding.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import type { Remedy, RuntimeName } from '../edits/remedy.ts';

export type TransformName = 'union-scopes' | 'cap-step-ups';

/** One finding and what is to be done about it. */
export interface Site {
  readonly finding: Finding;
  readonly transform: TransformName;
  readonly remedy: Remedy;
}

/** All that was decided about one file, before a character of it is changed. */
export interface Plan {
  readonly unit: SourceUnit;
  /** In source order. */
  readonly sites: readonly Site[];
  /** What the rewrites will import; empty if nothing is rewritten. Alphabetical, without duplicates. */
  readonly needs: readonly RuntimeName[];
}

/** Where a rewritten file imports a runtime name from. */
export interface RuntimeImport {
  /** Module specifier, as it shall stand in the import, e.g. `./mcp-scope-runtime.js`. */
  readonly module: string;
  /** Its exported name, where it differs (`computeScopeUnion` of the official SDK). */
  readonly exported?: string;
}

export type RuntimeImports = (name: RuntimeName) => RuntimeImport;

/** The file has a syntax error. `line` is 1-based, `column` 1-based, in UTF-16 code units. */
export class ParseError extends Error {
  override readonly name = 'ParseError';
  readonly line: number;
  readonly column: number;
  constructor(message: string, line: number, column: number) {
    super(message);
    this.line = line;
    this.column = column;
  }
}

/**
 * Decides, without touching it, what is wrong with a file and what to do about it.
 * @param text the file as read, BOM included. @param filename its ending chooses the language.
 * @throws {ParseError}
 */
export declare function plan(text: string, filename: string, transforms?: readonly TransformName[]): Plan;

/** The text after every rewrite of the plan; the very text if there is none. Keeps the BOM. */
export declare function applyPlan(text: string, plan: Plan, runtime: RuntimeImports): string;

/** How the file loads modules: decides the form of the import and of the vendored runtime. */
export declare function moduleFormat(unit: SourceUnit): 'esm' | 'cjs';
