import { createRule } from './create-rule.ts';

export default createRule({
  name: 'prefer-insufficient-scope-error',
  reports: 'unsignalled-insufficient-scope',
  description: 'TODO: describe prefer-insufficient-scope-error',
  message: 'TODO: say what goes wrong.',
});
