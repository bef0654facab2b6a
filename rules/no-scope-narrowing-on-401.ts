import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-scope-narrowing-on-401',
  reports: 'scope-narrowed-by-401',
  description: 'Require a later 401 to request the union of prior and challenged scopes',
  message:
    'A 401 that can come after an authorization takes the challenged scope alone, so scopes gained by step-up are lost.',
  configs: ['strict', 'all'],
});
