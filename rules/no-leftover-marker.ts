import type { LeftoverMarker } from '../analysis/finding.ts';
import { docsUrl } from '../edits/docs-url.ts';
import { docsForReason } from '../edits/manual-reasons.ts';
import { manualReasons } from '../edits/remedy.ts';
import { createRule } from './create-rule.ts';

/** `uncapped-step-up (retry-not-countable), see https://…/manual.md#retry-not-countable` */
function detailOf({ marks, reason }: LeftoverMarker): string {
  const known = manualReasons.find((each) => each === reason);
  const page = known ? docsForReason(known) : docsUrl('manual.md');
  return `${marks}${reason === undefined ? '' : ` (${reason})`}, see ${page}`;
}

export default createRule({
  name: 'no-leftover-marker',
  reports: 'leftover-marker',
  description: 'Disallow comments that mark what a person has still to mend',
  message:
    'This marker says that a step-up is left to a person (MCP 2026-07-28, Step-Up Authorization Flow): mend it, and remove the marker.',
  detail: (finding) => (finding.kind === 'leftover-marker' ? detailOf(finding) : ''),
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: 'none',
});
