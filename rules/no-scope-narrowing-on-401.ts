import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-scope-narrowing-on-401',
  reports: 'scope-narrowed-by-401',
  description: 'Require a later 401 to request the union of prior and challenged scopes',
  message:
    'A 401 that can come after an authorization takes the challenged scope alone, so scopes gained by step-up are lost (MCP 2026-07-28, Scope Selection Strategy).',
  section: 'MCP 2026-07-28, Scope Selection Strategy',
  mending: { does: 'Request the union of prior and challenged scopes.', keepsBehaviour: false },
  configs: ['strict', 'all'],
});
