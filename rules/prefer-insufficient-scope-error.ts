import { createRule } from './create-rule.ts';

export default createRule({
  name: 'prefer-insufficient-scope-error',
  reports: 'unsignalled-insufficient-scope',
  description: 'Require transports to offer InsufficientScopeError, and handlers of their 403 to know it',
  message:
    'InsufficientScopeError is missing here: a step-up cannot be given up with it, or it is not handled as the 403 of a step-up is (MCP 2026-07-28, Step-Up Authorization Flow).',
  section: 'MCP 2026-07-28, Step-Up Authorization Flow',
  mending: {
    does: 'Offer InsufficientScopeError, or handle it as the 403 is handled.',
    keepsBehaviour: false,
  },
});
