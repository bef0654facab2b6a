import type { Finding, FindingKind } from '../analysis/finding.ts';
import { docsOf, type RuleDeclaration } from './declaration.ts';
import { rules } from './index.ts';

function declarationFor(kind: FindingKind): RuleDeclaration {
  const declarations = Object.values(rules).map(({ declaration }) => declaration);
  return declarations.find(({ reports }) => reports === kind)!;
}

/** The sentence that every door prints for the findings of a kind. */
export function messageFor(kind: FindingKind): string {
  return declarationFor(kind).message;
}

/** The same of one finding, with what its kind does not say. */
export function messageOf(finding: Finding): string {
  const { message, detail } = declarationFor(finding.kind);
  return detail ? `${message} ${detail(finding)}` : message;
}

/** The documentation page of a kind of finding. */
export function docsFor(kind: FindingKind): string {
  return docsOf(declarationFor(kind));
}

/** The lint rule that reports a kind of finding. */
export function ruleFor(kind: FindingKind): string {
  return declarationFor(kind).name;
}

/** What that rule asks for, in a line without a full stop. */
export function descriptionFor(kind: FindingKind): string {
  return declarationFor(kind).description;
}
