import { createRule } from './create-rule.ts';

export default createRule({
  name: 'require-granted-scope-kept',
  reports: 'granted-scope-not-kept',
  description: 'Require that a token response without scope leaves the granted scope known',
  message:
    'This token response is stored as it came: if it has no scope, what was granted is forgotten (RFC 6749 §5.1, §6).',
  section: 'RFC 6749 §5.1, §6',
  mending: { does: 'Keep the scope that holds on where the response has none.', keepsBehaviour: false },
});
