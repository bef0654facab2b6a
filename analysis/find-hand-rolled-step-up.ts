import type { Finding, HandRolledStepUp } from './finding.ts';
import { findChallengedScopeOnly } from './find-challenged-scope-only.ts';
import { findRefreshOnWidening } from './find-refresh-on-widening.ts';
import { findUncappedStepUp } from './find-uncapped-step-up.ts';
import { stepUpsAround } from './hand-rolled-around.ts';
import { handRolledUnions } from './hand-rolled-union.ts';
import { handRolledWideningTests } from './hand-rolled-widening-test.ts';
import { usesSdkV2 } from './sdk-user.ts';
import { isMcpClient } from './mcp-client.ts';
import { SDK_V2 } from './sdk-import.ts';
import type { Range, SourceUnit } from './source-unit.ts';
import { rangeOf, treeOf } from './tree.ts';

/**
 * Finds what is written by hand in files on the official SDK v2 although that exports it, or does it by itself, since
 * typescript-sdk PR 2356 (MCP 2026-07-28, SEP-2350). Code that is wrong is not found here but by the kind that says so.
 */
export function* findHandRolledStepUp(unit: SourceUnit): Generator<HandRolledStepUp> {
  const tree = treeOf(unit);
  if (!usesSdkV2(tree) || !isMcpClient(tree)) return;
  const own: readonly Site[] = [...handRolledUnions(tree), ...handRolledWideningTests(tree)]
    .filter((finding) => isOffered(unit, finding))
    .map((finding) => ({ finding, code: finding.range }));
  const around = [...stepUpsAround(tree)].map(({ finding, code }) => ({ finding, code: rangeOf(code) }));
  if (own.length + around.length === 0) return;
  const taken: Range[] = wrongCode.flatMap((find) => [...find(unit)].map(({ range }) => range));
  for (const { finding, code } of [...own, ...around]) {
    if (taken.some((range) => overlaps(range, code))) continue;
    taken.push(finding.range);
    yield finding;
  }
}

/** A finding, and the code that no other one may be about. */
interface Site {
  readonly finding: HandRolledStepUp;
  readonly code: Range;
}

/** The finders of what is wrong, and not merely needless, in such code. */
const wrongCode: readonly ((unit: SourceUnit) => Iterable<Finding>)[] = [
  findChallengedScopeOnly,
  findRefreshOnWidening,
  findUncappedStepUp,
];

/** Whether the SDK has what would stand instead; without the project, any release does. */
function isOffered({ project }: SourceUnit, { is }: HandRolledStepUp): boolean {
  if (is === 'union') return project?.packageLacks(SDK_V2, 'computeScopeUnion') !== true;
  return is !== 'widening-test' || project?.packageLacks(SDK_V2, 'isStrictScopeSuperset') !== true;
}

function overlaps(a: Range, b: Range): boolean {
  return a[0] < b[1] && b[0] < a[1];
}
