import type { Node, Program } from './ast.ts';
import type { Comment } from './comments.ts';
import type { HandlerCall, ParameterPlace } from './handler-call.ts';
import type { SdkExport } from './sdk-export.ts';
import type { SdkModules } from './sdk-modules.ts';

/** `[start, end)` in UTF-16 code units of `SourceUnit.text`, which never starts with a BOM (ESLint counts so too). */
export type Range = readonly [start: number, end: number];

/**
 * One parsed file: all that an analysis may look at. ESLint's and oxlint's `sourceCode` already is one, so rules and
 * codemods run the same analyses. Nodes carry `range`; `parent`, `loc` and tokens are not to be relied upon.
 */
export interface SourceUnit {
  readonly text: string;
  /** With its comments, which no analysis of code reads. */
  readonly ast: Program & { readonly comments?: readonly Comment[] };
  readonly scopeManager: ScopeManager;
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
  /** Of a component: where its code stands. The rest of the text is blank, and nothing is written there. */
  readonly blocks?: readonly Range[] | undefined;
  /** What the other files of the project say; only the command line knows it, so lint decides without. */
  readonly project?: Project | undefined;
  /** The modules that the user lists as re-exports of the official SDK. */
  readonly sdkModules?: SdkModules | undefined;
}

/** Facts about other files, asked for one at a time, since each may cost a look at another file. */
export interface Project {
  /**
   * Whether a function that this file imports takes the option `forceReauthorization`: by now, or after this run.
   * @param module The specifier, as the import has it.
   * @param name The exported name.
   */
  takesForceReauthorization(module: string, name: string): boolean;
  /**
   * What of the official SDK an import is, where modules in between hand it on.
   * @param module The specifier, as the import has it.
   * @param path The exported name, behind it the members of namespaces: `['client', 'auth']`.
   */
  sdkExportOf(module: string, path: readonly string[]): SdkExport | undefined;
  /** Whether an installed package is known not to export a value; a package that is not installed lacks nothing. */
  packageLacks(module: string, name: string): boolean;
  /**
   * The calls of a function that this file hands to one that it imports: a handler of refused responses. `undefined` if
   * that is no file of the project, or if the function may be called where nobody sees.
   */
  callsOfParameter(module: string, name: string, place: ParameterPlace): readonly HandlerCall[] | undefined;
  /** Whether an option can be added to a type that stands in another file of the fork. */
  canAddOption(option: AddedOption): boolean;
  /**
   * What a transport that this file imports does; `undefined` if its code is not there.
   * @param module The specifier, as the import has it.
   * @param name The exported name.
   */
  transport(module: string, name: string): InstalledTransport | undefined;
}

/** What a transport of the SDK does, as far as it is not the same in every version. */
export interface InstalledTransport {
  /** Whether it steps up by itself: the package is patched, or the specifier leads to a fork. */
  readonly stepsUp: boolean;
  /** Whether it sends its `requestInit` with its OAuth requests, as from 1.23.0 on. */
  readonly sendsRequestInit: boolean;
}

/**
 * An option whose type stands in another file: in the `.d.ts` beside compiled code, or where a fork keeps its types.
 * The parameter that takes it is that of a function, or of the constructor of a class.
 */
export interface AddedOption {
  readonly name: 'onInsufficientScope' | 'maxStepUpRetries' | 'forceReauthorization' | 'scope';
  readonly of: { readonly class: string } | { readonly function: string };
  /** Counted from 0. */
  readonly parameter: number;
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
