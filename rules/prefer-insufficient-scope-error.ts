import { createRule } from './create-rule.ts';

export default createRule({
  name: 'prefer-insufficient-scope-error',
  reports: 'unsignalled-insufficient-scope',
  description: 'Require transports to offer InsufficientScopeError instead of a step-up',
  message:
    'This transport always steps up: its host can neither ask for an InsufficientScopeError instead nor tell why a step-up was given up.',
});
