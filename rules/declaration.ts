import type { FindingKind } from '../analysis/finding.ts';

/** What makes a rule: which findings it reports, and in which words. */
export interface RuleDeclaration {
  readonly name: string;
  readonly reports: FindingKind;
  /** One line for tables, without a full stop. */
  readonly description: string;
  /** A sentence. */
  readonly message: string;
}

/** The page about a rule in the documentation. */
export function docsOf({ name }: RuleDeclaration): string {
  return `https://github.com/mcp-scope-codemod/mcp-scope-codemod/blob/main/docs/rules/${name}.md`;
}
