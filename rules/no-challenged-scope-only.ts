import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-challenged-scope-only',
  reports: 'challenged-scope-only',
  description: 'Require step-up to request the union of prior and challenged scopes',
  message:
    'Step-up takes the challenged scope alone, so the scopes requested and granted before are lost (MCP 2026-07-28, Step-Up Authorization Flow).',
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: { does: 'Request the union of prior and challenged scopes.', keepsBehaviour: false },
});
