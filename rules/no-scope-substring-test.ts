import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-scope-substring-test',
  reports: 'scope-substring-test',
  description: 'Disallow substring tests on scope strings',
  message:
    'This looks for text in a scope string, so that a longer scope token passes as well: tokens are compared whole (RFC 6749 §3.3).',
  section: 'RFC 6749 §3.3',
  mending: { does: 'Look for the scope token among those of the scope.', keepsBehaviour: false },
});
