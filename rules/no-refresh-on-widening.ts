import { createRule } from './create-rule.ts';

export default createRule({
  name: 'no-refresh-on-widening',
  reports: 'refresh-on-widening',
  description: 'Require a new authorization, not a refresh, where a step-up widens the scope',
  message:
    'A refresh may be tried here although more scope is requested, and a refresh cannot widen it (RFC 6749 §6).',
  section: 'RFC 6749 §6',
  mending: {
    does: 'Pass by the refresh where more scope is requested than was granted.',
    keepsBehaviour: false,
  },
});
