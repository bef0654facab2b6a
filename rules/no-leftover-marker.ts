import type { LeftoverMarker } from '../analysis/finding.ts';
import { findLeftoverMarker } from '../analysis/find-leftover-marker.ts';
import type { SourceUnit } from '../analysis/source-unit.ts';
import { docsUrl } from '../edits/docs-url.ts';
import { docsForReason } from '../edits/manual-reasons.ts';
import { manualReasons } from '../edits/remedy.ts';
import { createRule, type ScopeRule } from './create-rule.ts';

/** `uncapped-step-up (retry-not-countable), see https://…/manual.md#retry-not-countable` */
function detailOf({ marks, reason }: LeftoverMarker): string {
  const known = manualReasons.find((each) => each === reason);
  const page = known ? docsForReason(known) : docsUrl('manual.md');
  return `${marks}${reason === undefined ? '' : ` (${reason})`}, see ${page}`;
}

const rule = createRule({
  name: 'no-leftover-marker',
  reports: 'leftover-marker',
  description: 'Disallow comments that mark what a person has still to mend',
  message:
    'This marker says that a step-up is left to a person (MCP 2026-07-28, Step-Up Authorization Flow): mend it, and remove the marker.',
  detail: (finding) => (finding.kind === 'leftover-marker' ? detailOf(finding) : ''),
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: 'none',
});

/** There is nothing to decide, and the advice is what each marker says. */
export default {
  ...rule,
  meta: { ...rule.meta, messages: { manual: rule.meta.messages!['manual']! } },
  create(context) {
    const { sourceCode } = context;
    return {
      Program() {
        for (const marker of findLeftoverMarker(sourceCode as unknown as SourceUnit)) {
          const [start, end] = marker.range;
          const loc = { start: sourceCode.getLocFromIndex(start), end: sourceCode.getLocFromIndex(end) };
          context.report({ loc, messageId: 'manual', data: { advice: detailOf(marker) } });
        }
      },
    };
  },
} satisfies ScopeRule;
