import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-insufficient-scope-handling',
  reports: 'unhandled-insufficient-scope',
  description: 'Require a 403 `insufficient_scope` to be answered where a 401 is',
  message:
    'A 401 is answered by an authorization here, but a 403 `insufficient_scope` by nothing (MCP 2026-07-28, Step-Up Authorization Flow).',
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: { does: 'Answer the 403 by a step-up.', keepsBehaviour: false },
});
