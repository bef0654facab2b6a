import { createRule } from './create-rule.ts';

export default createRule({
  name: 'prefer-sdk-step-up',
  reports: 'hand-rolled-step-up',
  description: 'Require what SDK v2 exports for step-ups in place of the same by hand',
  message:
    'SDK v2 exports this part of a step-up, or does it by itself: what is written by hand has to be kept in step with it (MCP 2026-07-28, Step-Up Authorization Flow).',
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: { does: 'Call what SDK v2 exports for it.', keepsBehaviour: true },
});
