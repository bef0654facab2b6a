import type { Finding, FindingKind } from '../analysis/finding.ts';
import { docsUrl } from '../edits/docs-url.ts';

/** What makes a rule: which findings it reports, in which words, and what is offered about them. */
export interface RuleDeclaration {
  readonly name: string;
  readonly reports: FindingKind;
  /** One line for tables, without a full stop: `Require …` or `Disallow …`. */
  readonly description: string;
  /** A sentence that names the `section`. */
  readonly message: string;
  /** What the rule stands on, as the message names it: `RFC 6749 §6`, `MCP 2026-07-28, Step-Up Authorization Flow`. */
  readonly section: string;
  /** The edits that the rule offers; `none` where it only reports. */
  readonly mending: Mending | 'none';
  /** What the message goes on with where findings of the kind are told apart. */
  readonly detail?: (finding: Finding) => string;
  /** The configs that it is in; all of them, if left out. */
  readonly configs?: readonly ConfigName[];
}

/** What the edits of a rule do, which are those of the command line. */
export interface Mending {
  /** A sentence for the menu of an editor: `Request the union of prior and challenged scopes.` */
  readonly does: string;
  /**
   * Whether the code does afterwards what it did before, so that `--fix` may write the edits unasked. A union widens what
   * is requested, and a cap ends what went on: that is seen from outside, and for a person to decide.
   */
  readonly keepsBehaviour: boolean;
}

export const configNames = ['recommended', 'strict', 'all'] as const;
export type ConfigName = (typeof configNames)[number];

/** Whether a config turns a rule on. */
export function isInConfig({ configs = configNames }: RuleDeclaration, name: ConfigName): boolean {
  return configs.includes(name);
}

/** The page about a rule in the documentation. */
export function docsOf({ name }: RuleDeclaration): string {
  return docsUrl(`rules/${name}.md`);
}
