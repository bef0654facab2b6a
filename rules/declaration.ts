import type { FindingKind } from '../analysis/finding.ts';
import { docsUrl } from '../edits/docs-url.ts';

/** What makes a rule: which findings it reports, and in which words. */
export interface RuleDeclaration {
  readonly name: string;
  readonly reports: FindingKind;
  /** One line for tables, without a full stop. */
  readonly description: string;
  /** A sentence. */
  readonly message: string;
  /** The configs that it is in; all of them, if left out. */
  readonly configs?: readonly ConfigName[];
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
