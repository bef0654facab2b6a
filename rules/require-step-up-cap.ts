import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-step-up-cap',
  reports: 'uncapped-step-up',
  description: 'Require a retry cap on step-up authorization',
  message:
    'This step-up has no retry cap, so a server that is never satisfied makes it ask for authorization without end (MCP 2026-07-28, Step-Up Authorization Flow).',
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: { does: 'Count the step-ups, and stop at a retry cap.', keepsBehaviour: false },
});
