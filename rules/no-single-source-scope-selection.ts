import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-single-source-scope-selection',
  reports: 'single-source-scope-selection',
  description: 'Require a scope selection of a step-up to keep the scope granted before',
  message:
    'The scope is selected from the challenge alone, so what was requested or granted before is lost on step-up (MCP 2026-07-28, Scope Selection Strategy).',
  section: 'MCP 2026-07-28, Scope Selection Strategy',
  mending: { does: 'Select the union of prior and challenged scopes.', keepsBehaviour: false },
});
