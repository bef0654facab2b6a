import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-scope-in-token-request',
  reports: 'scope-not-in-token-request',
  description: 'Require that a token request without a user asks for the requested scope',
  message:
    'This token request is made with the configured scope, whatever scope is asked for: a step-up gets the old token again (MCP 2026-07-28, Step-Up Authorization Flow).',
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: { does: 'Ask for the requested scope, too.', keepsBehaviour: false },
});
